"""What is typed into the pages of people; the words beside the fields stand in the templates."""

from typing import Any

from django import forms

from mingjian.desk.people.kinds import ACCOUNT_KINDS, SCOPES, AccountKind, Role, kind_for
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
