"""The readiness card: a forecast and its parts, ready to be drawn."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from quizzes.engine.intervals import wilson
from quizzes.engine.outline import DOMAINS, TASKS
from quizzes.engine.readiness.records import LEAST_OF_A_DOMAIN, Forecast, Part, TooFew
from quizzes.engine.readiness.words import advice, odds, sentence
from studyapp.progress.bank import Bank, Counts, weighed
from studyapp.progress.drawings import Bar, Ruler, bar, rulers
from studyapp.progress.forecasting import Accuracy, say
from studyapp.progress.recalling import Recalls
from studyapp.progress.tally import Tally

LEAST_OF_A_TASK: Final = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A domain or task. Below its gate it has neither a share nor a bar."""

    name: str
    n: int
    n_right: int
    mean: float | None
    low: float | None
    high: float | None
    bar: Bar | None


class Readiness:
    """What is said to one learner. `said` is None while the forecasts are withdrawn."""

    def __init__(
        self,
        tally: Tally,
        traits: Bank,
        recalls: Recalls,
        accuracy: Accuracy,
        at: datetime,
    ) -> None:
        questions = weighed(traits, Counts.now().without(tally))
        kept = recalls.retention(traits)
        self.today = say(tally, questions, traits, at)
        self.full = say(tally, questions, traits, at, retention=kept) if kept else self.today
        self.exam_day = recalls.exam
        self.accuracy = accuracy
        self.said = self.full if accuracy.is_trusted else None

    @property
    def forecast(self) -> Forecast | None:
        return self.said if isinstance(self.said, Forecast) else None

    @property
    def few(self) -> TooFew | None:
        return self.said if isinstance(self.said, TooFew) else None

    @property
    def sentence(self) -> str:
        return sentence(self.full)

    @property
    def advice(self) -> str:
        return advice(self.full)

    @property
    def odds(self) -> str:
        return odds(self.forecast.probability) if self.forecast else ""

    @property
    def rulers(self) -> tuple[Ruler, ...]:
        said = self.forecast
        return rulers(said.low, said.high, said.line) if said else ()

    @property
    def domains(self) -> list[Row]:
        parts = {part.name: part for part in self.full.domains}
        return [_domain(name, parts.get(str(key))) for key, name in DOMAINS.items()]

    @property
    def tasks(self) -> list[Row]:
        return [
            _counted(f"{part.name} {TASKS.get(part.name, '')}", part, LEAST_OF_A_TASK)
            for part in self.full.tasks
        ]


def _domain(name: str, part: Part | None) -> Row:
    """As the forecast expects it; where there is none, as it was counted."""
    part = part or Part(name, 0, 0)
    if part.mean is None or part.low is None or part.high is None:
        return _counted(name, part, LEAST_OF_A_DOMAIN)
    drawn = bar(part.low, part.high, part.mean)
    return Row(name, part.n, part.n_right, part.mean, part.low, part.high, drawn)


def _counted(name: str, part: Part, least: int) -> Row:
    if part.n < least:
        return Row(name, part.n, part.n_right, None, None, None, None)
    low, high = wilson(part.n_right, part.n)
    share = part.n_right / part.n
    return Row(name, part.n, part.n_right, share, low, high, bar(low, high, share))
