"""The app of the cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Matters, cases, evidence, statements, recovery, restoring, re-tests."""

    name = "mingjian.desk.cases"
    label = "cases"
