"""Places: take in the divisions, open and close organs, say who answers for a place and who holds approval."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q

from mingjian.desk.core import bulk
from mingjian.desk.core.actions import Conflict, action, founding
from mingjian.desk.core.actor import Actor
from mingjian.desk.people import policies
from mingjian.desk.people.kinds import OrganKind
from mingjian.desk.people.models import Division, Organ, Power, Responsibility
from mingjian.exchange import divisions


@founding("division.take_in", may=policies.may_keep_registers)
def take_divisions(by: Actor, *, under: Sequence[str] = ("15",)) -> int:
    """Take the built-in places in that are not there yet: those under the given ones, and those above them."""
    wanted = {code for code in divisions.names() if code.startswith(tuple(under))}
    for code in under:
        while code := divisions.parent(code):
            wanted.add(code)
    missing = sorted(wanted - set(Division.objects.values_list("code", flat=True)))
    names = divisions.names()
    bulk.insert([Division(code=code, name=names[code], level=divisions.level(code)) for code in missing])
    return len(missing)


@founding("organ.open", may=policies.may_open_organ)
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


@founding("responsibility.set", may=policies.may_assign_place)
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


@founding("power.set", may=policies.may_set_power)
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


@founding("power.give", may=policies.may_set_power)
def give_power(by: Actor, *, division: str, held_by: str, from_day: date, document: str) -> Power:
    """Say who holds approval in a place from a day on; who held it before holds it to the day before."""
    if held_by == Power.TOWNSHIP and not document.strip():
        raise Conflict("下放到苏木乡镇的，请写明文件。", "A delegation to the township needs its document.")
    every = Power.objects.select_for_update().filter(division_id=division)
    for row in every.filter(_holds_after(from_day)):
        _end_before(row, from_day)
    return Power.objects.create(
        division_id=division, held_by=held_by, from_day=from_day, document=document.strip()
    )


@founding("responsibility.assign", may=policies.may_assign_place)
def assign_place(
    by: Actor,
    *,
    division: str,
    from_day: date,
    document: str,
    township: str | None = None,
    county: str | None = None,
    league: str | None = None,
) -> Responsibility:
    """Say who answers for a place from a day on; what was said before holds to the day before."""
    if not document.strip():
        raise Conflict("请写明文件。", "Name the document.")
    every = Responsibility.objects.select_for_update()
    for row in every.filter(_holds_after(from_day), division_id=division):
        _end_before(row, from_day)
    return Responsibility.objects.create(
        division_id=division,
        from_day=from_day,
        township_id=township,
        county_id=county,
        league_id=league,
        document=document.strip(),
    )


def _holds_after(day: date) -> Q:
    """What holds on a day or after it, also where its last day lies ahead already."""
    return Q(to_day__isnull=True) | Q(to_day__gte=day)


def _end_before(row: Power | Responsibility, day: date) -> None:
    if row.from_day >= day:
        raise Conflict(
            f"已有自{row.from_day}起的登记；新的起始日期要晚于它。",
            f"Something is on record from {row.from_day} on; the new one has to begin later.",
        )
    row.to_day = day - timedelta(days=1)
    row.save(update_fields=["to_day"])


@action("responsibility.end", may=policies.may_end_assignment)
def end_assignment(row: Responsibility, by: Actor, *, to_day: date, reason: str) -> None:
    """End what was said of a place: from the next day on the prefix of its code says who answers for it."""
    if row.to_day is not None:
        raise Conflict("这一登记已经结束。", "This has ended already.")
    if to_day < row.from_day or not reason.strip():
        raise Conflict(
            "结束日期不能早于起始日期，并请写明理由。",
            "The last day is not before the first one, and needs a reason.",
        )
    row.to_day = to_day
    row.save(update_fields=["to_day"])


@action("division.close", may=policies.may_close_division)
def close_division(
    division: Division, by: Actor, *, successor: Division | None, to_day: date, reason: str
) -> None:
    """Close a place on a day, merged into its successor where it has one; its code stays what it meant before."""
    if not reason.strip():
        raise Conflict("请写明文件或理由。", "Name the document or the reason.")
    if successor is not None and (successor.pk == division.pk or successor.level != division.level):
        raise Conflict("并入的应是同级的另一个地方。", "It is merged into another place of its level.")
    division.to_day, division.successor = to_day, successor
    division.save(update_fields=["to_day", "successor"])


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
