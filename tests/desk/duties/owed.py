"""Duties that tests of several kinds need."""

from datetime import date

from desk.cast import NORTH
from desk.documents.papers import organ

from mingjian.desk.core.actor import Site
from mingjian.desk.core.images import name
from mingjian.desk.duties.actions.owing import owe
from mingjian.desk.duties.models import Duty
from mingjian.wording import Text

TITLE = Text("核查一件疑点线索", "verify a finding")


def owed(*, place=NORTH, trigger=date(2026, 11, 2), limit="B-06", **words):
    """A duty of a county's civil affairs: ten working days from Monday, 2 November 2026, so until the 16th."""
    words = {"kind": "case.check", "title": TITLE, "organ": organ(place)} | words
    return owe(Site(), trigger=trigger, limit=limit, **words)


def again(duty):
    return Duty.objects.everything(reason="a test looks").get(pk=duty.pk)


def proof(place=NORTH):
    """A row that may stand for the act that met a duty."""
    return name(organ(place))
