"""Official documents of a case: drafted from it, and named after it, so that each leads to the other."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from mingjian.desk.cases import policies, queries
from mingjian.desk.cases.models import Case
from mingjian.desk.core import images
from mingjian.desk.core.actions import action
from mingjian.desk.documents import actions as papers
from mingjian.desk.documents.models import Document
from mingjian.desk.people.models import Organ
from mingjian.desk.people.officers import Officer


@action("case.write", may=policies.may_write)
def write(
    case: Case,
    by: Officer,
    *,
    kind: str,
    said: Any,  # noqa: ANN401  a projection of the kind
    today: date,
    recipients: Sequence[Organ] = (),
    copies: Sequence[Organ] = (),
    addressee: str = "",
) -> Document:
    """Draft a document about a case; for whoever is named in the case it does not exist, as the case does not."""
    return papers.draft(
        by,
        organ=case.organ,
        kind=kind,
        said=said,
        today=today,
        recipients=recipients,
        copies=copies,
        addressee=addressee,
        about=images.name(case),
        named_keys=queries.named_keys(case),
    )
