"""To whom a finding belongs: the lowest level that none of the offices it touches belongs to.

A finding is neither shown to nor counted for an office that it touches; the level above owns it. Which offices an item
of the Measures speaks of, and who answers for a place, people say.
"""

from collections.abc import Iterable

from mingjian.desk.people.concerned import offices_touched
from mingjian.desk.people.jurisdiction import WHOLE_REGION, Answering, above

LEVELS = (6, 4, 2)


def offices(
    clauses: Iterable[str], places: Iterable[str], subject_kind: str, subject_id: str, answering: Answering
) -> frozenset[str]:
    """The offices that a finding touches, such as `civil_affairs@150423`.

    A finding about a department touches the very office that answered.
    """
    if subject_kind == "department":
        return frozenset({subject_id})
    cited = tuple(clauses)
    return frozenset(office for place in places for office in offices_touched(cited, place, answering))


def owner(touched: Iterable[str], places: Iterable[str]) -> str:
    """The code of the place whose civil affairs own the finding.

    It holds all places of the finding and lies above every office touched. What touches no office belongs to the county
    of its place; what has no place belongs to the region.
    """
    code = common_place(list(places))
    for office in touched:
        over = above(office.partition("@")[2])
        code = code if len(code) <= len(over) else code[: len(over)]
    return code


def common_place(places: list[str]) -> str:
    """The smallest place from the county up that holds all of them; the region where they share none."""
    for digits in LEVELS:
        heads = {code[:digits] for code in places}
        if len(heads) == 1 and all(len(code) >= digits for code in places):
            return heads.pop()
    return WHOLE_REGION
