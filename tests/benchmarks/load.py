"""A closed loop of learners: each sends, waits for the answer, sends the next."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Send = tuple[str, str, dict[str, str]]  # path, body, headers


@dataclass(frozen=True)
class Cell:
    """What one run came to. Times in ms; `per_second` counts answered requests."""

    per_second: float
    p50: float
    p99: float
    refused: int


def loop(port: int, learners: int, seconds: float, sends: Callable[[int], Iterator[Send]]) -> Cell:
    """Let `learners` threads POST what `sends(i)` yields for so long."""
    times: list[float] = []
    refused: list[int] = []
    end = time.perf_counter() + seconds

    def learn(i: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for path, body, headers in sends(i):
            start = time.perf_counter()
            if start > end:
                break
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - start) * 1000)
            if answer.status != 200:
                refused.append(answer.status)
        connection.close()

    threads = [threading.Thread(target=learn, args=(i,)) for i in range(learners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return Cell(
        len(times) / seconds,
        statistics.median(times),
        times[int(len(times) * 0.99)],
        len(refused),
    )


def medians(cells: list[Cell]) -> Cell:
    """The median of each figure over the rounds."""
    return Cell(
        statistics.median(cell.per_second for cell in cells),
        statistics.median(cell.p50 for cell in cells),
        statistics.median(cell.p99 for cell in cells),
        sum(cell.refused for cell in cells),
    )
