"""Opening what is written in a piece of evidence or was said in a statement, and taking a file: each is journalled."""

from dataclasses import dataclass
from datetime import date

from mingjian.desk.cases import policies
from mingjian.desk.cases.actions import checking
from mingjian.desk.cases.models import Piece, Statement
from mingjian.desk.core import files, journal, sealing
from mingjian.desk.core.actions import Conflict, NotAllowed
from mingjian.desk.core.sealed_content import Opened
from mingjian.desk.core.sealing import Spoilt
from mingjian.desk.people.models import Person
from mingjian.desk.people.officers import Officer


@dataclass(frozen=True)
class Written:
    """What is written in a piece of evidence or a statement; `of` is whose statement it is, empty for evidence."""

    text: str
    of: str = ""


def reveal_piece(piece: Piece, by: Officer, *, reason: str, today: date) -> Written:
    """What is written in a piece of evidence. As `_demand_readable`, and Refusal without a reason."""
    _demand_readable(piece, by, on=today)
    return Written(sealing.reveal(piece, "text", by, reason=reason, may=_may_read))


def reveal_statement(statement: Statement, by: Officer, *, reason: str, today: date) -> Written:
    """What was said in a statement and who said it, in one line of the journal. As `_demand_readable`, and Refusal
    without a reason."""
    _demand_readable(statement, by, on=today)
    with journal.opened("reveal", by, subject=statement, reason=reason):
        of = sealing.reveal(statement, "of", by, reason=reason, may=_may_read)
        return Written(sealing.reveal(statement, "words", by, reason=reason, may=_may_read), of)


def take_file(piece: Piece, by: Officer, *, today: date) -> Opened:
    """The file of a piece of evidence, sound from its first byte to its last.

    All of it is opened and compared with its hash before anything is sent or journalled, so that a spoilt file is a
    page that says so and nobody has taken it. Each piece is looked at again when it is sent: where the file changes
    between, the answer breaks off short of the length it announced. NotAllowed and Conflict as for what is written;
    NotAllowed where there is no file, Conflict where it is gone or spoilt.
    """
    if not piece.sha256:
        raise NotAllowed("it has no file")
    _demand_reader(piece, by, on=today)
    try:
        content = files.opened(piece)
    except FileNotFoundError as error:
        raise Conflict(
            "附件在本站的 files 文件夹里找不到；请系统管理员从备份恢复该文件夹。",
            "The file is not in the folder files of the site; have it restored from the backup.",
        ) from error
    except Spoilt as error:
        raise Conflict(
            "附件打不开：内容与归入时不一致、不完整，或密钥已不在本站；请系统管理员从备份恢复 files 和 keys 文件夹。",
            "The file does not open: it is not what was filed, not whole, or its key is gone; have the folders files "
            "and keys restored from the backup.",
        ) from error
    try:
        with journal.opened("evidence.read", by, subject=piece, reason=piece.sha256):
            return content
    except BaseException:
        content.close()
        raise


def _may_read(officer: Officer, row: Piece | Statement) -> bool:
    return policies.may_read(officer, row.case)


def _demand_readable(row: Piece | Statement, by: Officer, *, on: date) -> None:
    """As `_demand_reader`, and NotAllowed where nothing is written."""
    if not row.has_words:
        raise NotAllowed("nothing is shown")
    _demand_reader(row, by, on=on)


def _demand_reader(row: Piece | Statement, by: Officer, *, on: date) -> None:
    """Raise NotAllowed where she may not read it, Conflict where she has to keep away."""
    if not _may_read(by, row):
        raise NotAllowed("nothing is shown")
    if checking.is_barred(row.case, Person.objects.everything(reason="recusal").get(pk=by.person_id), on=on):
        raise Conflict(
            "您办理过这户的申请或与本件有关，应当回避，不能查看原文和附件。",
            "You have handled this household or stand in the matter, keep away and do not read this.",
        )
