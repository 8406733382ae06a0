"""The filters of a ledger: what they say, in words that may stand in a journal, and which of them are wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from mingjian.wording import Text

GIVEN = Text("（已填）", "(given)")  # for what may name a household or a person
BY_WORDS = Text("按所填文字查找", "by words that were typed")


@dataclass(frozen=True)
class Filters:
    """The fields that are right, each in words, and the names of those that are wrong."""

    said: dict[str, Any]
    words: tuple[str, ...]
    wrong: tuple[str, ...]


def given(_value: object) -> object:
    """What stands in words for a value that is told to nobody."""
    return GIVEN


def filters_of(form: forms.Form, told: Mapping[str, Callable[[Any], object]]) -> Filters:
    """The filters of a form. `told` says how some of its fields are put into words; of its place the ledger speaks.

    One that is wrong is left out and named; the others hold.
    """
    form.is_valid()
    said = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
    words = [_words(form.fields[name], value, told.get(name)) for name, value in said.items() if value]
    wrong = tuple(str(form.fields[name].label) for name in form.errors)
    return Filters(form.cleaned_data, tuple(filter(None, words)), wrong)


def _words(field: forms.Field, value: object, told: Callable[[Any], object] | None) -> str:
    if isinstance(field, forms.BooleanField):
        return str(field.label)
    if isinstance(field, forms.ChoiceField):
        return f"{field.label}：{dict(field.choices)[value]}"  # type: ignore[arg-type]
    return f"{field.label}：{told(value)}" if told else ""
