"""The ledger's numbers as the files have them, without a database."""

import tomllib
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from studyapp.labs.engine.environments.rules import rules

FILES = sorted((Path(settings.BASE_DIR) / "studyapp/content/facts").glob("*.toml"))
NUMBERS = {
    fact["key"]: Decimal(fact["number"])
    for path in FILES
    for fact in tomllib.loads(path.read_text())["fact"]
    if fact.get("number")
}
RULES = rules(NUMBERS)
