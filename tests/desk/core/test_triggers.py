"""Triggers: six ways of writing, on every table, each refused without an act and noted within one."""

import sqlite3

import pytest
from desk_ledger import acts
from desk_ledger.models import Folder, Label, Reviewer
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from mingjian.desk.core import bulk, images, journal, triggers
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Entry, Head, Image

pytestmark = pytest.mark.django_db
FOLDERS = Folder.objects.everything(reason="test")


def raw(statement, *words):
    with connection.cursor() as cursor:
        cursor.execute(statement, words)


def save(folder):
    folder.title = "changed"
    folder.save()


def bulk_update(folder):
    folder.title = "changed"
    FOLDERS.all().bulk_update([folder], ["title"])


ROUTES = {
    "save": save,
    "update()": lambda folder: FOLDERS.filter(pk=folder.pk).update(title="changed"),
    "bulk_create": lambda folder: Reviewer.objects.bulk_create([Reviewer(folder=folder, name="new")]),
    "bulk.insert": lambda folder: bulk.insert([Reviewer(folder=folder, name="new")]),
    "bulk.insert_values": lambda folder: bulk.insert_values(
        Reviewer, ("folder_id", "name"), [(folder.pk, "new")], skip_known=True
    ),
    "bulk_update": bulk_update,
    "delete()": lambda folder: Reviewer.objects.filter(folder=folder).delete(),
    "raw SQL": lambda _folder: raw("UPDATE desk_ledger_folder SET title = %s", "changed"),
    "upsert": lambda folder: Reviewer.objects.bulk_create(
        [Reviewer(folder=folder, name="first")],
        update_conflicts=True,
        update_fields=["name"],
        unique_fields=["folder", "name"],
    ),
    "many to many": lambda folder: Label.objects.create(name="word").folders.add(folder),
}


@pytest.mark.parametrize("route", ROUTES.values(), ids=ROUTES)
def test_every_way_of_writing_is_refused_outside_an_act_and_noted_within(route):
    folder = acts.open_folder(Site(), title="one")
    with pytest.raises(IntegrityError, match="outside an act"), transaction.atomic():
        route(folder)
    lines = Entry.objects.count()
    with journal.opened("test", Site()):
        route(folder)
    entry = Entry.objects.order_by("-number")[0]
    assert entry.number == lines + 1
    assert Image.objects.filter(entry=entry.number).exists()


def test_every_table_has_its_triggers_or_a_reason_to_have_none():
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    assert triggers.missing() == []
    excused = {
        name for name, table in images.tables().items() if getattr(table.model, "unaudited", "").strip()
    }
    assert there - set(triggers.audited()) <= set(triggers.UNAUDITED) | excused
    assert {"desk_ledger_folder", "desk_ledger_label_folders", "core_notice"} <= set(triggers.audited())
    tables = {table for _, table in triggers._tables_of_triggers()}
    assert set(triggers.audited()) <= tables


@pytest.mark.parametrize(
    "table", [name for name in sorted(triggers.audited()) if name.startswith(("core_", "desk_ledger_"))]
)
def test_no_row_is_changed_or_deleted_by_hand_outside_an_act(table):
    quoted = connection.ops.quote_name(table)
    key = connection.ops.quote_name(triggers.audited()[table].key)
    with journal.opened("test", Site()):
        _one_row(table)
    for statement in (f"UPDATE {quoted} SET {key} = {key}", f"DELETE FROM {quoted}"):
        with pytest.raises(IntegrityError, match="outside an act"), transaction.atomic():
            raw(statement)
    with journal.opened("test", Site()):
        raw(f"DELETE FROM {quoted}")


def _one_row(table):
    """A row of any table, with whatever its columns take; references are not looked at before the end."""
    meta = triggers.audited()[table].model._meta
    values = {}
    for field in meta.concrete_fields:
        kind = field.get_internal_type()
        if field.primary_key and kind in ("BigAutoField", "AutoField"):
            continue
        if field.is_relation:
            kind = field.target_field.get_internal_type()
        values[field.column] = SAMPLES.get(kind, "1")
    if connection.vendor == "postgresql":
        raw("SET CONSTRAINTS ALL DEFERRED")
    names = ", ".join(map(connection.ops.quote_name, values))
    raw(
        f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({', '.join(['%s'] * len(values))})",
        *values.values(),
    )


SAMPLES = {
    "UUIDField": "00000000000000000000000000000001",
    "DateTimeField": "2026-03-01 00:00:00+00",
    "DateField": "2026-03-01",
    "BooleanField": False,
    "JSONField": "{}",
    "BinaryField": b"",
    "BigAutoField": 1,
    "BigIntegerField": 1,
    "FloatField": 1.0,
}


def test_the_journal_is_only_added_to():
    acts.open_folder(Site(), title="one")
    for statement in (
        "UPDATE core_entry SET reason = 'other'",
        "DELETE FROM core_entry",
        "UPDATE core_image SET columns = '{}'",
        "DELETE FROM core_image",
        "DELETE FROM core_head",
        "UPDATE core_head SET number = 1",
        "UPDATE core_head SET installation = 'other'",
        "INSERT INTO core_image SELECT * FROM core_image",
        "INSERT INTO core_entry SELECT * FROM core_entry",
    ):
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            raw(statement)
        with pytest.raises(DatabaseError, match="only added to"), journal.opened("test", Site()):
            raw(statement)
    with pytest.raises(DatabaseError, match="only added to"), journal.opened("test", Site()):
        Entry.objects.order_by("-number").update(reason="other")


def test_a_changed_key_is_noted_under_both_names():
    label = acts_label()
    with journal.opened("test", Site()):
        raw("UPDATE desk_ledger_label SET id = %s WHERE id = %s", 999_999, label.pk)
    entry = Entry.objects.order_by("-number")[0]
    taken = Image.objects.filter(entry=entry.number).values_list("row_key", "operation")
    assert set(taken) == {(str(label.pk), "delete"), ("999999", "update")}


def acts_label():
    with journal.opened("test", Site()):
        return Label.objects.create(name="word")


def test_the_triggers_are_put_on_again_when_they_are_gone():
    triggers.remove()
    assert triggers.missing()
    acts_label()
    triggers.install()
    assert triggers.missing() == []
    with pytest.raises(IntegrityError, match="outside an act"), transaction.atomic():
        Label.objects.create(name="other")


def test_running_again_without_a_change_adds_no_line():
    lines = Head.objects.get().number
    triggers.install()
    assert Head.objects.get().number == lines


def test_a_table_with_a_new_column_gets_fresh_images_of_its_rows():
    label = acts_label()
    images.table_of.cache_clear()
    triggers.remove()
    raw("ALTER TABLE desk_ledger_label ADD COLUMN colour varchar(9) DEFAULT 'red'")
    kept = triggers.audited()["desk_ledger_label"]
    widened = kept._replace(columns=(*kept.columns, "colour"))
    images.tables()["desk_ledger_label"] = widened
    try:
        triggers.install()
        image = Image.objects.filter(table_name="desk_ledger_label", row_key=label.pk).order_by("-entry")[0]
        assert '"colour":"tred"' in image.columns
        assert Entry.objects.get(number=image.entry).act == triggers.ACT
    finally:
        images.tables()["desk_ledger_label"] = kept


def test_what_migrate_writes_itself_needs_no_act():
    MigrationRecorder(connection).record_applied("nowhere", "0001")


@pytest.mark.django_db(transaction=True)
def test_the_shell_of_the_database_is_refused_as_well():
    folder = acts.open_folder(Site(), title="one")
    assert folder.title == "one"
    if connection.vendor == "sqlite":
        shell = sqlite3.connect(connection.settings_dict["NAME"], uri=True)
        refusal = sqlite3.IntegrityError
    else:
        psycopg = pytest.importorskip("psycopg")
        shell = psycopg.connect(
            **connection.get_connection_params() | {"cursor_factory": None, "context": None}
        )
        refusal = psycopg.IntegrityError
    with pytest.raises(refusal, match="outside an act"):
        shell.execute("UPDATE desk_ledger_folder SET title = 'changed'")
    shell.close()


def test_sqlite_takes_the_lock_at_once_and_waits_for_the_disk():
    if connection.vendor != "sqlite":
        pytest.skip("this is about SQLite")
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert cursor.execute("PRAGMA trusted_schema").fetchone() == (0,)
