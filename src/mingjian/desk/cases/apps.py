"""The app of the cases."""

from typing import ClassVar

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Matters, cases, evidence, statements, recovery, restoring, re-tests."""

    name = "mingjian.desk.cases"
    label = "cases"
    pages: ClassVar = dict.fromkeys(
        ("cases_case", "cases_statement", "cases_restoration", "cases_retest"),
        "mingjian.desk.cases.queries.page_of",
    )
