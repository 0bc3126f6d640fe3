"""Taking one's work along and bringing it back: JSON both ways, Anki and CSV one way."""
