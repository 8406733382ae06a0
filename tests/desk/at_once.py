"""The same thing done by several real processes at the same moment."""

import multiprocessing

from django.db import connections

FORK = multiprocessing.get_context("fork")


def at_once(work, parts):
    """Run the work in as many processes as there are parts, each with its own connection; what each gave."""
    connections.close_all()
    answers = FORK.SimpleQueue()
    start = FORK.Barrier(len(parts))

    def run(part):
        start.wait()
        try:
            answers.put(work(part))
        except Exception as error:  # a process that fails has to say so, or the test would wait for ever
            answers.put(type(error).__name__)
        finally:
            connections.close_all()

    children = [FORK.Process(target=run, args=(part,)) for part in parts]
    for child in children:
        child.start()
    found = [answers.get() for _ in children]
    for child in children:
        child.join()
    return found
