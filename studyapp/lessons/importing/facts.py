"""Facts from the content files into the ledger, and what that changes of what is true."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from studyapp.content.loader import Bundle
from studyapp.content.schema import FactEntry
from studyapp.lessons.importing.deciding import CONFLICT, decide, fingerprint
from studyapp.lessons.models import Fact, Revision
from studyapp.lessons.revising import turn

WORDS = ("topic", "value", "unit", "number", "statement", "source", "how", "then", "changed_on")
DATES = ("checked_on", "check_by")


def sync_facts(bundle: Bundle, conflicts: list[str], *, take_files: bool = False) -> int:
    """Bring the ledger in line with the files; return how many rows are new or changed.

    Words edited in the admin stay, and are reported where the files changed too. Of
    two checks the later one counts, wherever it was made.
    """
    # Locked, so that nobody's edit in the admin is written over by what was read before it.
    existing = Fact.objects.select_for_update().in_bulk()
    fresh, changed, revisions = [], [], []
    for key, entry in bundle.facts.items():
        wanted, fact = _fields(entry), existing.get(key)
        if fact is None:
            fresh.append(Fact(key=key, imported_hash=_digest(wanted), **wanted))
            continue
        before, then = fact.truth(), (fact.then, fact.changed_on)
        if not _take(fact, wanted, conflicts, take_files):
            continue
        changed.append(fact)
        if _says_otherwise(before, fact.truth()):
            tells_more = bool(fact.then) and (fact.then, fact.changed_on) != then
            kind = Revision.Kind.CHANGED if tells_more else Revision.Kind.CORRECTED
            revisions.append(turn(fact, before, kind, at=timezone.now()))
    Fact.objects.bulk_create(fresh)
    Fact.objects.bulk_update(
        changed, [*WORDS, *DATES, "imported_hash", "revised_at"], batch_size=200
    )
    Revision.objects.bulk_create(revisions)
    return len(fresh) + len(changed)


def _says_otherwise(before: dict[str, str], now: dict[str, str]) -> bool:
    """Another value, unit or number is to be learnt anew; another statement alone is wording.

    So is 0.20 for 0.2, and a number beside a value that had none.
    """
    if before["value"] != now["value"] or before["unit"] != now["unit"]:
        return True
    numbers = [Decimal(truth["number"]) for truth in (before, now) if truth["number"]]
    return len(set(numbers)) > 1


def _fields(entry: FactEntry) -> dict[str, Any]:
    then = entry.then
    return entry.model_dump(exclude={"key", "then"}) | {
        "then": then.statement if then else "",
        "changed_on": then.changed_on if then else "",
    }


def _digest(fields: dict[str, Any]) -> str:
    return fingerprint({name: fields[name] for name in WORDS})


def words_of(fact: Fact) -> dict[str, Any]:
    """What the files could say of a fact, as the row has it."""
    return {name: getattr(fact, name) for name in WORDS}


def _take(fact: Fact, wanted: dict[str, Any], conflicts: list[str], take_files: bool) -> bool:
    """Put into `fact` what the files give; tell whether that changed the row."""
    old = {name: getattr(fact, name) for name in (*WORDS, *DATES, "imported_hash")}
    digest = _digest(wanted)
    current = fingerprint(words_of(fact))
    # A ledger of a release before edits has no note of what was imported: it stands as it was.
    verdict = decide(fact.imported_hash or current, current, digest, take_files)
    if verdict == "write":
        for name in WORDS:
            setattr(fact, name, wanted[name])
    if verdict in ("write", "same"):
        fact.imported_hash = digest
    if verdict == "conflict":
        conflicts.append(CONFLICT.format(kind="Fact", slug=fact.key))
    for name in DATES:
        setattr(fact, name, max(getattr(fact, name), wanted[name]))
    return any(getattr(fact, name) != value for name, value in old.items())


def strays(bundle: Bundle) -> set[str]:
    """The keys of facts that have left the files."""
    return set(Fact.objects.values_list("key", flat=True)) - bundle.facts.keys()


def drop_facts(keys: set[str]) -> int:
    """Let facts leave the ledger; return how many."""
    Fact.objects.filter(pk__in=keys).delete()
    return len(keys)
