"""Items and their marking. No Django, no clock, no randomness: seeds and facts come in."""
