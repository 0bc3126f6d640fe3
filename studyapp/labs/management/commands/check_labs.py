from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from studyapp.content.loader import ROOT, load, load_scenarios
from studyapp.labs.engine.numbers import Numbers
from studyapp.labs.puzzles import run
from studyapp.labs.registry import LABS


class Command(BaseCommand):
    help = "Run scenario files against the labs and print every disagreement. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, help="files; none: all that ship")
        parser.add_argument("--lab", choices=LABS, help="else the name of a file's folder says it")

    def handle(self, **options: Any) -> None:
        ledger = load(ROOT).facts
        numbers = Numbers({key: Decimal(f.number) for key, f in ledger.items() if f.number})
        paths = [path.resolve() for path in options["paths"]]
        for path in paths:
            if not path.is_file():
                raise CommandError(f"{path}: there is no such file")
        wrong = 0
        for path in paths or sorted(ROOT.glob("labs/*/*.toml")):
            wrong += self._check(path, options["lab"] or path.parent.name, numbers)
        if wrong:
            raise CommandError(f"{wrong} disagreements")

    def _check(self, path: Path, name: str, numbers: Numbers) -> int:
        """Run one file; how much of it disagrees."""
        lab, bundle = LABS.get(name), load_scenarios(path)
        if lab is None:
            raise CommandError(f"{path.name}: there is no lab “{name}”; name it with --lab")
        told = [str(problem) for problem in bundle.problems]
        for key, scenario in bundle.scenarios.items():
            line = bundle.where["scenario", key][1]
            problems = run(lab, scenario, numbers).problems
            told += [f"{path.name}:{line}: {key}: {problem}" for problem in problems]
        for words in told:
            self.stderr.write(words)
        count = len(bundle.scenarios)
        self.stdout.write(f"{name}/{path.name}: {count} scenarios, {len(told)} disagreements")
        return len(told)
