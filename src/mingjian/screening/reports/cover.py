"""The first and the last sheet of the ledger: how to read it, and what could not be decided."""

from collections.abc import Mapping

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from mingjian.exchange.divisions import name_of
from mingjian.privacy.masking import Disclosure
from mingjian.screening.catalogue import Rule
from mingjian.screening.reports import owners, wrapping
from mingjian.screening.reports.run_folder import RunInfo
from mingjian.screening.reports.styles import Style, Styles
from mingjian.screening.reports.totals import Line, Totals
from mingjian.screening.reports.words import GRADE_MEANINGS, GRADES, OFFICES, Language, Office, in_language
from mingjian.wording import Text

# The outcomes that the data standard knows, so that a filled ledger can be read again.
OUTCOMES = (
    Text("属实", "confirmed"),
    Text("部分属实", "partly"),
    Text("不属实", "harmless"),
    Text("数据有误", "record_wrong"),
    Text("在办", "open"),
)

HOW_TO_READ = (
    Text(
        "线索是“值得看一看”的理由，不是结论，更不是对任何人的认定。",
        "A finding is a reason to look. It is no verdict and says nothing about anyone's guilt.",
    ),
    Text(
        "先问“先问什么”一栏的问题；多数线索在这一步就能说清。",
        "Put the questions of the column 'Ask first' first; they settle many findings.",
    ),
    Text(
        "“可能涉及条款”只说可能；“尚待核实要件”是数据不能说明、必须另行查明的部分。",
        "The clause is one it may touch; what is still to be shown cannot be seen in the data.",
    ),
    Text(
        "“依据”写明来自哪个文件、哪张表、哪一行，可以逐行翻查。",
        "The rows it rests on are named by file, sheet and row, so that each can be looked up.",
    ),
    Text(
        "打印的是到“核查结果”为止的十二栏；要件、依据、自带的列、线索编号和备注在其右侧，屏幕上看、可筛选。",
        "Printed are the twelve columns up to 'Outcome'; the others stand to their right, on the screen, with filters.",
    ),
    Text(
        "一条线索涉及两个单位时，在两张表各列一次，序号相同，合计只计一次。",
        "A finding about two offices stands on both sheets under one number and counts once in the total.",
    ),
    Text(
        "低保金是发给或者应当发给家庭的钱；单位资金是预算缺口、专户支出等单位的钱。两者不相加。",
        "Allowance is money paid or due to households; office funds are gaps in budgets and entries of accounts. The "
        "two are not added.",
    ),
    Text(
        "涉及某单位的线索，不交该单位自行核查。",
        "A finding about an office is not for that office to check.",
    ),
)

_MASKED = Text(
    "姓名、证件号、账号、电话已遮盖；需要全文时按程序用 --reveal 重新生成。",
    "Names and numbers of persons are masked; --reveal writes the full edition where procedure allows it.",
)
_FULL = Text(
    "本表含完整的个人信息：专人保管，不得外传，用毕按规定销毁。",
    "This file holds personal data in full: keep it in one hand, pass it to nobody, destroy it after use.",
)


def write_cover(
    sheet: Worksheet,
    styles: Styles,
    info: RunInfo,
    totals: Totals,
    names: Mapping[Office, str],
    disclosure: Disclosure,
    language: Language,
) -> None:
    """Write the first sheet: what the ledger holds, how to read it, the count of each sheet."""
    for column, width in enumerate((36, 11, 11, 11, 11, 12, 18, 18)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 32)
    sheet.write_string(
        0,
        0,
        in_language(Text("低保数据筛查：疑点线索台账", "Ledger of findings"), language),
        styles[Style.TITLE],
    )
    row = 1
    for line in _facts(info, disclosure):
        sheet.write_string(row, 0, in_language(line, language), styles[Style.NOTE])
        row += 1
    row = _write_counts(sheet, styles, totals, names, language, row + 1)
    for text in (*HOW_TO_READ, *(_grade(grade) for grade in GRADES)):
        sheet.write_string(row, 0, "· " + in_language(text, language), styles[Style.NOTE])
        row += 1
    set_a4_landscape(sheet)
    sheet.hide_gridlines(2)


def set_a4_landscape(sheet: Worksheet) -> None:
    """Print a sheet on A4 in landscape, as wide as the page and as long as it takes."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.25, right=0.25, top=0.5, bottom=0.55)


def _facts(info: RunInfo, disclosure: Disclosure) -> tuple[Text, ...]:
    said = info.scope
    scope = Text(f"，范围：{said.zh}", f", scope: {said.en}") if said.zh else Text("", "")
    return (
        Text(f"数据截至 {info.as_of}{scope.zh}", f"As of {info.as_of}{scope.en}"),
        Text(
            f"数据快照 {info.snapshot}；程序版本 {info.program_version}",
            f"Snapshot {info.snapshot}; program {info.program_version}",
        ),
        _MASKED if disclosure is Disclosure.MASKED else _FULL,
    )


def _grade(grade: str) -> Text:
    name, meaning = GRADES[grade], GRADE_MEANINGS[grade]
    return Text(f"等级“{name.zh}”：{meaning.zh}", f"Grade '{name.en}': {meaning.en}")


def _write_counts(
    sheet: Worksheet,
    styles: Styles,
    totals: Totals,
    names: Mapping[Office, str],
    language: Language,
    row: int,
) -> int:
    heads = (
        Text("工作表", "Sheet"),
        Text("线索", "Findings"),
        *GRADES.values(),
        Text("涉及家庭", "Households"),
        Text("低保金（元）", "Allowance (yuan)"),
        Text("单位资金（元）", "Office funds (yuan)"),
    )
    for column, head in enumerate(heads):
        sheet.write_string(row, column, in_language(head, language), styles[Style.HEAD])
    for office, line in totals.by_office:
        if office not in names:
            continue
        row += 1
        name = in_language(OFFICES[office], language)
        sheet.write_url(row, 0, f"internal:'{names[office]}'!A1", styles[Style.LINK], name)
        _write_line(sheet, styles, row, line)
    row += 1
    total = Text("合计（每条线索只计一次）", "Total (each finding once)")
    sheet.write_string(row, 0, in_language(total, language), styles[Style.LABEL])
    _write_line(sheet, styles, row, totals.total)
    return row + 2


def _write_line(sheet: Worksheet, styles: Styles, row: int, line: Line) -> None:
    for column, count in enumerate((line.count, line.strong, line.lead, line.weak, line.households), start=1):
        sheet.write_number(row, column, count, styles[Style.COUNT])
    for column, yuan in enumerate((line.amount, line.funds), start=6):
        sheet.write_number(row, column, float(yuan), styles[Style.MONEY])


def write_undecided(
    book: Workbook,
    styles: Styles,
    totals: Totals,
    rules: Mapping[str, Rule],
    info: RunInfo,
    language: Language,
) -> None:
    """Write the last sheet: every rule and place without an answer, why, and who owes what is missing."""
    sheet = book.add_worksheet(in_language(Text("未能判断", "Undecided"), language))
    heads = (
        (Text("规则", "Rule"), 22.0),
        (Text("地区", "Place"), 16.0),
        (Text("原因", "Reason"), 58.0),
        (Text("由谁补齐", "Who owes it"), 36.0),
        (Text("备注", "Notes"), 20.0),
    )
    sheet.set_row(0, 26)
    title = Text(
        "未能判断的事项：不是“没有问题”，而是缺数据", "Undecided: not 'nothing found', but data missing"
    )
    sheet.write_string(0, 0, in_language(title, language), styles[Style.TITLE])
    for column, (head, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, in_language(head, language), styles[Style.HEAD])
    row = 1
    for row, answer in enumerate(totals.undecided, start=2):
        rule = rules.get(answer.rule)
        owed = (owners.owner(table, info.providers) for table in answer.tables)
        cells = (
            in_language(rule.title, language) if rule else answer.rule,
            name_of(answer.division),
            in_language(answer.text, language),
            "\n".join(dict.fromkeys(in_language(text, language) for text in owed)),
        )
        widths = (width for _, width in heads)
        sheet.set_row(row, wrapping.height(zip(cells, widths, strict=False)))
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell, styles[Style.TEXT])
        sheet.write_blank(row, len(cells), None, styles[Style.HAND])
    sheet.autofilter(1, 0, max(row, 2), len(heads) - 1)
    sheet.print_area(0, 0, max(row, 2), len(heads) - 1)
    sheet.freeze_panes(2, 1)
    set_a4_landscape(sheet)
    sheet.repeat_rows(0, 1)
    pages = in_language(Text("第 &P 页，共 &N 页", "Page &P of &N"), language)
    sheet.set_footer(f"&C&8{pages}")
