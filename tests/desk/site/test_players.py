"""The cast of a demonstration is one that a site can take: known roles, places and offices, and numbers that differ."""

from mingjian.desk.demonstration import players
from mingjian.desk.demonstration.plots import PLOTS
from mingjian.desk.people import passwords
from mingjian.desk.people.kinds import OrganKind, Rank, Role
from mingjian.desk.people.relations import ties
from mingjian.exchange import divisions
from mingjian.exchange.identity import normal_text

USERS = [part.user for part in players.parts()]


def test_every_account_has_a_name_of_its_own_and_known_words():
    assert len(set(USERS)) == len(USERS)
    for part in players.parts():
        assert divisions.name_of(part.place) != part.place, part.user
        assert part.organ in set(OrganKind), part.user
        assert set(part.roles) <= set(Role), part.user
        assert part.roles, part.user
        assert bool(part.of_sample) != bool(part.name and part.post and part.rank in set(Rank)), part.user


def test_every_role_is_played_and_two_leagues_with_their_banners():
    assert {role for part in players.parts() for role in part.roles} == set(Role)
    leagues = {part.place for part in players.parts() if len(part.place) == 4}
    assert len(leagues) == 2
    assert all(
        any(p.place.startswith(league) and len(p.place) == 6 for p in players.parts()) for league in leagues
    )


def test_the_administrators_come_first_since_they_open_the_others():
    assert USERS[:3] == ["sysadmin", "secadmin", "auditadmin"]


def test_nobody_has_an_account_below_the_township():
    assert {part.organ for part in players.parts()} & {OrganKind.VILLAGE} == set()


def test_ties_are_among_the_players_and_of_known_kinds():
    said = players.data()
    assert {tie["of"] for tie in (*said["ties"], *said["kin_named"])} <= set(USERS)
    assert {tie["relative"] for tie in said["ties"]} <= set(USERS)
    assert {tie["tie"] for tie in (*said["ties"], *said["kin_named"])} <= set(ties())


def test_invented_identity_numbers_are_valid_and_differ():
    numbers = [players.number_of(position) for position in range(1, len(USERS) + 1)]
    assert len(set(numbers)) == len(numbers)
    assert all(normal_text(number) == number and number.startswith("1599") for number in numbers)


def test_the_passwords_of_a_demonstration_fit_what_a_site_demands():
    for password in (players.PASSWORD, players.FIRST_PASSWORD):
        for user in USERS:
            assert passwords.faults(password, user, passwords.profile("djbh3")) == []


def test_every_plot_begins_as_the_procedure_does():
    assert all(steps[0].__name__ == "assign" for steps in PLOTS.values() if steps)
