"""The plan of a learner: what the last week before the exam holds, and its calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urljoin

from django.urls import NoReverseMatch, reverse

from studyapp.review.calendar import Event
from studyapp.review.models import Plan

EXAMS = "exams:index"


@dataclass(frozen=True)
class Door:
    """A button of the plan. One whose page does not exist (yet) leads to the practice."""

    words: str
    name: str
    anchor: str = ""

    @property
    def url(self) -> str:
        try:
            return reverse(self.name) + self.anchor
        except NoReverseMatch:
            return reverse("quizzes:index")


@dataclass(frozen=True)
class Box:
    """One day of the last week. `left`: days to the exam."""

    left: int
    title: str
    text: str
    doors: tuple[Door, ...]
    day: date | None = None
    is_today: bool = False
    is_past: bool = False


REVIEW = Door("Today’s review", "review:review")
WEEK = (
    Box(
        7,
        "Where you stand",
        "Look at what is strong and what is not. Set the minutes you have each day.",
        (Door("Progress", "progress:progress"), REVIEW),
    ),
    Box(
        6,
        "A first mock exam",
        "Mixed questions, no help. The report names what costs you points: facts, look-alikes, "
        "key words or arithmetic.",
        (Door("Mock exam", EXAMS),),
    ),
    Box(
        5,
        "Look-alikes",
        "25 minutes with the comparisons you mix up, then their drills.",
        (Door("Comparisons", "look-alikes:index"), Door("Drills", "quizzes:index", "#drills")),
    ),
    Box(
        4,
        "Numbers",
        "25 minutes with questions that compute, and with your own misses.",
        (Door("Sets of questions", "quizzes:index"), Door("My misses", "progress:misses")),
    ),
    Box(
        3,
        "One lab",
        "25 minutes in a lab: change one thing, guess first, then look.",
        (Door("Labs", "labs:index"), REVIEW),
    ),
    Box(
        2,
        "The real conditions",
        "A whole mock exam with the clock and without reasons. A mock of this size cannot tell "
        "70 from 78: read the interval, not the number.",
        (Door("Mock exam", EXAMS),),
    ),
    Box(
        1,
        "Short and early",
        "At most 15 minutes of prompts. Print the sheet of your own misses. Then stop: sleep "
        "helps more than one more set.",
        (REVIEW, Door("My misses on one sheet", "progress:misses"), Door("Stop for today", "home")),
    ),
)


def boxes(plan: Plan, today: date) -> list[Box]:
    """The seven days before the exam, with their dates; without an exam only their order."""
    if not plan.exam_date:
        return list(WEEK)
    found = []
    for box in WEEK:
        day = plan.exam_date - timedelta(days=box.left)
        found.append(
            Box(box.left, box.title, box.text, box.doors, day, day == today, is_past=day < today)
        )
    return found


def events(plan: Plan, base: str) -> Iterable[Event]:
    """The plan as events; `base` is the address of the site. Their ids stay as long as it does."""

    def uid(name: str) -> str:
        return f"plan-{plan.pk}-{name}@lambda-ledger"

    begun = plan.changed_at.astimezone(UTC).date()
    first = datetime.combine(begun, time(plan.remind_hour), UTC)
    last = _evening_before(plan.exam_date or begun + timedelta(days=365))
    if first <= last:  # on the day of the exam there is nothing left to repeat
        yield Event(
            uid("daily"),
            f"Lambda review, {plan.minutes} min",
            first,
            minutes=plan.minutes,
            text="The items that matter most today. What does not fit waits.",
            url=urljoin(base, reverse("review:review")),
            until=last,
        )
    if not plan.exam_date:
        return
    for box in boxes(plan, begun):
        if box.day:
            url = urljoin(base, reverse("plan:plan"))
            yield Event(
                uid(f"d-{box.left}"), f"Exam −{box.left}: {box.title}", box.day, 0, box.text, url
            )
    url = urljoin(base, reverse("plan:exam_day"))
    yield Event(uid("exam"), "Exam SAA-C03", plan.exam_date, text="Good luck.", url=url)


def _evening_before(day: date) -> datetime:
    return datetime.combine(day - timedelta(days=1), time(23, 59, 59), UTC)
