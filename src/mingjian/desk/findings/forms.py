"""The forms of the findings: filters, bulk triage, outcomes, answers; what was typed stays when something is wrong."""

from typing import Any

from django import forms

from mingjian.desk.findings.states import OUTCOME_WORDS, PRESENCE_WORDS, STATE_WORDS, Outcome
from mingjian.wording import Text

GRADES = {
    "strong": Text("强线索", "strong"),
    "lead": Text("线索", "lead"),
    "weak": Text("弱线索", "weak"),
}
ALL = Text("全部", "all")


def choices(words: dict[Any, Text], *, blank: Text | None = None) -> list[tuple[str, str]]:
    """The choices of a field in the language of the reader."""
    first = [("", str(blank))] if blank else []
    return first + [(str(key), str(text)) for key, text in words.items()]


class SiftForm(forms.Form):
    """What the list is narrowed to."""

    state = forms.ChoiceField(required=False)
    presence = forms.ChoiceField(required=False)
    grade = forms.ChoiceField(required=False)
    rule = forms.CharField(required=False, max_length=60)
    place = forms.RegexField(r"^\d{2,12}$", required=False)
    household = forms.CharField(required=False, max_length=60)
    mine = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401  as Django's
        super().__init__(*args, **words)
        labels = {
            "state": Text("状态", "State"),
            "presence": Text("与上次相比", "Since the run before"),
            "grade": Text("强度", "Grade"),
            "rule": Text("规则编号", "Rule"),
            "place": Text("行政区划代码", "Division code"),
            "household": Text("家庭编号", "Household"),
            "mine": Text("只看交办给我的", "Only mine"),
        }
        for name, text in labels.items():
            self.fields[name].label = str(text)
        for name, told in (("state", STATE_WORDS), ("presence", PRESENCE_WORDS), ("grade", GRADES)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices(told, blank=ALL)
        self.fields["place"].error_messages["invalid"] = str(
            Text("行政区划代码只能是2至12位数字。", "A division code has 2 to 12 digits.")
        )


class OutcomeForm(forms.Form):
    """What looking came to."""

    outcome = forms.ChoiceField()
    innocent = forms.ChoiceField(required=False)
    because = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, innocents: list[tuple[str, str]], **words: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **words)
        for name, text in (
            ("outcome", Text("核查结论", "Outcome")),
            ("innocent", Text("属于哪种正常情形", "Which harmless explanation")),
            ("because", Text("依据（查了什么、谁证明）", "On what it rests")),
        ):
            self.fields[name].label = str(text)
        outcome, innocent = self.fields["outcome"], self.fields["innocent"]
        assert isinstance(outcome, forms.ChoiceField)
        assert isinstance(innocent, forms.ChoiceField)
        outcome.choices = choices(OUTCOME_WORDS)
        innocent.choices = [("", "—"), *innocents]

    def clean(self) -> dict[str, Any] | None:
        """Harmless needs its explanation."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == Outcome.HARMLESS and not cleaned.get("innocent"):
            self.add_error(
                "innocent", str(Text("请选择属于哪种正常情形。", "Say which harmless explanation it is."))
            )
        return cleaned


class HoldForm(forms.Form):
    """Put off until a day."""

    until = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    because = forms.CharField(max_length=200)

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **words)
        self.fields["until"].label = str(Text("暂缓至", "Until"))
        self.fields["because"].label = str(Text("原因", "Why"))


class ReasonForm(forms.Form):
    """A reason that goes into the journal."""

    reason = forms.CharField(max_length=200)

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **words)
        self.fields["reason"].label = str(Text("原因", "Why"))


class AnswerForm(forms.Form):
    """What the household said."""

    text = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **words)
        self.fields["text"].label = str(Text("核实情况", "What was found"))


class OwedForm(forms.Form):
    """Whom one has asked for a table."""

    owner = forms.CharField(max_length=120)

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **words)
        self.fields["owner"].label = str(Text("向哪个单位索要", "Asked of which office"))


class UploadForm(forms.Form):
    """A run folder as one zip file."""

    file = forms.FileField()

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **words)
        self.fields["file"].label = str(Text("筛查结果文件夹的压缩包（.zip）", "The run folder as one .zip"))
