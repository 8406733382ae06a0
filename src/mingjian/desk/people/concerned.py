"""The office concerned: which offices a clause of Articles 7 to 11 speaks of at a place, and who stands above them.

What touches an office is neither shown to, counted for, nor assigned to it or to an office of the same place: it
belongs to the level above.
"""

from collections.abc import Iterable

from mingjian.desk.people.jurisdiction import WHOLE_REGION, Answering, above, highest
from mingjian.desk.people.kinds import OrganKind
from mingjian.exchange import divisions

# Article 11 names them: police, finance, labour, housing, provident fund, transport, tax and market regulation.
DEPARTMENTS = (
    OrganKind.POLICE,
    OrganKind.FINANCE,
    OrganKind.LABOUR,
    OrganKind.HOUSING,
    OrganKind.PROVIDENT_FUND,
    OrganKind.TRANSPORT,
    OrganKind.TAX,
    OrganKind.MARKET,
)
BY_ARTICLE: dict[str, tuple[OrganKind, ...]] = {
    "7": (OrganKind.GOVERNMENT,),
    "8": (OrganKind.TOWNSHIP,),
    "9": (OrganKind.CIVIL_AFFAIRS,),
    "10": (OrganKind.FINANCE,),
    "11": DEPARTMENTS,
}


def offices_touched(clauses: Iterable[str], place: str, answering: Answering) -> frozenset[str]:
    """The offices, such as `civil_affairs@150423`, that clauses such as `9(3)` speak of at a place."""
    found = set()
    for article in {clause.partition("(")[0] for clause in clauses} & BY_ARTICLE.keys():
        where = _where(article, place, answering)
        found |= {f"{kind}@{where}" for kind in BY_ARTICLE[article] if where}
    return frozenset(found)


def belongs_to(clauses: Iterable[str], place: str, answering: Answering) -> str:
    """The place from whose level on a matter with these clauses may be seen: above the highest office it touches.

    A matter that touches no office belongs to its own place.
    """
    touched = {office.partition("@")[2] for office in offices_touched(clauses, place, answering)}
    if not touched:
        return place
    office = highest(touched)
    level = divisions.level(above(office))
    return answering.office_place(office, level) or WHOLE_REGION


def _where(article: str, place: str, answering: Answering) -> str:
    """Of Article 8 the township; of the others the county's offices, or those of the league or region itself."""
    if article == "8":
        return answering.office_place(place, "township")
    return answering.office_place(place, "county") or place
