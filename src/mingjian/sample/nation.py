"""The nation, province by province: which are built, how many households each has, and the seed of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mingjian.sample.places import LARGEST_SEED, PROVINCES, Ground, Scale, number_of, province_ground
from mingjian.wording import Refusal

STEP = 7919
"""Between the seeds of two provinces, so that neighbours in the order draw nothing alike."""


@dataclass(frozen=True)
class Share:
    """Every `of`-th province of the nation, beginning with the `number`-th: 1/1 is the whole."""

    number: int = 1
    of: int = 1

    @property
    def provinces(self) -> tuple[str, ...]:
        """The codes of its provinces, 2 digits."""
        return PROVINCES[self.number - 1 :: self.of]


WHOLE = Share()


def parse_share(word: str) -> Share:
    """Read 1/4; Refusal for what is no part of the provinces."""
    found = re.fullmatch(r"(\d+)/(\d+)", word)
    number, of = (int(part) for part in found.groups()) if found else (0, 0)
    if not 1 <= number <= of <= len(PROVINCES):
        raise Refusal(
            f"--part {word} 无法识别；写成 第几份/共几份，例如 1/4，最多分成 {len(PROVINCES)} 份。",
            f"--part {word} is not understood; write number/of, such as 1/4, {len(PROVINCES)} parts at most.",
        )
    return Share(number, of)


def demand_nation(scale: Scale, share: Share) -> None:
    """Refusal where a part is asked of a sample that has none."""
    if share != WHOLE and scale is not Scale.NATION:
        raise Refusal(
            "只有全国规模（--scale nation）的样例可以用 --part 分份生成。",
            "Only a sample of the nation (--scale nation) can be made in parts with --part.",
        )


def provinces(households: int | None, share: Share, seed: int) -> Iterator[tuple[Ground, int]]:
    """The ground and the seed of each province of the share, made when it is its turn; Refusal as for any sample.

    `households` are those of the whole nation; a province has the same whatever part it is built in.
    """
    number = number_of(Scale.NATION, households)
    for place, province in enumerate(PROVINCES):
        if province in share.provinces:
            own = number * (place + 1) // len(PROVINCES) - number * place // len(PROVINCES)
            own_seed = (seed + STEP * place) % (LARGEST_SEED + 1)
            yield province_ground(province, own, own_seed), own_seed
