"""`mingjian law`: a provision, a time limit or an instrument by day; an official text in parts; a calendar checked."""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from mingjian.law import pages
from mingjian.law.beside import Pair, beside
from mingjian.law.calendar import Calendar
from mingjian.law.calendar_file import changes, official_calendar, read_calendar, remarks
from mingjian.law.cites import chinese_number
from mingjian.law.duties import duties_touching
from mingjian.law.export import Json, as_json
from mingjian.law.instruments import instruments, instruments_in_force
from mingjian.law.limits import limit, limit_versions, limits, limits_in_force, limits_touching
from mingjian.law.measures import cites, elements, provision
from mingjian.law.official import Item, OfficialText, read_official
from mingjian.law.procedures import regime
from mingjian.law.sanctions import catalogues_in_force, conduct_of
from mingjian.wording import Refusal, Text

LIMIT_ID = re.compile(r"[A-Za-z]-?\d{1,3}")
WEEKDAYS = Text("一二三四五六日", "MTWTFSS")


def configure(parser: argparse.ArgumentParser) -> None:
    """The words of the command: a cite or `read`, `calendar`, `limits`, `instruments`, then a file."""
    what = Text(
        "条款（8(4)、8(4)/act、第八条第四项）、时限编号（P-04），或 read、calendar、limits、instruments",
        "a cite (8(4), 8(4)/act, 第八条第四项), a limit (P-04), or read, calendar, limits, instruments",
    )
    parser.add_argument("cite", nargs="?", metavar="CITE", help=str(what))
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help=str(Text("read 和 calendar 的文件", "file for read and calendar")),
    )
    parser.add_argument(
        "--on", metavar="DATE", help=str(Text("按哪一天的法律（默认今天）", "the law of which day (today)"))
    )
    parser.add_argument(
        "--beside",
        action="store_true",
        help=str(Text("read：官方原文与本程序的表述并排", "read: the official text beside our wording")),
    )


def run(args: argparse.Namespace) -> int:
    """Show what was asked; 0 done."""
    actions = {"read": _read, "calendar": _calendar, "limits": _limits, "instruments": _instruments}
    if args.cite in actions:
        return actions[args.cite](args)
    _refuse_strays(args)
    if args.cite is None:
        return _show(args, [as_json(provision(cite)) for cite in cites()], pages.contents_page())
    if LIMIT_ID.fullmatch(args.cite):
        return _limit(args)
    return _provision(args)


def _provision(args: argparse.Namespace) -> int:
    found, shown, on = provision(args.cite), elements(args.cite), _day(args) or date.today()
    answer: dict[str, Json] = {
        "on": on.isoformat(),
        "provision": as_json(found),
        "elements": as_json(shown),
        "duties": as_json(duties_touching(found.cite)),
        "limits": as_json(limits_touching(found.cite, on=on)),
        "sanctions": as_json(conduct_of(found.cite, on=on)),
        "kinds_of_sanction": as_json(catalogues_in_force(on)),
        "procedure": str(regime(on)),
    }
    return _show(args, answer, pages.provision_page(found, shown, on))


def _limit(args: argparse.Namespace) -> int:
    on, name = _day(args), re.sub(r"^([A-Za-z])-?0*(\d+)$", lambda m: f"{m[1]}-{int(m[2]):02}", args.cite)
    found = (limit(name, on=on),) if on else limit_versions(name)
    return _show(args, as_json(found), pages.limit_page(found))


def _limits(args: argparse.Namespace) -> int:
    _refuse_strays(args)
    on = _day(args)
    found = limits_in_force(on) if on else limits()
    lines = (pages.limit_line(one) for one in found)
    return _show(args, as_json(found), [*lines, *pages.legend(())])


def _instruments(args: argparse.Namespace) -> int:
    _refuse_strays(args)
    on = _day(args)
    found = instruments_in_force(on) if on else tuple(instruments().values())
    return _show(args, as_json(found), [*pages.instrument_lines(found), *pages.legend(())])


def _read(args: argparse.Namespace) -> int:
    if args.file is None:
        raise Refusal(
            "请给出要读的文件：mingjian law read 办法.txt。", "Name the file to read: mingjian law read FILE."
        )
    text = read_official(Path(args.file))
    for note in text.notes:
        print(note, file=sys.stderr)
    if not args.beside:
        return _show(args, as_json(text), _parts(text))
    pairs = beside(text)
    if not args.json:
        Console().print(_side_by_side(pairs))
        return 0
    return _show(args, as_json(pairs), ())


def _calendar(args: argparse.Namespace) -> int:
    official = official_calendar()
    if args.file is None:
        return _show(args, as_json(official), _years(official))
    given = read_calendar(Path(args.file))
    found = changes(official, official.extended(given))
    answer: dict[str, Json] = {
        "calendar": as_json(given),
        "changes": as_json(found),
        "remarks": as_json(remarks(given)),
    }
    lines = [str(Text("日历文件可用。", "The calendar file can be used.")), *_years(given)]
    lines += [f"{run.first}–{run.last}  {run.name}" for run in given.extra]
    lines.append(str(Text(f"与现有日历不同的日子：{len(found)}", f"Days that differ: {len(found)}")))
    lines += [
        _change(change.day, Text("上班", "work") if change.works else Text("休息", "rest"))
        for change in found
    ]
    return _show(args, answer, [*lines, *map(str, remarks(given))])


def _change(day: date, state: Text) -> str:
    weekday = Text(f"星期{WEEKDAYS.zh[day.weekday()]}", day.strftime("%a"))
    return f"  {day} {weekday}  {state}"


def _years(calendar: Calendar) -> Iterator[str]:
    for year in calendar.years.values():
        days = sum(1 for rest in year.rest for _ in rest.days())
        summary = Text(
            f"{year.year}年：放假{days}天，调休上班{len(year.work)}天",
            f"{year.year}: {days} rest days, {len(year.work)} make-up working days",
        )
        yield f"{summary}{pages.bracketed(year.source)}"


def _parts(text: OfficialText) -> Iterator[str]:
    titles = {chapter.number: chapter.title for chapter in text.chapters}
    yield text.title
    yield str(
        Text(
            f"共{len(text.articles)}条，编码 {text.encoding}",
            f"{len(text.articles)} articles, {text.encoding}",
        )
    )
    chapter = 0
    for article in text.articles:
        if article.chapter != chapter:
            chapter = article.chapter
            yield f"\n{Text(f'第{chinese_number(chapter)}章', f'Chapter {chapter}')} {titles[chapter]}"
        for number, paragraph in enumerate(article.paragraphs):
            yield f"{article.label if number == 0 else '':<6}{paragraph.text}"
            for item in paragraph.items:
                yield from _item(f"{article.label}({item.number})", item)


def _item(cite: str, item: Item) -> Iterator[str]:
    yield f"  {cite:<8}{item.text}"
    for sub in item.subitems:
        yield f"      {sub.number}. {sub.text}"


def _side_by_side(pairs: Iterable[Pair]) -> Table:
    table = Table(show_lines=True)
    table.add_column(str(Text("条款", "Cite")), no_wrap=True)
    table.add_column(str(Text("官方原文", "Official text")), ratio=1, overflow="fold")
    table.add_column(
        str(Text("本程序的表述（非官方）", "Our wording (not official)")), ratio=1, overflow="fold"
    )
    for pair in pairs:
        table.add_row(pair.ours.cite, pair.official, str(pair.ours.wording))
    return table


def _show(args: argparse.Namespace, answer: Json, lines: Iterable[str]) -> int:
    if args.json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
        return 0
    for line in lines:
        print(line)
    return 0


def _day(args: argparse.Namespace) -> date | None:
    if args.on is None:
        return None
    try:
        return date.fromisoformat(args.on)
    except ValueError:
        raise Refusal(
            f"日期“{args.on}”无法识别；请写成 2019-05-01。",
            f"'{args.on}' is no date; write it as 2019-05-01.",
        ) from None


def _refuse_strays(args: argparse.Namespace) -> None:
    if args.file is not None:
        raise Refusal(
            f"多出了“{args.file}”；条款请加引号，如 mingjian law '8(4)'；读文件用 mingjian law read 文件。",
            f"'{args.file}' is one word too many; quote a cite, as in mingjian law '8(4)'; "
            "mingjian law read FILE reads a file.",
        )
    if args.beside:
        raise Refusal(
            "--beside 只用于 mingjian law read 文件。", "--beside belongs to mingjian law read FILE only."
        )
