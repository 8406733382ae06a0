"""Which real places a sample covers, and how many households live in each village."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from mingjian.exchange import divisions
from mingjian.wording import Refusal


class Scale(StrEnum):
    """How large a sample is; the words of the command line."""

    VILLAGE = "village"
    BANNER = "banner"
    LEAGUE = "league"
    REGION = "region"
    NATION = "nation"


Thing = TypeVar("Thing")

LARGEST_SEED = (1 << 22) - 1
BANNER = "150423"
LEAGUE = "1504"
HOUSEHOLDS = {
    Scale.VILLAGE: 60, Scale.BANNER: 2_000, Scale.LEAGUE: 20_000, Scale.REGION: 1_200_000, Scale.NATION: 24_000_000,
}  # fmt: skip
HOME = "15"
"""The province whose places are known, and whose codes alone can be read."""
INVENTED_LEAGUES = tuple(
    league
    for league in (f"{HOME}{number:02}" for number in range(1, 100))
    if not divisions.inside(league, "league")
)
LEAGUES_OF_A_PROVINCE = 2
PROVINCES = (
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65",
)  # fmt: skip
RESIDENTS_PER_HOUSEHOLD = 10
MOST_RESIDENTS = 4_300_000
RESIDENTS_IN_TWELVE = 43
"""In the nation, for twelve households: as many as the region has."""
MOST_HOUSEHOLDS = 1_450_000
SCENES_PER_RULE = {Scale.VILLAGE: 1, Scale.BANNER: 2, Scale.LEAGUE: 3, Scale.REGION: 5}
EMPTY_COUNTIES = {Scale.VILLAGE: 0, Scale.BANNER: 8, Scale.LEAGUE: 6, Scale.REGION: 16}
# Counties of other leagues with nothing of the base, by the family of rules whose scenes may take them.
SPARE_LEAGUES = {
    "E": ("1509",), "G": ("1508",), "H": ("1501",), "J": ("1505",),
    "K": ("1502", "1503", "1522", "1529"), "M": ("1507",),
}  # fmt: skip
VILLAGE_SIZE = 25
SCENE_VILLAGES = 40


@dataclass(frozen=True)
class Village:
    """A village of the sample: its code (12 digits), its place in the order, and its numbered households."""

    code: str
    place: int
    first_household: int
    households: int
    known_as: str = ""
    """The code of the real village that an invented one is like."""

    @property
    def county(self) -> str:
        """The banner or county, 6 digits."""
        return self.code[:6]

    @property
    def name(self) -> str:
        """The name without the word for its committee, as an address has it."""
        return re.sub("(村民?|居民?)?(委员会|委会)$", "", self._official)

    @property
    def area(self) -> str:
        """`urban` where a residents' committee governs (居委会, 社区), else `rural`."""
        return "urban" if "居" in self._official or "社区" in self._official else "rural"

    @property
    def _official(self) -> str:
        return divisions.name_of(self.known_as or self.code)


@dataclass(frozen=True)
class Ground:
    """The places of one sample: villages (with or without households) and counties left to the scenes."""

    scale: Scale
    villages: tuple[Village, ...]
    empty_counties: tuple[str, ...]
    households: int
    province: str = HOME

    @property
    def counties(self) -> tuple[str, ...]:
        """The counties in which the base lives, in order."""
        return tuple(sorted({village.county for village in self.villages}))

    @property
    def spare_counties(self) -> dict[str, tuple[str, ...]]:
        """Counties of other leagues left to the scenes of a family; none for a village, the region and the nation."""
        if self.scale in (Scale.VILLAGE, Scale.REGION, Scale.NATION):
            return {}
        return {
            family: tuple(c for league in leagues for c in divisions.inside(league, "county"))
            for family, leagues in SPARE_LEAGUES.items()
        }

    @property
    def scene_counties(self) -> tuple[str, ...]:
        """Every county with nothing of the base in which a scene may play."""
        spare = {county for counties in self.spare_counties.values() for county in counties}
        return tuple(sorted({*self.empty_counties, *spare}))

    @property
    def residents(self) -> int:
        """How many persons stand beside the list in the registries."""
        if self.scale is Scale.NATION:
            return min(self.households * RESIDENTS_IN_TWELVE // 12, MOST_RESIDENTS)
        return min(self.households * RESIDENTS_PER_HOUSEHOLD, MOST_RESIDENTS)

    @property
    def declared(self) -> str:
        """The division that sources.toml names for every table."""
        return LEAGUE if self.scale is not Scale.REGION and not self.spare_counties else HOME

    @property
    def scene_villages(self) -> tuple[str, ...]:
        """Villages with households of the base, spread over the ground, where scenes may add single ones."""
        return tuple(v.code for v in _spread([v for v in self.villages if v.households], SCENE_VILLAGES))

    @property
    def empty_villages(self) -> tuple[str, ...]:
        """Villages without any household of the base."""
        return tuple(v.code for v in self.villages if not v.households)


def ground(scale: Scale, households: int | None, seed: int) -> Ground:
    """The places of a sample; Refusal where the scale or the number of households cannot be had."""
    number = number_of(scale, households)
    inhabited, empty_counties = _counties(scale)
    codes = [code for county in inhabited for code in divisions.inside(county, "village")]
    if scale is Scale.VILLAGE:
        codes = codes[:1]
    used = set(_spread(codes, _villages_used(scale, number, len(codes))))
    sizes = _sizes(sorted(used), number, random.Random(seed))
    return Ground(scale, _numbered(codes, sizes), empty_counties, number)


def province_ground(province: str, households: int, seed: int) -> Ground:
    """The places of one province of the nation: those of the region, elsewhere as counties of invented leagues.

    Codes of other provinces are not read (they would be slips), so that the counties of all stand under the one.
    """
    known = ground(Scale.REGION, households, seed)
    codes = invented_counties(province)
    villages = tuple(
        replace(village, code=codes[village.county] + village.code[6:], known_as=village.code)
        for village in known.villages
    )
    empty = tuple(codes[county] for county in known.empty_counties)
    return Ground(Scale.NATION, villages, empty, households, province)


def invented_counties(province: str) -> dict[str, str]:
    """The code that each real county has in a province of the nation: its own at home."""
    real = divisions.inside(HOME, "county")
    if province == HOME:
        return {county: county for county in real}
    before = [code for code in PROVINCES if code != HOME].index(province) * LEAGUES_OF_A_PROVINCE
    leagues = INVENTED_LEAGUES[before : before + LEAGUES_OF_A_PROVINCE]
    return {
        county: f"{leagues[number % len(leagues)]}{number // len(leagues) + 1:02}"
        for number, county in enumerate(real)
    }


def number_of(scale: Scale, households: int | None) -> int:
    """How many households a sample has; Refusal where there cannot be so many."""
    number = HOUSEHOLDS[scale] if households is None else households
    provinces = len(PROVINCES) if scale is Scale.NATION else 1
    least, most = 20 * provinces, MOST_HOUSEHOLDS * provinces
    if not least <= number <= most:
        raise Refusal(
            f"家庭户数 {number} 不在 {least} 到 {most} 之间；请改写 --households。",
            f"{number} households is not between {least} and {most}; change --households.",
        )
    return number


def _counties(scale: Scale) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Inhabited counties and those left empty: the smallest that still have twenty villages."""
    around = divisions.inside("15" if scale is Scale.REGION else LEAGUE, "county")
    weights = {code: len(divisions.inside(code, "village")) for code in around if code != BANNER}
    eligible = sorted((c for c in weights if weights[c] >= 20), key=lambda c: (weights[c], c))
    empty = tuple(sorted(eligible[: EMPTY_COUNTIES[scale]]))
    if scale in (Scale.VILLAGE, Scale.BANNER):
        return (BANNER,), empty
    return tuple(code for code in around if code not in empty), empty


def _villages_used(scale: Scale, households: int, villages: int) -> int:
    """About 25 households a village, and always some villages left over where there are several."""
    if scale is Scale.VILLAGE:
        return 1
    most = villages - max(villages // 12, 1)
    return max(1, min(most, households // VILLAGE_SIZE))


def _sizes(codes: Sequence[str], households: int, chance: random.Random) -> dict[str, int]:
    """Households by village, uneven as villages are, in all exactly as many as asked."""
    weights = [0.5 + chance.random() for _ in codes]
    total = sum(weights)
    bounds = [0]
    running = 0.0
    for weight in weights:
        running += weight
        bounds.append(round(households * running / total))
    return {code: bounds[n + 1] - bounds[n] for n, code in enumerate(codes)}


def _numbered(codes: Sequence[str], sizes: dict[str, int]) -> tuple[Village, ...]:
    villages = []
    first = 0
    for place, code in enumerate(codes):
        villages.append(Village(code, place, first, sizes.get(code, 0)))
        first += sizes.get(code, 0)
    return tuple(villages)


def _spread(things: Sequence[Thing], number: int) -> list[Thing]:
    """`number` of the things at even distances."""
    number = min(number, len(things))
    return [things[n * len(things) // number] for n in range(number)]
