"""Network reachability: can a packet get there, and its reply back? Pure: no Django, no clock."""
