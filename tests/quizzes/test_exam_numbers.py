"""Every number of a report, counted a second time from the appended answers alone.

What is compared is the text of the page, section by section and whole: no number stands there
that was not counted here.
"""

import html
import math
import random
import re
import uuid
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from django.utils import timezone

from quizzes.mock_reports import report_of
from quizzes.models import Answer, Slot
from tests.factories import make_answer, make_attempt, make_quiz
from tests.quizzes.bank import make_bank, make_exam

pytestmark = pytest.mark.django_db
DOMAINS = {
    "1": "Secure architectures",
    "2": "Resilient architectures",
    "3": "High-performing architectures",
    "4": "Cost-optimised architectures",
}
WORDS = {"certain": "Certain", "fairly": "Fairly sure", "guess": "Guess", "": "Not said"}
TAGS = {
    "fact": ("I did not know the fact", "a fact you did not know"),
    "look-alike": ("I took it for a look-alike", "a look-alike"),
    "guess": ("I guessed", "a guess"),
}


@pytest.fixture(params=[1, 2, 3])
def exam(learner, request):
    """65 questions: some left, some changed twice, some taken back, some tagged or met before."""
    chance = random.Random(request.param)
    make_bank(140, ["runtimes", "memory", "events"])
    exam = make_exam(learner, 65, minutes_ago=100)
    met = [slot.version.question for slot in exam.slots.complete() if chance.random() < 0.2]
    earlier = make_attempt(learner, make_quiz(met))
    for slot in earlier.slots.all():
        make_answer(slot, ["a"], at=exam.started_at - timedelta(days=1))
    at, tags = exam.started_at, ["", "", "", "", "", "fact", "look-alike", "guess"]
    for slot in exam.slots.complete():
        for _ in range(chance.choice([0, 1, 1, 1, 2, 3])):
            at += timedelta(seconds=chance.randint(5, 60))
            ids = [option.id for option in slot.item.options]
            several = chance.choice([0, 1, 2, 2]) if slot.item.kind == "multiple" else 1
            make_answer(
                slot,
                sorted(chance.sample(ids, several)),
                at=at,
                base=0,
                sureness=chance.choice(["", "guess", "fairly", "certain"]),
                seconds=chance.choice([None, chance.randint(1, 200)]),
            )
        # In the third nobody tagged anything: another cause carries most.
        tag = chance.choice(tags) if request.param < 3 else ""
        flagged = chance.random() < 0.2
        Slot.objects.filter(pk=slot.pk).update(miss_tag=tag, flagged=flagged)
    exam.finish(timezone.now())
    return exam


def counted(exam):
    """A record for each question, from rows as the database holds them."""
    rows = list(
        Answer.objects.filter(slot__attempt=exam)
        .order_by("answered_at", "pk")
        .values("slot", "revision", "response", "sureness", "seconds", "answered_at")
    )
    seconds = _seconds(rows, exam.started_at)
    slots = Slot.objects.filter(attempt=exam).select_related("version").order_by("position")
    return [_record(exam, slot, rows, seconds.get(slot.pk)) for slot in slots]


def _record(exam, slot, rows, seconds):
    own = sorted((row for row in rows if row["slot"] == slot.pk), key=lambda r: r["revision"])
    body = slot.version.body
    key = sorted(option["id"] for option in body["option"] if option.get("correct"))
    last = own[-1] if own and own[-1]["response"] else None
    whole = [row["response"] for row in own if len(row["response"]) >= len(key)]
    earlier = Answer.objects.filter(slot__version__question=slot.version.question_id)
    return {
        "position": slot.position,
        "task": body["task"],
        "topic": body["topic"],
        "lesson": body["lesson"].partition("#")[0],
        "scored": slot.scored,
        "flagged": slot.flagged,
        "given": bool(last),
        "right": bool(last) and last["response"] == key,
        "first": whole[0] == key if whole else None,
        "changed": bool(whole) and whole[0] != own[-1]["response"],
        "sureness": last["sureness"] if last else None,
        "tag": slot.miss_tag,
        "seen": earlier.filter(answered_at__lt=exam.started_at).exists(),
        "seconds": seconds,
    }


def _seconds(rows, previous):
    seconds, last = Counter(), {}
    for row in rows:
        own, before = row["seconds"], last.get(row["slot"])
        if own is None:
            own = round((row["answered_at"] - previous).total_seconds())
        elif before and before["seconds"] is not None and own >= before["seconds"]:
            since = (row["answered_at"] - before["answered_at"]).total_seconds()
            own -= before["seconds"] if own > since + 2 else 0
        seconds[row["slot"]] += own
        previous, last[row["slot"]] = row["answered_at"], row
    return dict(seconds)


def _scale(share):
    return round(100 + 620 * share / 0.72 if share < 0.72 else 720 + 280 * (share - 0.72) / 0.28)


def _believable(share, n, side):
    """Wilson's interval by its definition: the furthest truth not 1.96 of its errors away."""
    near, far = share, float(side)
    for _ in range(60):
        truth = (near + far) / 2
        fits = abs(share - truth) <= 1.959964 * math.sqrt(truth * (1 - truth) / n)
        near, far = (truth, far) if fits else (near, truth)
    return near


def _minutes(seconds):
    return f"{seconds // 60}:{seconds % 60:02}"


def n_of(records, **wanted):
    return sum(all(r[name] == value for name, value in wanted.items()) for r in records)


def shares(records, key):
    """Rows of a table: name, right of all, missed."""
    groups = defaultdict(list)
    for record in records:
        groups[key(record)].append(record["right"])
    return {name: (sum(rights), len(rights)) for name, rights in sorted(groups.items())}


class Page:
    """The text of a page, by the heading of its sections."""

    def __init__(self, client, url):
        self.source = client.get(url).content.decode()

    def text(self, anchor):
        inside = self.source.partition(f'aria-labelledby="{anchor}"')[2]
        return plain(inside.partition(">")[2].partition("</section>")[0])

    @property
    def first(self):
        inside = self.source.partition('<div class="exam-first">')[2].partition("</div>")[0]
        return [plain(part) for part in re.findall(r"<p>(.*?)</p>", inside)]


def plain(source):
    """Without tags and drawings, but with their titles."""
    words = re.sub(r"<option.*?</option>|<label.*?</label>|<button.*?</button>", " ", source)
    words = re.sub(r"<text.*?</text>", " ", words)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", words)).split())


@pytest.fixture
def report(exam, as_learner):
    return Page(as_learner, exam.report_url)


@pytest.fixture
def records(exam):
    return counted(exam)


def test_the_first_sentences(report, records):
    happened, cause, onward = report.first
    missed = [record for record in records if not record["right"]]
    right = n_of(records, scored=True, right=True)
    assert happened == (
        f"You answered {n_of(records, given=True)} of 65 questions in 100 of 130 minutes, "
        f"and {right} of the 50 scored ones are right."
    )
    tags = Counter(record["tag"] for record in missed if record["tag"])
    domains = Counter(record["task"][0] for record in missed)
    start = f"Of {len(missed)} misses among all 65 questions"
    expected = {f"{start} you tagged {n} as {TAGS[tag][1]}." for tag, n in tags.items()} | {
        f"{start} {n_of(missed, given=False)} had no answer: a guess costs nothing, "
        "an empty place always does.",
        f"{start} you were certain in {n_of(missed, sureness='certain')}.",
        f"Of all 65 questions {n_of(missed, changed=True, first=True)} were right until you "
        "changed the answer.",
        f"{start} the largest share, {max(domains.values())}, is in domain "
        f"{max(domains, key=domains.get)}, "
        f"{DOMAINS[max(domains, key=domains.get)].lower()}.",
    }
    assert cause in expected
    behind = max(Counter(record["lesson"] for record in missed).values())
    assert onward in (
        f"Next, read the lesson behind {behind} of them, then answer those again.",
        "Next, compare what looks alike, side by side.",
        "Next, take a short form in a few days and answer every question.",
    )


def test_the_scale(report, records, as_learner):
    right, pilots = n_of(records, scored=True, right=True), n_of(records, scored=False)
    share, error = right / 50, math.sqrt(right / 50 * (1 - right / 50) / 50)
    score, low, high = (_scale(share + e) for e in (0, -error, error))
    low95, high95 = (_scale(_believable(share, 50, side)) for side in (0, 1))
    tells = "So this form cannot tell on which side of 720 you are."
    if high95 < 720:
        tells = "All of that lies below 720."
    elif low95 >= 720:
        tells = "All of that lies above 720."
    assert pilots == 15
    assert report.text("scale") == (
        f"Practice scale, not AWS’s scale {score} with a band from {low} to {high} "
        f"{score} on a line from 100 to 1,000; the band reaches from {low} to {high}, the line is "
        "drawn at 720. 100 The mark at 720: 72 % of the scored questions right 1,000 "
        f"{right} of 50 scored questions are right. The band is one standard error each way; in 95 "
        f"of 100 such forms the truth lies between {low95} and {high95}. {tells} "
        "15 questions were unscored, as in the exam, where they are tried out; "
        f"{n_of(records, scored=False, right=True)} of them you had right. How AWS turns answers "
        f"into its scale is not public. Seen before: {n_of(records, seen=True)} of 65 questions, "
        "so the number flatters a little."
    )
    assert n_of(records, seen=True)
    drawn = re.findall(r'class="band-(?:wide|bar|mid)" d="M(\d+) \S+?H?(\d*)"', report.source)
    assert [drawn[0], drawn[1]] == [
        (str(low95 - 100), str(high95 - 100)),
        (str(low - 100), str(high - 100)),
    ]
    past = as_learner.get("/exam/").content.decode()
    assert f"{score} ({low} to {high})" in past
    assert f"{right} of 50" in past


def test_domains_and_tasks(report, records):
    scored = [record for record in records if record["scored"]]
    domains = shares(scored, lambda record: record["task"][0])
    tasks = shares(scored, lambda record: record["task"])
    assert len(tasks) >= 12
    assert max(Counter(task[0] for task in tasks).values()) >= 4
    rows = [f"{d} {DOMAINS[d]} {right} of {n} {n - right}" for d, (right, n) in domains.items()]
    more = [f"Task {task} {right} of {n} {n - right}" for task, (right, n) in tasks.items()]
    assert report.text("domains") == " ".join(
        [
            "By domain Domain, scored questions Right Missed",
            *rows,
            "By task statement Task, scored questions Right Missed",
            *more,
        ]
    )


def test_what_the_learner_said_of_it(report, records):
    missed = [record for record in records if not record["right"]]
    tags = Counter(record["tag"] for record in missed if record["tag"])
    rows = [f"{TAGS[tag][0]} {n}" for tag, n in sorted(tags.items(), key=lambda p: (-p[1], p[0]))]
    if tags:
        assert report.text("why") == " ".join(
            [
                "Why you missed them In your judgement Misses, of all 65 questions",
                *rows,
                f"Not tagged yet {len(missed) - sum(tags.values())}",
            ]
        )
    else:
        assert not re.search(r"\d", report.text("why"))
    sure = shares([r for r in records if r["given"]], lambda record: record["sureness"])
    said = [(word, *sure[key]) for key, word in WORDS.items() if key in sure]
    assert report.text("sure") == " ".join(
        [
            "How sure you were You said, of all questions Right Missed",
            *(f"{word} {right} of {n} {n - right}" for word, right, n in said),
        ]
    )
    changed = [record for record in records if record["changed"]]
    to_right, to_wrong = (
        n_of(changed, first=False, right=True),
        n_of(changed, first=True, right=False),
    )
    assert report.text("changes") == (
        f"First and final answers You changed {len(changed)} answers: {to_right} from wrong to "
        f"right, {to_wrong} from right to wrong, and {len(changed) - to_right - to_wrong} stayed "
        "wrong."
    )


def test_times(report, records):
    slow = sum((record["seconds"] or 0) > 240 for record in records)
    told = f"{slow} took" if slow else "None took"
    state = {(True, True): "Right", (True, False): "Not right", (False, False): "None"}
    rows = [
        f"{r['position']} {_minutes(r['seconds']) if r['seconds'] is not None else '–'} "
        f"{state[r['given'], r['right']]}"
        for r in records
    ]
    title = "Minutes for each of 65 questions; the table below says the same."
    assert report.text("times") == " ".join(
        [
            "Time for each question The line is at 2:00, an even share of the time.",
            f"{told} more than twice that. {title} {title}",
            "Full bars: right. Hollow bars: not right. The same as a table Question Minutes Answer",
            *rows,
        ]
    )
    heights = [
        float(h) for h in re.findall(r'<rect class="time-[^>]*height="([\d.]+)"', report.source)
    ]
    assert len(heights) == 130
    for drawn in (heights[:65], heights[65:]):
        longest = max(range(65), key=lambda i: records[i]["seconds"] or 0)
        scale = drawn[longest] / records[longest]["seconds"]
        assert drawn == pytest.approx([scale * (r["seconds"] or 0) for r in records], abs=0.2)


def test_question_by_question(report, records):
    verdicts = {
        (True, True): "✓ Right",
        (True, False): "✕ Not right",
        (False, False): "– Not answered",
    }
    lines = []
    for r in records:
        meta = [f"Domain {r['task'][0]}, task {r['task']}"]
        meta += [_minutes(r["seconds"])] if r["seconds"] else []
        meta += ["flagged"] if r["flagged"] else []
        meta += ["seen before"] if r["seen"] else []
        meta += [] if r["scored"] else ["unscored"]
        verdict = verdicts[r["given"], r["right"]]
        lines.append(f"{verdict} Question {r['position']}: {r['topic']} {' · '.join(meta)}")
    assert report.text("list") == " ".join(["Question by question", *lines])
    chosen = re.findall(r'<option value="([a-z-]*)" selected>', report.source)
    assert chosen == [r["tag"] for r in records if not r["right"] and r["tag"]]


def test_there_is_something_to_count(records):
    changed = [record for record in records if record["changed"]]
    kinds = {(record["first"], record["right"]) for record in changed}
    assert len(kinds) >= 2
    assert n_of(records, given=False)
    assert n_of(records, seconds=None)


def test_an_answer_taken_back_is_none(learner):
    make_bank()
    exam = make_exam(learner)
    slot = exam.slots.complete().first()
    make_answer(slot, sorted(slot.item.key))
    make_answer(slot, [], base=1, client_id=uuid.uuid4())
    exam.finish(timezone.now())
    sitting = report_of(exam)["sitting"]
    assert (sitting.answered, sitting.right) == (0, 0)
    assert sitting.changes.to_wrong == 1


def test_one_look_that_is_saved_three_times_is_counted_once(learner):
    make_bank()
    exam = make_exam(learner, minutes_ago=10)
    slot = exam.slots.complete().first()
    for base, seconds in enumerate([20, 25, 40]):
        at = exam.started_at + timedelta(seconds=seconds)
        make_answer(slot, ["a"], base=base, seconds=seconds, at=at)
    later = exam.started_at + timedelta(minutes=5)
    make_answer(slot, ["b"], base=3, seconds=50, at=later)
    exam.finish(timezone.now())
    assert report_of(exam)["sitting"].asked[0].seconds == 90
