"""The day's work that nobody sees: heads leave the machine, old keys are forgotten, missing triggers are told."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from mingjian.desk.config import daily, heads, soundness
from mingjian.desk.core import journal, triggers
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Answered, Head

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
DAY = NOW.date()


@pytest.fixture
def places(settings, tmp_path):
    """A site and a second place for its heads, both without any yet."""
    settings.SITE_FOLDER, settings.SECOND_HEADS = _with_keys(settings, tmp_path), str(tmp_path / "elsewhere")
    settings.DEMONSTRATION = False
    with journal.opened("test.act", Site()):
        pass
    return settings.SITE_FOLDER / "heads", tmp_path / "elsewhere"


def _with_keys(settings, tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "keys").symlink_to(settings.SITE_FOLDER / "keys")
    return folder


def of(folder):
    return sorted(path.name for path in folder.glob("*.json"))


def work(now=NOW):
    return daily.work(today=now.date(), now=now)


def test_the_head_is_signed_once_a_day_into_both_places(places):
    assert work().done["journal"] == {"heads_signed": 1}
    assert of(places[0]) == of(places[1]) != []
    said = json.loads((places[1] / of(places[1])[0]).read_text())
    assert said["number"] >= 1
    assert heads.sign_if_due(NOW + timedelta(hours=2)) == 0
    with journal.opened("test.act", Site()):
        pass
    assert heads.sign_if_due(NOW + timedelta(hours=3)) == 0
    assert heads.sign_if_due(NOW + timedelta(hours=25)) == 1
    assert of(places[0]) == of(places[1])


def test_a_second_place_that_could_not_be_reached_gets_the_next_head(places):
    second = places[1]
    second.write_text("in the way")
    assert "journal" in work().failed
    second.unlink()
    assert work(NOW + timedelta(minutes=15)).done["journal"] == {"heads_signed": 1}
    assert len(of(second)) == 1


def test_the_doctor_names_a_place_that_gets_no_heads(places, monkeypatch):
    assert Head.objects.get().number > 0
    monkeypatch.setattr(soundness.clock, "now", lambda: NOW)
    assert len(list(soundness.of_heads())) == 2
    heads.sign_if_due(NOW)
    assert list(soundness.of_heads()) == []
    for path in places[1].glob("*.json"):
        path.unlink()
    (said,) = soundness.of_heads()
    assert str(places[1]) in said.text.zh


@pytest.mark.usefixtures("places")
def test_keys_of_forms_are_kept_for_a_month_and_then_forgotten():
    old, young = NOW - timedelta(days=31), NOW - timedelta(days=29)
    Answered.objects.bulk_create(
        Answered(owner="x", key=str(at), payload="p", answer="null", at=at) for at in (old, young)
    )
    assert work().done["requests"] == {"forgotten": 1}
    assert [one.at for one in Answered.objects.filter(owner="x")] == [young]
    assert work().done["requests"] == {"forgotten": 0}


def test_the_doctor_names_a_trigger_that_is_gone():
    assert not [said for said in soundness.of_schema() if said.id == "triggers"]
    name = "mingjian_insert_core_notice"
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON core_notice"
        cursor.execute(f"DROP TRIGGER {name}{on}")
    (said,) = soundness.of_schema()
    assert said.is_unsafe
    assert name in said.text.zh
    triggers.install()
