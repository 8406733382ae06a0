"""The app of the mechanism."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """Journal, actions, sealing, pages."""

    name = "mingjian.desk.core"
    label = "core"

    def ready(self) -> None:
        """Have the triggers put on whenever migrate has run."""
        post_migrate.connect(install, sender=self)


def install(**_words: object) -> None:
    """Put the triggers on; the module needs the models, which are loaded by then."""
    import_module("mingjian.desk.core.triggers").install()
