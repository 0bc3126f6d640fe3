"""The labs' fragments, in one process without a server: wall time and processor time."""

import gc
import statistics
import time
from dataclasses import dataclass

from django.test import Client

from studyapp.labs.registry import LABS
from tests.benchmarks.states import TURN, State, every

HTMX = {"HX-Request": "true", "HX-Target": "result"}


@dataclass(frozen=True)
class Cell:
    """Medians in ms, and what came back."""

    lab: str
    name: str
    goal: int | None
    wall: float
    cpu: float
    kilobytes: float
    status: int


def fragments(rounds: int) -> list[Cell]:
    """Every state in turn, so many times; the first turn warms up and does not count."""
    states = list(every())
    client = Client(headers={"Host": "localhost"})
    times: list[list[tuple[float, float]]] = [[] for _ in states]
    sizes = [(0, 0)] * len(states)
    for turn in range(rounds + 1):
        for number, (lab, _, _, state) in enumerate(states):
            wall, cpu, sizes[number] = _ask(client, lab, at(state, turn))
            if turn:
                times[number].append((wall, cpu))
    found = []
    for (lab, name, goal, _), spent, (size, status) in zip(states, times, sizes, strict=True):
        wall, cpu = (statistics.median(each) for each in zip(*spent, strict=True))
        found.append(Cell(lab, name, goal, wall, cpu, size / 1024, status))
    return found


def at(state: State, turn: int) -> State:
    """The state as it is asked for in this turn."""
    return {name: text.replace(TURN, f"{turn:03}") for name, text in state.items()}


def _ask(client: Client, lab: str, state: State) -> tuple[float, float, tuple[int, int]]:
    """One fragment: wall and processor time in ms, its bytes and its status."""
    gc.collect()  # what others left behind is not this fragment's
    path, send = f"/labs/{lab}/", client.get
    if LABS[lab].posts and "s" not in state:
        path, send = f"/labs/{lab}/set/", client.post
    wall, cpu = time.perf_counter(), time.process_time()
    answer = send(path, state, headers=HTMX)
    spent = time.perf_counter() - wall, time.process_time() - cpu
    if answer.status_code not in (200, 422):
        raise RuntimeError(f"{path}: {answer.status_code}")
    return spent[0] * 1000, spent[1] * 1000, (len(answer.content), answer.status_code)
