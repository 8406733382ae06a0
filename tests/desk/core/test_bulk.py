"""Rows written many at once: the same in the database as if Django had written each."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from desk_ledger.models import Folder, Paper, Reviewer
from django.db import IntegrityError, connection

from mingjian.desk.core import bulk, journal
from mingjian.desk.core.actor import Site

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
