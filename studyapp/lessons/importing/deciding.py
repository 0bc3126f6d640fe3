"""What an import does with an entry that may have been edited in the admin meanwhile."""

import hashlib
import json
from typing import Any, Literal

CONFLICT = (
    "{kind} {slug}: edited in the admin and changed in the files. Kept what the admin has; "
    "`import_content --take-files` takes the files."
)


def decide(
    imported: str, current: str, wanted: str, take_files: bool
) -> Literal["same", "write", "keep", "conflict"]:
    """What to do with one entry, by the hashes of what was imported, is there, and is wanted."""
    if current == wanted:
        return "same"
    if current == imported or take_files:
        return "write"
    return "keep" if imported == wanted else "conflict"


def fingerprint(fields: dict[str, Any]) -> str:
    """A hash of everything a row holds: equal means there is nothing to write."""
    return hashlib.sha256(json.dumps(fields, sort_keys=True, default=str).encode()).hexdigest()
