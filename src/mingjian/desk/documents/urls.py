"""The addresses of documents."""

from django.urls import path

from mingjian.desk.documents.views import drafting, ledger, paper

urlpatterns = [
    path("documents", ledger.ledger, name="documents"),
    path("documents/code", ledger.set_code, name="document-code"),
    path("documents/new", drafting.choose, name="document-kinds"),
    path("documents/new/<slug:kind>", drafting.draft, name="document-draft"),
    path("documents/<uuid:pk>", paper.show, name="document"),
    path("documents/<uuid:pk>/rewrite", drafting.rewrite, name="document-rewrite"),
    path("documents/<uuid:pk>/docx", paper.docx, name="document-docx"),
    path("documents/<uuid:pk>/pdf", paper.pdf_file, name="document-pdf"),
    path("documents/<uuid:pk>/receipts/<uuid:delivery>", paper.receive, name="document-receive"),
    path("documents/<uuid:pk>/<slug:move>", paper.act, name="document-act"),
]
