"""What the law room knows as plain JSON values."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum

from mingjian.law.texts import OPEN_END
from mingjian.wording import Text

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def as_json(value: object) -> Json:
    """Dataclasses and their parts as JSON: a Text as {zh, en}, a date as text, an open end as null."""
    match value:
        case Text():
            return {"zh": value.zh, "en": value.en}
        case date():
            return None if value == OPEN_END else value.isoformat()
        case Enum():
            return str(value.value)
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return {str(key): as_json(entry) for key, entry in value.items()}
        case list() | tuple() | frozenset():
            return [as_json(entry) for entry in value]
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"no JSON form for {type(value).__name__}")
