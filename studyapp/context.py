"""What every template may use."""

from functools import partial

from django.http import HttpRequest

from studyapp.accounts.guests import names_of

THEMES = ("light", "dark")


def site(request: HttpRequest) -> dict[str, object]:
    """`theme`: what the reader chose, or "" for what the system says.

    `names`: under which names a browser keeps what this person has not sent yet. Worked
    out only where a page asks.
    """
    theme = request.COOKIES.get("theme", "")
    return {"theme": theme if theme in THEMES else "", "names": partial(names_of, request)}
