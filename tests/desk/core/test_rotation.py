"""A fresh sealing key: everything is sealed anew, a stopped rotation goes on, and the old key is needed by no row."""

import pytest
from desk_ledger.models import Paper

from mingjian.desk.core import journal, rotation
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Entry
from mingjian.desk.core.sealing import Spoilt

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(settings, tmp_path):
    """A site of its own, so that no other test meets its keys."""
    settings.SITE_FOLDER = tmp_path
    folder = tmp_path / "keys"
    folder.mkdir()
    (folder / "seal-1.key").write_text("09" * 32)
    return folder


@pytest.fixture
def papers(keys):
    assert keys.is_dir()
    made = [Paper(number=f"number {n}", remark="" if n % 2 else None) for n in range(7)]
    with journal.opened("test", Site()):
        Paper.objects.bulk_create(made)
    return made


def sealed_with():
    return {kept.split(":")[0] for kept in Paper.objects.values_list("number", flat=True)}


def texts():
    return sorted(paper.number for paper in Paper.objects.all())


def test_everything_is_sealed_anew_through_acts_and_says_the_same(papers, keys, monkeypatch, settings):
    monkeypatch.setattr(rotation, "AT_ONCE", 3)
    before = texts()
    assert sealed_with() == {"a1"}
    done = rotation.rotate(Site())
    assert (done.key, done.resealed, done.spoilt) == ("a2", len(papers), ())
    assert sealed_with() == {"a2"}
    assert Entry.objects.filter(act=rotation.ACT).count() == 3
    (keys / "seal-1.key").rename(keys / "moved away")
    settings.SITE_FOLDER = keys.parent / "." / ".." / keys.parent.name  # read anew
    assert texts() == before


class Tired:
    """An actor who leaves at the third line of the journal."""

    person_id = account_id = None

    def __init__(self):
        self.lines = 0

    @property
    def label(self):
        self.lines += 1
        if self.lines > 2:
            raise KeyboardInterrupt
        return "tired"


def test_a_rotation_that_was_stopped_goes_on_with_its_key(papers, monkeypatch):
    monkeypatch.setattr(rotation, "AT_ONCE", 3)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(Tired())
    assert sealed_with() == {"a1", "a2"}
    assert texts() == sorted(f"number {n}" for n in range(len(papers)))
    done = rotation.rotate(Site())
    assert (done.key, done.resealed) == ("a2", 1)
    assert rotation.rotate(Site()).key == "a3"


@pytest.mark.usefixtures("papers")
def test_a_rotation_changes_the_cipher_as_well(settings):
    before = texts()
    settings.CIPHER = "sm4"
    done = rotation.rotate(Site())
    assert done.key == "s1"  # what is sealed otherwise than now is left over from a rotation
    assert sealed_with() == {"s1"}
    assert texts() == before


def test_a_text_that_does_not_open_is_named_and_stays(papers):
    with journal.opened("test", Site()):
        Paper.objects.filter(pk=papers[0].pk).update(number=rotation.Ciphertext("a1:AAAA"))
    done = rotation.rotate(Site())
    assert [name.split(":")[0] for name in done.spoilt] == ["desk_ledger_paper"]
    assert done.resealed == len(papers) - 1
    with pytest.raises(Spoilt):
        str(Paper.objects.get(pk=papers[0].pk).number)


def test_every_sealed_column_is_rotated():
    names = {(column.model.__name__, column.field.name) for column in rotation.sealed_columns()}
    assert {("Paper", "number"), ("Paper", "remark")} <= names
