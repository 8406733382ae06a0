"""Numbers of documents: 机关代字〔year〕n号, per organ, mark and year.

Papers of the office itself are counted without a gap. Papers of a matter are drawn by lot from six digits: a counted
number would tell a reader from whom the matter is hidden that there is a paper between two that he sees.
"""

from mingjian.desk.core.lots import FIRST, draw_from
from mingjian.desk.documents.models import Code, Document, Series
from mingjian.desk.people.models import Organ

FIRST_DRAWN = FIRST


def take(organ: Organ, mark: str, year: int) -> int:
    """The next counted number of a series, inside the act that issues the document.

    The row is locked until that act ends, and an act that fails gives its number back: so none is left out and none
    is given twice.
    """
    Series.objects.bulk_create([Series(organ=organ, mark=mark, year=year)], ignore_conflicts=True)
    series = Series.objects.select_for_update().get(organ=organ, mark=mark, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def draw(organ: Organ, mark: str, year: int) -> int:
    """A number by lot that no document of the series has."""
    every = Document.objects.everything(reason="a number is given once")
    given = every.filter(organ=organ, mark=mark, year=year)
    return draw_from(lambda number: not given.filter(serial=number).exists())


def written(organ: Organ, mark: str, year: int, serial: int) -> str:
    """A number as it is printed: 阿民督〔2026〕3号; the year in full, no leading zero."""
    code = Code.objects.filter(organ=organ).values_list("code", flat=True).first()
    return f"{code or organ.name}{mark}〔{year}〕{serial}号"
