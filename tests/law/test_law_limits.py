"""Time limits, duties, instruments, procedures and sanctions by day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from mingjian import law
from mingjian.law.duties import duties, duties_touching
from mingjian.law.instruments import instruments, sources, successors
from mingjian.law.limits import UNIT_WORDS, Unit, limit_versions, limits, limits_touching
from mingjian.law.measures import circumstances, cites
from mingjian.law.procedures import Regime, differences, procedures
from mingjian.law.sanctions import catalogues, conducts
from mingjian.law.texts import OPEN_END
from mingjian.wording import Refusal

SERIES = {"M": 8, "A": 17, "B": 20, "P": 18, "S": 16, "F": 8, "D": 3}
IN_A, IN_B = date(2021, 6, 30), date(2021, 7, 1)
NUMBERLESS = {Unit.AT_ONCE, Unit.UNSET, Unit.SEE, Unit.DEFINITION, Unit.STANDING}


def test_every_series_of_limits_is_whole():
    ids = {limit.id for limit in limits()}
    assert ids == {f"{series}-{n:02}" for series, count in SERIES.items() for n in range(1, count + 1)}


@pytest.mark.parametrize(
    ("name", "on", "number", "unit"),
    [
        ("A-03", IN_A, 10, "working_day"),
        ("A-05", IN_A, 7, "day"),
        ("A-08", IN_A, 3, "day"),
        ("B-07", IN_B, 3, "working_day"),
        ("B-08", IN_B, 30, "working_day"),
        ("B-10", date(2022, 10, 20), 20, "working_day"),
        ("B-17", date(2022, 10, 19), None, "unset"),
        ("B-17", date(2022, 10, 20), 6, "month"),
        ("B-18", date(2022, 10, 20), 3, "month"),
        ("P-04", date(2019, 5, 1), 60, "day"),
        ("P-12", date(2020, 1, 21), 15, "working_day"),
        ("A-13", IN_A, 10, "day_of_month"),
        ("M-04", date(2014, 12, 1), 2, "per_year"),
        ("S-06", date(2026, 1, 1), 1, "month"),
    ],
)
def test_a_limit_has_the_number_and_unit_of_its_day(name, on, number, unit):
    found = law.limit(name, on=on)
    assert (found.number, found.unit) == (number, unit)


@pytest.mark.parametrize(
    ("name", "case", "number", "unit"),
    [
        ("P-04", "extension", 30, "day"),
        ("S-01", "complex", 12, "month"),
        ("S-07", "decision", 2, "month"),
        ("B-20", "special", 45, "working_day"),
        ("P-18", "simple", 30, "day"),
        ("F-08", "listed", 5, "year"),
        ("S-12", "decision", 60, "day"),
    ],
)
def test_a_limit_holds_its_further_numbers_by_case(name, case, number, unit):
    term = law.limit(name, on=date(2026, 1, 1)).term(case)
    assert (term.number, term.unit) == (number, unit)


def test_a_case_that_a_limit_does_not_have_is_an_error():
    with pytest.raises(KeyError):
        law.limit("B-08", on=IN_B).term("extension")


def test_a_limit_follows_its_instrument_on_the_day():
    assert law.limit("P-04", on=date(2022, 4, 30)).basis[0].instrument == "petitions-2005"
    assert law.limit("P-04", on=date(2022, 5, 1)).basis[0].instrument == "petitions-2022"


def test_a_limit_out_of_force_or_unknown_is_refused_with_what_to_write():
    with pytest.raises(Refusal) as refused:
        law.limit("A-03", on=IN_B)
    assert "2012-12-12至2021-06-30" in refused.value.text.zh
    with pytest.raises(Refusal) as refused:
        law.limit("Z-01", on=IN_B)
    assert "mingjian law limits" in refused.value.text.zh


def test_periods_of_one_limit_never_overlap():
    for name in {limit.id for limit in limits()}:
        versions = limit_versions(name)
        for earlier, later in pairwise(versions):
            assert earlier.until_on < later.from_on, name
        assert all(version.from_on <= version.until_on for version in versions)


def test_a_limit_rests_on_an_instrument_in_force_on_its_first_day():
    for found in limits():
        assert any(law.instrument(b.instrument).in_force(found.from_on) for b in found.basis), found.id
        assert all(found.until_on <= law.instrument(b.instrument).until_on for b in found.basis), found.id


def test_a_number_stands_where_the_unit_needs_one_and_nowhere_else():
    for found in limits():
        assert (found.number is None) == (found.unit in NUMBERLESS), found.id
    assert set(UNIT_WORDS) == set(Unit)


def test_only_known_cites_instruments_and_sources_are_named():
    provisions = set(cites())
    for found in limits():
        assert set(found.touches) <= provisions, found.id
        assert set(found.sources) <= set(sources()), found.id
        assert all(b.instrument in instruments() for b in found.basis)
        assert found.sources or found.sure == "recalled", found.id


def test_due_days_count_by_the_unit_and_rolling_is_apart():
    calendar = law.official_calendar()
    thirty = law.limit("B-08", on=IN_B).term()
    assert law.due_on(thirty, date(2024, 1, 30), calendar) == date(2024, 3, 15)
    sixty = law.limit("P-04", on=date(2024, 1, 1)).term()
    due = law.due_on(sixty, date(2024, 8, 2), calendar)
    assert due == date(2024, 10, 1)
    assert law.rolled(due, calendar) == date(2024, 10, 8)
    assert law.due_on(law.limit("B-18", on=date(2024, 1, 31)).term(), date(2024, 11, 30), calendar) == date(
        2025, 2, 28
    )
    assert law.due_on(law.limit("F-08", on=date(2024, 1, 1)).term(), date(2024, 2, 29), calendar) == date(
        2026, 2, 28
    )


@pytest.mark.parametrize("name", ["M-04", "B-05", "B-13"])
def test_a_limit_that_is_no_period_has_no_due_day(name):
    with pytest.raises(Refusal):
        law.due_on(law.limit(name, on=IN_B).term(), IN_B, law.official_calendar())


def test_limits_touch_a_provision_its_article_and_its_day():
    at_a = {found.id for found in limits_touching("8(3)", on=IN_A)}
    at_b = {found.id for found in limits_touching("8(3)", on=IN_B)}
    assert "A-04" in at_a
    assert "A-04" not in at_b
    assert {"B-04", "B-14"} <= at_b
    assert at_b <= {found.id for found in limits_touching("8", on=IN_B)}


def test_article_six_has_duties_in_every_item():
    assert {duty.provision for duty in duties()} == {f"6({n})" for n in range(1, 7)}
    inspections = next(duty for duty in duties() if duty.id == "6(2)/inspections")
    assert (inspections.term.number, inspections.term.unit, inspections.bound) == (2, "per_year", "at_least")
    for duty in duties():
        assert all(limit_versions(name) for name in duty.limits)
        assert set(duty.touches) <= set(cites())
    assert {duty.id for duty in duties_touching("8(8)")} >= {"6(4)/complaints", "6(4)/signed-reports"}


def test_the_day_of_acceptance_decides_the_procedure():
    assert law.regime(IN_A) is Regime.A
    assert law.regime(IN_B) is Regime.B
    a, b = procedures()[Regime.A], procedures()[Regime.B]
    assert a.until_on + timedelta(days=1) == b.from_on
    assert len(differences()) == 10


def test_instruments_follow_one_another_without_overlap():
    for found in instruments().values():
        for relation in found.relations:
            replaced = law.instrument(relation.to)
            if relation.kind == "replaces":
                assert replaced.until_on == relation.on - timedelta(days=1), found.id
            assert relation.on >= replaced.from_on
        assert set(found.sources) <= set(sources())


def test_instruments_of_a_day_are_those_in_force():
    before = {found.id for found in law.instruments_in_force(IN_A)}
    after = {found.id for found in law.instruments_in_force(IN_B)}
    assert "allowance-procedure-2012" in before - after
    assert "allowance-procedure-2021" in after - before
    assert "measures-2014" not in {found.id for found in law.instruments_in_force(date(2014, 11, 30))}
    (relation, later), *_ = successors("petitions-2005")
    assert (relation.kind, later.id) == ("replaces", "petitions-2022")


def test_an_unknown_instrument_is_refused():
    with pytest.raises(Refusal, match="mingjian law instruments"):
        law.instrument("no-such-law")


def test_every_circumstance_leads_to_provisions_on_sanctions():
    named = {cite for conduct in conducts() for cite in conduct.clauses}
    assert named == {*circumstances(), "13"}
    for cite in circumstances():
        for day in (date(2014, 12, 1), date(2019, 5, 1), date(2026, 1, 1)):
            assert any(conduct.provisions for conduct in law.conduct_of(cite, on=day)), cite


def test_the_law_of_the_day_of_the_act_counts():
    def shown(on):
        return {p.basis.instrument for c in law.conduct_of("8(4)", on=on) for p in c.provisions}

    assert "public-sanctions-2020" not in shown(date(2020, 6, 30))
    assert {"public-sanctions-2020", "civil-sanctions-2007", "assistance-2014"} <= shown(date(2020, 7, 1))


def test_fraud_by_a_recipient_is_looked_up_under_article_13():
    for day, law_of_the_day in (
        (date(2025, 12, 31), "public-order-2012"),
        (date(2026, 1, 1), "public-order-2025"),
    ):
        (conduct,) = law.conduct_of("13", on=day)
        orders = [
            p.basis.instrument for p in conduct.provisions if p.basis.instrument.startswith("public-order")
        ]
        assert orders == [law_of_the_day]


def test_village_cadres_have_no_demotion_removal_or_dismissal():
    (village,) = [
        c for c in law.catalogues_in_force(date(2024, 1, 1)) if c.covers.zh.startswith("村（居）委会")
    ]
    assert [(k.name.zh, k.months) for k in village.kinds] == [("警告", 6), ("记过", 12), ("记大过", 18)]


def test_sanctions_of_public_institutions_change_in_november_2023():
    def names(on):
        return {b.instrument for c in law.catalogues_in_force(on) for b in c.basis}

    assert "institution-sanctions-2012" in names(date(2023, 11, 5))
    assert "institution-sanctions-2012" not in names(date(2023, 11, 6))
    assert "institution-sanctions-2023" in names(date(2023, 11, 6))


def test_sanctions_rest_on_instruments_in_force():
    for catalogue in catalogues():
        for basis in catalogue.basis:
            found = law.instrument(basis.instrument)
            assert found.from_on <= catalogue.from_on, catalogue.covers
            assert catalogue.until_on <= found.until_on or catalogue.until_on == OPEN_END, catalogue.covers
