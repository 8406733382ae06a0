"""The forms of a case: what was typed stays when something is wrong, and each field says what is wrong."""

from decimal import Decimal
from typing import Any

from django import forms

from mingjian.desk.cases.states import HOUSEHOLD_WORDS, KIND_WORDS, OFFICIAL_WORDS, STATE_WORDS
from mingjian.desk.findings.forms import ALL, choices
from mingjian.wording import Text

LABELS = {
    "title": Text("标题", "Title"),
    "checker": Text("核查人", "Checker"),
    "second": Text("第二核查人", "Second checker"),
    "found": Text("核查情况", "What was found"),
    "kind": Text("材料种类", "Kind"),
    "provider": Text("提供单位或个人", "Provided by"),
    "captured_on": Text("取得日期", "Taken on"),
    "text": Text("内容摘要", "In words"),
    "file": Text("附件（不超过20 MB）", "File (at most 20 MB)"),
    "of": Text("谁的陈述（姓名、身份）", "Whose statement"),
    "words": Text("陈述内容（放弃的留空）", "What was said (empty: waived)"),
    "household": Text("家庭资格的决定", "Decision about the household"),
    "official": Text("工作人员履职的决定", "Decision about officials"),
    "what": Text("内容", "What"),
    "on": Text("完成日期", "Put right on"),
    "innocent": Text("属于哪种正常情形", "Which harmless explanation"),
    "closing": Text("销号说明", "Why it is closed"),
    "reason": Text("原因", "Why"),
    "number": Text("家庭编号", "Household"),
    "yuan": Text("金额（元）", "Yuan"),
    "monthly": Text("现月低保金（元，停发填0）", "Allowance a month now (0 where stopped)"),
    "paid_on": Text("付款日期", "Paid on"),
    "receipt": Text("票据号", "Receipt"),
    "restored_on": Text("恢复日期", "Restored from"),
    "owed": Text("应补发（元）", "Owed (yuan)"),
    "paid": Text("已补发（元）", "Paid (yuan)"),
    "organ": Text("由哪个单位答复", "Which organ"),
    "asked": Text("要它答复什么", "What it has to answer"),
    "of_these": Text("涉及哪些家庭", "Which households"),
    "sum": Text("涉及金额（元）", "Yuan"),
    "state": Text("状态", "State"),
    "place": Text("行政区划代码", "Division code"),
}
LARGEST_FILE = 20 * 1024 * 1024
TOO_LARGE = Text(
    "附件超过20 MB，请压缩或分开上传。", "The file is larger than 20 MB; compress it or send it in parts."
)
DAY = {"type": "date"}


class Labelled(forms.Form):
    """A form whose fields are labelled in both languages."""

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401  as Django's
        super().__init__(*args, **words)
        for name, field in self.fields.items():
            field.label = str(LABELS[name])


def pick(form: forms.Form, name: str, of: list[tuple[str, str]]) -> None:
    """Give a field of a form its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = of


class SiftForm(Labelled):
    """What the ledger is narrowed to."""

    state = forms.ChoiceField(required=False)
    place = forms.RegexField(r"^\d{2,12}$", required=False)
    number = forms.CharField(required=False, max_length=60)

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **words)
        pick(self, "state", choices(STATE_WORDS, blank=ALL))


class AssignForm(Labelled):
    """Who checks."""

    checker = forms.ChoiceField()
    second = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **words: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **words)
        pick(self, "checker", colleagues)
        pick(self, "second", [("", "—"), *colleagues])


class PieceForm(Labelled):
    """A piece of evidence."""

    kind = forms.ChoiceField()
    title = forms.CharField(max_length=200)
    provider = forms.CharField(max_length=120)
    captured_on = forms.DateField(widget=forms.DateInput(attrs=DAY))
    text = forms.CharField(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))
    file = forms.FileField(required=False)

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **words)
        pick(self, "kind", choices(KIND_WORDS))

    def clean_file(self) -> Any:  # noqa: ANN401  an uploaded file
        """No file that is too large to be looked at."""
        file = self.cleaned_data.get("file")
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(TOO_LARGE)  # type: ignore[arg-type]  # said in the reader's language, when it is
        return file


class FoundForm(Labelled):
    """What checking came to."""

    found = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class OfferForm(Labelled):
    """Whose statement is asked for."""

    of = forms.CharField(max_length=120)


class WordsForm(Labelled):
    """What somebody said."""

    words = forms.CharField(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class OrderForm(Labelled):
    """Two decisions, and what has to be put right."""

    household = forms.ChoiceField()
    official = forms.ChoiceField()
    what = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **words: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **words)
        pick(self, "household", choices(HOUSEHOLD_WORDS))
        pick(self, "official", choices(OFFICIAL_WORDS))


class PutRightForm(Labelled):
    """What was put right, and when."""

    what = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    on = forms.DateField(widget=forms.DateInput(attrs=DAY))


class ClearForm(Labelled):
    """Which harmless explanation."""

    innocent = forms.CharField(max_length=300)


class CloseForm(Labelled):
    """Why it is closed."""

    closing = forms.CharField(required=False, max_length=1000)


class ReasonForm(Labelled):
    """A reason."""

    reason = forms.CharField(max_length=200)


class RecoveryForm(Labelled):
    """How much a household has to pay back."""

    number = forms.CharField(max_length=60)
    yuan = forms.DecimalField(max_digits=12, decimal_places=2, min_value=Decimal("0.01"))
    monthly = forms.DecimalField(max_digits=10, decimal_places=2, min_value=Decimal(0))


class WaiverForm(Labelled):
    """How much is waived, and why."""

    yuan = forms.DecimalField(max_digits=12, decimal_places=2, min_value=Decimal("0.01"))
    reason = forms.CharField(max_length=300)


class OrganForm(Labelled):
    """Which other organ answers for a part of the matter, and its numbers."""

    organ = forms.ChoiceField()
    asked = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    of_these = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    sum = forms.DecimalField(required=False, max_digits=12, decimal_places=2, min_value=Decimal(0))

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  as Django's
        organs: list[tuple[str, str]],
        households: list[tuple[str, str]],
        **words: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **words)
        pick(self, "organ", organs)
        if households:
            pick(self, "of_these", households)
        else:
            del self.fields["of_these"]

    def clean(self) -> dict[str, Any]:
        """No household where there is none to choose."""
        return {"of_these": [], **(super().clean() or {})}


class PaymentForm(Labelled):
    """A sum that was paid back."""

    yuan = forms.DecimalField(max_digits=12, decimal_places=2, min_value=Decimal("0.01"))
    paid_on = forms.DateField(widget=forms.DateInput(attrs=DAY))
    receipt = forms.CharField(max_length=120)


class RestoreForm(Labelled):
    """From when a household is paid again, and what it got for the months between."""

    restored_on = forms.DateField(widget=forms.DateInput(attrs=DAY))
    owed = forms.DecimalField(max_digits=12, decimal_places=2, min_value=Decimal(0))
    paid = forms.DecimalField(max_digits=12, decimal_places=2, min_value=Decimal(0))
    paid_on = forms.DateField(required=False, widget=forms.DateInput(attrs=DAY))
