"""The bar of every page: the parts of the site that open for the officer, as their own views declare it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse

from mingjian.desk.core.http import SIGNED_IN, Access, access_of
from mingjian.desk.findings import policies as findings
from mingjian.desk.findings.models import LOOKING_ORGANS
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.officers import Officer
from mingjian.wording import Text

# The parts in the order of the bar, by the name of their address; a part that is not there (yet) is left out.
PARTS = {
    "workbench": Text("工作台", "Workbench"),
    "findings": Text("疑点线索", "Findings"),
    "questions": Text("家庭核实问题", "Household questions"),
    "cases": Text("核查件", "Cases"),
    "duties": Text("义务", "Duties"),
    "map": Text("地图", "Map"),
    "documents": Text("公文", "Documents"),
    "corrections": Text("数据更正", "Corrections"),
    "owed": Text("欠报数据", "Owed tables"),
    "rules": Text("规则准确程度", "Rules"),
    "runs": Text("装入筛查结果", "Runs"),
    "people": Text("任职", "People"),
    "accounts": Text("账户", "Accounts"),
    "journal": Text("日志", "Journal"),
    "account": Text("我的账户", "My account"),
}
# Whoever looks at no finding is not sent to its ledgers, though the address would open and be empty.
OF_LOOKING_ORGANS = frozenset({"findings", "questions", "cases", "rules", "map"})


@dataclass(frozen=True)
class Entry:
    """One entry of the bar."""

    address: str
    text: Text
    is_current: bool
    count: int | None = None


def navigation(request: HttpRequest) -> dict[str, object]:
    """What the template of every page may ask: the entries of the bar."""
    officer = getattr(request, "officer", None)
    return {"navigation": entries(officer, request.path) if isinstance(officer, Officer) else []}


def entries(officer: Officer, path: str) -> list[Entry]:
    """The entries that open for an officer; of those that fit the path the longest is the current one."""
    opening = list(_opening(officer))
    fitting = [
        address for _, address in opening if path == address or path.startswith(f"{address.rstrip('/')}/")
    ]
    current = max(fitting, key=len, default="")
    return [Entry(address, PARTS[name], address == current) for name, address in opening]


def _opening(officer: Officer) -> Iterator[tuple[str, str]]:
    for name in PARTS:
        found = _address(name)
        if found and _opens(name, found[1], officer):
            yield name, found[0]


def _opens(name: str, access: Access, officer: Officer) -> bool:
    if name in OF_LOOKING_ORGANS and officer.organ not in LOOKING_ORGANS:
        return False
    if name == "runs" and not findings.may_load(officer):
        return False
    return access.to == SIGNED_IN or bool(access.roles & {str(Role(role)) for role in officer.roles})


@cache
def _address(name: str) -> tuple[str, Access] | None:
    """The address of a part and who may open it; None where there is no such part."""
    try:
        address = reverse(name)
    except NoReverseMatch:
        return None
    access = access_of(resolve(address).func)
    return (address, access) if access else None
