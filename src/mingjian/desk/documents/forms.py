"""What is typed into the pages of documents: a form per kind, made from the fields of its projection."""

from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any, get_args, get_type_hints

from django import forms
from django.db.models import QuerySet

from mingjian.desk.documents.kinds import Kind
from mingjian.desk.documents.projections import restored, stored
from mingjian.desk.documents.states import WAYS, Way
from mingjian.desk.people.models import Organ
from mingjian.wording import Refusal, Text

CONTROL, SELECT = {"class": "form-control"}, {"class": "form-select"}
LONG = {"facts", "question", "conclusion"}
BAR = "｜"
NOBODY = Text("请选择主送单位。", "Choose whom it is for.")
NO_NAME = Text("请填写收件人（户主姓名）。", "Give the name of the household it is for.")


class Draft(forms.Form):
    """A document of one kind: its fields, and whom it is for."""

    def __init__(self, kind: Kind, organs: QuerySet[Organ], *args: Any, **words: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **words)
        self.kind = kind
        for each in fields(kind.projection):
            wanted = get_type_hints(kind.projection)[each.name]
            self.fields[each.name] = _field(each.name, wanted, kind.fields[each.name])
            self.fields[each.name].required = each.default is MISSING
        if kind.addressed_to == "household":
            self.fields["addressee"] = forms.CharField(
                label="收件人（户主姓名）", max_length=80, widget=forms.TextInput(CONTROL)
            )
        else:
            self.fields["recipients"] = _organs("主送", organs)
        self.fields["copies"] = _organs("抄送（可不选）", organs)
        self.fields["copies"].required = False

    def clean(self) -> dict[str, Any]:
        """What was typed as the projection of the kind, under `said`."""
        found = super().clean() or {}
        names = [each.name for each in fields(self.kind.projection)]
        if not self.errors:
            try:
                found["said"] = restored(self.kind.projection, {n: self._given(n) for n in names})
            except Refusal as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return found

    def _given(self, name: str) -> Any:  # noqa: ANN401  by type of field
        value = self.cleaned_data.get(name)
        wanted = get_type_hints(self.kind.projection)[name]
        if isinstance(value, date):
            return value.isoformat()
        if not get_args(wanted):
            return value
        lines = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        part = get_args(wanted)[0]
        return [_row(part, line) for line in lines] if is_dataclass(part) else lines


def typed(kind: Kind, said: dict[str, Any]) -> dict[str, Any]:
    """A stored projection as the form shows it again: a list as lines, rows with bars between their parts."""
    return {name: _shown(value) for name, value in stored(restored(kind.projection, said)).items()}


def _shown(value: Any) -> Any:  # noqa: ANN401  by type of field
    if not isinstance(value, list):
        return value
    return "\n".join(BAR.join(map(str, row.values())) if isinstance(row, dict) else str(row) for row in value)


def _row(part: Any, line: str) -> dict[str, Any]:  # noqa: ANN401  a dataclass of projections
    """A line with bars as the row of a table; Refusal where it has too few or too many parts."""
    names = [each.name for each in fields(part)]
    words = [word.strip() for word in line.replace("|", BAR).split(BAR)]
    if len(words) != len(names):
        raise Refusal(
            f"这一行“{line[:30]}”应有{len(names)}项，用“{BAR}”隔开。",
            f"The line '{line[:30]}' needs {len(names)} parts with '{BAR}' between them.",
        )
    return dict(zip(names, words, strict=True))


def _field(name: str, wanted: Any, label: str) -> forms.Field:  # noqa: ANN401  by type of field
    if wanted is date:
        return day(label)
    if wanted is int:
        return forms.IntegerField(label=label, min_value=0, widget=forms.NumberInput(CONTROL))
    if get_args(wanted) or name in LONG:
        return forms.CharField(label=label, max_length=8000, widget=forms.Textarea({**CONTROL, "rows": 4}))
    return forms.CharField(label=label, max_length=200, widget=forms.TextInput(CONTROL))


def day(label: str) -> forms.DateField:
    """A day."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={**CONTROL, "type": "date"}, format="%Y-%m-%d")
    )


def _organs(label: str, organs: QuerySet[Organ]) -> forms.ModelMultipleChoiceField[Organ]:
    widget = forms.SelectMultiple({**SELECT, "size": 6})
    return forms.ModelMultipleChoiceField(organs, label=label, widget=widget)


class Dispatch(forms.Form):
    """How a document goes to those whom the system does not reach."""

    way = forms.ChoiceField(
        choices=lambda: [(way, str(words)) for way, words in WAYS.items() if way is not Way.SYSTEM],
        widget=forms.Select(SELECT),
    )


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(max_length=500, widget=forms.TextInput(CONTROL))


class Proof(forms.Form):
    """What proves a receipt on paper."""

    proof = forms.CharField(max_length=200, required=False, widget=forms.TextInput(CONTROL))


class Code(forms.Form):
    """机关代字."""

    code = forms.CharField(max_length=20, widget=forms.TextInput(CONTROL))
