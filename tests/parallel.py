"""Several things at the same moment: on threads, each with its own connection."""

import threading

from django.db import connections


def at_once(*calls):
    """Call all of them on threads that start together; return what each returned or raised."""
    start, outcomes = threading.Barrier(len(calls)), [None] * len(calls)

    def run(i, call):
        try:
            start.wait(10)
            outcomes[i] = call()
        except Exception as problem:
            outcomes[i] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes
