"""The PDF of an issued document is made by the worker, so that nobody waits for it in a page."""

from base64 import b64encode
from uuid import UUID

from django_tasks import task

from mingjian.desk.core import journal
from mingjian.desk.core.actor import Site
from mingjian.desk.documents.models import Print
from mingjian.desk.documents.pdf import pdf_of


@task()
def make_pdf(document_id: str) -> None:
    """Make and keep the PDF, once."""
    waiting = Print.objects.filter(pk=UUID(document_id)).first()
    if waiting is None or waiting.pdf_sealed:
        return
    made = b64encode(pdf_of(waiting.docx)).decode()
    with journal.opened("document.make_pdf", Site()):
        again = Print.objects.select_for_update().get(pk=waiting.pk)
        if not again.pdf_sealed:
            again.pdf_sealed = made
            again.save(update_fields=["pdf_sealed"])
