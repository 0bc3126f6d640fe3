"""What the tests of facts in the admin share: the pages, and the form as a browser sends it."""

from django.urls import reverse

from studyapp.accounts.roles import make_instructor
from studyapp.lessons.revising import token
from tests.factories import make_user

PAGE = reverse("admin:lessons_fact_change", args=["mem-max-default"])
CHECKED = reverse("admin:lessons_fact_checked", args=["mem-max-default"])
LIST = reverse("admin:lessons_fact_changelist")


def posted(fact, **changes):
    """The form as a browser sends it for a change at AWS."""
    given = {
        "kind": "changed",
        "value": "12,288",
        "unit": "MB",
        "number": "12288",
        "statement": "A default function can be given at most 12,288 MB of memory.",
        "source": fact.source,
        "changed_on": "2027-03",
        "then": fact.statement,
        "note": "Seen in the release notes.",
        "loaded": token(fact),
    }
    return given | changes


def make_other():
    user = make_user("other@example.org", name="Olga")
    make_instructor(user)
    return user
