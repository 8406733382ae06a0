"""What several processes do to the same folders at once; `everything` runs in each of them."""

from collections import Counter
from functools import partial
from importlib import import_module
from uuid import UUID, uuid5

import django

REFEREE = 99


class Racer:
    """An officer of one process."""

    def __init__(self, number):
        self.label = f"officer {number}"
        self.person_id = self.account_id = UUID(int=number + 1)


def key(kind, n):
    """The key of a folder, known to all processes beforehand."""
    return uuid5(UUID(int=0), f"{kind} {n}")


def everything(number, start, rounds, file):
    """All races, one after another; what came out for this process. The first process exports the site at the end."""
    django.setup()
    if not number:
        prepare(rounds)
    start()
    found = {
        "decide": decide(number, start, rounds),
        "step back": step_back(number, start, rounds),
        "click": click(number, start, rounds),
        "cross": cross(number, start, rounds),
    }
    start()
    if not number:
        found["standing"] = standing()
        import_module("mingjian.desk.core.export").write(file)
    return found


def prepare(rounds):
    """Folders to race for."""
    journal, models = import_module("mingjian.desk.core.journal"), import_module("desk_ledger.models")
    with journal.opened("prepare", Racer(REFEREE)):
        for kind in ("decide", "step back", "one", "other"):
            for n in range(rounds):
                folder = models.Folder.objects.create(pk=key(kind, n), title=kind)
                if kind == "step back":
                    for name in ("first", "second"):
                        models.Reviewer.objects.create(folder=folder, name=name)


def _acts():
    return import_module("desk_ledger.acts")


def _folder(kind, n):
    return import_module("desk_ledger.models").Folder.objects.everything(reason="test").get(pk=key(kind, n))


def decide(number, start, rounds):
    """Decide every folder, all processes at the same moment; what came out, by kind."""
    counted = Counter()
    for n in range(rounds):
        folder = _folder("decide", n)
        start()
        counted[outcome(partial(_acts().decide, folder, Racer(number)))] += 1
    return counted


def step_back(number, start, rounds):
    """Each of two reviewers steps back at the same moment; one has to stay."""
    counted = Counter()
    for n in range(rounds):
        start()
        if number < 2:
            name = ("first", "second")[number]
            counted[
                outcome(partial(_acts().step_back, _folder("step back", n), Racer(number), name=name))
            ] += 1
    return counted


def click(_number, start, rounds):
    """The same request with the same key from every process, as a browser sends it twice; the answers."""
    answers = []
    for n in range(rounds):
        start()
        answers.append(_acts().open_folder(Racer(7), title=f"clicked {n}", key=f"key {n}").pk)
    return answers


def cross(number, start, rounds):
    """Two folders in one act, named in opposite order by two processes."""
    counted = Counter()
    for n in range(rounds):
        kinds = ("one", "other") if number else ("other", "one")
        start()
        if number < 2:
            one, other = (_folder(kind, n) for kind in kinds)
            counted[outcome(partial(_acts().join, one, Racer(number), other=other))] += 1
    return counted


def outcome(act):
    """done, or the kind of refusal; anything else is an error of the server."""
    actions = import_module("mingjian.desk.core.actions")
    try:
        act()
    except (actions.Conflict, actions.NotAllowed) as refusal:
        return type(refusal).__name__ if refusal.__cause__ is None else f"told of {refusal.__cause__!r}"
    return "done"


def standing():
    """What is left in the end."""
    models, core = import_module("desk_ledger.models"), import_module("mingjian.desk.core.models")
    folders = models.Folder.objects.everything(reason="test")
    return {
        "decided": folders.filter(title="decide", state="decided").count(),
        "notices": core.Notice.objects.count(),
        "reviewers": [
            models.Reviewer.objects.filter(folder=pk).count()
            for pk in folders.filter(title="step back").values_list("pk", flat=True)
        ],
        "clicked": folders.filter(title__startswith="clicked").count(),
        "lines": list(core.Entry.objects.order_by("number").values_list("number", flat=True)),
        "left": core.Touched.objects.count() + core.Open.objects.count(),
    }
