"""Owed tables (欠报数据): who is asked for them, by when, by which letter, and how their arrival ends it."""

from collections.abc import Sequence
from datetime import date

from mingjian.desk.core import images, outbox
from mingjian.desk.core.actions import Conflict, founding
from mingjian.desk.core.actor import Site
from mingjian.desk.documents import actions as papers
from mingjian.desk.documents.models import Document
from mingjian.desk.documents.projections import OwedTable, OwedTables
from mingjian.desk.documents.queries import own_organ
from mingjian.desk.documents.staff import staff_of
from mingjian.desk.duties.actions import owing
from mingjian.desk.duties.models import Duty
from mingjian.desk.duties.states import State as DutyState
from mingjian.desk.findings import engine, policies, providers
from mingjian.desk.findings.models import Owed, Run
from mingjian.desk.findings.models.correcting import PROVIDING
from mingjian.desk.people.models import Organ
from mingjian.desk.people.officers import Officer
from mingjian.wording import Text

KIND = "finding.owed"
CITE = "社会救助家庭经济状况核对：按规定提供数据"
RULES_NAMED = 3


@founding("owed.ask", may=policies.may_chase_all, also=("tables",))
def ask_for_tables(by: Officer, *, tables: Sequence[Owed], organ: Organ, today: date) -> Document:
    """Ask an office for tables: each gets its owner and clock, and one letter over all of them is drafted."""
    for owed in tables:
        _demand_askable(owed)
        _start(by, owed, organ, today)
    document: Document = papers.draft(
        by,
        organ=own_organ(by),
        kind="owed_tables",
        said=_said(tables, today),
        recipients=[organ],
        about=images.name(tables[0]),
        today=today,
    )
    for owed in tables:
        owed.document = document
        owed.save()
    text = Text(
        f"{by.place}向本单位催报{len(tables)}张数据表。",
        f"{by.place} asks your office for {len(tables)} tables.",
    )
    for person in staff_of(organ.pk, PROVIDING, on=today):
        outbox.post("findings.owed", person, text, tables[0])
    return document


def supplied(owed: Owed, run: Run) -> None:
    """A later run could decide: the table has come, which meets the clock of whoever owed it, inside that act."""
    owed.supplied_on = run.as_of
    owed.save(update_fields=["supplied_on"])
    duty = owed.duty
    if duty is None or duty.state not in (DutyState.RUNNING, DutyState.PAUSED):
        return
    owing.meet(duty, Site(), met_by=images.name(run), today=max(run.as_of, duty.trigger_on))


def owed_again(owed: Owed) -> None:
    """A table that had come is missing again in a later run: it has to be asked for anew."""
    owed.supplied_on, owed.asked_on, owed.duty, owed.document = None, None, None, None


def _demand_askable(owed: Owed) -> None:
    if not owed.table:
        raise Conflict(
            f"“{owed.said.zh}”不是缺数据表，不能催报。",
            f"'{owed.said.en}' is no table that somebody owes.",
        )
    if owed.supplied_on:
        raise Conflict(
            "其中有已补齐的数据表；请刷新后再催。", "One of them has come meanwhile; reload the list."
        )
    if owed.duty_id:
        raise Conflict(
            "其中有已经催报的数据表；到期未报的请催办或督办。",
            "One of them was asked for already; when it is late, urge or supervise.",
        )


def _start(by: Officer, owed: Owed, organ: Organ, today: date) -> None:
    title, place = engine.table_title(owed.table), engine.place_name(owed.division)
    owed.duty = owing.owe(
        by,
        kind=KIND,
        title=Text(f"补报{place}“{title.zh}”数据", f"hand in the table {title.en} of {place}"),
        trigger=today,
        organ=organ,
        local=providers.days_to("owed"),
        cite=CITE,
        about=images.name(owed),
    )
    owed.organ, owed.asked_on = organ, today
    owed.save()


def _said(tables: Sequence[Owed], today: date) -> OwedTables:
    due = [duty.due_on for duty in _duties(tables) if duty.due_on]
    return OwedTables(
        as_of=max(owed.last_run.as_of for owed in tables),
        tables=tuple(
            OwedTable(
                table=f"{engine.place_name(owed.division)}{engine.table_title(owed.table).zh}",
                period=f"截至{owed.last_run.as_of}",
                asked_on=today,
                affects=_affected(owed),
            )
            for owed in tables
        ),
        answer_by=min(due, default=today),
    )


def _duties(tables: Sequence[Owed]) -> list[Duty]:
    return [owed.duty for owed in tables if owed.duty]


def _affected(owed: Owed) -> str:
    titles = [engine.title_of(rule).zh for rule in owed.rules]
    more = f"等{len(titles)}项" if len(titles) > RULES_NAMED else ""
    return "、".join(titles[:RULES_NAMED]) + more
