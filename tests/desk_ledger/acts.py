"""What is done with folders."""

from mingjian.desk.core import outbox
from mingjian.desk.core.actions import Conflict, action, founding
from mingjian.desk.core.actor import Actor
from mingjian.wording import Text

from .models import Folder, Reviewer


def may_open(_by: Actor) -> bool:
    return True


def may_decide(officer: Actor, folder: Folder) -> bool:
    return officer.label != folder.decided_by


@founding("folder.open", may=may_open)
def open_folder(_by: Actor, *, title: str) -> Folder:
    """Make a folder with two reviewers."""
    folder = Folder.objects.create(title=title, place="1504")
    Reviewer.objects.bulk_create([Reviewer(folder=folder, name=name) for name in ("first", "second")])
    return folder


@action("folder.decide", may=may_decide)
def decide(folder: Folder, by: Actor) -> str:
    """Decide it, once."""
    if folder.state != "open":
        raise Conflict("已决定", "It has been decided.")
    folder.state = "decided"
    folder.decided_by = by.label
    folder.save()
    if by.person_id:
        outbox.post("decided", by.person_id, Text("已决定", "Decided"), folder)
    return folder.decided_by


@action("folder.step_back", may=may_decide)
def step_back(folder: Folder, _by: Actor, *, name: str) -> None:
    """Take a reviewer off, where another stays."""
    if Reviewer.objects.filter(folder=folder).count() < 2:
        raise Conflict("至少留一人", "One has to stay.")
    Reviewer.objects.filter(folder=folder, name=name).delete()


@action("folder.join", may=may_decide, also=("other",))
def join(folder: Folder, by: Actor, *, other: Folder, reason: str = "") -> Folder:
    """Decide the other one and give this one its title."""
    decide(other, by)
    folder.title = f"{other.title}: {reason}"
    folder.save()
    return folder
