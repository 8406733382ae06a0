"""Acts: one transaction with lock, policy, change and journal, or nothing at all."""

import json
from uuid import uuid4

import pytest
from desk_ledger import acts
from desk_ledger.models import Folder, Reviewer
from django.db import IntegrityError, connection

from mingjian.desk.core import actions, images, journal, outbox
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Answered, Entry, Head, Image, Notice, Open, Touched

pytestmark = pytest.mark.django_db


class Officer:
    """Somebody who acts."""

    def __init__(self, label):
        self.label = label
        self.person_id = uuid4()
        self.account_id = uuid4()
        self.place = "1504"


@pytest.fixture
def north():
    return Officer("north")


@pytest.fixture
def south():
    return Officer("south")


@pytest.fixture
def folder(north):
    return acts.open_folder(north, title="one")


def last_entry():
    return Entry.objects.order_by("-number")[0]


def test_an_act_writes_one_line_with_all_columns_of_all_touched_rows(north):
    before = Head.objects.get()
    folder = acts.open_folder(north, title="one", reason="because")
    entry = last_entry()
    assert (entry.act, entry.actor, entry.reason) == ("folder.open", "north", "because")
    assert (entry.subject, entry.person) == (images.name(folder), str(north.person_id))
    assert (entry.number, entry.previous) == (before.number + 1, before.hash)
    taken = Image.objects.filter(entry=entry.number).order_by("position")
    assert [(image.table_name, image.operation) for image in taken] == [
        ("desk_ledger_folder", "insert"),
        ("desk_ledger_reviewer", "insert"),
        ("desk_ledger_reviewer", "insert"),
    ]
    columns = json.loads(taken[0].columns)
    assert set(columns) == {field.column for field in Folder._meta.concrete_fields}
    assert columns["title"] == "tone"
    assert columns["amount"] is None


def test_nothing_is_left_open_behind_an_act(folder):
    assert folder.state == "open"
    assert not Open.objects.exists()
    assert not Touched.objects.exists()
    assert not journal.is_open()
    with pytest.raises(IntegrityError):
        Reviewer.objects.create(folder=folder, name="third")


def test_the_policy_judges_the_row_as_it_is_now(folder, north, south):
    stale = Folder.objects.everything(reason="test").get(pk=folder.pk)
    acts.decide(folder, south)
    with pytest.raises(actions.NotAllowed):
        acts.decide(stale, south)
    with pytest.raises(actions.Conflict):
        acts.decide(stale, north)
    assert (stale.state, stale.decided_by) == ("decided", "south")


def test_what_fails_changes_nothing_and_leaves_no_line(folder, south):
    lines = Entry.objects.count()
    acts.step_back(folder, south, name="first")
    with pytest.raises(actions.Conflict):
        acts.step_back(folder, south, name="second")
    assert Reviewer.objects.count() == 1
    assert Entry.objects.count() == lines + 1


def test_a_row_says_again_what_the_database_says_when_its_act_fails(folder, north, south):
    acts.decide(folder, south)
    other = acts.open_folder(north, title="two")
    with pytest.raises(actions.Conflict):
        acts.join(other, north, other=folder)
    assert other.title == "two"


def test_acts_nest_in_one_transaction_and_one_line(folder, north):
    other = acts.open_folder(north, title="two")
    lines = Entry.objects.count()
    acts.join(folder, north, other=other, reason="same household")
    entry = last_entry()
    assert Entry.objects.count() == lines + 1
    assert json.loads(entry.within) == [["folder.decide", images.name(other), ""]]
    assert folder.title == "two: same household"
    changed = set(Image.objects.filter(entry=entry.number).values_list("table_name", "operation"))
    assert changed == {("desk_ledger_folder", "update"), ("core_notice", "insert")}


def test_a_row_that_is_gone_is_none_of_ones_business(folder, north):
    with journal.opened("test", Site()):
        Folder.objects.everything(reason="test").filter(pk=folder.pk).delete()
    assert set(Image.objects.filter(entry=last_entry().number).values_list("operation", flat=True)) == {
        "delete"
    }
    with pytest.raises(actions.NotAllowed):
        acts.decide(folder, north)


def test_a_second_request_with_the_same_key_gets_the_same_answer_and_does_nothing(folder, north):
    key = str(uuid4())
    assert acts.decide(folder, north, key=key) == "north"
    lines = Entry.objects.count()
    assert acts.decide(folder, north, key=key) == "north"
    assert Entry.objects.count() == lines
    assert Notice.objects.count() == 1
    made = acts.open_folder(north, title="three", key="k")
    assert acts.open_folder(north, title="three", key="k") == made
    assert Folder.objects.everything(reason="test").filter(title="three").count() == 1


def test_a_key_means_one_request_of_one_officer(north, south):
    one = acts.open_folder(north, title="one", key="k")
    with pytest.raises(actions.Conflict):
        acts.open_folder(north, title="two", key="k")
    assert acts.open_folder(south, title="one", key="k") != one


def test_a_failed_request_may_be_sent_again_under_its_key(folder, north, south):
    acts.decide(folder, south)
    with pytest.raises(actions.Conflict):
        acts.decide(folder, north, key="k")
    assert not Answered.objects.exists()


def test_a_broken_constraint_is_told_as_a_conflict(north):
    double = actions.founding("reviewer.add", may=acts.may_open)(
        lambda _by, *, folder: Reviewer.objects.create(folder=folder, name="first")
    )
    folder = acts.open_folder(north, title="one")
    with pytest.raises(actions.Conflict):
        double(north, folder=folder)


def test_an_act_joins_no_transaction_of_somebody_else():
    assert connection.in_atomic_block  # the test's own, which Django lets pass
    with pytest.raises(journal.NotOpen):
        outbox.post("kind", uuid4(), actions.Text("一", "one"))


def test_notices_wait_until_they_are_sent(folder, north):
    acts.decide(folder, north)
    (notice,) = outbox.waiting()
    assert (notice.to_person_id, notice.about) == (north.person_id, images.name(folder))
    with journal.opened("notices.sent", Site()) as act:
        outbox.mark_sent([notice], act.at)
    assert outbox.waiting() == []
