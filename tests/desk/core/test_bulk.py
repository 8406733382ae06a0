"""Rows written many at once: the same in the database as if Django had written each."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from desk_ledger.models import Folder, Paper, Reviewer, Suspicion
from django.db import IntegrityError, connection

from mingjian.desk.core import bulk, export, journal, verify_journal
from mingjian.desk.core.actor import Site
from mingjian.desk.core.ciphers import Spoilt

pytestmark = pytest.mark.django_db


def folders():
    return [
        Folder(
            title="文件夹 %s",
            amount=Decimal("12.30"),
            seen_at=datetime(2026, 3, 1, 8, tzinfo=UTC),
            weight=0.25,
        ),
        Folder(title="", is_urgent=True, facts={"months": ["2026-01", None]}, paper=b"\x00%s"),
    ]


def stored(rows):
    """The rows as the driver gives them, without their keys."""
    columns = ", ".join(field.column for field in Folder._meta.concrete_fields if field.name != "id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM desk_ledger_folder WHERE id IN (%s, %s) ORDER BY title",
            [Folder._meta.pk.get_db_prep_value(row.pk, connection) for row in rows],
        )
        return cursor.fetchall()


def test_every_kind_of_column_holds_what_django_would_have_written():
    ours, theirs = folders(), folders()
    with journal.opened("test", Site()):
        bulk.insert(ours)
        Folder.objects.bulk_create(theirs)
    assert stored(ours) == stored(theirs)
    assert not any(row._state.adding for row in ours)


def test_a_sealed_text_is_sealed_for_its_own_row():
    papers = [Paper(number="150423199001011234", title="a"), Paper(number="", remark="见附件")]
    with journal.opened("test", Site()):
        bulk.insert(papers)
    kept = {paper.pk: paper for paper in Paper.objects.all()}
    assert [kept[paper.pk].number for paper in papers] == ["150423199001011234", ""]
    assert kept[papers[1].pk].remark == "见附件"
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM desk_ledger_paper")
        assert not any("1504" in number for (number,) in cursor.fetchall())


def test_a_row_that_is_there_is_left_out_where_that_is_asked_and_refused_elsewhere():
    folder = folders()[0]
    with journal.opened("test", Site()):
        bulk.insert([folder])
        bulk.insert_values(Reviewer, ("folder_id", "name"), [(folder.pk, "one")])
        bulk.insert_values(
            Reviewer, ("folder_id", "name"), [(folder.pk, "one"), (folder.pk, "two")], skip_known=True
        )
        bulk.insert([Reviewer(folder=folder, name="two")], skip_known=True)
    assert sorted(Reviewer.objects.values_list("name", flat=True)) == ["one", "two"]
    with pytest.raises(IntegrityError), journal.opened("test", Site()):
        bulk.insert([Reviewer(folder=folder, name="two")])


def test_nothing_is_written_where_there_is_nothing():
    with journal.opened("test", Site()):
        bulk.insert([])
        bulk.insert_values(Reviewer, ("folder_id", "name"), [])
    assert not Reviewer.objects.exists()


def test_values_are_written_as_the_row_they_stand_for():
    """What is given, what is the same in all rows, and what takes its default: as Django writes an object with them."""
    theirs = Folder(title="文件夹 %s", facts={"a": [1]}, amount=Decimal("12.30"), place="150423")
    ours = Folder()
    with journal.opened("test", Site()):
        Folder.objects.bulk_create([theirs])
        bulk.insert_values(
            Folder,
            ("id", "title", "facts"),
            [(ours.pk, "文件夹 %s", {"a": [1]})],
            same={"amount": Decimal("12.30"), "place": "150423"},
        )
    ((*one,), (*other,)) = stored([theirs, ours])
    assert one == other


def test_sealed_texts_among_values_open_in_their_own_rows_alone():
    first, second = uuid4(), uuid4()
    with journal.opened("test", Site()):
        rows = [(first, "150423199001011234", "a"), (second, "", "b")]
        bulk.insert_values(Paper, ("id", "number", "remark"), rows)
    kept = {paper.pk: paper for paper in Paper.objects.all()}
    assert [(kept[key].number, kept[key].remark) for key in (first, second)] == [
        ("150423199001011234", "a"),
        ("", "b"),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM desk_ledger_paper")
        sealed = [number for (number,) in cursor.fetchall() if number]
        assert "1504" not in sealed[0]
        with journal.opened("swapped", Site()):
            cursor.execute("UPDATE desk_ledger_paper SET number = %s WHERE title = ''", [sealed[0]])
    with pytest.raises(Spoilt):
        str(Paper.objects.get(pk=second).number)


@pytest.mark.django_db(transaction=True)
def test_what_is_written_by_values_stands_in_the_journal(tmp_path):
    with journal.opened("test", Site()):
        bulk.insert_values(Suspicion, ("id", "person"), [(uuid4(), "Bayar"), (uuid4(), "")])
    export.write(tmp_path / "journal")
    report = verify_journal.verify(tmp_path / "journal")
    assert report.faults == []
    assert report.rows >= 2
