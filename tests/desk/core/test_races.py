"""Real processes at the same rows: one effect, no error of the server, one chain without a gap."""

from collections import Counter

import pytest
from desk_ledger import racing
from desk_ledger.real_sites import race, real_site

from mingjian.desk.core import verify_journal

PROCESSES = 6
ROUNDS = 25


def raced(folder, rounds):
    """A site on which six processes have raced: what came out, the state in the end, the export, the rounds."""
    with real_site(folder / "site") as environment:
        found = race(environment, racing.everything, PROCESSES, rounds, folder / "journal.jsonl")
    assert [answer for answer in found if isinstance(answer, str)] == []
    standing = next(answer["standing"] for answer in found if "standing" in answer)
    return found, standing, folder / "journal.jsonl", rounds


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return raced(tmp_path_factory.mktemp("race"), ROUNDS)


def together(found, race):
    return sum((answer[race] for answer in found), Counter())


def one_decides(found, standing, _journal, rounds):
    assert together(found, "decide") == {"done": rounds, "Conflict": rounds * (PROCESSES - 1)}
    assert standing["decided"] == rounds


def one_reviewer_stays(found, standing, _journal, rounds):
    assert together(found, "step back") == {"done": rounds, "Conflict": rounds}
    assert standing["reviewers"] == [1] * rounds


def a_click_counts_once(found, standing, _journal, rounds):
    assert standing["clicked"] == rounds
    assert len({tuple(answer["click"]) for answer in found}) == 1


def nobody_blocks_anybody(found, standing, _journal, rounds):
    assert together(found, "cross") == {"done": 2 * rounds}
    assert standing["notices"] == rounds + 2 * rounds


def the_journal_is_whole(_found, standing, journal, rounds):
    assert standing["left"] == 0
    acts = rounds + rounds + rounds + 2 * rounds  # decided, stepped back, clicked, crossed
    assert standing["lines"] == list(range(1, 1 + 1 + acts + 1))  # after the tables and the preparation
    report = verify_journal.verify(journal)
    assert (report.faults, report.lines) == ([], len(standing["lines"]))


def test_six_officers_decide_at_once_and_one_of_them_has(site):
    one_decides(*site)


def test_two_reviewers_step_back_at_once_and_one_stays(site):
    one_reviewer_stays(*site)


def test_six_clicks_do_one_thing_and_all_get_its_answer(site):
    a_click_counts_once(*site)


def test_two_acts_on_the_same_rows_in_opposite_order_never_block_each_other(site):
    nobody_blocks_anybody(*site)


def test_after_all_of_it_the_journal_is_whole(site):
    the_journal_is_whole(*site)


@pytest.mark.slow
def test_six_processes_race_a_hundred_times(tmp_path):
    site = raced(tmp_path, 100)
    for holds in (
        one_decides,
        one_reviewer_stays,
        a_click_counts_once,
        nobody_blocks_anybody,
        the_journal_is_whole,
    ):
        holds(*site)
