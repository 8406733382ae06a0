"""No document leaves with an identity number, an account or a phone in it."""

from mingjian.desk.documents.sheets import Sheet
from mingjian.privacy.masking import mask_account, mask_id, mask_phone
from mingjian.privacy.scanning import Trace, find_numbers
from mingjian.wording import Refusal, Text

MASKS = {
    Trace.IDENTITY: mask_id,
    Trace.DAMAGED_IDENTITY: mask_id,
    Trace.ACCOUNT: mask_account,
    Trace.PHONE: mask_phone,
}
NAMES = {
    Trace.IDENTITY: Text("身份证号", "an identity number"),
    Trace.DAMAGED_IDENTITY: Text("疑似身份证号", "what looks like an identity number"),
    Trace.ACCOUNT: Text("银行账号", "an account number"),
    Trace.PHONE: Text("电话号码", "a phone number"),
}


def refuse_personal_data(sheet: Sheet) -> None:
    """Refusal that names what was found, masked, so that it can be taken out before the document is issued."""
    found = [trace for _, trace in find_numbers(sheet.text().splitlines())]
    if found:
        masked = [(NAMES[trace.kind], MASKS[trace.kind](trace.value)) for trace in found[:3]]
        shown = "、".join(f"{name.zh} {value}" for name, value in masked)
        said = ", ".join(f"{name.en} {value}" for name, value in masked)
        raise Refusal(
            f"公文里有{shown}，不能签发；请退回拟稿，改用事项编号或记录位置。",
            f"The document holds {said} and cannot be issued; return the draft and use the number of the matter.",
        )
