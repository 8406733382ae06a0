"""The app of the workbench and the one-place pages."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """No tables of its own: it reads what the other rooms let an officer see."""

    name = "mingjian.desk.overview"
    label = "overview"
