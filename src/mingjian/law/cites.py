"""How a provision is cited: `8(4)`, `8(4)/act`, 第八条第四项, and the numbers of Chinese law texts."""

import re
import unicodedata
from dataclasses import dataclass

DIGITS = {char: number for number, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
SCALES = {"十": 10, "百": 100, "千": 1000}
NUMBER = r"([0-9]{1,3}|[〇零一二三四五六七八九十百千两]{1,7})"
SHORT = re.compile(r"([0-9]{1,3})(?:\(([0-9]{1,3})\))?(?:/([a-z]+))?")
SPOKEN = re.compile(rf"第?{NUMBER}条(?:第{NUMBER}款)?(?:第?\(?{NUMBER}\)?项?)?(?:/([a-z]+))?")


@dataclass(frozen=True)
class Cite:
    """A place in the Measures: article, item (0 none), element kind ('' none)."""

    article: int
    item: int = 0
    element: str = ""

    def __str__(self) -> str:
        item = f"({self.item})" if self.item else ""
        element = f"/{self.element}" if self.element else ""
        return f"{self.article}{item}{element}"

    @property
    def spoken(self) -> str:
        """The provision in Chinese words, as a document cites it: 第八条第四项."""
        item = f"第{chinese_number(self.item)}项" if self.item else ""
        return f"第{chinese_number(self.article)}条{item}"


def parse_cite(text: str) -> Cite | None:
    """The place that a cite in figures or in Chinese names, or None where it is no cite.

    A first paragraph (第一款) may be named: the articles of the Measures have one each.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).removeprefix("办法").lower()
    if short := SHORT.fullmatch(plain):
        article, item, element = short.groups()
        return Cite(int(article), int(item or 0), element or "")
    if spoken := SPOKEN.fullmatch(plain):
        article, paragraph, item, element = spoken.groups()
        if paragraph is None or read_number(paragraph) == 1:
            return Cite(read_number(article), read_number(item or "0"), element or "")
    return None


def read_number(text: str) -> int:
    """The value of a number in figures or Chinese (up to the thousands): 十二 = 12, 一百零二 = 102."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in SCALES:
            total += (digit or 1) * SCALES[char]
            digit = 0
        else:
            digit = DIGITS[char]
    return total + digit


def chinese_number(number: int) -> str:
    """A number from 1 to 99 in Chinese: 12 = 十二."""
    tens, ones = divmod(number, 10)
    words = "〇一二三四五六七八九"
    head = "" if tens == 0 else ("十" if tens == 1 else f"{words[tens]}十")
    return head + (words[ones] if ones or not tens else "")
