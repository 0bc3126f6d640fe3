"""The signing key that a machine makes for itself on its first start."""

import os
import secrets
from pathlib import Path


def kept_secret(path: Path) -> str:
    """Return the key in `path`, made now (mode 0600) if there is none.

    Two processes that start together agree: the first to link its file wins.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
