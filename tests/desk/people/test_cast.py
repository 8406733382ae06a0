"""The cast that every test of the desk may ask for."""

from desk.cast import DAY, NORTH


def test_the_cast_is_there_with_roles_and_places(cast):
    officer = cast.north_handler
    assert (officer.roles, officer.division, officer.level, officer.office) == (
        {"handler"},
        NORTH,
        "county",
        f"civil_affairs@{NORTH}",
    )
    assert officer.on == DAY


def test_an_officer_of_the_cast_is_signed_in_by_her_browser(cast):
    answer = cast.client("north_handler").get("/account")
    assert answer.status_code == 200
    assert "何北办" in answer.content.decode()
