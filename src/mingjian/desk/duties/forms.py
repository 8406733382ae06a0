"""What is typed into the pages of duties."""

from django import forms

from mingjian.desk.documents.forms import CONTROL, SELECT, day
from mingjian.desk.duties.calendar_duties import yearly


class Note(forms.Form):
    """A few words to those who are urged."""

    note = forms.CharField(max_length=300, required=False, widget=forms.TextInput(CONTROL))


class Longer(forms.Form):
    """How much more time, in the unit of the limit, and why."""

    number = forms.IntegerField(min_value=1, max_value=365, widget=forms.NumberInput(CONTROL))
    reason = forms.CharField(max_length=500, widget=forms.TextInput(CONTROL))


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(max_length=500, widget=forms.TextInput(CONTROL))


class YearForm(forms.Form):
    """The working days of a year, as the official notice has them."""

    source = forms.CharField(max_length=200, widget=forms.TextInput(CONTROL))
    rest_lines = forms.CharField(
        required=False, max_length=4000, widget=forms.Textarea({**CONTROL, "rows": 9})
    )
    work_lines = forms.CharField(
        required=False, max_length=1000, widget=forms.Textarea({**CONTROL, "rows": 2})
    )


class LocalForm(forms.Form):
    """Days off of a place on top of the official ones."""

    division = forms.CharField(max_length=12, widget=forms.TextInput({**CONTROL, "inputmode": "numeric"}))
    name = forms.CharField(max_length=80, widget=forms.TextInput(CONTROL))
    first = day("")
    last = day("")
    document = forms.CharField(max_length=200, widget=forms.TextInput(CONTROL))


class FrequencyForm(forms.Form):
    """How many times a year a duty without a number in the law is owed."""

    division = forms.CharField(max_length=12, widget=forms.TextInput({**CONTROL, "inputmode": "numeric"}))
    kind = forms.ChoiceField(
        choices=lambda: [(duty.id, str(duty.law.duty)) for duty in yearly() if duty.basis == "local"],
        widget=forms.Select(SELECT),
    )
    times = forms.TypedChoiceField(
        coerce=int, choices=[(n, n) for n in (1, 2, 3, 4, 6, 12)], widget=forms.Select(SELECT)
    )
    document = forms.CharField(max_length=200, widget=forms.TextInput(CONTROL))
