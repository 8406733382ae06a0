"""Which real places a sample covers, and how many households live in each village."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
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

BANNER = "150423"
LEAGUE = "1504"
HOUSEHOLDS = {Scale.VILLAGE: 60, Scale.BANNER: 2_000, Scale.LEAGUE: 20_000, Scale.REGION: 1_200_000}
RESIDENTS_PER_HOUSEHOLD = 10
MOST_RESIDENTS = 4_300_000
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

    @property
    def county(self) -> str:
        """The banner or county, 6 digits."""
        return self.code[:6]

    @property
    def name(self) -> str:
        """The name without the word for its committee, as an address has it."""
        return re.sub("(村民?|居民?)?(委员会|委会)$", "", divisions.name_of(self.code))

    @property
    def area(self) -> str:
        """`urban` where a residents' committee governs (居委会, 社区), else `rural`."""
        name = divisions.name_of(self.code)
        return "urban" if "居" in name or "社区" in name else "rural"


@dataclass(frozen=True)
class Ground:
    """The places of one sample: villages (with or without households) and counties left to the scenes."""

    scale: Scale
    villages: tuple[Village, ...]
    empty_counties: tuple[str, ...]
    households: int

    @property
    def counties(self) -> tuple[str, ...]:
        """The counties in which the base lives, in order."""
        return tuple(sorted({village.county for village in self.villages}))

    @property
    def spare_counties(self) -> dict[str, tuple[str, ...]]:
        """Counties of other leagues left to the scenes of a family; none for a village and for the region."""
        if self.scale in (Scale.VILLAGE, Scale.REGION):
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
        return min(self.households * RESIDENTS_PER_HOUSEHOLD, MOST_RESIDENTS)

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
    number = _number(scale, households)
    inhabited, empty_counties = _counties(scale)
    codes = [code for county in inhabited for code in divisions.inside(county, "village")]
    if scale is Scale.VILLAGE:
        codes = codes[:1]
    used = set(_spread(codes, _villages_used(scale, number, len(codes))))
    sizes = _sizes(sorted(used), number, random.Random(seed))
    return Ground(scale, _numbered(codes, sizes), empty_counties, number)


def _number(scale: Scale, households: int | None) -> int:
    if scale is Scale.NATION:
        raise Refusal(
            "全国规模（nation）的样例要在集群上生成，将随集群功能一并提供；请改用 region 或更小的规模。",
            "A sample of the size of the nation comes with the work on clusters; use region or a smaller scale.",
        )
    number = HOUSEHOLDS[scale] if households is None else households
    if not 20 <= number <= MOST_HOUSEHOLDS:
        raise Refusal(
            f"家庭户数 {number} 不在 20 到 {MOST_HOUSEHOLDS} 之间；请改写 --households。",
            f"{number} households is not between 20 and {MOST_HOUSEHOLDS}; change --households.",
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
