"""The app of duties."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """Obligations with a clock."""

    name = "mingjian.desk.duties"
    label = "duties"
