"""Places: take in the divisions, open and close organs, say who answers for a place and who holds approval."""

from collections.abc import Sequence
from datetime import date

from mingjian.desk.core.actions import founding
from mingjian.desk.core.actor import Actor
from mingjian.desk.people import policies
from mingjian.desk.people.kinds import OrganKind
from mingjian.desk.people.models import Division, Organ, Power, Responsibility
from mingjian.exchange import divisions

AT_ONCE = 500


@founding("division.take_in", may=policies.may_keep_registers)
def take_divisions(by: Actor, *, under: Sequence[str] = ("15",)) -> int:
    """Take the built-in places in that are not there yet: those under the given ones, and those above them."""
    wanted = {code for code in divisions.names() if code.startswith(tuple(under))}
    for code in under:
        while code := divisions.parent(code):
            wanted.add(code)
    missing = sorted(wanted - set(Division.objects.values_list("code", flat=True)))
    names = divisions.names()
    Division.objects.bulk_create(
        [Division(code=code, name=names[code], level=divisions.level(code)) for code in missing], AT_ONCE
    )
    return len(missing)


@founding("organ.open", may=policies.may_keep_registers)
def open_organ(
    by: Actor,
    *,
    division: str,
    kind: OrganKind,
    name: str = "",
    from_day: date | None = None,
) -> Organ:
    """The organ of that kind and name in a place, opened where it is not there; named by its kind where unnamed."""
    named = name or usual_name(division, kind)
    organ, _ = Organ.objects.get_or_create(
        division_id=division, kind=kind, name=named, defaults={"from_day": from_day}
    )
    return organ


@founding("responsibility.set", may=policies.may_keep_registers)
def set_responsibility(
    by: Actor,
    *,
    division: str,
    from_day: date,
    to_day: date | None = None,
    township: str | None = None,
    county: str | None = None,
    league: str | None = None,
    document: str = "",
) -> Responsibility:
    """Say who answers for a place from a day on; what was said of the same day before is replaced."""
    row, _ = Responsibility.objects.update_or_create(
        division_id=division,
        from_day=from_day,
        defaults={
            "to_day": to_day,
            "township_id": township,
            "county_id": county,
            "league_id": league,
            "document": document,
        },
    )
    return row


@founding("power.set", may=policies.may_keep_registers)
def set_power(
    by: Actor,
    *,
    division: str,
    held_by: str,
    from_day: date,
    to_day: date | None = None,
    document: str = "",
) -> Power:
    """Say who holds the power of approval in a place from a day on."""
    row, _ = Power.objects.update_or_create(
        division_id=division,
        from_day=from_day,
        defaults={"held_by": held_by, "to_day": to_day, "document": document},
    )
    return row


USUAL = {
    OrganKind.GOVERNMENT: "人民政府",
    OrganKind.CIVIL_AFFAIRS: "民政局",
    OrganKind.TOWNSHIP: "社会救助办公室",
    OrganKind.VILLAGE: "",
    OrganKind.FINANCE: "财政局",
    OrganKind.POLICE: "公安局",
    OrganKind.LABOUR: "人力资源和社会保障局",
    OrganKind.HOUSING: "住房和城乡建设局",
    OrganKind.PROVIDENT_FUND: "住房公积金中心",
    OrganKind.TRANSPORT: "交通运输局",
    OrganKind.TAX: "税务局",
    OrganKind.MARKET: "市场监督管理局",
    OrganKind.AUDIT: "审计局",
    OrganKind.DISCIPLINE: "纪委监委",
    OrganKind.INSTITUTION: "事业单位",
    OrganKind.AGRICULTURE: "农牧局",
    OrganKind.LAND: "自然资源局",
    OrganKind.MEDICAL: "医疗保障局",
    OrganKind.DISABLED_FEDERATION: "残疾人联合会",
    OrganKind.HEALTH: "卫生健康委员会",
    OrganKind.JUSTICE: "司法局",
    OrganKind.OTHER: "其他单位",
    OrganKind.COURT: "人民法院",
    OrganKind.PROCURATORATE: "人民检察院",
    OrganKind.ORGANISATION: "党委组织部",
    OrganKind.INSPECTION_GROUP: "督查组",
    OrganKind.PETITIONS: "信访局",
    OrganKind.BANK: "代发银行",
}


def usual_name(division: str, kind: OrganKind) -> str:
    """What an organ of a kind is usually called in a place; the region's bureaus are departments (厅)."""
    word = USUAL[kind]
    if division == "15" and word.endswith("局"):
        word = word.removesuffix("局") + "厅"
    return divisions.name_of(division) + word
