"""The base of the sample is a lawful, consistent place: what a rule would have to complain about is not in it."""

from mingjian.exchange.identity import born_on, check_ok, id_number, sex
from mingjian.law.calendar_file import official_calendar
from mingjian.sample.when import standard_span

# The numbers of the scenes' files hold a hyphen.
BASE_STEPS = "steps s WHERE regexp_full_match(s.application_id, '[FRST][0-9]+')"


def test_every_identity_number_is_well_formed_and_belongs_to_no_place(ask):
    numbers = [id_ for (id_,) in ask("SELECT person_id FROM every_hukou")]
    assert len(numbers) == len(set(numbers)) > 300
    assert all(number.startswith("1599") for number in numbers)
    base = [id_ for (id_,) in ask("SELECT person_id FROM hukou")]
    assert all(check_ok(id_number(number)) for number in base)


def test_birth_date_and_sex_of_a_member_are_those_of_the_number(ask):
    members = ask("SELECT person_id, born_on, sex FROM members")
    assert len(members) > 80
    assert all((born_on(id_number(i)), sex(id_number(i))) == (born, kind) for i, born, kind in members)


def test_every_member_stands_in_the_household_register_of_his_county(ask):
    missing = ask(
        "SELECT m.person_id FROM members m JOIN households h USING (household_id) "
        "LEFT JOIN hukou k ON k.person_id = m.person_id AND k.division[:6] = h.division[:6] WHERE k.person_id IS NULL"
    )
    assert missing == []


def test_parents_are_at_least_twenty_years_older_than_their_children(ask):
    pairs = ask(
        "SELECT person_id, relative_id, relation FROM kinship WHERE relation IN ('child', 'parent')"
        " AND relative_id < '159950'"
    )
    assert len(pairs) > 10
    for person, relative, relation in pairs:
        parent, child = (person, relative) if relation == "child" else (relative, person)
        assert int(child[6:10]) - int(parent[6:10]) >= 20


def test_a_payment_is_what_was_granted_for_its_month(ask):
    wrong = ask(
        "SELECT p.household_id, p.period, p.paid, g.allowance FROM payments p "
        "LEFT JOIN grants g ON g.household_id = p.household_id AND p.period >= g.from_month "
        "AND p.period <= coalesce(g.to_month, DATE '2099-01-01') "
        "WHERE p.kind = 'allowance' AND p.paid IS DISTINCT FROM g.allowance"
    )
    assert wrong == []


def test_an_allowance_is_standard_less_income_for_every_covered_person(ask):
    wrong = ask(
        "SELECT g.grant_id FROM grants g JOIN households h USING (household_id) "
        "ASOF JOIN standards s ON s.division = h.division[:6] AND s.area = h.area AND g.from_month >= s.from_month "
        "WHERE g.allowance <> (s.monthly - g.income_per_capita) * g.covered_persons OR g.allowance <= 0"
    )
    assert wrong == []


def test_no_grant_outlives_a_rise_of_the_standard(ask):
    stale = ask(
        "SELECT g.grant_id, s.from_month FROM grants g JOIN households h USING (household_id) "
        "JOIN standards s ON s.division = h.division[:6] AND s.area = h.area AND s.from_month > g.from_month "
        "AND s.from_month <= coalesce(g.to_month, DATE '2026-10-01')"
    )
    assert stale == []


def test_grants_of_a_household_never_overlap(ask):
    assert (
        ask(
            "SELECT a.grant_id, b.grant_id FROM grants a JOIN grants b ON a.household_id = b.household_id "
            "AND a.from_month < b.from_month AND coalesce(a.to_month, DATE '2099-01-01') >= b.from_month"
        )
        == []
    )


def test_nobody_is_paid_after_the_month_of_death(ask):
    late = ask(
        "SELECT m.person_id, p.period FROM members m JOIN deaths d USING (person_id) "
        "JOIN payments p ON p.household_id = m.household_id "
        "WHERE p.period > d.died_on AND (m.left_on IS NULL OR m.left_on > p.period)"
    )
    assert late == []


def test_batches_agree_with_payments_of_base_and_scenes_and_with_the_account(ask):
    counted = ask(
        "SELECT b.batch_id FROM batches b LEFT JOIN (SELECT batch_id, count(*) AS n, sum(paid) AS paid "
        "FROM every_payments WHERE kind = 'allowance' AND (paid > 0 OR bounced_on IS NOT NULL) GROUP BY batch_id) p "
        "USING (batch_id) LEFT JOIN account_entries e ON e.batch_id = b.batch_id AND e.direction = 'out' "
        "WHERE b.batch_id LIKE 'P%' AND (b.households <> p.n OR b.bank_amount <> p.paid OR e.amount <> p.paid)"
    )
    assert counted == []
    assert ask("SELECT count(*) FROM batches WHERE batch_id LIKE 'P%'") == [(36,)]


def test_the_list_of_the_village_changes_from_quarter_to_quarter(ask):
    sizes = ask(
        "SELECT period, count(*) FROM payments WHERE kind = 'allowance' AND month(period) % 3 = 0 GROUP BY 1"
    )
    assert len({size for _, size in sizes}) > 3


def test_the_subsidy_for_high_prices_is_paid_in_the_month_after_the_index(ask):
    triggers = ask("SELECT month FROM cpi WHERE division = '150000' AND (cpi >= 3.5 OR food >= 6)")
    paid = {month for (month,) in ask("SELECT DISTINCT period FROM payments WHERE kind = 'price_subsidy'")}
    assert len(triggers) == 3
    expected = ask("SELECT DISTINCT (month + INTERVAL 1 MONTH)::DATE FROM cpi WHERE cpi >= 3.5 OR food >= 6")
    assert paid == {month for (month,) in expected}


def test_the_registries_hold_far_more_people_than_the_list(ask):
    ((others, members),) = ask("SELECT count(*), (SELECT count(*) FROM members) FROM hukou")
    assert others > 4 * members


def test_every_step_lies_between_application_and_the_day_of_the_extract(ask):
    ((late, early, all_),) = ask(
        "SELECT count(*) FILTER (steps.at >= DATE '2026-11-01'), count(*) FILTER (steps.at < a.applied_on), count(*) "
        "FROM steps JOIN applications a USING (application_id)"
    )
    assert (late, early) == (0, 0)
    assert all_ > 500


def test_two_officers_visit_every_home(ask):
    assert ask("SELECT count(*) FROM steps WHERE step = 'surveyed' AND officer_id = officer2_id") == [(0,)]


def test_no_step_is_taken_on_a_day_of_rest(ask):
    days = [day for (day,) in ask(f"SELECT DISTINCT CAST(s.at AS DATE) FROM {BASE_STEPS}")]
    assert len(days) > 200
    assert [day for day in days if not official_calendar().is_working_day(day)] == []


def test_every_posting_hangs_for_more_than_seven_days(ask):
    ((shortest, postings),) = ask(
        f"SELECT min(date_diff('day', s.at, s.until)), count(*) FROM {BASE_STEPS} AND s.step LIKE 'posted%'"
    )
    assert shortest >= 7
    assert postings > 20


def test_a_household_on_the_list_was_visited_within_half_a_year_or_a_year(ask):
    seen = ask(
        "SELECT g.category, min(v.day) FROM grants g JOIN (SELECT a.household_id, max(CAST(s.at AS DATE)) AS day "
        "FROM applications a JOIN steps s USING (application_id) WHERE s.step = 'surveyed' GROUP BY ALL) v "
        "USING (household_id) WHERE g.to_month IS NULL GROUP BY ALL"
    )
    longest = {category: (standard_span().as_of - day).days for category, day in seen}
    assert longest["C"] < 180
    assert max(longest.values()) < 365
