"""Tags that every template of the desk has: both languages beside each other, dates, money, masks."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import template
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from mingjian.desk.core.rows import body, day
from mingjian.desk.core.steps import steps
from mingjian.wording import Text

register = template.Library()


class SayNode(template.Node):
    """A text in both languages; without values it was escaped when the template was read, and is put out as it is."""

    def __init__(self, text: Text, values: dict[str, FilterExpression]) -> None:
        self.text, self.values = Text(*map(conditional_escape, text)), values

    def render(self, context: template.Context) -> str:
        """The text in the language of the reader, with its values escaped."""
        text = str(self.text)
        if not self.values:
            return text
        return text.format(**{name: _escaped(value.resolve(context)) for name, value in self.values.items()})


@register.tag
def say(parser: Parser, token: Token) -> SayNode:
    """The text in the language of the reader: {% say "共 {n} 条" "{n} rows" n=total %}; values are escaped."""
    _, zh, en, *rest = token.split_contents()
    if not all(word[0] == word[-1] and word[0] in "'\"" for word in (zh, en)):
        raise template.TemplateSyntaxError(f"say takes two texts in quotes, not {zh} {en}")
    values = token_kwargs(rest, parser)
    if rest:
        raise template.TemplateSyntaxError(f"say does not know {rest[0]}")
    return SayNode(Text(zh[1:-1], en[1:-1]), values)


def _escaped(value: object) -> SafeString:
    return value if isinstance(value, SafeString) else conditional_escape(str(value))


@register.filter("day")
def day_or_nothing(value: date | datetime | None) -> str:
    """A date as 2026-03-01; nothing where there is none."""
    return "" if value is None else day(value)


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


@register.simple_tag(takes_context=True)
def ledger_rows(context: template.Context) -> SafeString:
    """The rows of core/ledger.html; what stands `beside` each is a template that is given its line."""
    wanted = context.get("beside")
    beside = get_template(wanted) if wanted else None

    def piece(line: Any) -> str:  # noqa: ANN401  the lines of any room
        assert beside is not None
        with context.push(line=line):
            return beside.template.render(context)  # type: ignore[attr-defined, no-any-return]

    return body(context["rows"], context["columns"], context.get("tick") or "", piece if beside else None)


@register.inclusion_tag("core/step.html")
def step(room: str, name: str) -> dict[str, object]:
    """The help of a step and its provisions, folded away: {% step "case" "close" %}; nothing where there is none."""
    return {"step": steps().get(f"{room}.{name}")}
