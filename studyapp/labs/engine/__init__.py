"""What the labs calculate. No Django here: prices come in as an argument, frozen values go out."""
