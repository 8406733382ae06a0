"""Duties of the calendar: Article 6 by office and year."""

from datetime import date
from itertools import pairwise

import pytest

from mingjian.desk.duties.calendar_duties import days_to_answer, yearly
from mingjian.desk.duties.states import Step

BY_ID = {duty.id: duty for duty in yearly()}


@pytest.mark.parametrize(
    ("name", "levels", "kind", "times"),
    [
        ("6(1)/annual-report", ["league"], "civil_affairs", 1),
        ("6(1)/periodic-report", ["county"], "civil_affairs", 1),
        ("6(2)/inspections", ["league"], "civil_affairs", 2),
        ("6(3)/audit", ["league", "county"], "audit", 1),
        ("6(3)/audit-published", ["league", "county"], "audit", 1),
        ("6(4)/hotline", ["league", "county"], "civil_affairs", 1),
        ("6(6)/assessment", ["league", "county"], "government", 1),
        ("6(6)/league-assessment", ["region"], "government", 1),
    ],
)
def test_article_6_names_who_owes_what(name, levels, kind, times):
    duty = BY_ID[name]
    assert [owners.level for owners in duty.owners] == levels
    assert {owners.kinds[0] for owners in duty.owners} == {kind}
    assert len(list(duty.periods(2026))) == times


def test_the_report_of_a_league_belongs_into_december():
    (period,) = BY_ID["6(1)/annual-report"].periods(2026)
    assert (period.first, period.last) == (date(2026, 12, 1), date(2026, 12, 31))


def test_two_inspections_a_year_are_two_duties_with_titles_of_their_own():
    duty = BY_ID["6(2)/inspections"]
    first, second = duty.periods(2026)
    assert (first.name, second.name) == ("2026-1", "2026-2")
    assert duty.title(first).zh != duty.title(second).zh


@pytest.mark.parametrize("times", [1, 2, 3, 4, 6, 12])
def test_local_periods_share_the_year_without_gap_or_overlap(times):
    periods = list(BY_ID["6(1)/periodic-report"].periods(2026, times))
    assert len(periods) == times
    assert (periods[0].first, periods[-1].last) == (date(2026, 1, 1), date(2026, 12, 31))
    assert all(one.last.toordinal() + 1 == other.first.toordinal() for one, other in pairwise(periods))


def test_every_duty_that_counts_by_the_year_is_made():
    assert {duty.id for duty in yearly() if duty.times == (duty.law.term.number or 1)} == set(BY_ID)


def test_every_step_of_supervision_has_days_for_its_answer():
    assert set(days_to_answer()) == set(Step)
