"""Whose matters an officer keeps away from: near relatives and in-laws, both ways, on the day."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from desk.cast import DAY, number_of
from desk.people.families import grow, recorded

from mingjian.desk.core import journal
from mingjian.desk.core.actor import Site
from mingjian.desk.people import recusal, relations
from mingjian.desk.people.actions.persons import file_relative, identity_key, know_person, record_kin
from mingjian.desk.people.models import Filing, Kin, Person
from mingjian.exchange.identity import check_digit

SITE = Site("test")


def people(count):
    """So many persons who are related to nobody."""
    made = [Person(identity=str(n), identity_key=f"made {n}", name=str(n)) for n in range(count)]
    with journal.opened("test", SITE):
        Person.objects.bulk_create(made)
    return made


def record_at_once(family, persons, seed):
    with journal.opened("test", SITE):
        for one, other, tie, since, until in recorded(family, seed):
            record_kin(
                SITE, person=persons[one], relative=persons[other], tie=tie, from_day=since, to_day=until
            )


def record_in_bulk(family, persons, seed):
    """As above, and fast; whoever records a tie from both sides is tested apart."""
    rows = {}
    for one, other, tie, since, until in recorded(family, seed):
        key = (*relations.canonical(persons[one].pk, persons[other].pk, tie), since)
        rows[key] = Kin(person_id=key[0], relative_id=key[1], tie=key[2], from_day=since, to_day=until)
    with journal.opened("test", SITE):
        Kin.objects.bulk_create(rows.values())


def compare(seeds, record):
    """How many persons of how many families are kept from exactly those that the law names."""
    compared = 0
    for seed in seeds:
        family = grow(seed)
        with journal.opened("test", SITE):
            Kin.objects.all().delete()
            Person.objects.everything(reason="test").filter(identity_key__startswith="made").delete()
        persons = people(family.size)
        record(family, persons, seed)
        position = {person.pk: n for n, person in enumerate(persons)}
        for one in Random(seed).sample(range(family.size), min(4, family.size)):
            found = {position[pk] for pk in recusal.relatives_of(persons[one].pk, on=DAY)}
            assert found == family.kept_from(one, DAY), f"family {seed}, person {one}"
            compared += 1
    return compared


def test_in_generated_families_everybody_is_kept_from_exactly_those_the_law_names(db):  # noqa: ARG001
    assert compare(range(8), record_at_once) > 25


@pytest.mark.slow
def test_in_a_thousand_generated_families_everybody_is_kept_from_those_the_law_names(db, record_property):  # noqa: ARG001
    compared = compare(range(1000), record_in_bulk)
    record_property("persons compared", compared)
    assert compared > 3500


def test_near_relatives_are_named_from_both_sides(cast):
    handler, finance = cast.north_handler, cast.south_finance
    assert recusal.relatives_of(handler.person_id, on=DAY) == {finance.person_id}
    assert recusal.relatives_of(finance.person_id, on=DAY) == {handler.person_id}


def test_a_daughter_in_law_is_kept_from_and_keeps_away(cast):
    supervisor, reviewer = cast.league_supervisor, cast.north_reviewer
    assert recusal.must_recuse(supervisor, [reviewer.person_id])
    assert recusal.must_recuse(reviewer, [supervisor.person_id])


def test_everybody_keeps_away_from_his_own_matter(cast):
    assert recusal.must_recuse(cast.north_handler, [cast.north_handler.person_id])


def test_a_stranger_may_go_on(cast):
    assert not recusal.must_recuse(cast.north_handler, [cast.north_approver.person_id])
    assert not recusal.must_recuse(cast.north_handler, [])


def test_a_tie_recorded_later_counts_from_the_next_look_on(cast):
    one, other = cast.person("south_handler"), cast.person("south_reviewer")
    assert not recusal.must_recuse(cast.south_handler, [other.pk])
    record_kin(SITE, person=one, relative=other, tie="parent")
    assert recusal.must_recuse(cast.south_handler, [other.pk])


def test_a_marriage_counts_while_it_is_in_force(cast):
    one, other = cast.person("south_handler"), cast.person("south_reviewer")
    wed, parted = date(2020, 2, 2), date(2024, 5, 5)
    record_kin(SITE, person=one, relative=other, tie="spouse", from_day=wed, to_day=parted)
    a_day = timedelta(days=1)
    asked = [recusal.relatives_of(one.pk, on=on) for on in (wed - a_day, wed, parted, parted + a_day)]
    assert asked == [frozenset(), {other.pk}, {other.pk}, frozenset()]


def test_a_divorce_that_one_side_leaves_out_is_a_divorce(cast):
    one, other = cast.person("south_handler"), cast.person("south_reviewer")
    wed, parted = date(2020, 2, 2), date(2024, 5, 5)
    record_kin(SITE, person=one, relative=other, tie="spouse", from_day=wed)
    record_kin(SITE, person=other, relative=one, tie="spouse", to_day=parted)
    row = Kin.objects.get(tie="spouse", person__in=[one, other], relative__in=[one, other])
    assert (row.from_day, row.to_day) == (wed, parted)


def test_who_marry_each_other_again_are_married_again(cast):
    one, other = cast.person("south_handler"), cast.person("south_reviewer")
    record_kin(
        SITE,
        person=one,
        relative=other,
        tie="spouse",
        from_day=date(2010, 1, 1),
        to_day=date(2012, 1, 1),
    )
    record_kin(SITE, person=other, relative=one, tie="spouse", from_day=date(2020, 1, 1))
    asked = [recusal.relatives_of(one.pk, on=date(year, 6, 1)) for year in (2011, 2015, 2026)]
    assert asked == [{other.pk}, frozenset(), {other.pk}]


def test_a_filing_keeps_both_apart_until_it_ends(cast):
    one, other = cast.person("south_handler"), cast.person("north_leader")
    file_relative(SITE, officer=one, relative=other, relation="表姐夫", filed_on=date(2025, 1, 1))
    assert recusal.relatives_of(one.pk, on=DAY) == {other.pk}
    assert recusal.relatives_of(other.pk, on=DAY) == {one.pk}
    with journal.opened("test", SITE):
        Filing.objects.filter(officer=one).update(ended_on=date(2026, 1, 1))
    assert recusal.relatives_of(one.pk, on=DAY) == frozenset()


def test_a_filing_of_blood_leads_on_to_others(cast):
    mother, son, grandson = (cast.person(n) for n in ("south_handler", "south_reviewer", "south_approver"))
    file_relative(SITE, officer=mother, relative=son, relation="儿子", filed_on=date(2025, 1, 1))
    record_kin(SITE, person=son, relative=grandson, tie="child")
    assert recusal.relatives_of(mother.pk, on=DAY) == {son.pk, grandson.pk}


def test_one_person_is_known_once_however_the_number_is_written(cast):  # noqa: ARG001
    first17 = "15990119600101123"
    new = first17 + check_digit(first17)
    old = first17[:6] + first17[8:]
    forms = [
        new,
        new.lower(),
        old,
        f" {new[:6]} {new[6:]}",
        new.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ]
    known = {know_person(SITE, number=form).pk for form in forms}
    assert len(known) == 1


def test_a_lower_case_x_is_the_same_person(cast):  # noqa: ARG001
    numbers = (f"1599011960010{n:04d}" for n in range(1000, 2000))
    first17 = next(number for number in numbers if check_digit(number) == "X")
    assert identity_key(first17 + "X") == identity_key(first17 + "x") == identity_key(first17 + "Ｘ")


def test_findings_that_name_hashes_of_numbers_can_be_filtered_in_one_query(cast, django_assert_num_queries):
    keys = recusal.barred(cast.north_handler).values("identity_key")
    barred = {cast.person(name).identity_key for name in ("north_handler", "south_finance")}
    with django_assert_num_queries(1):
        assert set(keys.values_list("identity_key", flat=True)) == barred


def test_an_officer_is_judged_on_her_day(cast):
    one, other = cast.person("south_handler"), cast.person("south_reviewer")
    record_kin(SITE, person=one, relative=other, tie="spouse", from_day=date(2026, 1, 1))
    earlier = replace(cast.south_handler, on=date(2025, 12, 31))
    assert [recusal.must_recuse(o, [other.pk]) for o in (earlier, cast.south_handler)] == [False, True]


def test_the_sets_of_kin_name_only_what_a_step_can_reach():
    reachable = {step.to for step in relations.steps()}
    assert relations.kinds("near") <= relations.kinds("recusal") <= reachable


def test_a_tie_is_stored_from_one_side_whoever_records_it(cast):
    one, other = cast.person("north_handler").pk, cast.person("south_handler").pk
    for tie in relations.ties().values():
        assert relations.canonical(one, other, tie.id) == relations.canonical(other, one, tie.turned)


def test_numbers_of_the_cast_are_invented_and_different():
    numbers = [number_of(position) for position in range(60)]
    assert len(set(numbers)) == 60
    assert all(number.startswith("1599") for number in numbers)
