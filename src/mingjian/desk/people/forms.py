"""What is typed into the pages of people; the words beside the fields stand in the templates."""

from collections.abc import Mapping
from typing import Any

from django import forms

from mingjian.desk.people import relations
from mingjian.desk.people.kinds import (
    ACCOUNT_KINDS,
    ORGAN_KINDS,
    PERSONNEL,
    RANKS,
    SCOPES,
    AccountKind,
    Role,
    kind_for,
)
from mingjian.desk.people.kinds import ROLES as ROLE_TEXTS
from mingjian.wording import Text

CONTROL = {"class": "form-control"}
TOKEN_DAYS = (7, 30, 90)
SELECT = {"class": "form-select"}


def _password(autocomplete: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={**CONTROL, "autocomplete": autocomplete})
    return forms.CharField(max_length=128, strip=False, widget=widget)


def _day() -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={**CONTROL, "type": "date"}, format="%Y-%m-%d"))


class SignIn(forms.Form):
    """Account and password."""

    name = forms.CharField(
        max_length=40,
        widget=forms.TextInput(attrs={**CONTROL, "autocomplete": "username", "autofocus": True}),
    )
    password = _password("current-password")

    def clean_name(self) -> str:
        """Account names are small letters."""
        return str(self.cleaned_data["name"]).strip().lower()


class Code(forms.Form):
    """A code of the second factor."""

    code = forms.CharField(
        max_length=20,
        widget=forms.TextInput(
            attrs={**CONTROL, "autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}
        ),
    )


class NewPassword(forms.Form):
    """A new password, twice."""

    password = _password("new-password")
    again = _password("new-password")


class OwnPassword(forms.Form):
    """One's present password, before something that matters."""

    present = _password("current-password")


class ChangePassword(NewPassword):
    """The present password and a new one, twice."""

    present = _password("current-password")


class NewAccount(forms.Form):
    """For whom, at which of his offices, under which name, of which kind."""

    number = forms.CharField(
        max_length=24, widget=forms.TextInput(attrs={**CONTROL, "autocomplete": "off", "inputmode": "text"})
    )
    name = forms.RegexField(
        r"^[a-z][a-z0-9._-]{2,39}$", widget=forms.TextInput(attrs={**CONTROL, "autocomplete": "off"})
    )
    kind = forms.ChoiceField(widget=forms.Select(attrs=SELECT))
    organ = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401  as Django's
        super().__init__(*args, **words)
        # The choices are made with the form, so that they speak the reader's language.
        self.fields["kind"].choices = [(kind.value, str(text)) for kind, text in ACCOUNT_KINDS.items()]  # type: ignore[attr-defined]


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(max_length=200, widget=forms.TextInput(attrs=CONTROL))


class Grant(forms.Form):
    """A role for a term."""

    role = forms.ChoiceField(widget=forms.Select(attrs=SELECT))
    from_day = _day()
    to_day = _day()

    def __init__(self, *args: Any, kind: AccountKind, **words: Any) -> None:  # noqa: ANN401  as Django's
        super().__init__(*args, **words)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, str(ROLE_TEXTS[role])) for role in Role if kind_for(role) == kind
        ]


class NewToken(OwnPassword):
    """What a token is for, what it may be used for, and for how many days."""

    name = forms.CharField(max_length=60, widget=forms.TextInput(attrs={**CONTROL, "autocomplete": "off"}))
    scopes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(coerce=int, widget=forms.Select(attrs=SELECT))

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401  as Django's
        super().__init__(*args, **words)
        scopes, days = self.fields["scopes"], self.fields["days"]
        scopes.choices = [(scope.value, str(text)) for scope, text in SCOPES.items()]  # type: ignore[attr-defined]
        days.choices = [(n, str(Text(f"{n}天", f"{n} days"))) for n in TOKEN_DAYS]  # type: ignore[attr-defined]


class PlaceAndDay(forms.Form):
    """A place and a day."""

    place = forms.RegexField(
        r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$",
        widget=forms.TextInput(attrs={**CONTROL, "inputmode": "numeric"}),
    )
    day = _day()


# -- keeping registers ------------------------------------------------------------------------------------------------
LABELS = {
    "number": Text("身份证号", "Identity number"),
    "name": Text("姓名", "Name"),
    "post": Text("职务", "Post"),
    "rank": Text("职级", "Rank"),
    "personnel": Text("人员类别", "Personnel"),
    "from_day": Text("自", "From"),
    "to_day": Text("至（仍在的留空）", "Until (empty while it holds)"),
    "reason": Text("理由或文件", "Reason or document"),
    "kind": Text("单位类别", "Kind"),
    "organ_name": Text("单位名称", "Name of the organ"),
    "division": Text("行政区划代码（2至12位）", "Division code (2 to 12 digits)"),
    "held_by": Text("审核确认权归", "Approval is held by"),
    "document": Text("文件（文号）", "Document (its number)"),
    "township": Text("负责的苏木乡镇（街道）代码", "Township that answers"),
    "county": Text("负责的旗县代码", "County that answers"),
    "league": Text("负责的盟市代码", "League that answers"),
    "successor": Text("并入何处（代码，没有的留空）", "Merged into (code; empty if into none)"),
    "tie": Text("是此人的", "Is this person's"),
    "source": Text("依据", "Source"),
    "relation": Text("关系（如父亲、配偶）", "Relation (such as father)"),
    "filed_on": Text("备案日期", "Filed on"),
    "county_visited_on": Text("旗县入户日期", "County visited on"),
    "ended_on": Text("结束日期", "Ended on"),
}
DIGITS = Text("代码应为 2、4、6、9 或 12 位数字。", "A code has 2, 4, 6, 9 or 12 digits.")
HELD_BY = {"county": Text("旗县民政", "county civil affairs"), "township": Text("苏木乡镇", "the township")}


class Kept(forms.Form):
    """A form of a register: its fields are labelled in both languages and look alike."""

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401  as Django's
        super().__init__(*args, **words)
        for name, field in self.fields.items():
            field.label = str(LABELS[name])
            field.widget.attrs.update(SELECT if isinstance(field, forms.ChoiceField) else CONTROL)
            field.widget.attrs["autocomplete"] = "off"
            if isinstance(field, forms.RegexField):
                field.error_messages["invalid"] = str(DIGITS)

    def pick(self, name: str, texts: Mapping[Any, Text]) -> None:
        """Give a field its choices in the language of the reader."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(key), str(text)) for key, text in texts.items()]


def _code(**words: Any) -> forms.RegexField:  # noqa: ANN401  as Django's
    return forms.RegexField(r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$", **words)


def _reason() -> forms.CharField:
    return forms.CharField(max_length=200)


def _open_day() -> forms.DateField:
    return forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class TermForm(Kept):
    """A post: which, of what rank, from and to."""

    post = forms.CharField(max_length=80)
    rank = forms.ChoiceField()
    personnel = forms.ChoiceField()
    from_day = _day()
    to_day = _open_day()

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401  as Django's
        super().__init__(*args, **words)
        self.pick("rank", RANKS)
        self.pick("personnel", PERSONNEL)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first one."""
        return in_order(self)


class NewTerm(TermForm):
    """A post of somebody known by his number."""

    number = forms.CharField(max_length=24)
    name = forms.CharField(max_length=80)
    field_order = ("number", "name")


class CorrectTerm(TermForm):
    """A post put right or ended, and why."""

    reason = _reason()


class CorrectPerson(Kept):
    """A name or a number put right, and why."""

    name = forms.CharField(max_length=80)
    number = forms.CharField(max_length=24, required=False)
    reason = _reason()


class CorrectOrgan(Kept):
    """An organ put right or closed, and why."""

    organ_name = forms.CharField(max_length=80)
    from_day = _open_day()
    to_day = _open_day()
    reason = _reason()

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first one."""
        return in_order(self)


class NewOrgan(Kept):
    """Where, of which kind, called what."""

    division = _code()
    kind = forms.ChoiceField()
    organ_name = forms.CharField(max_length=80)
    from_day = _open_day()

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401  as Django's
        super().__init__(*args, **words)
        self.pick("kind", ORGAN_KINDS)


class PowerForm(Kept):
    """Who holds approval in a place from a day on."""

    division = _code()
    held_by = forms.ChoiceField()
    from_day = _day()
    document = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401  as Django's
        super().__init__(*args, **words)
        self.pick("held_by", HELD_BY)


class AssignForm(Kept):
    """Who answers for a place from a day on."""

    division = _code()
    township = _code(required=False)
    county = _code(required=False)
    league = _code(required=False)
    from_day = _day()
    document = forms.CharField(max_length=200)

    def clean(self) -> dict[str, Any]:
        """Somebody is named, each of his level."""
        cleaned = super().clean() or self.cleaned_data
        for name, digits in (("township", 9), ("county", 6), ("league", 4)):
            if cleaned.get(name) and len(cleaned[name]) != digits:
                self.add_error(name, str(Text(f"应为 {digits} 位代码。", f"This code has {digits} digits.")))
        if not any(cleaned.get(name) or name in self.errors for name in ("township", "county", "league")):
            said = Text("请至少写明一级负责的单位所在地。", "Name at least one place whose offices answer.")
            self.add_error("township", str(said))
        return cleaned


class CloseDivision(Kept):
    """A place that is closed, and into which it is merged."""

    division = _code()
    successor = _code(required=False)
    to_day = _day()
    reason = _reason()


class KinForm(Kept):
    """Who, by number, is what to a person."""

    number = forms.CharField(max_length=24)
    name = forms.CharField(max_length=80, required=False)
    tie = forms.ChoiceField()
    from_day = _open_day()
    to_day = _open_day()
    source = forms.CharField(max_length=80)

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401  as Django's
        super().__init__(*args, **words)
        self.pick("tie", {tie.id: tie.text for tie in relations.ties().values()})

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first one."""
        return in_order(self)


class FilingForm(Kept):
    """What an officer filed about a relative."""

    number = forms.CharField(max_length=24)
    name = forms.CharField(max_length=80, required=False)
    relation = forms.CharField(max_length=80)
    filed_on = _day()
    county_visited_on = _open_day()


class EndForm(Kept):
    """The day on which something ends, and why."""

    to_day = _day()
    reason = _reason()


def in_order(form: forms.Form) -> dict[str, Any]:
    """The cleaned values; what is wrong with their days stands in the form."""
    cleaned = forms.Form.clean(form) or form.cleaned_data
    first, last = cleaned.get("from_day"), cleaned.get("to_day")
    if first and last and last < first:
        form.add_error("to_day", str(Text("截止日期早于起始日期。", "The last day is before the first one.")))
    return cleaned
