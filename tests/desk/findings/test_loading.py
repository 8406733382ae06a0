"""Taking runs in: one identity across runs, what is cleared and what not, who sees what, what is asked."""

import json
from dataclasses import replace
from datetime import date

import pytest
from desk.cast import NORTH, NORTH_VILLAGE, SOUTH_VILLAGE, number_of
from desk.findings.runs import Row, write_run

from mingjian.desk.core import export, journal, verify_journal
from mingjian.desk.core.actor import Site
from mingjian.desk.core.models import Entry
from mingjian.desk.core.sealing import keyed_hash
from mingjian.desk.findings import engine, jobs, naming, queries
from mingjian.desk.findings.actions import loading, triage
from mingjian.desk.findings.models import Asked, Finding, Owed, Question, Run
from mingjian.desk.findings.states import Outcome, Presence, State
from mingjian.wording import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 31)


def everything():
    return Finding.objects.everything(reason="a test")


def presence_of(number):
    return Presence(everything().get(finding_id=f"{number:032x}").presence)


def test_a_finding_is_followed_through_the_runs(load):
    load(Row(1), Row(2))
    assert presence_of(1) is Presence.NEW
    load(Row(1), as_of=NOVEMBER)
    assert (presence_of(1), presence_of(2)) == (Presence.PERSISTING, Presence.CLEARED)
    load(Row(1), Row(2), as_of=DECEMBER)
    assert (presence_of(1), presence_of(2)) == (Presence.PERSISTING, Presence.RECURRED)
    assert everything().count() == 2


def test_the_same_run_twice_changes_nothing(load, tmp_path):
    run = load(Row(1))
    lines = Entry.objects.count()
    again = jobs.load_folder(write_run(tmp_path / "again", [Row(1)]), Site())
    assert again.pk == run.pk
    assert (again.loaded, again.total, everything().count()) == (1, 1, 1)
    assert Entry.objects.count() == lines + 1  # that somebody asked


def test_what_a_run_did_not_look_at_is_not_cleared(load):
    load(Row(1), Row(2, division=SOUTH_VILLAGE), Row(3, rule="rotation"))
    load(as_of=NOVEMBER, division=NORTH)
    assert presence_of(1) is Presence.CLEARED
    assert presence_of(2) is Presence.NEW  # another place
    assert presence_of(3) is Presence.NEW  # another rule


def test_what_a_run_could_not_decide_is_not_cleared(load):
    load(Row(1), Row(2, division=SOUTH_VILLAGE))
    load(as_of=NOVEMBER, undecided=[("deceased-paid", NORTH, "死亡信息缺失")])
    assert (presence_of(1), presence_of(2)) == (Presence.NEW, Presence.CLEARED)


def test_a_run_that_was_broken_off_goes_on_where_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "CHUNK", 2)
    folder = write_run(tmp_path / "run", [Row(n) for n in range(1, 6)])
    facts = engine.read_run(folder)

    class Broken(RuntimeError):
        pass

    def stop(done, of):
        if done == 2:
            raise Broken(of)

    with pytest.raises(Broken):
        jobs.load_folder(folder, Site(), stop)
    assert everything().count() == 2
    run = jobs.load_folder(folder, Site())
    assert (everything().count(), run.loaded, run.fresh, run.stage) == (5, 5, 5, Run.Stage.LOADED)
    assert facts.findings == 5


def test_a_finding_does_not_exist_for_an_office_that_it_touches(cast, load):
    load(Row(1, clause="8(5)", division=NORTH_VILLAGE), Row(2, clause="9(3)", division=NORTH_VILLAGE))
    seen = {name: {f.finding_id[-1] for f in queries.findings(getattr(cast, name))} for name in SEEN_BY}
    assert seen == SEEN_BY


SEEN_BY = {
    "township_handler": set(),
    "north_handler": {"1"},
    "north_supervisor": {"1"},
    "north_finance": set(),
    "south_handler": set(),
    "league_supervisor": {"1", "2"},
    "league_discipline": {"1", "2"},
    "other_supervisor": set(),
    "region_supervisor": {"1", "2"},
    "region_auditor": {"1", "2"},
    "sysadmin": set(),
}


def test_whoever_is_named_or_a_relative_of_one_does_not_see_it(cast, load):
    cadre = number_of(position_of(cast, "north_cadre"))
    wife = number_of(position_of(cast, "north_handler"))
    load(Row(1, division=NORTH_VILLAGE, persons=(cadre,)), Row(2, division=NORTH_VILLAGE, persons=(wife,)))
    assert {f.finding_id[-1] for f in queries.findings(cast.north_supervisor)} == {"1", "2"}
    assert {f.finding_id[-1] for f in queries.findings(cast.north_handler)} == {"1"}


def position_of(cast, name):
    return list(cast.people).index(name)


def test_the_county_gets_the_households_question_alone(cast, load):
    load(Row(1, clause="9(3)", division=NORTH_VILLAGE, household="H7"))
    (question,) = queries.questions(cast.north_handler)
    assert (question.household, question.fen, question.months) == ("H7", 120000, {"2026-01": 120000})
    assert "9(3)" not in f"{question.ask_zh}{question.ask_en}"
    assert not queries.questions(cast.south_handler).exists()
    triage.answer(question, cast.north_handler, text="已入户，人在外地。", today=OCTOBER)
    assert queries.questions(cast.league_supervisor).get().answer == "已入户，人在外地。"


def test_who_looks_at_no_findings_sees_no_questions(cast, load):
    load(Row(1, division=NORTH_VILLAGE))
    assert queries.questions(cast.north_supervisor).exists()
    operator = replace(cast.north_supervisor, roles=frozenset({"operator"}))
    assert not queries.questions(operator).exists()


@pytest.mark.parametrize("rule", ["officer-account", "custody-unfiled", "a-rule-that-is-gone"])
def test_no_question_warns_an_officer_whose_account_the_money_goes_to(load, rule):
    load(
        Row(1, household="H7", division=NORTH_VILLAGE),
        Row(2, household="H7", division=NORTH_VILLAGE, rule=rule),
        Row(3, household="H8", division=NORTH_VILLAGE),
    )
    assert Question.objects.get().household == "H8"


def test_harmless_stays_settled_until_a_value_of_its_evidence_changes(cast, load):
    row = Row(1, division=NORTH_VILLAGE, values={"died_on": "2025-11-02"})
    load(row)
    (finding,) = queries.findings(cast.north_supervisor)
    triage.settle(
        cast.north_supervisor,
        findings=[finding],
        outcome=Outcome.HARMLESS,
        innocent="死亡登记有误",
        because="公安已核对",
        today=OCTOBER,
    )
    load(row, as_of=NOVEMBER)
    assert everything().get().state == State.SETTLED
    load(Row(1, division=NORTH_VILLAGE, values={"died_on": "2025-12-02"}), as_of=DECEMBER)
    assert (everything().get().state, everything().get().outcome) == (State.OPEN, "")


def test_what_could_not_be_decided_is_owed_until_it_is_supplied(cast, load):
    both = ("deceased-paid", "deceased-by-name")
    load(undecided=[(rule, NORTH, "缺少死亡信息") for rule in both], rules=both)
    (owed,) = queries.owed_tables(cast.north_supervisor)
    assert (owed.reason, len(owed.rules), owed.supplied_on) == ("缺少死亡信息", 2, None)
    load(as_of=NOVEMBER, rules=both[:1])
    assert Owed.objects.get().supplied_on is None  # the other rule was not looked for
    load(as_of=DECEMBER, rules=both)
    assert Owed.objects.get().supplied_on == DECEMBER


def test_new_words_of_a_rule_are_told_where_the_evidence_is_what_it_was(load):
    row = Row(1, division=NORTH_VILLAGE, explanation="该户另有规则 deceased-paid 的线索")
    load(row)
    reworded = replace(row, version="1" * 12, explanation="该户另有“死亡后仍发放”的线索")
    load(replace(reworded, version=row.version), as_of=NOVEMBER)
    assert everything().get().explanation == row.explanation  # the text of the rule is what it was
    load(reworded, as_of=DECEMBER)
    found = everything().get()
    assert (found.explanation, found.rule_version) == (reworded.explanation, reworded.version)
    assert (found.state, found.presence) == (State.OPEN, Presence.PERSISTING)


@pytest.mark.parametrize("broken", ["run.json", "findings.parquet"])
def test_a_folder_that_is_no_run_is_refused_with_a_sentence(tmp_path, broken):
    folder = write_run(tmp_path / "run", [Row(1)])
    (folder / broken).write_text("{")
    with pytest.raises(Refusal, match="不是完整的筛查结果"):
        jobs.load_folder(folder, Site())


def test_findings_that_were_put_off_are_brought_back_all_or_none(cast, load):
    load(*(Row(number, division=NORTH_VILLAGE) for number in (1, 2)))
    put_off, other = Finding.objects.visible_to(cast.north_supervisor)
    words = {"until": date(2027, 1, 1), "because": "等材料", "today": date(2026, 11, 2)}
    triage.hold(cast.north_supervisor, findings=[put_off], **words)
    sent = {"verb": "resume", "finding": [str(put_off.pk), str(other.pk)]}
    client = cast.client("north_supervisor")
    client.post("/findings/bulk", sent)
    every = Finding.objects.visible_to(cast.north_supervisor)
    assert every.get(pk=put_off.pk).state == State.HELD
    client.post("/findings/bulk", {**sent, "finding": [str(put_off.pk)]})
    assert every.get(pk=put_off.pk).state == State.OPEN


def test_what_is_loaded_is_what_an_object_of_the_model_would_have_become(load, tmp_path):
    """A run is written by values; the rows are those that objects with the same values are saved as."""
    rows = [
        Row(1, persons=(number_of(0),), values={"k": "v"}, clause="9(1);9(3)"),
        Row(2, division=f"{NORTH_VILLAGE}|{SOUTH_VILLAGE}", household="H2|H3", amount=None),
        Row(3, rule="rotation", subject_kind="department", subject_id="police@150423"),
    ]
    run = load(*rows)
    columns = [field.attname for field in Finding._meta.concrete_fields]
    for found in next(engine.findings_of(write_run(tmp_path / "again", rows))):
        kept = everything().get(finding_id=found.finding_id)
        with journal.opened("test", Site()):
            made = Finding.objects.create(
                finding_id=found.finding_id[::-1],
                rule=found.rule,
                rule_version=found.rule_version,
                clauses=";".join(found.clauses),
                elements_open=";".join(found.elements_open),
                grade=found.grade,
                subject_kind=found.subject_kind,
                subject=found.subject_id,
                subject_hash=keyed_hash("finding.subject", f"{found.subject_kind}:{found.subject_id}"),
                subject_shown=naming.shown(found.subject_kind, found.subject_id),
                division=found.divisions[0] if len(found.divisions) == 1 else "1504",
                places="|".join(found.divisions),
                households="|".join(found.households),
                first=found.first,
                last=found.last,
                fen=found.fen,
                months=dict(found.months),
                explanation=found.explanation,
                evidence=found.evidence,
                evidence_hash=loading.evidence_hash(found.evidence),
                owner_code=kept.owner_code,
                first_run=run,
                last_run=run,
                first_seen=run.as_of,
                last_seen=run.as_of,
                appeared_on=run.as_of,
            )
        made.refresh_from_db()
        differing = {name for name in columns if getattr(made, name) != getattr(kept, name)}
        assert differing == {"id", "finding_id"}


@pytest.mark.django_db(transaction=True)
def test_a_run_that_was_loaded_stands_in_the_journal_as_it_stands_in_the_tables(load, tmp_path):
    load(Row(1, persons=(number_of(0),)), Row(2), Row(3, household="H1"))
    load(Row(1, persons=(number_of(1),), amount="9.00"), Row(3, household="H1"), as_of=NOVEMBER)
    export.write(tmp_path / "journal")
    report = verify_journal.verify(tmp_path / "journal")
    assert report.faults == []
    parts = map(json.loads, (tmp_path / "journal").read_text(encoding="utf-8").splitlines())
    held = {part["current_rows"][0] for part in parts if "current_rows" in part}
    assert {"findings_finding", "findings_named", "findings_question", "findings_asked"} <= held


def test_two_findings_of_one_run_put_one_question_with_the_months_of_both(load):
    load(Row(1, household="H1"), Row(2, household="H1", amount="7.00"))
    question = Question.objects.get(household="H1")
    assert question.stage == Question.Stage.OPEN
    assert question.fen == sum(question.months.values())
    assert Asked.objects.filter(question=question).count() == 2
