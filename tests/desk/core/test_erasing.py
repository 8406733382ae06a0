"""Erasing: what the journal kept of a person cannot be read any more, and the journal is whole all the same."""

import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from desk_ledger.models import Suspicion

from mingjian.desk.core import erasing, export, journal, matters, verify_journal
from mingjian.desk.core.actor import Site
from mingjian.desk.core.images import table_of
from mingjian.desk.core.models import Entry, Image, MatterKey

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


@pytest.fixture
def suspicion():
    with journal.opened("found", Site()):
        return Suspicion.objects.create(person="Bayar", evidence="a car", outcome="harmless")


def images(row):
    of_table = Image.objects.filter(table_name="desk_ledger_suspicion").order_by("entry")
    return [image for image in of_table if matters.name(image.row_key) == row.pk.hex]


def erase(row, **kept):
    with journal.opened("erase", Site(), reason="the time is over"):
        blank = {"person": "", "evidence": "", "remark": None} | kept
        Suspicion.objects.filter(pk=row.pk).update(**blank)
        return erasing.erase([row.pk], NOW)


def test_personal_columns_stand_in_an_image_under_the_key_of_their_matter(suspicion):
    (image,) = images(suspicion)
    assert "Bayar" not in image.columns
    columns = json.loads(image.columns)
    assert columns["outcome"] == "tharmless"
    assert columns["remark"] is None
    assert matters.shown(columns["person"]) == "tBayar"
    kind, matter, tied, _ = columns["person"]
    assert (kind, matter) == ("matter", suspicion.pk.hex)
    assert tied != sha256(b"tBayar").hexdigest()


def test_after_erasing_nothing_of_the_person_is_left_and_the_journal_is_whole(suspicion, tmp_path):
    before = json.loads(images(suspicion)[0].columns)
    assert whole(tmp_path / "before") == []
    assert erase(suspicion) == 1
    assert MatterKey.objects.get(pk=suspicion.pk.hex).salt == ""
    assert matters.shown(before["person"]) is None
    last = json.loads(images(suspicion)[-1].columns)
    assert (last["person"], last["evidence"], last["outcome"]) == ("t", "t", "tharmless")
    assert whole(tmp_path / "after") == []
    assert erasing.erased() == [suspicion.pk.hex]
    assert json.loads(Entry.objects.order_by("-number")[0].within) == [
        ["erase", suspicion.pk.hex, "the time is over"]
    ]
    assert "Bayar" not in (tmp_path / "after").read_text()
    assert erase(suspicion) == 0


def whole(file):
    export.write(file)
    return verify_journal.verify(file).faults


def test_a_changed_personal_column_is_named(suspicion, tmp_path):
    export.write(tmp_path / "kept")
    lines = (tmp_path / "kept").read_text().splitlines(keepends=True)
    tampered = [line.replace("tBayar", "tBator") if '"current_rows"' in line else line for line in lines]
    (tmp_path / "tampered").write_text("".join(tampered))
    (fault,) = verify_journal.verify(tmp_path / "tampered").faults
    assert (fault.kind, fault.what) == ("column", "person")
    assert matters.name(fault.row.partition(":")[2]) == suspicion.pk.hex


def test_a_matter_is_not_erased_while_a_column_keeps_the_person(suspicion):
    with pytest.raises(matters.Erased):
        erase(suspicion, remark="still Bayar")
    assert Suspicion.objects.get().person == "Bayar"
    assert MatterKey.objects.get().salt


def test_an_erased_row_takes_no_person_again(suspicion):
    erase(suspicion)
    with pytest.raises(matters.Erased), journal.opened("again", Site()):
        Suspicion.objects.filter(pk=suspicion.pk).update(person="Bayar")


def test_many_matters_are_hidden_at_once(tmp_path):
    with journal.opened("found", Site()):
        Suspicion.objects.bulk_create(Suspicion(person=f"person {n}", evidence="e") for n in range(2500))
    assert MatterKey.objects.count() == 2500
    assert whole(tmp_path / "journal") == []


def test_a_model_names_personal_columns_and_matter_or_neither(monkeypatch):
    table_of.cache_clear()
    monkeypatch.setattr(Suspicion, "journal_personal", ("nobody",))
    with pytest.raises(TypeError, match="both or neither"):
        table_of(Suspicion)
    table_of.cache_clear()
