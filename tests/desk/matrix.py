"""Who may do what, said a second time and independently: the table that the authorization matrix is played against.

Every route of the resolver has a line here; a new one fails the matrix until somebody has said who may open it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from desk.cast import PARTS

EVERYONE, SIGNED_IN = "everyone", "signed-in"
LOOKING = {"handler", "reviewer", "approver", "supervisor", "auditor", "discipline"}
WORKING = {"handler", "supervisor"}
DRAFTING = LOOKING | {"finance", "data"}
PROVIDING = {"data", "handler", "supervisor", "finance"}
RECEIVING = DRAFTING | {"operator"}
READING = {"supervisor", "approver", "discipline", "auditor", "sysadmin"}
KEEPING_KIN = {"supervisor", "discipline"}
WATCHING = {"supervisor", "approver", "discipline"}
ORGANS_THAT_LOOK = {"civil_affairs", "government", "audit", "discipline", "inspection_group"}
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD")

VERBS = (
    "assign",
    "take-up",
    "report",
    "review",
    "return",
    "order",
    "clear",
    "put-right",
    "accept",
    "close",
    "not-put-right",
    "file",
    "offer-statement",
    "take-statement",
    "recover",
    "pay",
    "waive",
    "appeal",
    "restore",
    "give-back",
    "add-organ",
    "reopen",
)
MOVES = ("submit", "check", "send_back", "issue", "dispatch", "drop", "withdraw")


@dataclass(frozen=True)
class Line:
    """Who may open a route, which kind of row stands in its address, which methods it knows, what else stands there."""

    to: str | set[str]
    methods: tuple[str, ...]
    kind: str = ""
    more: tuple[tuple[object, ...], ...] = ((),)


TABLE: dict[str, Line] = {
    "language": Line(EVERYONE, POST),
    "healthz": Line(EVERYONE, GET),
    "ledger-columns": Line(SIGNED_IN, POST, "", (("findings",), ("duties",), ("owed",), ("absent",))),
    "exports": Line(SIGNED_IN, GET),
    "export-file": Line(SIGNED_IN, GET, "export"),
    "sign-in": Line(EVERYONE, BOTH),
    "second-factor": Line(EVERYONE, BOTH),
    "new-password": Line(EVERYONE, BOTH),
    "enrol": Line(EVERYONE, BOTH),
    "authenticator": Line(EVERYONE, BOTH),
    "authenticator-picture": Line(EVERYONE, GET),
    "enter": Line(EVERYONE, POST),
    "sign-out": Line(EVERYONE, POST),
    "account": Line(SIGNED_IN, GET),
    "change-password": Line(SIGNED_IN, POST),
    "renew-codes": Line(SIGNED_IN, POST),
    "change-second-factor": Line(SIGNED_IN, POST),
    "tokens": Line(SIGNED_IN, BOTH),
    "end-token": Line(SIGNED_IN, POST, "token"),
    "end-session": Line(SIGNED_IN, POST, "session"),
    "accounts": Line({"sysadmin", "secadmin"}, GET),
    "new-account": Line({"sysadmin"}, BOTH),
    "one-account": Line({"sysadmin", "secadmin"}, GET, "account"),
    "disable-account": Line({"sysadmin"}, POST, "account"),
    "ask-handover": Line({"sysadmin"}, POST, "account"),
    "confirm-handover": Line({"secadmin"}, POST, "handover"),
    "withdraw-handover": Line({"sysadmin", "secadmin"}, POST, "handover"),
    "grant-role": Line({"secadmin"}, POST, "account"),
    "end-role": Line({"secadmin"}, POST, "role"),
    "journal": Line({"auditadmin"}, GET),
    "journal-entry": Line({"auditadmin"}, GET, "entry"),
    "people": Line(READING, GET),
    "organs": Line(READING, GET),
    "in-charge": Line(READING, GET),
    "person": Line(READING, GET, "person"),
    "organ": Line(READING, GET, "organ"),
    "new-term": Line({"sysadmin"}, BOTH),
    "term": Line({"sysadmin"}, BOTH, "term"),
    "correct-person": Line({"sysadmin"}, BOTH, "person"),
    "kin": Line(KEEPING_KIN, BOTH, "kept"),
    "end-kin": Line(KEEPING_KIN, POST, "tie"),
    "end-filing": Line(KEEPING_KIN, POST, "filing"),
    "new-organ": Line({"sysadmin"}, BOTH),
    "correct-organ": Line({"sysadmin"}, BOTH, "organ"),
    "powers": Line(READING, BOTH),
    "answering": Line(READING, BOTH),
    "end-assignment": Line({"supervisor"}, POST, "assignment"),
    "close-division": Line({"supervisor"}, POST),
    "findings": Line(LOOKING, GET),
    "findings-bulk": Line(WORKING, POST),
    "rules": Line(LOOKING, GET),
    "runs": Line({"supervisor"}, BOTH),
    "changes": Line(LOOKING, GET),
    "bundles": Line(LOOKING, GET),
    "findings-settle": Line(WORKING, POST),
    "corrections": Line(LOOKING | PROVIDING, GET),
    "correction": Line(LOOKING | PROVIDING, GET, "correction"),
    "correction-answer": Line(PROVIDING, POST, "correction"),
    "correction-reveal": Line(PROVIDING, POST, "correction"),
    "correction-letter": Line(WORKING, POST, "correction"),
    "questions": Line(LOOKING, GET),
    "question": Line(WORKING, BOTH, "question"),
    "owed": Line(LOOKING | PROVIDING, GET),
    "owed-ask": Line({"supervisor", "data"}, POST),
    "finding": Line(LOOKING, GET, "finding"),
    "finding-settle": Line(WORKING, POST, "finding"),
    "finding-escalate": Line(WORKING, POST, "finding"),
    "finding-hand-down": Line(WORKING, POST, "finding"),
    "finding-reopen": Line(WORKING, POST, "finding"),
    "finding-reveal": Line(LOOKING, POST, "finding"),
    "cases": Line(LOOKING, GET),
    "case-open": Line(WORKING, POST),
    "case": Line(LOOKING, GET, "case"),
    "case-piece": Line(LOOKING, GET, "piece"),
    "case-piece-reveal": Line(LOOKING, POST, "piece"),
    "case-statement-reveal": Line(LOOKING, POST, "statement"),
    "case-write": Line(LOOKING, BOTH, "case", (("hearing_letter",), ("stop_notice",))),
    "case-do": Line(LOOKING, POST, "case", tuple((verb,) for verb in VERBS)),
    "workbench": Line(SIGNED_IN, GET),
    "household": Line(LOOKING, GET, "household"),
    "map": Line(LOOKING, GET),
    "place": Line(LOOKING, GET, "place"),
    "documents": Line(RECEIVING, GET),
    "document-code": Line({"approver", "supervisor"}, POST),
    "document-kinds": Line(DRAFTING, GET),
    "document-draft": Line(DRAFTING, BOTH, "", (("rectification_notice",), ("stop_notice",))),
    "document": Line(RECEIVING, GET, "document"),
    "document-rewrite": Line(DRAFTING, BOTH, "document"),
    "document-docx": Line(RECEIVING, GET, "document"),
    "document-pdf": Line(RECEIVING, GET, "document"),
    "document-receive": Line(RECEIVING, POST, "delivery"),
    "document-act": Line(RECEIVING, POST, "document", tuple((move,) for move in MOVES)),
    "duties": Line(RECEIVING, GET),
    "duties-below": Line(WATCHING, GET),
    "duties-above": Line(RECEIVING, GET),
    "duty": Line(RECEIVING, GET, "duty"),
    "duty-urge": Line(RECEIVING, POST, "duty"),
    "duty-supervise": Line({"supervisor"}, POST, "duty"),
    "duty-resume": Line(RECEIVING, POST, "duty"),
    "duty-meet": Line(RECEIVING, POST, "duty"),
    "duty-void": Line({"supervisor"}, POST, "duty"),
    "duty-ask": Line(RECEIVING, POST, "duty", (("extension",), ("pause",))),
    "duty-decide": Line({"approver", "supervisor"}, POST, "asked", (("grant",), ("refuse",))),
    "calendar": Line(RECEIVING, GET, "", ((2026,),)),
    "calendar-notice": Line({"supervisor"}, POST, "", ((2026,),)),
    "calendar-local": Line({"supervisor"}, POST, "", ((2026,),)),
    "calendar-frequency": Line({"supervisor"}, POST, "", ((2026,),)),
}
# The operations for programs: who may call them, with a token. They are played in tests/desk/api.
API: dict[str, str | set[str]] = {
    "openapi-json": EVERYONE,
    "api-me": SIGNED_IN,
    "api-organs": READING,
    "api-organ": READING,
    "api-terms": READING,
    "api-in-charge": READING,
    "api-duties": RECEIVING,
    "api-duties-below": WATCHING,
    "api-duties-above": RECEIVING,
    "api-duty": RECEIVING,
    "api-duty-urge": RECEIVING,
    "api-duty-ask-extension": RECEIVING,
    "api-duty-ask-pause": RECEIVING,
    "api-duty-resume": RECEIVING,
    "api-findings": LOOKING,
    "api-findings-rules": LOOKING,
    "api-finding": LOOKING,
    "api-findings-assign": WORKING,
    "api-findings-give-back": WORKING,
    "api-findings-hold": WORKING,
    "api-findings-settle": WORKING,
    "api-finding-escalate": WORKING,
    "api-finding-reopen": WORKING,
    "api-questions": LOOKING,
    "api-question": LOOKING,
    "api-question-answer": WORKING,
    "api-owed": LOOKING | {"data"},
    "api-owed-ask": {"supervisor", "data"},
    "api-cases": LOOKING,
    "api-case": LOOKING,
    "api-case-open": WORKING,
    "api-case-assign": LOOKING,
    "api-case-take-up": LOOKING,
    "api-case-give-back": LOOKING,
    "api-case-file": LOOKING,
    "api-case-upload": LOOKING,
    "api-case-evidence": LOOKING,
    "api-case-piece": LOOKING,
    "api-case-piece-reveal": LOOKING,
    "api-case-statement-reveal": LOOKING,
    "api-case-report": LOOKING,
    "api-case-review": LOOKING,
    "api-case-return": LOOKING,
    "api-case-order": LOOKING,
    "api-case-clear": LOOKING,
    "api-case-put-right": LOOKING,
    "api-case-accept": LOOKING,
    "api-case-not-put-right": LOOKING,
    "api-case-close": LOOKING,
    "api-case-reopen": LOOKING,
    "api-case-offer-statement": LOOKING,
    "api-case-take-statement": LOOKING,
    "api-case-recover": LOOKING,
    "api-case-pay": LOOKING,
    "api-case-waive": LOOKING,
    "api-case-appeal": LOOKING,
    "api-case-restore": LOOKING,
    "api-case-add-organ": LOOKING,
    "api-case-paper": LOOKING,
    "api-case-write": LOOKING,
}
# Methods that a route does not know are played with the first of its verbs alone: they never reach the row.
ABSENT = UUID("00000000-0000-4000-8000-000000000000")


@dataclass(frozen=True)
class Who:
    """Somebody of the cast in the words of this table; a role of none is that of one whose role has ended."""

    name: str
    place: str
    organ: str
    role: str

    @property
    def office(self) -> str:
        """Her office, such as `civil_affairs@150423`."""
        return f"{self.organ}@{self.place}"


OFFICERS = tuple(
    Who(name, place, str(organ), str(role)) for name, _, place, organ, role, _ in PARTS if role is not None
)


@dataclass(frozen=True)
class Thing:
    """A row of the world: what kind, whose it is, which office it touches or owns it, from whom it is hidden.

    `reached` is whom it went to beside: the county whose household was asked, the office that received a document.
    """

    kind: str
    key: str
    owner: str
    office: str = ""
    hidden_from: frozenset[str] = frozenset()
    reached: str = ""


def sees(who: Who, thing: Thing) -> bool:
    """Whether an officer may know that something exists; said without the program's own queries."""
    if who.name in thing.hidden_from:
        return False
    return SIGHT[thing.kind](who, thing)


def _matter(who: Who, thing: Thing) -> bool:
    return (
        who.organ in ORGANS_THAT_LOOK
        and who.role in LOOKING
        and thing.owner.startswith(who.place)
        and thing.office != who.office
    )


def _question(who: Who, thing: Thing) -> bool:
    return who.organ in ORGANS_THAT_LOOK and who.role in LOOKING and thing.owner.startswith(who.place)


def _household(who: Who, thing: Thing) -> bool:
    asked = bool(thing.reached) and _question(who, Thing("question", "", thing.reached))
    return _matter(who, thing) or asked


def _owed(who: Who, thing: Thing) -> bool:
    return who.organ in (ORGANS_THAT_LOOK | {"institution"}) and thing.owner.startswith(who.place)


def _correction(who: Who, thing: Thing) -> bool:
    """Whoever sees the finding behind it, and at the provider (`reached`) who handles its data."""
    return _matter(who, thing) or (who.office == thing.reached and who.role in PROVIDING)


def _place(who: Who, thing: Thing) -> bool:
    return thing.owner.startswith(who.place)


def _duty(who: Who, thing: Thing) -> bool:
    return who.office == thing.office or (who.role in WATCHING and thing.owner.startswith(who.place))


def _document(who: Who, thing: Thing) -> bool:
    """A draft is its office's alone; what was sent is the recipient's (`reached`) too and that of supervisors above."""
    if who.office == thing.office:
        return True
    above = who.role == "supervisor" and thing.owner.startswith(who.place)
    return bool(thing.reached) and (who.office == thing.reached or above)


def _account(who: Who, thing: Thing) -> bool:
    return who.role in ("sysadmin", "secadmin") and thing.owner.startswith(who.place)


SIGHT = {
    "finding": _matter,
    "case": _matter,
    "piece": _matter,
    "statement": _matter,
    "household": _household,
    "question": _question,
    "owed": _owed,
    "correction": _correction,
    "place": _place,
    "duty": _duty,
    "asked": _duty,
    "document": _document,
    "delivery": _document,
    "account": _account,
    "handover": _account,
    "role": _account,
    "entry": lambda who, _: who.role == "auditadmin",
    "session": lambda *_: False,  # those of others
    "export": lambda *_: False,
    "person": _place,
    "organ": _place,
    "term": _place,
    "kept": _place,
    "tie": _place,
    "filing": _place,
    "assignment": _place,
    "token": lambda *_: False,
}


def works_on(who: Who, thing: Thing) -> bool:
    """Whether an officer may change something that she sees: who stands above looks and urges, but does not do it."""
    if thing.kind in ("finding", "case", "piece", "statement", "question"):
        return who.organ == "civil_affairs" and thing.owner == who.place
    return sees(who, thing)


def reads(who: Who, thing: Thing) -> bool:
    """Whether the content of evidence is for an officer, where nobody checks the case yet."""
    if not sees(who, thing):
        return False
    judges = who.role in ("reviewer", "approver") and works_on(who, thing)
    return judges or who.role in ("supervisor", "auditor", "discipline")


def opens(who: Who | None, to: str | set[str]) -> bool:
    """Whether the door lets somebody through; None is nobody."""
    if to == EVERYONE:
        return True
    if who is None:
        return False
    return to == SIGNED_IN or who.role in to


def arguments(line: Line, key: str) -> Iterator[tuple[object, ...]]:
    """What stands in the address of a route for a row, once for each verb."""
    for more in line.more:
        yield (*key.split("/"), *more) if key else more


def absent(thing: Thing) -> str:
    """The key of a row of that kind that is not there, where the rest of the address stays as it is."""
    if thing.kind == "household":
        return "H9999"
    if thing.kind == "place":
        return "990000"
    if thing.kind == "entry":
        return "99999999"
    first, *rest = thing.key.split("/")
    return "/".join([str(ABSENT), *rest]) if rest or first else str(ABSENT)
