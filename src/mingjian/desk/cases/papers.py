"""Which official documents a case may lead to, and what stands in each before anybody types; none names a person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mingjian.desk.cases.models import Case, Piece, Statement
from mingjian.desk.cases.states import (
    ENDED,
    HOUSEHOLD_WORDS,
    KIND_WORDS,
    OFFICIAL_WORDS,
    Household,
    Kind,
    Official,
    State,
)
from mingjian.desk.documents.forms import BAR
from mingjian.desk.findings import engine
from mingjian.desk.findings.models import Finding
from mingjian.law.cites import parse_cite

DECIDED = (State.RECTIFYING, State.ACCEPTED, State.CLOSED)
# Rules of the procedure that a notice of stopping or refusing shows to have been kept.
SURVEYED, HEARD, REMEDIES = "入户核查", "听取陈述和申辩", "告知救济途径"


@dataclass(frozen=True)
class Known:
    """What a document of a case is filled from: the row, its findings that the writer may see, its proofs, the days."""

    case: Case
    findings: Sequence[Finding]
    pieces: Sequence[Piece]
    statements: Sequence[Statement]
    answer_by: date
    due_on: date
    today: date
    place: str
    office: str


Filled = dict[str, str | date]


@dataclass(frozen=True)
class Paper:
    """A kind of document that a case may lead to: when it is offered, and what it is filled with."""

    is_offered: Callable[[Case], bool]
    fill: Callable[[Known], Filled]


def _runs(case: Case) -> bool:
    return case.state not in ENDED


def _is_decided(case: Case) -> bool:
    return case.state in DECIDED


def _stops(case: Case) -> bool:
    return _is_decided(case) and case.household == Household.INELIGIBLE


def _is_over(case: Case) -> bool:
    return bool(case.household)


def _verification(known: Known) -> Filled:
    return {
        "matter": known.case.label,
        "question": f"{known.case.title}：请核实下列情况是否属实、经过如何、现在怎样。",
        "months": _months(known.findings),
        "points": "\n".join(_questions(known)),
        "answer_by": known.answer_by,
        "office": known.office,
    }


def _hearing(known: Known) -> Filled:
    return {
        "matter": known.case.label,
        "facts": known.case.found or "；".join(_titles(known.findings)),
        "provision": _provisions(known.findings),
        "answer_by": known.answer_by,
        "office": known.office,
    }


def _interview(known: Known) -> Filled:
    return {
        "matter": known.case.label,
        "points": "\n".join(_questions(known)),
        "on": known.answer_by,
        "place": known.place,
        "office": known.office,
    }


def _problems(known: Known) -> Filled:
    found = known.findings
    lines = [
        BAR.join((engine.title_of(one.rule).zh, _spoken(one.clauses), known.case.ordered, f"{known.due_on}"))
        for one in found
    ]
    return {
        "subject": "低保工作",
        "inspected_on": known.case.found_on or known.today,
        "problems": "\n".join(line.replace("\n", "，") for line in lines),
        "answer_by": known.due_on,
    }


def _rectification(known: Known) -> Filled:
    return {
        "matter": known.case.label,
        "facts": known.case.found,
        "provision": _provisions(known.findings),
        "measures": "\n".join(sentences(known.case.ordered)),
        "due_on": known.due_on,
    }


def _stop(known: Known) -> Filled:
    decided = known.case.ordered_on or known.today
    following = date(decided.year + decided.month // 12, decided.month % 12 + 1, 1)
    return {
        "decided_on": decided,
        "from_month": f"{following.year}年{following.month}月",
        "reasons": "\n".join(sentences(known.case.found)),
        "checks": "\n".join(check_sheet(known)),
    }


def _refusal(known: Known) -> Filled:
    stop = _stop(known)
    return {name: stop[name] for name in ("decided_on", "reasons", "checks")}


def _result(known: Known) -> Filled:
    case = known.case
    conclusion = HOUSEHOLD_WORDS[Household(case.household)].zh
    if case.official == Official.DETERMINE:
        conclusion += f"；{OFFICIAL_WORDS[Official.DETERMINE].zh}"
    return {
        "matter": case.label,
        "facts": case.found,
        "conclusion": f"{conclusion}。",
        "steps": "\n".join(sentences(case.ordered)),
    }


PAPERS: Mapping[str, Paper] = {
    "verification_notice": Paper(_runs, _verification),
    "hearing_letter": Paper(_runs, _hearing),
    "interview_notice": Paper(_runs, _interview),
    "problem_list": Paper(_is_decided, _problems),
    "rectification_notice": Paper(_is_decided, _rectification),
    "stop_notice": Paper(_stops, _stop),
    "refusal_notice": Paper(_stops, _refusal),
    "result_notice": Paper(_is_over, _result),
}
# These are checked against the procedure before they are written.
WITH_CHECK_SHEET = ("stop_notice", "refusal_notice")


def check_sheet(known: Known) -> list[str]:
    """The check sheet of a notice, a line for each rule that was kept: what, when, by which proof."""
    lines = [
        BAR.join((SURVEYED, f"{piece.captured_on}", KIND_WORDS[Kind.SURVEY].zh))
        for piece in known.pieces
        if piece.kind == Kind.SURVEY
    ][:1]
    if heard := heard_on(known):
        lines.append(BAR.join((HEARD, f"{heard[0]}", heard[1])))
    if lines:
        lines.append(BAR.join((REMEDIES, f"{known.case.ordered_on or known.today}", "见本告知书")))
    return lines


def heard_on(known: Known) -> tuple[date, str] | None:
    """On which day the household was heard, and what proves it; None where nothing is on file."""
    for row in known.statements:
        if row.given_on is not None:
            return row.given_on, "放弃陈述的记录" if row.is_waived else "陈述申辩记录"
    piece = next((one for one in known.pieces if one.kind == Kind.STATEMENT), None)
    return (piece.captured_on, KIND_WORDS[Kind.STATEMENT].zh) if piece else None


def sentences(text: str) -> list[str]:
    """A text as its sentences, one for a line of the document."""
    parts = text.replace("\n", "。").replace("；", "。").split("。")
    return [part.strip() for part in parts if part.strip()]


def _questions(known: Known) -> list[str]:
    """What is to be cleared up: what each finding lets one ask, else its title; for another organ what it was asked."""
    if known.case.asked:
        return sentences(known.case.asked)
    asked = [(engine.ask_of(one.rule) or engine.title_of(one.rule)).zh for one in known.findings]
    return list(dict.fromkeys(text.strip().rstrip("。？?") for text in asked))


def _titles(findings: Sequence[Finding]) -> list[str]:
    return list(dict.fromkeys(engine.title_of(one.rule).zh for one in findings))


def _months(findings: Sequence[Finding]) -> str:
    firsts = [one.first for one in findings if one.first]
    lasts = [one.last for one in findings if one.last]
    if not firsts or not lasts:
        return "见附证"
    first, last = min(firsts), max(lasts)
    return f"{first.year}年{first.month}月至{last.year}年{last.month}月"


def _provisions(findings: Sequence[Finding]) -> str:
    clauses = dict.fromkeys(clause for one in findings for clause in one.clauses.split(";") if clause)
    return "、".join(_one(clause) for clause in clauses)


def _spoken(clauses: str) -> str:
    return "、".join(_one(clause) for clause in clauses.split(";") if clause) or "办法第四条"


def _one(clause: str) -> str:
    cite = parse_cite(clause)
    return cite.spoken if cite else clause
