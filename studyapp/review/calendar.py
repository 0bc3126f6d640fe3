"""Calendars as RFC 5545 has them: events go in, the text of an .ics file comes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

WIDTH = 75
"""Octets of a line, without its end."""
PRODUCT = "-//Lambda Ledger//Study plan//EN"


@dataclass(frozen=True)
class Event:
    """Something on a day, or from a moment on for some minutes; daily until a day, if told.

    `uid` stays the same for as long as it is the same thing, so that a calendar moves the
    event instead of adding another.
    """

    uid: str
    summary: str
    starts: date | datetime
    minutes: int = 0
    text: str = ""
    url: str = ""
    until: datetime | None = None

    def lines(self, stamp: datetime) -> Iterable[str]:
        yield "BEGIN:VEVENT"
        yield f"UID:{self.uid}"
        yield f"DTSTAMP:{_moment(stamp)}"
        if isinstance(self.starts, datetime):
            yield f"DTSTART:{_moment(self.starts)}"
            yield f"DURATION:PT{self.minutes}M"
        else:
            yield f"DTSTART;VALUE=DATE:{self.starts:%Y%m%d}"
            yield f"DTEND;VALUE=DATE:{self.starts + timedelta(days=1):%Y%m%d}"
            yield "TRANSP:TRANSPARENT"
        if self.until:
            yield f"RRULE:FREQ=DAILY;UNTIL={_moment(self.until)}"
        yield f"SUMMARY:{escaped(self.summary)}"
        if self.text:
            yield f"DESCRIPTION:{escaped(self.text)}"
        if self.url:
            yield f"URL:{self.url}"
        yield "END:VEVENT"


def calendar(name: str, events: Iterable[Event], stamp: datetime) -> str:
    """A whole calendar, with the line ends and the folding that the format asks for."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}"]
    for event in events:
        lines += event.lines(stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    r"""Text as a value.

    >>> print(escaped("Drill; look-alikes, 25 min\nThen rest"))
    Drill\; look-alikes\, 25 min\nThen rest
    """
    for plain, safe in (("\\", "\\\\"), (";", r"\;"), (",", r"\,"), ("\r\n", r"\n")):
        text = text.replace(plain, safe)
    return text.replace("\n", r"\n").replace("\r", r"\n")


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets, never cut within a character."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > WIDTH:
            pieces.append(piece)
            piece, size = " ", 1
        piece += letter
        size += octets
    return "\r\n".join([*pieces, piece])


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
