"""The addresses of the mechanism itself."""

from django.urls import path

from mingjian.desk.core import pages

urlpatterns = [
    path("language", pages.choose_language, name="language"),
    path("healthz", pages.healthz, name="healthz"),
    path("ledgers/<slug:name>/columns", pages.choose_columns, name="ledger-columns"),
    path("exports", pages.exports, name="exports"),
    path("exports/<uuid:pk>", pages.export_file, name="export-file"),
]
