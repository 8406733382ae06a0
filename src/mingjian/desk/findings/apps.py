"""The app of the findings."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """Findings, questions for the counties, owed tables."""

    name = "mingjian.desk.findings"
    label = "findings"
