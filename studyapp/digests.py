"""Fingerprints of files, to know whether anything is to be done again."""

import hashlib
from pathlib import Path


def digest_of(*roots: Path) -> str:
    """A fingerprint of every file at or below `roots`: names, sizes and contents."""
    digest = hashlib.sha256()
    for root in roots:
        paths = sorted(path for path in root.rglob("*") if path.is_file()) or [root]
        for path in paths:
            if "__pycache__" not in path.parts:
                content = path.read_bytes()
                digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
