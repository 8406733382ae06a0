"""The addresses of the cases."""

from django.urls import path

from mingjian.desk.cases.views import case, ledger, papers, revealing

urlpatterns = [
    path("cases", ledger.ledger, name="cases"),
    path("cases/open", ledger.open_case, name="case-open"),
    path("cases/<uuid:pk>", case.case, name="case"),
    path("cases/<uuid:pk>/evidence/<uuid:piece_pk>", case.piece, name="case-piece"),
    path("cases/<uuid:pk>/evidence/<uuid:piece_pk>/reveal", revealing.reveal_piece, name="case-piece-reveal"),
    path(
        "cases/<uuid:pk>/statements/<uuid:statement_pk>/reveal",
        revealing.reveal_statement,
        name="case-statement-reveal",
    ),
    path("cases/<uuid:pk>/write/<slug:kind>", papers.draft, name="case-write"),
    path("cases/<uuid:pk>/<slug:verb>", case.do, name="case-do"),
]
