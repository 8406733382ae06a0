"""The clock of a site, for the commands: the day and the moment in the zone that its settings name."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """This moment."""
    return timezone.now()


def today() -> date:
    """This day at the site."""
    return timezone.localdate()
