"""The app of people, power and place."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from mingjian.desk.people import guards


class PeopleConfig(AppConfig):
    """Divisions, organs, persons, terms, kin, accounts."""

    name = "mingjian.desk.people"
    label = "people"

    def ready(self) -> None:
        """Let the database hold what no constraint of a column can say; SQLite loses triggers with a rebuilt table."""
        post_migrate.connect(guards.install, sender=self)
