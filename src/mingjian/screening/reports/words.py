"""The words of the reports: offices, grades, subjects, elements and clauses as people read them."""

from enum import Enum
from functools import cache
from typing import Literal

from mingjian.law import measures
from mingjian.wording import Text

Language = Literal["zh", "en"]


class Office(Enum):
    """Whom an article of chapter three speaks of; `QUALITY` and `OTHER` stand for findings without such a clause."""

    GOVERNMENT = "7"
    TOWNSHIP = "8"
    CIVIL_AFFAIRS = "9"
    FINANCE = "10"
    DEPARTMENTS = "11"
    QUALITY = "quality"
    OTHER = "other"


OFFICES = {
    Office.GOVERNMENT: Text("盟市、旗县政府（第七条）", "League and county government (Article 7)"),
    Office.TOWNSHIP: Text("苏木乡镇、街道（第八条）", "Township (Article 8)"),
    Office.CIVIL_AFFAIRS: Text("旗县民政（第九条）", "County civil affairs (Article 9)"),
    Office.FINANCE: Text("财政（第十条）", "Finance (Article 10)"),
    Office.DEPARTMENTS: Text("核对部门（第十一条）", "Departments answering checks (Article 11)"),
    Office.QUALITY: Text("数据质量", "Data quality"),
    Office.OTHER: Text("监督履职（第六条）及其他", "Oversight (Article 6) and others"),
}

# Not the same as nothing found: there was no place to be answered for.
NOTHING_SCREENED = Text(
    "数据中没有可用的家庭，没有一个旗县可以判断：什么也没有筛查，不等于没有问题。"
    "请用 mingjian check 查看哪些行和表没有采用。",
    "The data hold no household that could be used, so no county was judged: nothing was screened, which does not mean "
    "that all is well. See with mingjian check which rows and tables were not used.",
)
ADVICE_ONLY = Text("仅供参考：以往核查多数不属实", "advice only: most of its settled findings were wrong")

GRADES = {
    "strong": Text("强", "strong"),
    "lead": Text("待核", "lead"),
    "weak": Text("参考", "weak"),
}

GRADE_MEANINGS = {
    "strong": Text(
        "记录本身足以说明事实，除非数据有误；先核对数据，再核实。",
        "The rows alone settle the facts, save for errors in the data; check the data first.",
    ),
    "lead": Text(
        "需要入户、调档或当地文件才能判断。", "Needs a visit, the file or a local document to be judged."
    ),
    "weak": Text("仅供安排核查次序，不针对任何个人。", "For ranking only; names no person."),
}

SUBJECTS = {
    "person": Text("人员", "person"),
    "household": Text("家庭", "household"),
    "village": Text("嘎查村", "village"),
    "township": Text("苏木乡镇", "township"),
    "county": Text("旗县", "county"),
    "league": Text("盟市", "league"),
    "officer": Text("经办人员", "officer"),
    "account": Text("账户", "account"),
    "application": Text("申请", "application"),
    "batch": Text("发放批次", "batch"),
    "request": Text("核对请求", "request"),
    "department": Text("部门", "department"),
    "complaint": Text("投诉举报", "complaint"),
    "entry": Text("专户流水", "account entry"),
    "fund": Text("资金预算", "fund"),
    "group": Text("组合", "group"),
}

# The units that rules give their parameters, as they stand in rule.toml.
UNITS = {
    "Jaccard index": "（重合度，0 至 1）",
    "account": "个账户",
    "application": "件申请",
    "categories paid at fixed sums, such as A,B,C; empty: none": "（按固定金额发放的类别，如 A,B,C；空为没有）",
    "causes or statuses that may stand alone; empty: none": "（可以单独保障的致困原因或身份；空为没有）",
    "coefficient of variation": "（变异系数）",
    "consecutive months": "个月（连续）",
    "counties": "个旗县",
    "day": "日",
    "day of the month": "日（当月）",
    "day of the month before": "日（上月）",
    "disability grade": "级（残疾等级）",
    "dwellings": "套住宅",
    "families of rules": "类规则",
    "file": "件",
    "findings": "条线索",
    "findings per 1,000 households": "条（每千户）",
    "household": "户",
    "inspections a year": "次检查（每年）",
    "late answers": "件超期答复",
    "law or local: who sets the day of payment": "（发放日的依据：law 全国规定，local 当地规定）",
    "minute": "分钟",
    "month": "个月",
    "month of the year": "月（当年）",
    "monthly standards": "个月的低保标准",
    "numbers of offices, joined by commas; empty: none": "（单位电话，用逗号隔开；空为没有）",
    "of every three present": "人（每三名到会人员中）",
    "officer": "人",
    "paper": "份文书",
    "percent of applications": "%（占申请件数）",
    "percent of households": "%（占户数）",
    "percent of the answers": "%（占答复件数）",
    "percent of the need": "%（占资金需求）",
    "percent of the standard": "%（占低保标准）",
    "percent of the year before": "%（占上年）",
    "percent of villages": "%（占嘎查村数）",
    "percent on the year before": "%（比上年）",
    "quarter": "个季度",
    "refusal": "次拒绝",
    "relation": "（关系）",
    "score from 0 to 1": "（相符程度，0 至 1）",
    "share of sales": "（占销售额的比例，0 至 1）",
    "share of the capital": "（占出资额的比例，0 至 1）",
    "sheep units per person of the household": "个羊单位（家庭每人）",
    "steps kept, such as appraised,posted_second; none: none": "（保留的环节；none 为没有）",
    "times as many": "倍（户数）",
    "times the county's share": "倍全旗县占比",
    "times the median": "倍中位数",
    "times the rate of the rest": "倍（其他申请的比率）",
    "times the standard": "倍月标准",
    "times twelve standards": "倍年标准（十二个月标准）",
    "visit": "次入户",
    "words": "（所列各类）",
    "working day": "个工作日",
    "year": "年",
    "yes or no": "（yes 有，no 没有）",
    "yes or no: whether a document sets incomes by a table": "（yes 或 no：是否有文件规定按表套算收入）",
    "yuan": "元",
    "yuan of income per sheep unit and year": "元（每羊单位年收入）",
}

BEFORE_THE_MEASURES = Text("办法施行前", "before the Measures")

UNSEEN = (
    Text(
        "收取费用、吃拿卡要（第八条第（七）项、第九条第（七）项）：数据里没有痕迹，只能来自投诉、走访和审计。",
        "Fees and favours (8(7), 9(7)): leave no row; they come from complaints, visits and audits.",
    ),
    Text(
        "不留痕迹的拒绝受理（第八条第（一）项）：没有申请记录，就没有可以筛查的行。",
        "A refusal without a trace (8(1)): where no application was written down there is no row to screen.",
    ),
    Text(
        "对嘎查村监管不力（第八条第（四）项）：数据只显示结果，监管是否到位要看工作记录。",
        "Lax supervision of villages (8(4)): the data show results only; supervision shows in the files.",
    ),
    Text(
        "后果与程度（“导致”“造成”“严重”）：十三项情形要求有后果，数据只显示行为。",
        "Damage and degree: thirteen circumstances need a consequence; the data show conduct only.",
    ),
)


def in_language(text: Text, language: Language) -> str:
    """One of the two languages of a text."""
    return text.en if language == "en" else text.zh


def unit(word: str) -> Text:
    """The unit of a parameter as a rule gives it, such as `month`; one without a Chinese word stays as it is."""
    return Text(UNITS.get(word, word), word)


def counted(number: int, thing: str) -> str:
    """A number and what it counts, in English: `1 rule`, `2 rules`, `1,200 rules`."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


@cache
def clause_name(cite: str) -> Text:
    """A cite such as `8(5)` as people say it; anything that is no cite of the Measures as it is."""
    known = _provision(cite)
    return Text(known.spoken, f"Art. {known.cite}") if known else Text(cite, cite)


def clause_wording(cite: str) -> Text:
    """What the clause is about, in short; empty for anything that is no cite of the Measures."""
    known = _provision(cite)
    return known.title if known else Text("", "")


@cache
def elements_by_clause(elements: tuple[str, ...]) -> tuple[Text, ...]:
    """Element ids such as `8(5)/damage`, one line per clause: its name and the elements as people say them."""
    by_clause: dict[str, list[Text]] = {}
    for element in elements:
        cite, _, kind = element.partition("/")
        by_clause.setdefault(cite, []).append(_element(cite, kind))
    names = ((clause_name(cite), words) for cite, words in by_clause.items())
    return tuple(
        Text(f"{name.zh}：{'、'.join(w.zh for w in words)}", f"{name.en}: {', '.join(w.en for w in words)}")
        for name, words in names
    )


def _element(cite: str, kind: str) -> Text:
    known = _provision(cite)
    element = next((e for e in known.elements if e.kind == kind), None) if known else None
    return element.kind.words if element else Text(kind, kind)


def _provision(cite: str) -> measures.Provision | None:
    return measures.provision(cite) if cite in measures.cites() else None


def offices_of(clauses: tuple[str, ...], of_rule: tuple[str, ...]) -> tuple[Office, ...]:
    """The offices that a finding's clauses speak of, in the order of the articles; never empty.

    A rule without clauses speaks of the data; a finding without one, of a rule that names some, lies before
    the Measures.
    """
    articles = {clause.partition("(")[0] for clause in clauses}
    offices = tuple(office for office in Office if office.value in articles)
    return offices or ((Office.OTHER,) if of_rule else (Office.QUALITY,))
