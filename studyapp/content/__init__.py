"""The course as files, and what reads them. No Django, no database."""
