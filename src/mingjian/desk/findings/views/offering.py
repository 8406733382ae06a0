"""What the form of an outcome offers: the harmless explanations, tables and providers that some findings share."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from mingjian.desk.findings import engine, naming, providers
from mingjian.desk.findings.forms import OutcomeForm
from mingjian.desk.findings.models import Finding
from mingjian.desk.people.models import Organ
from mingjian.desk.people.officers import Officer

COUNTY = 6


def innocents_of(row: Finding) -> tuple[Any, ...]:
    """The harmless explanations of the rule behind a finding."""
    rule = engine.rule_of(row.rule)
    return rule.innocent if rule else ()


def choices_of(row: Finding) -> list[tuple[str, str]]:
    """The harmless explanations as choices, kept in Chinese."""
    return [(one.reason.zh[:300], str(one.reason)) for one in innocents_of(row)]


def form_of(
    rows: Sequence[Finding], organs: Sequence[Organ], request: HttpRequest | None = None
) -> OutcomeForm:
    """The form for some findings: the explanations and tables that all of them share."""
    shared = [set(choices_of(row)) for row in rows]
    innocents = [choice for choice in choices_of(rows[0]) if all(choice in some for some in shared)]
    return OutcomeForm(
        request.POST if request else None,
        innocents=innocents,
        tables=[(name, str(engine.table_title(name))) for name in tables_of(rows)],
        providers=[(str(organ.pk), organ.name) for organ in organs],
    )


def tables_of(rows: Sequence[Finding]) -> list[str]:
    """The tables of which each of some findings rests on a row."""
    every = [naming.tables_of(row.evidence) for row in rows]
    return [name for name in every[0] if all(name in some for some in every)]


def organs_of(rows: Sequence[Finding], officer: Officer) -> list[Organ]:
    """The organs that may have supplied what is wrong in all of some findings."""
    places = {row.division[:COUNTY] or officer.division for row in rows}
    found = providers.organs_for(tables_of(rows), places, on=officer.on)
    return [organ for organ in found if providers.serves(organ, places)]
