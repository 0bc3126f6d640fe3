"""The passages in line with the course. The database keeps its own index of them by triggers
(SQLite) or a generated column (PostgreSQL): see the migrations."""

from collections.abc import Iterable
from itertools import chain

from django.db import connection, transaction
from django.db.models import QuerySet

from studyapp.lessons.models import Fact, Lesson, Term
from studyapp.search.models import Passage
from studyapp.search.passages import of_fact, of_lesson, of_term

LOCK = 7_205_759
"""Names the index among the locks of PostgreSQL. Any number that nobody else takes."""
_FIELDS = [field.attname for field in Passage._meta.concrete_fields if not field.primary_key]


@transaction.atomic
def rebuild() -> int:
    """Write what differs from the course; return how many places are new, changed or gone."""
    _lock()
    facts = Fact.objects.in_bulk()
    lessons = (of_lesson(lesson, facts) for lesson in Lesson.objects.all())
    terms = (of_term(term, facts) for term in Term.objects.select_related("lesson"))
    wanted = chain(chain.from_iterable(lessons), map(of_fact, facts.values()), terms)
    return _replace(Passage.objects.all(), wanted)


@transaction.atomic
def refresh_fact(fact: Fact) -> int:
    """Follow one fact that was edited: itself, and the lessons and terms that show it."""
    _lock()
    touched = Passage.objects.filter(kind=Passage.Kind.FACT, key=fact.key)
    wanted = [of_fact(fact)]
    for lesson in fact.lessons.prefetch_related("facts"):
        url = lesson.get_absolute_url()
        touched |= Passage.objects.filter(kind=Passage.Kind.SECTION, url__startswith=url)
        wanted += of_lesson(lesson, {other.key: other for other in lesson.facts.all()})
    terms = Term.objects.filter(meaning__contains=f'data-fact="{fact.key}"')
    facts = Fact.objects.in_bulk() if terms else {}
    touched |= Passage.objects.filter(kind=Passage.Kind.TERM, key__in=[term.pk for term in terms])
    wanted += [of_term(term, facts) for term in terms.select_related("lesson")]
    return _replace(touched, wanted)


def _lock() -> None:
    """One at a time until the end of the transaction, and each reads what the one before wrote.

    Two facts of one section edited at once would else both replace its row. SQLite has
    one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _replace(stored: QuerySet[Passage], wanted: Iterable[Passage]) -> int:
    """Make the rows of `stored` those that are wanted."""
    fresh = {_content(passage): passage for passage in wanted}
    stale = [passage for passage in stored if fresh.pop(_content(passage), None) is None]
    Passage.objects.filter(pk__in=[passage.pk for passage in stale]).delete()
    Passage.objects.bulk_create(fresh.values())
    places = [(passage.kind, passage.key) for passage in chain(stale, fresh.values())]
    return len(set(places))


def _content(passage: Passage) -> tuple[object, ...]:
    return tuple(getattr(passage, name) for name in _FIELDS)
