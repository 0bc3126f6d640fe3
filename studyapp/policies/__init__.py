"""IAM policies: read, matched, decided, explained. Pure: no Django, no clock, no network."""
