"""Scenes of family A about deaths that were recorded without an identity number, and about namesakes."""

from collections.abc import Sequence
from datetime import date, timedelta

from mingjian.exchange.divisions import inside
from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import last_day
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.people import COUPLE, FATHER, HEAD, SPOUSE, Person
from mingjian.sample.scenes.play import SINCE_THE_NOTICE, NoRoom, Play, Script, merged
from mingjian.sample.scenes.records import death, known_from

STOPPED = ("8(5)",)
WITH_FATHER = (HEAD, SPOUSE, FATHER)
# Names of two words, each in another written form beside it, that the base and the other scenes do not give.
NAMES = (
    ("孟和吉日嘎拉", "门和·吉尔嘎拉"), ("恩和巴雅尔", "恩克巴雅日"), ("额尔敦毕力格", "额日敦 毕勒格"),
    ("呼和特木尔", "胡和铁木尔"), ("查干宝音", "查汗布音"), ("哈斯满都拉", "哈思满都勒"),
)  # fmt: skip


def _home(play: Play, length: int, relations: Sequence[str] = WITH_FATHER) -> tuple[Home, str]:
    """A household whose last member has a name of two words, and the other written form of it."""
    home = settled(play, play.window(length, since=SINCE_THE_NOTICE), relations)
    name, other = play.rng.choice(NAMES)
    # The syllable at the end tells the persons of the scenes apart.
    mark = play.rng.choice("玛图嘎扎布")
    return home.with_member(len(home.members) - 1, name=name + mark), other + mark


def _recorded(play: Play, home: Home, died_on: date, **more: object) -> Rows:
    """A death of the last member as the village doctor wrote it down, without a number."""
    person = home.members[-1]
    record: dict[str, object] = {
        "row_id": f"SW{play.registrar.number('record')}",
        "source": "deaths",
        "name": person.name,
        "sex": person.sex,
        "born_on": person.born_on,
        "division": home.village,
        "day": died_on,
    }
    return {"unnumbered": [record | known_from(play, died_on) | more]}


def the_death_is_recorded_under_another_written_form(play: Play) -> Sequence[Scene]:
    """Two words written otherwise, with a dot between them; the share is paid on."""
    home, other = _home(play, 10)
    return _dead_and_paid(play, home, _recorded(play, home, play.day_in(home.months[2]), name=other))


def the_death_is_recorded_with_the_month_of_birth(play: Play) -> Sequence[Scene]:
    """The township's list says no more than year and month, and not the village."""
    home, _ = _home(play, 10)
    month = home.members[-1].born_on.replace(day=1)
    record = _recorded(
        play, home, play.day_in(home.months[2]), born_on=None, born_month=month, division=home.village[:9]
    )
    return _dead_and_paid(play, home, record)


def the_death_is_recorded_with_a_number_of_fifteen_digits(play: Play) -> Sequence[Scene]:
    """A number of before 1999 and no date of birth."""
    home, _ = _home(play, 10)
    number = home.members[-1].person_id
    record = _recorded(
        play,
        home,
        play.day_in(home.months[2]),
        born_on=None,
        division=None,
        former_id=number[:6] + number[8:17],
    )
    return _dead_and_paid(play, home, record)


def somebody_decided_whom_the_record_means(play: Play) -> Sequence[Scene]:
    """The record names only the person's nickname; a decision on file says who it is."""
    home, _ = _home(play, 10)
    record = _recorded(play, home, play.day_in(home.months[2]), name="老布", born_on=None)
    return _dead_and_paid(play, home, merged(record, _decided(record, home.members[-1], same=True)))


def _dead_and_paid(play: Play, home: Home, record: Rows) -> Sequence[Scene]:
    person = home.members[-1]
    return [play.violation("person", person.person_id, STOPPED, merged(rows_of(play, home), record))]


def _decided(record: Rows, person: Person, *, same: bool) -> Rows:
    row = record["unnumbered"][0]
    decision = {"source_row": f"unnumbered:{row['row_id']}", "person_id": person.person_id, "same": same}
    return {"same_person": [decision]}


def a_namesake_died_in_another_township(play: Play) -> Sequence[Scene]:
    """The same name and birthday; the record names a village elsewhere."""
    home, _ = _home(play, 10)
    elsewhere = [v for v in inside(home.county, "village") if v[:9] != home.village[:9]]
    if not elsewhere:
        raise NoRoom("another township")
    record = _recorded(play, home, play.day_in(home.months[2]), division=play.rng.choice(elsewhere))
    return _alive(play, home, record)


def a_namesake_of_the_other_sex_died(play: Play) -> Sequence[Scene]:
    """A man and a woman of one name and birthday."""
    home, _ = _home(play, 10)
    other = "male" if home.members[-1].sex == "female" else "female"
    return _alive(play, home, _recorded(play, home, play.day_in(home.months[2]), sex=other))


def somebody_decided_that_the_record_means_another(play: Play) -> Sequence[Scene]:
    """The person was seen in the flesh, and the decision is on file."""
    home, _ = _home(play, 10)
    record = _recorded(play, home, play.day_in(home.months[2]))
    return _alive(play, home, merged(record, _decided(record, home.members[-1], same=False)))


def the_dead_man_was_taken_off_in_time(play: Play) -> Sequence[Scene]:
    """The last month of the grace is the last with his share."""
    home, _ = _home(play, 10)
    home = home.with_member(2, left_on=last_day(home.months[5]))
    return _alive(play, home, _recorded(play, home, play.day_in(home.months[2])))


def the_death_is_in_the_register_by_number_too(play: Play) -> Sequence[Scene]:
    """One death in two sources is one finding: that by number."""
    home, _ = _home(play, 10, COUPLE)
    person, died_on = home.members[-1], play.day_in(home.months[2])
    numbered = death(person, died_on, known_from(play, died_on))
    by_number = Scene("deceased-paid", "violation", "person", person.person_id, STOPPED, {})
    both = merged(_recorded(play, home, died_on + timedelta(days=1)), numbered)
    return [*_alive(play, home, both), by_number]


def _alive(play: Play, home: Home, record: Rows) -> Sequence[Scene]:
    person = home.members[-1]
    return [play.look_alike("person", person.person_id, merged(rows_of(play, home), record))]


SCRIPTS = {
    "deceased-by-name": Script(
        (
            the_death_is_recorded_under_another_written_form,
            the_death_is_recorded_with_the_month_of_birth,
            the_death_is_recorded_with_a_number_of_fifteen_digits,
            somebody_decided_whom_the_record_means,
        ),
        (
            a_namesake_of_the_other_sex_died,
            a_namesake_died_in_another_township,
            somebody_decided_that_the_record_means_another,
            the_dead_man_was_taken_off_in_time,
            the_death_is_in_the_register_by_number_too,
        ),
    ),
}
