"""From the row of a document to its sheet and bytes: the one way in which anything of it is printed."""

from datetime import date
from hashlib import sha256
from typing import Any

from mingjian.desk.documents import composing, leaks
from mingjian.desk.documents.kinds import kind_of
from mingjian.desk.documents.layout import lay_out
from mingjian.desk.documents.models import Delivery, Document
from mingjian.desk.documents.projections import restored
from mingjian.desk.documents.sheets import Sheet
from mingjian.desk.documents.states import NUMBERED, STATES, State


def said_in(document: Document) -> Any:  # noqa: ANN401  a projection of the kind
    """What the document says, as the projection of its kind."""
    return restored(kind_of(document.kind).projection, document.said)


def sheet_of(document: Document, *, on: date) -> Sheet:
    """The sheet as it stands; one that is not issued says so at its top and carries no day."""
    kind, is_issued = kind_of(document.kind), document.state in NUMBERED
    deliveries = list(Delivery.objects.filter(document=document).select_related("organ"))
    recipients = [each.organ.name for each in deliveries if each.organ and not each.is_copy]
    return Sheet(
        organ=document.organ.name,
        number=document.number,
        title=document.heading,
        recipients=recipients or ([document.addressee] if document.addressee else []),
        body=composing.body(kind, said_in(document), on=document.issued_on or on),
        signed_on=document.issued_on,
        copies=[each.organ.name for each in deliveries if each.organ and each.is_copy],
        stage="" if is_issued else f"（{STATES[State(document.state)].zh}，未签发）",
    )


def printed(document: Document, *, on: date) -> tuple[bytes, str]:
    """The .docx and its SHA-256. Refusal where the sheet holds an identity number, an account or a phone."""
    sheet = sheet_of(document, on=on)
    leaks.refuse_personal_data(sheet)
    docx = lay_out(sheet)
    return docx, sha256(docx).hexdigest()
