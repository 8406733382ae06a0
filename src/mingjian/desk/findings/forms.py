"""The forms of the findings: filters, bulk triage, outcomes, answers; what was typed stays when something is wrong."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mingjian.desk.findings import engine
from mingjian.desk.findings.queries import CHANGE_WORDS
from mingjian.desk.findings.states import (
    CORRECTING_WORDS,
    OUTCOME_WORDS,
    PRESENCE_WORDS,
    STATE_WORDS,
    Correcting,
    Outcome,
)
from mingjian.wording import Text

GRADES = {
    "strong": Text("强线索", "strong"),
    "lead": Text("线索", "lead"),
    "weak": Text("弱线索", "weak"),
}
ALL = Text("全部", "all")
RULE = 60


def choices(words: dict[Any, Text], *, blank: Text | None = None) -> list[tuple[str, str]]:
    """The choices of a field in the language of the reader."""
    first = [("", str(blank))] if blank else []
    return first + [(str(key), str(text)) for key, text in words.items()]


def rule_choices(rules: Iterable[str]) -> list[tuple[str, Any]]:
    """Rules to choose from, under the title of their family, each by its title."""
    families: dict[tuple[str, Text], list[tuple[str, str]]] = {}
    for rule in sorted(rules, key=lambda rule: (engine.family_of(rule)[0], rule)):
        families.setdefault(engine.family_of(rule), []).append((rule, str(engine.title_of(rule))))
    return [("", str(ALL)), *((str(title), offered) for (_, title), offered in families.items())]


class SiftForm(forms.Form):
    """What the list is narrowed to; `rules` are those offered to the officer, any id of one is taken."""

    state = forms.ChoiceField(required=False)
    presence = forms.ChoiceField(required=False)
    grade = forms.ChoiceField(required=False)
    rule = forms.CharField(required=False, max_length=RULE, widget=forms.Select)
    place = forms.RegexField(r"^\d{2,12}$", required=False)
    household = forms.CharField(required=False, max_length=60)
    outcome = forms.ChoiceField(required=False)
    open = forms.BooleanField(required=False)
    mine = forms.BooleanField(required=False)

    def __init__(self, *args: Any, rules: Iterable[str] = (), **words: Any) -> None:  # noqa: ANN401  as Django's
        super().__init__(*args, **words)
        labels = {
            "state": Text("状态", "State"),
            "presence": Text("与上次相比", "Since the run before"),
            "grade": Text("强度", "Grade"),
            "rule": Text("规则", "Rule"),
            "place": Text("行政区划代码", "Division code"),
            "household": Text("家庭编号", "Household"),
            "outcome": Text("结论", "Outcome"),
            "open": Text("不含已有结论的", "Without those settled"),
            "mine": Text("只看交办给我的", "Only mine"),
        }
        for name, text in labels.items():
            self.fields[name].label = str(text)
        every: dict[str, dict[Any, Text]] = {
            "state": STATE_WORDS,
            "presence": PRESENCE_WORDS,
            "grade": GRADES,
            "outcome": OUTCOME_WORDS,
        }
        for name, told in every.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices(told, blank=ALL)
        rule = self.fields["rule"].widget
        assert isinstance(rule, forms.Select)
        asked = str(self.data.get("rule", "")).strip()
        rule.choices = rule_choices({*rules, asked} - {""} if len(asked) <= RULE else rules)
        self.fields["place"].error_messages["invalid"] = str(
            Text("行政区划代码只能是2至12位数字。", "A division code has 2 to 12 digits.")
        )


class LinkForm(forms.Form):
    """What links narrow a list to beside its filters: how findings changed after a day, one bundle."""

    change = forms.ChoiceField(required=False)
    since = forms.DateField(required=False)
    bundle = forms.CharField(required=False, max_length=400)
    at = forms.RegexField(r"^\d{2,12}$", required=False)

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401  as Django's
        super().__init__(*args, **words)
        labels = {
            "change": Text("变化", "Change"),
            "since": Text("自", "Since"),
            "bundle": Text("一组家庭", "Bundle of households"),
            "at": Text("一组所在地", "Place of the bundle"),
        }
        for name, text in labels.items():
            self.fields[name].label = str(text)
        change = self.fields["change"]
        assert isinstance(change, forms.ChoiceField)
        change.choices = choices(CHANGE_WORDS, blank=ALL)


class OutcomeForm(forms.Form):
    """What looking came to; of a record that is wrong, whose it is and what is wrong with it."""

    outcome = forms.ChoiceField()
    innocent = forms.ChoiceField(required=False)
    because = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    table = forms.ChoiceField(required=False)
    provider = forms.ChoiceField(required=False)
    fault = forms.CharField(required=False, max_length=500)

    OF_WRONG_RECORDS = ("table", "provider", "fault")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        innocents: list[tuple[str, str]],
        tables: list[tuple[str, str]],
        providers: list[tuple[str, str]],
        **words: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **words)
        for name, text in (
            ("outcome", Text("核查结论", "Outcome")),
            ("innocent", Text("属于哪种正常情形", "Which harmless explanation")),
            ("because", Text("依据（查了什么、谁证明）", "On what it rests")),
            ("table", Text("哪张数据表有误", "Which table is wrong")),
            ("provider", Text("由哪个单位核对更正", "Which office corrects it")),
            ("fault", Text("错在哪里（不写号码）", "What is wrong (no numbers of persons)")),
        ):
            self.fields[name].label = str(text)
        offered = {"innocent": innocents, "table": tables, "provider": providers}
        for name, found in offered.items():
            self._choose(name, [("", "—"), *found])
        self._choose("outcome", choices(OUTCOME_WORDS))

    def _choose(self, name: str, found: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = found

    def clean(self) -> dict[str, Any] | None:
        """Harmless needs its explanation; a wrong record its table, its provider and what is wrong."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == Outcome.HARMLESS and not cleaned.get("innocent"):
            self.add_error(
                "innocent", str(Text("请选择属于哪种正常情形。", "Say which harmless explanation it is."))
            )
        if cleaned.get("outcome") == Outcome.RECORD_WRONG:
            for name in self.OF_WRONG_RECORDS:
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, str(Text("登记有误时要填写。", "Needed where a record is wrong.")))
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


class ProviderForm(forms.Form):
    """What a provider answers: corrected or right as it is, with its words."""

    stage = forms.ChoiceField(widget=forms.RadioSelect)
    text = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **words)
        stage = self.fields["stage"]
        assert isinstance(stage, forms.ChoiceField)
        stage.choices = choices(
            {key: CORRECTING_WORDS[key] for key in (Correcting.CORRECTED, Correcting.CONFIRMED)}
        )
        stage.label = str(Text("核对结果", "What was found"))
        self.fields["text"].label = str(
            Text("说明（改了什么，或凭什么认定无误）", "What was corrected, or why it is right")
        )


class UploadForm(forms.Form):
    """A run folder as one zip file."""

    file = forms.FileField()

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **words)
        self.fields["file"].label = str(Text("筛查结果文件夹的压缩包（.zip）", "The run folder as one .zip"))
