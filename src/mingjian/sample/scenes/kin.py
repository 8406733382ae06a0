"""Scenes of family D about kin of officers on the list: filed or not, preferred or not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import last_day
from mingjian.sample.scenes.officers import (
    CADRE,
    DEPUTY,
    ELECTED,
    HANDLER,
    Office,
    filed_in_time,
    filing,
    in_office,
    marked,
    somebody,
    tie,
)
from mingjian.sample.scenes.ordinary import Home, found_at, rows_of, settled, spared_at
from mingjian.sample.scenes.people import COUPLE, HEAD, Person
from mingjian.sample.scenes.play import SINCE_THE_NOTICE, Play, Script, merged
from mingjian.sample.scenes.records import death, imprisonment, known_from

OF_VILLAGE, OF_TOWNSHIP, OF_COUNTY = ("4(2)",), ("8(3)",), ("8(3)", "9(2)")
PREFERRED_IN_VILLAGE, PREFERRED_IN_TOWNSHIP = ("8(4)",), ("8(4)", "8(6)")
PREFERRED_IN_COUNTY = ("9(3)", "9(7)")
STOPPED = ("8(5)",)


def a_cadre_s_brother_was_never_filed(play: Play) -> Sequence[Scene]:
    """The head of the household is the brother or sister of the village's leader."""
    home, cadre = settled(play, play.window(8)), somebody(play)
    kin = tie(home, cadre, home.head, "sibling")
    return found_at(
        play,
        home,
        OF_VILLAGE,
        merged(rows_of(play, home), kin, in_office(play, cadre, CADRE, home.granted_on)),
    )


def a_handler_s_parent_was_filed_a_day_late(play: Play) -> Sequence[Scene]:
    """Filed on the day after the grant, visited the same week."""
    home, handler = settled(play, play.window(8), (HEAD,), head_age=(66, 75)), somebody(play)
    late = filing(
        handler,
        home.head,
        "父母",
        home.granted_on + timedelta(days=1),
        home.granted_on + timedelta(days=3),
    )
    kin = tie(home, home.head, handler, "child")
    rows = merged(rows_of(play, home), kin, late, in_office(play, handler, HANDLER))
    return found_at(play, home, OF_TOWNSHIP, rows)


def a_daughter_of_the_county_s_deputy_was_never_filed(play: Play) -> Sequence[Scene]:
    """The spouse in the household is the child of a deputy head of county civil affairs."""
    home, deputy = settled(play, play.window(8), COUPLE, head_age=(30, 38)), somebody(play)
    kin = tie(home, deputy, home.members[1], "child")
    return found_at(play, home, OF_COUNTY, merged(rows_of(play, home), kin, in_office(play, deputy, DEPUTY)))


def an_application_is_marked_and_nothing_is_filed(play: Play) -> Sequence[Scene]:
    """The application says that kin is registered; the register knows nothing of it."""
    home, cadre = settled(play, play.window(8)), somebody(play)
    rows = merged(
        marked(rows_of(play, home)),
        tie(home, cadre, home.head, "sibling"),
        in_office(play, cadre, CADRE, ELECTED, home.granted_on),
    )
    return found_at(play, home, OF_VILLAGE, rows)


def a_brother_is_known_through_the_father(play: Play) -> Sequence[Scene]:
    """Both are recorded as children of one father, and not as brothers."""
    home, cadre, father = settled(play, play.window(8)), somebody(play), somebody(play, "male")
    kin = merged(tie(home, father, cadre, "child"), tie(home, home.head, father, "parent"))
    return found_at(play, home, OF_VILLAGE, merged(rows_of(play, home), kin, in_office(play, cadre, CADRE)))


def the_filing_holds_no_numbers(play: Play) -> Sequence[Scene]:
    """A paper of the township names the cadre and his sister, hers in another written form."""
    home, cadre = settled(play, play.window(8), (HEAD,)), replace(somebody(play), name="特木尔巴图")
    home = home.with_member(0, name=f"娜仁其其格{play.rng.choice('玛花')}")
    record = {
        "row_id": f"BA{play.registrar.number('record')}",
        "source": "relative_filings",
        "name": home.head.name.replace("娜仁其其格", "纳仁·琪琪格"),
        "sex": home.head.sex,
        "born_month": home.head.born_on.replace(day=1),
        "division": home.village,
        "officer_name": "铁木尔巴图",
        "day": home.granted_on - timedelta(days=20),
        "available_on": home.granted_on - timedelta(days=20),
    }
    rows = merged(
        rows_of(play, home),
        tie(home, cadre, home.head, "sibling"),
        in_office(play, cadre, CADRE),
        {"unnumbered": [record]},
    )
    return found_at(play, home, OF_VILLAGE, rows)


def kin_are_filed_on_the_day_of_the_grant(play: Play) -> Sequence[Scene]:
    """The last day in time, and the county had been there."""
    home, cadre = settled(play, play.window(8)), somebody(play)
    filed = filing(cadre, home.head, "兄弟姐妹", home.granted_on, home.granted_on - timedelta(days=6))
    rows = merged(
        marked(rows_of(play, home)),
        tie(home, cadre, home.head, "sibling"),
        filed,
        in_office(play, cadre, CADRE),
    )
    return spared_at(play, home, rows)


def the_filing_names_the_brother_s_wife(play: Play) -> Sequence[Scene]:
    """Filed for the spouse of the head, who is the cadre's brother or sister."""
    home, cadre = settled(play, play.window(8)), somebody(play)
    rows = merged(
        marked(rows_of(play, home)),
        tie(home, cadre, home.head, "sibling"),
        filed_in_time(home, cadre, home.members[1], "兄弟姐妹的配偶"),
        in_office(play, cadre, CADRE),
    )
    return spared_at(play, home, rows)


def the_cadre_took_office_after_the_grant(play: Play) -> Sequence[Scene]:
    """Elected on the next day."""
    home, cadre = settled(play, play.window(8)), somebody(play)
    term = in_office(play, cadre, CADRE, home.granted_on + timedelta(days=1))
    return spared_at(play, home, merged(rows_of(play, home), tie(home, cadre, home.head, "sibling"), term))


def the_cadre_had_retired_before_the_grant(play: Play) -> Sequence[Scene]:
    """His last day was the day before."""
    home, cadre = settled(play, play.window(8)), somebody(play)
    term = in_office(play, cadre, CADRE, ELECTED, home.granted_on - timedelta(days=1))
    return spared_at(play, home, merged(rows_of(play, home), tie(home, cadre, home.head, "sibling"), term))


def a_cadre_s_brother_in_law(play: Play) -> Sequence[Scene]:
    """The head is the brother or sister of the cadre's spouse: no near relative."""
    home, cadre, spouse = settled(play, play.window(8)), somebody(play, "male"), somebody(play, "female")
    kin = merged(tie(home, cadre, spouse, "spouse"), tie(home, spouse, home.head, "sibling"))
    return spared_at(play, home, merged(rows_of(play, home), kin, in_office(play, cadre, CADRE)))


def the_cadre_is_the_head_of_the_household(play: Play) -> Sequence[Scene]:
    """A cadre who is poor himself: his own household needs no filing of kin."""
    home = settled(play, play.window(8))
    return spared_at(play, home, merged(rows_of(play, home), in_office(play, home.head, CADRE)))


def a_cadre_s_kin_are_paid_for_a_dead_woman(play: Play) -> Sequence[Scene]:
    """Filed and visited; and the share of the dead spouse is paid on."""
    return _preferred(play, CADRE, PREFERRED_IN_VILLAGE)


def a_handler_s_kin_are_paid_for_a_dead_woman(play: Play) -> Sequence[Scene]:
    """The same in the household of kin of a handler of the township."""
    return _preferred(play, HANDLER, PREFERRED_IN_TOWNSHIP)


def _preferred(play: Play, office: Office, clauses: tuple[str, ...]) -> Sequence[Scene]:
    home, officer = settled(play, play.window(10, since=SINCE_THE_NOTICE)), somebody(play)
    dead = home.members[1]
    died_on = play.day_in(home.months[2])
    rows = merged(_filed_kin(play, home, officer, office), death(dead, died_on, known_from(play, died_on)))
    paid = Scene("deceased-paid", "violation", "person", dead.person_id, STOPPED, {})
    return [*found_at(play, home, clauses, rows), paid]


def _filed_kin(play: Play, home: Home, officer: Person, office: Office) -> Rows:
    """A household whose head is the officer's brother or sister, filed and visited."""
    return merged(
        marked(rows_of(play, home)),
        tie(home, officer, home.head, "sibling"),
        filed_in_time(home, officer, home.head, "兄弟姐妹"),
        in_office(play, officer, office),
    )


def a_prisoner_in_the_family_of_the_county_s_deputy_is_paid(play: Play) -> Sequence[Scene]:
    """Kin of a deputy head of county civil affairs; the spouse is in custody for months."""
    home, deputy = settled(play, play.window(10)), somebody(play)
    prisoner = home.members[1]
    from_day, to_day = play.day_in(home.months[2]), play.day_in(home.months[7])
    rows = merged(
        _filed_kin(play, home, deputy, DEPUTY),
        imprisonment(prisoner, from_day, to_day, known_from(play, from_day)),
    )
    paid = Scene("imprisoned-paid", "violation", "person", prisoner.person_id, STOPPED, {})
    return [*found_at(play, home, PREFERRED_IN_COUNTY, rows), paid]


def filed_kin_are_paid_what_is_due(play: Play) -> Sequence[Scene]:
    """Being a relative is no breach."""
    home, cadre = settled(play, play.window(8)), somebody(play)
    return spared_at(play, home, _filed_kin(play, home, cadre, CADRE))


def the_cadre_was_gone_when_the_woman_died(play: Play) -> Sequence[Scene]:
    """He retired before the months that should not have been paid; that they were paid stands on its own."""
    home, cadre = settled(play, play.window(10, since=SINCE_THE_NOTICE)), somebody(play)
    dead, died_on = home.members[1], play.day_in(home.months[2])
    rows = merged(
        marked(rows_of(play, home)),
        tie(home, cadre, home.head, "sibling"),
        filed_in_time(home, cadre, home.head, "兄弟姐妹"),
        in_office(play, cadre, CADRE, ELECTED, last_day(home.months[5])),
        death(dead, died_on, known_from(play, died_on)),
    )
    paid = Scene("deceased-paid", "violation", "person", dead.person_id, STOPPED, {})
    return [*spared_at(play, home, rows), paid]


SCRIPTS = {
    "unregistered-relative": Script(
        (
            a_cadre_s_brother_was_never_filed,
            a_handler_s_parent_was_filed_a_day_late,
            a_daughter_of_the_county_s_deputy_was_never_filed,
            the_filing_holds_no_numbers,
            an_application_is_marked_and_nothing_is_filed,
            a_brother_is_known_through_the_father,
        ),
        (
            kin_are_filed_on_the_day_of_the_grant,
            the_filing_names_the_brother_s_wife,
            the_cadre_took_office_after_the_grant,
            the_cadre_had_retired_before_the_grant,
            a_cadre_s_brother_in_law,
            the_cadre_is_the_head_of_the_household,
        ),
    ),
    "relative-preferred": Script(
        (
            a_cadre_s_kin_are_paid_for_a_dead_woman,
            a_prisoner_in_the_family_of_the_county_s_deputy_is_paid,
            a_handler_s_kin_are_paid_for_a_dead_woman,
        ),
        (filed_kin_are_paid_what_is_due, the_cadre_was_gone_when_the_woman_died),
    ),
}
