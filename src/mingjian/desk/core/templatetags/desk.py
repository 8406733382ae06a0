"""Tags that every template of the desk has: both languages beside each other, dates, money, masks."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from mingjian.desk.core.ledgers import ShownCell
from mingjian.desk.core.steps import steps
from mingjian.wording import Text

register = template.Library()


@register.simple_tag
def say(zh: str, en: str, **values: object) -> SafeString:
    """The text in the language of the reader: {% say "共 {n} 条" "{n} rows" n=total %}; values are escaped."""
    escaped = {
        name: conditional_escape(str(value) if not isinstance(value, SafeString) else value)
        for name, value in values.items()
    }
    text = conditional_escape(str(Text(zh, en)))
    return mark_safe(text.format(**escaped) if values else text)


def _escaped(value: object) -> SafeString:
    return value if isinstance(value, SafeString) else conditional_escape(str(value))


@register.filter
def day(value: date | datetime | None) -> str:
    """A date as 2026-03-01; nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{value:%Y-%m-%d}"


@register.filter
def moment(value: datetime | None) -> str:
    """A time of day as 2026-03-01 09:30, in the zone of the site."""
    return "" if value is None else f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


@register.filter
def yuan(value: Decimal | float | None) -> str:
    """An amount as 1,234.50; nothing where there is none."""
    return "" if value is None else f"{value:,.2f}"


@register.simple_tag
def once() -> SafeString:
    """The hidden field that lets a form do its act once, however often it is sent."""
    return format_html('<input type="hidden" name="key" value="{}">', uuid4().hex)


def _both(text: Text | str | None) -> str:
    return "" if text is None else str(text)


said: Callable[[Text | str | None], str] = register.filter("said", _both)


@register.filter
def cell(shown: ShownCell) -> str:
    """What stands in a cell of a ledger; a long dash where there is nothing."""
    value = shown.value
    if shown.is_void:
        return "—"
    if isinstance(value, date):
        return day(value)
    if shown.column.kind == "money" and isinstance(value, int | float):
        return yuan(value)
    return str(value)


@register.inclusion_tag("core/step.html")
def step(room: str, name: str) -> dict[str, object]:
    """The help of a step and its provisions, folded away: {% step "case" "close" %}; nothing where there is none."""
    return {"step": steps().get(f"{room}.{name}")}
