"""The registrar of the scenes: identity numbers, households, accounts and officers that nothing else uses."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from random import Random

from mingjian.exchange.identity import check_digit
from mingjian.sample.scene import SCENE_ACCOUNTS, SCENE_ADDRESS_CODES, Rows

SURNAMES = "王李张刘陈杨赵黄周吴徐孙马胡郭何高林郑梁谢宋唐许韩冯邓曹彭曾白包乌"
GIVEN = (
    "国强",
    "秀英",
    "志刚",
    "桂兰",
    "建军",
    "玉梅",
    "海龙",
    "凤英",
    "永福",
    "淑珍",
    "立新",
    "春花",
    "金山",
    "红霞",
)
MONGOLIAN = (
    "巴特尔",
    "其其格",
    "苏和",
    "乌兰",
    "朝鲁",
    "娜仁",
    "宝音",
    "萨日娜",
    "那顺",
    "高娃",
    "哈斯",
    "托娅",
)
PHONES = "12099"
"""No mobile number begins with 12."""


class Registrar:
    """Hands out numbers, each once; what it hands out depends only on the order of asking and on the dice given."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._counts: Counter[str] = Counter()
        self._handlers: dict[str, tuple[str, str]] = {}

    def identity(self, rng: Random, born_on: date, sex: str) -> str:
        """An identity number (18 characters) on an address code of no place, for a birth date and a sex."""
        lowest, highest = (int(code) for code in SCENE_ADDRESS_CODES)
        while True:
            order = rng.randrange(500) * 2 + (1 if sex == "male" else 0)
            first17 = f"{rng.randint(lowest, highest)}{born_on:%Y%m%d}{order:03d}"
            if first17 not in self._taken:
                self._taken.add(first17)
                return first17 + check_digit(first17)

    def household(self, county: str) -> str:
        """A household number."""
        return f"S{county}{self._next('household'):06d}"

    def account(self) -> str:
        """A bank account of 19 digits from a series that no bank issues."""
        return f"{SCENE_ACCOUNTS}{self._next('account'):014d}"

    def phone(self) -> str:
        """A telephone number of 11 digits from a series that no operator issues."""
        return f"{PHONES}{self._next('phone'):06d}"

    def book(self) -> str:
        """The number of a household register (户口簿)."""
        return f"HS{self._next('book'):08d}"

    def number(self, what: str) -> str:
        """A running number of six digits for things of one sort: vehicles, properties, batches, machines."""
        return f"{self._next(what):06d}"

    def quietest(self, township: str, days: Sequence[date]) -> int:
        """Which of the days has the fewest visits of the township's handlers so far; one more is noted for it."""
        visits = [self._counts[f"visits {township} {day}"] for day in days]
        chosen = visits.index(min(visits))
        self._next(f"visits {township} {days[chosen]}")
        return chosen

    def name(self, rng: Random) -> str:
        """A Han or Mongolian name."""
        if rng.random() < 0.3:
            return rng.choice(MONGOLIAN)
        return rng.choice(SURNAMES) + rng.choice(GIVEN)

    def handlers(self, rng: Random, place: str, since: date) -> tuple[tuple[str, str], Rows]:
        """Two officers who handle applications in a township or county, and their rows when first asked for."""
        if place in self._handlers:
            return self._handlers[place], {}
        organ = "township" if len(place) == 9 else "civil_affairs"
        rows = [self._handler(rng, place, organ, since) for _ in range(2)]
        self._handlers[place] = (str(rows[0]["person_id"]), str(rows[1]["person_id"]))
        return self._handlers[place], {"officers": rows}

    def _handler(self, rng: Random, place: str, organ: str, since: date) -> dict[str, object]:
        born_on, sex = (
            date(rng.randint(1975, 1995), rng.randint(1, 12), rng.randint(1, 28)),
            rng.choice(("male", "female")),
        )
        return {
            "person_id": self.identity(rng, born_on, sex),
            "name": self.name(rng),
            "organ": organ,
            "division": place,
            "post": "社会救助经办",
            "rank": "handler",
            "from_day": since,
        }

    def _next(self, what: str) -> int:
        self._counts[what] += 1
        return self._counts[what]
