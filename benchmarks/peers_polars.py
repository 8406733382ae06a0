"""Twelve rules of the catalogue as one would write them in Polars, by hand: the peer of benchmarks/peers.py.

    python benchmarks/peers_polars.py TABLES.json OUT

TABLES.json names the Parquet file of each table of a snapshot, the day judged on and the working days.
Written into OUT: findings.parquet (rule, subject, first, last, months, fen) and months.parquet (rule,
subject, m, fen).

What it does as Mingjian does it: the same months, money, exceptions, grants that hold a month, series of
grants, pauses and working days. What it leaves out: grades, clauses, sentences, evidence, what was known on
the day of decision, the answer of every rule for every place, parameters by place (it refuses data where a
local rule sets one), who answers for a village where that does not follow from its code, and how far the
extracts reach. So it has less to do.

Frames are lazy and collected together by the streaming engine. Households that no rule can hit are set aside
by what they were paid and granted, month by month as bits of one number, as someone would who has measured:
comparing tens of millions of months as rows costs several times as much.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

OPEN = 99999
NEVER = date(9999, 12, 31)
MOST_MONTHS = 62
"""Months of payments that fit into one number as bits."""
LISTED = date(2022, 10, 20)
"""From this day on, deaths and new work have months of grace by national rule."""
PROCEDURE_OF_2012, PROCEDURE_OF_2021 = date(2012, 12, 12), date(2021, 7, 1)


@dataclass(frozen=True)
class Tables:
    """The tables of a snapshot and what the rules share of them; m is year * 12 + month - 1, money is fen.

    `allowance`: months paid. `grants`: with until_m, where the next grant of the household begins.
    """

    read: Callable[[str], pl.LazyFrame]
    as_of: date
    workdays: pl.LazyFrame
    allowance: pl.LazyFrame
    grants: pl.LazyFrame
    members: pl.LazyFrame
    persons: pl.LazyFrame

    def registry(self, name: str) -> pl.LazyFrame:
        """What a registry showed by the day judged on."""
        seen = pl.col("available_on").is_null() | (pl.col("available_on") <= self.as_of)
        return self.read(name).filter(seen)


def month(column: str) -> pl.Expr:
    """The number of a month."""
    return (pl.col(column).dt.year().cast(pl.Int32) * 12 + pl.col(column).dt.month().cast(pl.Int32)) - 1


def fen(column: str) -> pl.Expr:
    """Yuan as whole fen."""
    return (pl.col(column) * 100).cast(pl.Int64)


def first_day(m: str) -> pl.Expr:
    """The first day of a numbered month."""
    return pl.date(pl.col(m) // 12, pl.col(m) % 12 + 1, 1)


def open_tables(files: dict[str, str], as_of: date, days: list[tuple[str, int]]) -> Tables:
    """The tables behind those files."""

    def read(name: str) -> pl.LazyFrame:
        return pl.scan_parquet(files[name])

    covered = pl.col("kind") == "allowance"
    allowance = (
        read("payments")
        .filter(covered & (pl.col("paid") > 0) & (pl.col("period") <= as_of))
        .select("household_id", "period", month("period").alias("m"), fen("paid").alias("fen"), "paid_on",
                "account_holder_id")
    )  # fmt: skip
    members = read("members").select(
        "household_id", "person_id", pl.col("covered").fill_null(value=False),
        month("joined_on").fill_null(0).alias("from_m"), month("left_on").fill_null(OPEN).alias("to_m"),
    )  # fmt: skip
    workdays = pl.LazyFrame(
        {"day": [date.fromisoformat(day) for day, _ in days], "n": [n for _, n in days]},
        schema={"day": pl.Date, "n": pl.Int32},
    )
    return Tables(read, as_of, workdays, allowance, settled(read("grants")), members, sizes(read))


def settled(grants: pl.LazyFrame) -> pl.LazyFrame:
    """Grants in order, each until the next one of its household begins."""
    ordered = grants.select(
        "household_id",
        "grant_id",
        month("from_month").alias("from_m"),
        pl.coalesce(month("to_month"), month("ended_on"), OPEN).cast(pl.Int32).alias("to_m"),
        pl.coalesce("granted_on", "from_month").alias("granted_on"),
        pl.max_horizontal(pl.col("covered_persons"), 1).alias("covered_persons"),
        fen("allowance").alias("allowance_fen"),
    ).sort("household_id", "from_m", "granted_on", "grant_id")
    same = pl.col("household_id").shift(-1) == pl.col("household_id")
    until = pl.when(same).then(pl.col("from_m").shift(-1) - 1).otherwise(OPEN)
    return ordered.with_columns(pl.min_horizontal("to_m", until).alias("until_m"))


def sizes(read: Callable[[str], pl.LazyFrame]) -> pl.LazyFrame:
    """Persons of each household: as listed, else its members counted."""
    counted = read("members").group_by("household_id").agg(pl.len().cast(pl.Int64).alias("members"))
    return (
        read("households")
        .select("household_id", "persons")
        .join(counted, on="household_id", how="left")
        .select(
            "household_id",
            pl.max_horizontal(pl.coalesce("persons", "members", 1), 1).alias("persons"),
        )
    )


def benefits(t: Tables, homes: pl.LazyFrame) -> pl.LazyFrame:
    """Months paid to some households: fen, the persons the money was for, and when their series of grants began."""
    order = ("household_id", "from_m", "granted_on", "grant_id")
    grants = t.grants.join(homes, on="household_id", how="semi").sort(*order)
    last = pl.col("to_m").cum_max().shift(1).over("household_id")
    begins = (last.is_null() | (pl.col("from_m") > last + 1)).cast(pl.Int32)
    series = grants.with_columns(begins.alias("begins")).with_columns(
        pl.col("begins").cum_sum().over("household_id").alias("series")
    )
    dated = series.with_columns(
        pl.col("granted_on").min().over("household_id", "series").alias("first_granted_on")
    ).select("household_id", "from_m", "until_m", "covered_persons", "first_granted_on")
    months = (
        t.allowance.join(homes, on="household_id", how="semi")
        .group_by("household_id", "m")
        .agg(pl.col("fen").sum())
    )
    held = months.join(dated, on="household_id", how="inner").filter(
        pl.col("m").is_between(pl.col("from_m"), pl.col("until_m"))
    )
    return (
        months.join(held.drop("fen", "from_m", "until_m"), on=["household_id", "m"], how="left")
        .join(t.persons, on="household_id", how="left")
        .with_columns(pl.coalesce("covered_persons", "persons", 1).alias("covered_persons"))
        .drop("persons")
    )


def shared(hits: pl.LazyFrame, rule: str) -> pl.LazyFrame:
    """A person's share of each month paid, rounded once for each household."""
    number = pl.col("covered_persons").max()
    return (
        hits.group_by("person_id", "household_id", "m")
        .agg(((2 * pl.col("fen").sum() + number) // (2 * number)).alias("fen"))
        .select(
            pl.lit(rule).alias("rule"), pl.col("person_id").cast(pl.String).alias("subject"),
            pl.col("m").cast(pl.Int32), "fen",
        )
    )  # fmt: skip


def of_households(hits: pl.LazyFrame, rule: str) -> pl.LazyFrame:
    """Months and money of households."""
    subject = pl.col("household_id").alias("subject")
    return hits.select(
        pl.lit(rule).alias("rule"), subject, pl.col("m").cast(pl.Int32), pl.col("fen").cast(pl.Int64)
    )


def without_money(hits: pl.LazyFrame, rule: str) -> pl.LazyFrame:
    """Subjects that have neither months nor money."""
    nothing = (pl.lit(None, pl.Int32).alias("m"), pl.lit(None, pl.Int64).alias("fen"))
    return hits.select(pl.lit(rule).alias("rule"), "subject", *nothing).unique()


# -- persons ----------------------------------------------------------------------------------------------------------
def covered_with(t: Tables, registry: pl.LazyFrame) -> pl.LazyFrame:
    """Rows of a registry joined to the covered members they are about."""
    return registry.join(t.members.filter(pl.col("covered")).drop("covered"), on="person_id")


def deceased_paid(t: Tables) -> pl.LazyFrame:
    """Months after the month of death and the grace in force on the day of death, without what the bank sent back."""
    grace = pl.when(pl.col("died_on") < LISTED).then(1).otherwise(3)
    dead = covered_with(t, t.registry("deaths").select("person_id", "died_on")).with_columns(
        (month("died_on") + grace).alias("allowed_m")
    )
    homes = dead.select("household_id").unique()
    sent_back = (
        t.read("payments")
        .filter(
            (pl.col("kind") == "allowance")
            & pl.col("bounced_on").is_not_null()
            & pl.col("reissued_on").is_null()
        )
        .join(homes, on="household_id", how="semi")
        .group_by("household_id", month("period").alias("m"))
        .agg(fen("paid").sum().alias("back"))
    )
    paid = (
        dead.join(benefits(t, homes), on="household_id")
        .filter((pl.col("m") > pl.col("allowed_m")) & pl.col("m").is_between("from_m", "to_m"))
        .join(sent_back, on=["household_id", "m"], how="left")
        .with_columns(pl.col("fen") - pl.col("back").fill_null(0))
        .filter(pl.col("fen") > 0)
    )
    return shared(paid, "deceased-paid")


def imprisoned_paid(t: Tables) -> pl.LazyFrame:
    """Months that lie wholly inside a term of imprisonment."""
    inmates = covered_with(t, t.registry("prisoners").select("person_id", "from_day", "to_day"))
    months = (
        inmates.join(benefits(t, inmates.select("household_id").unique()), on="household_id")
        .with_columns(first_day("m").alias("first_on"))
        .filter(
            pl.col("m").is_between("from_m", "to_m")
            & (pl.col("first_on") >= pl.col("from_day"))
            & (pl.col("first_on").dt.month_end() <= pl.col("to_day").fill_null(NEVER))
        )
        .unique(["person_id", "household_id", "m"])
    )
    return shared(months, "imprisoned-paid")


def double_benefit(t: Tables) -> pl.LazyFrame:
    """Two months or more of a person covered and paid in two households; money of all but the first granted."""
    covered = t.members.filter(pl.col("covered")).drop("covered")
    twice = covered.group_by("person_id").agg(pl.col("household_id").n_unique().alias("homes"))
    places = covered.join(twice.filter(pl.col("homes") > 1), on="person_id", how="semi")
    number = pl.col("covered_persons")
    order = [pl.col("first_granted_on").fill_null(NEVER), pl.col("household_id")]
    one = ("person_id", "m")
    stood = (
        places.join(benefits(t, places.select("household_id").unique()), on="household_id")
        .filter(pl.col("m").is_between("from_m", "to_m"))
        .with_columns(((2 * pl.col("fen") + number) // (2 * number)).alias("share"))
        .sort(*one, *order)
        .with_columns(pl.len().over(one).alias("places"), pl.int_range(pl.len()).over(one).alias("place"))
        .filter(pl.col("places") > 1)
        .with_columns(pl.col("m").n_unique().over("person_id").alias("months"))
        .filter(pl.col("months") >= 2)
    )
    return stood.select(
        pl.lit("double-benefit").alias("rule"), pl.col("person_id").cast(pl.String).alias("subject"),
        pl.col("m").cast(pl.Int32), pl.when(pl.col("place") == 0).then(0).otherwise("share").alias("fen"),
    )  # fmt: skip


def work(t: Tables) -> pl.LazyFrame:
    """Established posts: each row until new pay at the same employer, with the beginning of unbroken work."""
    rows = (
        t.registry("payroll")
        .filter(pl.col("kind") == "established")
        .join(t.members, on="person_id", how="semi")
        .select(
            "person_id", "employer", "from_month", month("from_month").alias("from_m"),
            month("to_month").fill_null(OPEN).alias("to_m"),
        )
        .sort("person_id", "employer", "from_m")
        .with_columns((pl.col("from_m").shift(-1).over("person_id", "employer") - 1).alias("next_m"))
        .sort("person_id", "from_m", "to_m", "employer")
        .with_columns(pl.col("to_m").cum_max().shift(1).over("person_id").alias("reached_m"))
    )  # fmt: skip
    begins = (pl.col("reached_m").is_null() | (pl.col("from_m") > pl.col("reached_m") + 1)).cast(pl.Int32)
    return rows.with_columns(begins.cum_sum().over("person_id").alias("series")).select(
        "person_id",
        pl.col("from_m").alias("work_from_m"),
        pl.min_horizontal("to_m", pl.col("next_m").fill_null(OPEN)).alias("work_to_m"),
        pl.col("from_month").min().over("person_id", "series").dt.month_end().alias("begun_on"),
        pl.col("from_m").min().over("person_id", "series").alias("begun_m"),
    )


def payroll_recipient(t: Tables) -> pl.LazyFrame:
    """Months inside an established post, after the grace of those who found work while on the list."""
    employed = covered_with(t, work(t))
    grace = pl.when(pl.col("begun_on") < LISTED).then(0).otherwise(6)
    excused = (pl.col("begun_on") > pl.col("first_granted_on")) & (pl.col("m") < pl.col("begun_m") + grace)
    months = (
        employed.join(benefits(t, employed.select("household_id").unique()), on="household_id")
        .filter(
            pl.col("m").is_between("from_m", "to_m")
            & pl.col("m").is_between("work_from_m", "work_to_m")
            & ~excused.fill_null(value=False)
        )
        .unique(["person_id", "household_id", "m"])
    )
    return shared(months, "payroll-recipient")


# -- households -------------------------------------------------------------------------------------------------------
def standards(t: Tables) -> pl.LazyFrame:
    """The standard of each county and area with the months in which it was in force."""
    place = ("county", "area")
    return (
        t.read("standards")
        .select(
            pl.col("division").str.slice(0, 6).alias("county"), "area", month("from_month").alias("in_force_m"),
            fen("monthly").alias("standard"),
        )
        .sort(*place, "in_force_m")
        .with_columns((pl.col("in_force_m").shift(-1).over(place) - 1).fill_null(OPEN).alias("until_force_m"))
    )  # fmt: skip


def owned_vehicles(t: Tables) -> pl.LazyFrame:
    """Normal vehicles of listed kinds of members; no machine of a household that herds."""
    kinds = ["car", "truck", "commercial", "machinery"]
    herders = (
        t.registry("livestock").filter(pl.col("head") > 0).select("person_id").unique()
        .join(t.members, on="person_id").select("household_id").unique().with_columns(pl.lit(1).alias("herds"))
    )  # fmt: skip
    return (
        t.registry("vehicles")
        .filter((pl.col("status") == "normal") & pl.col("kind").is_in(kinds))
        .select("person_id", "vehicle_id", "kind", "registered_on", fen("value").alias("value"),
                pl.col("ended_on").fill_null(NEVER))
        .join(t.members, on="person_id")
        .join(herders, on="household_id", how="left")
        .filter(pl.col("herds").is_null() | (pl.col("kind") != "machinery"))
    )  # fmt: skip


def vehicle_owner(t: Tables) -> pl.LazyFrame:
    """Months in which a member owns a vehicle of twelve standards; one car is left to a severely disabled member."""
    owned = owned_vehicles(t)
    areas = t.read("households").select(
        "household_id", pl.col("division").str.slice(0, 6).alias("county"), pl.col("area").fill_null("rural")
    )
    least = standards(t).select(pl.col("standard").min()).collect().item() or 0
    owned = owned.filter(pl.col("value") >= 12 * least)
    homes = owned.select("household_id").unique()
    paid = (
        benefits(t, homes)
        .join(areas, on="household_id")
        .join(standards(t), on=["county", "area"])
        .filter(pl.col("m").is_between("in_force_m", "until_force_m"))
        .select("household_id", "m", "fen", "standard", first_day("m").alias("first_on"))
    )
    counted = owned.join(paid, on="household_id").filter(
        pl.col("m").is_between("from_m", "to_m")
        & (pl.col("registered_on") <= pl.col("first_on").dt.month_end())
        & (pl.col("ended_on") >= pl.col("first_on"))
        & (pl.col("value") >= 12 * pl.col("standard"))
    )
    disabled = (
        t.registry("disabled").filter(pl.col("grade") <= 2).select("person_id", "issued_on")
        .join(t.members, on="person_id").join(homes, on="household_id", how="semi")
        .select("household_id", "issued_on", pl.col("from_m").alias("sick_from"), pl.col("to_m").alias("sick_to"))
    )  # fmt: skip
    excused = (
        counted.join(disabled, on="household_id")
        .filter(
            pl.col("m").is_between("sick_from", "sick_to")
            & (pl.col("issued_on") <= pl.col("first_on").dt.month_end())
        )
        .select("household_id", "m", pl.lit(1).alias("excused"))
        .unique()
    )
    # What counts is whether a vehicle is left: one car fewer where one is excused.
    cars = pl.min_horizontal((pl.col("kind") == "car").sum(), pl.col("excused").max().fill_null(0))
    left = (
        counted.join(excused, on=["household_id", "m"], how="left")
        .group_by("household_id", "m")
        .agg((pl.len() - cars).alias("left"), pl.col("fen").max())
        .filter(pl.col("left") > 0)
    )
    return of_households(left, "vehicle-owner")


def payee_outside_household(t: Tables) -> pl.LazyFrame:
    """Allowance credited to the account of somebody who is neither head nor, in that month, a member."""
    heads = t.read("households").select(
        "household_id", "head_id", pl.col("institution").fill_null(value=False)
    )
    key = ["household_id", "person_id"]
    others = (
        t.allowance.filter(pl.col("paid_on").is_not_null() & pl.col("account_holder_id").is_not_null())
        .join(heads, on="household_id")
        .filter((pl.col("account_holder_id") != pl.col("head_id")) & ~pl.col("institution"))
        .select("household_id", pl.col("account_holder_id").alias("person_id"), "m", "fen")
        .group_by(*key, "m")
        .agg(pl.col("fen").sum())
    )
    own = others.join(t.members, on=key).filter(pl.col("m").is_between("from_m", "to_m")).select(*key, "m")
    hits = others.join(own, on=[*key, "m"], how="anti").group_by("household_id", "m").agg(pl.col("fen").sum())
    return of_households(hits, "payee-outside-household")


@dataclass(frozen=True)
class Compared:
    """Months of households as bits from `base_m` on: `loose` paid without a grant, `owed` granted and not credited."""

    masks: pl.LazyFrame
    base_m: int


def compared(t: Tables) -> Compared:
    """Payments and grants of every household, month by month in one number each; ValueError where they do not fit."""
    reach = t.allowance.select(pl.col("m").min().alias("first"), pl.col("m").max().alias("last")).collect()
    base_m, last_m = int(reach["first"][0]), int(reach["last"][0])
    if last_m - base_m >= MOST_MONTHS:
        raise ValueError(f"payments of {last_m - base_m + 1} months, {MOST_MONTHS} at most")
    two = pl.lit(2, pl.Int64)
    bit = two.pow(pl.col("m") - base_m)
    paid = t.allowance.group_by("household_id").agg(
        bit.bitwise_or().alias("paid"),
        bit.filter(pl.col("paid_on").is_not_null()).bitwise_or().alias("credited"),
        pl.col("m").min().alias("first_m"),
        pl.col("m").max().alias("last_m"),
    )
    county = t.read("households").select("household_id", pl.col("division").str.slice(0, 6).alias("county"))
    filed = (
        paid.join(county, on="household_id")
        .group_by("county")
        .agg(pl.col("first_m").min(), pl.col("last_m").max())
    )
    homes = county.join(filed, on="county").select(
        "household_id", pl.col("first_m").alias("filed_first"), pl.col("last_m").alias("filed_last")
    )
    granted = t.grants.with_columns(
        (pl.max_horizontal("from_m", base_m) - base_m).alias("low"),
        (pl.min_horizontal("until_m", last_m) - base_m).alias("high"),
    ).filter(pl.col("low") <= pl.col("high"))
    held = granted.group_by("household_id").agg(
        (two.pow(pl.col("high") + 1) - two.pow(pl.col("low"))).bitwise_or().alias("granted")
    )
    within = two.pow(pl.col("filed_last") - base_m + 1) - two.pow(pl.col("filed_first") - base_m)
    masks = (
        held.join(homes, on="household_id", how="left")
        .join(paid.drop("first_m", "last_m"), on="household_id", how="full", coalesce=True)
        .with_columns(within.fill_null(0).alias("within"))
        .with_columns(pl.col("granted", "paid", "credited").fill_null(0))
        .select(
            "household_id",
            (pl.col("paid") & ~pl.col("granted")).alias("loose"),
            (pl.col("granted") & pl.col("within") & ~pl.col("credited")).alias("owed"),
        )
        .filter((pl.col("loose") != 0) | (pl.col("owed") != 0))
    )
    return Compared(masks.collect(engine="streaming").lazy(), base_m)


def months_of(x: Compared, mask: str) -> pl.LazyFrame:
    """The months of one mask, one row each."""
    place = pl.int_ranges(0, MOST_MONTHS, dtype=pl.Int32)
    spread = x.masks.filter(pl.col(mask) != 0).with_columns(place.alias("place")).explode("place")
    is_set = (pl.col(mask) // pl.lit(2, pl.Int64).pow(pl.col("place"))) % 2 == 1
    return spread.filter(is_set).select("household_id", (pl.col("place") + x.base_m).alias("m"))


def paid_not_approved(t: Tables, x: Compared) -> pl.LazyFrame:
    """Months paid that no grant holds."""
    loose = months_of(x, "loose")
    hits = (
        t.allowance.join(loose, on=["household_id", "m"], how="semi")
        .group_by("household_id", "m")
        .agg(pl.col("fen").sum())
    )
    return of_households(hits, "paid-not-approved")


def approved_not_paid(t: Tables, x: Compared) -> pl.LazyFrame:
    """Two or more months of a grant not credited, sent again or made up by arrears, which settle the earliest first."""
    key = ["household_id", "m"]
    payments = t.read("payments").filter(pl.col("period") <= t.as_of)
    again = (
        payments.filter((pl.col("kind") == "allowance") & pl.col("bounced_on").is_not_null()
                        & (pl.col("reissued_on") <= t.as_of))
        .select("household_id", month("period").alias("m"))
    )  # fmt: skip
    unpaid = (
        months_of(x, "owed")
        .join(t.grants, on="household_id")
        .filter(pl.col("m").is_between("from_m", "until_m") & (pl.col("allowance_fen") > 0))
        .join(again, on=key, how="anti")
        .sort(*key)
        .with_columns(
            pl.col("allowance_fen").cum_sum().over("household_id").alias("so_far"),
            pl.col("m").min().over("household_id").alias("first_m"),
        )
    )
    begun = unpaid.select("household_id", "first_m").unique()
    arrears = (
        payments.filter((pl.col("kind") == "arrears") & pl.col("paid_on").is_not_null())
        .select("household_id", month("period").alias("arrears_m"), fen("paid").alias("arrears"))
        .join(begun, on="household_id")
        .filter(pl.col("arrears_m") >= pl.col("first_m"))
        .group_by("household_id")
        .agg(pl.col("arrears").sum(), pl.col("arrears_m").max())
    )
    is_open = (
        pl.col("arrears").is_null()
        | (pl.col("so_far") > pl.col("arrears"))
        | (pl.col("m") > pl.col("arrears_m"))
    )
    hits = (
        unpaid.join(arrears, on="household_id", how="left")
        .filter(is_open)
        .with_columns(pl.len().over("household_id").alias("months"))
        .filter(pl.col("months") >= 2)
        .with_columns(pl.col("allowance_fen").alias("fen"))
    )
    return of_households(hits, "approved-not-paid")


# -- procedure and money of counties ----------------------------------------------------------------------------------
def working_days(t: Tables, frame: pl.LazyFrame, begin: str, end: str) -> pl.LazyFrame:
    """The frame with `passed`, the working days between two of its days; years without a calendar are left out."""
    of_begin, of_end = (
        t.workdays.rename({"day": begin, "n": "n0"}),
        t.workdays.rename({"day": end, "n": "n1"}),
    )
    counted = frame.join(of_begin, on=begin).join(of_end, on=end)
    return counted.with_columns((pl.col("n1") - pl.col("n0")).alias("passed")).drop("n0", "n1")


def survey_late(t: Tables) -> pl.LazyFrame:
    """Applications whose survey began more working days after acceptance than allowed, pauses taken off."""
    wanted = ["accepted", "surveyed", "neighbours_asked", "letters_sent", "decided"]
    day = pl.col("at").cast(pl.Date)
    days = (
        t.read("steps")
        .filter(pl.col("step").is_in(wanted))
        .group_by("application_id")
        .agg(*(day.filter(pl.col("step") == step).min().alias(step) for step in wanted))
    )
    seen = [pl.when(pl.col(step) <= t.as_of).then(step).alias(step) for step in wanted[:-1]]
    later = pl.col("decided").fill_null(date.min) > t.as_of
    is_new = pl.col("accepted") >= PROCEDURE_OF_2021
    begun = pl.when(is_new).then(pl.min_horizontal(*wanted[1:-1])).otherwise("surveyed")
    waits = pl.when(pl.col("pending")).then(t.as_of)
    late = working_days(
        t,
        t.read("applications")
        .filter((pl.col("kind") == "application") & (pl.col("applied_on") <= t.as_of))
        .select("application_id", "division", "decision")
        .join(days, on="application_id")
        .with_columns(((pl.col("decision") == "pending") | later).alias("pending"), *seen)
        .filter(pl.col("accepted") >= PROCEDURE_OF_2012)
        .with_columns(
            pl.coalesce(begun, waits).alias("to_on"), pl.when(is_new).then(3).otherwise(10).alias("limit")
        ),
        "accepted",
        "to_on",
    ).filter(pl.col("passed") > pl.col("limit"))
    late = late.collect(engine="streaming").lazy()
    halted = (
        working_days(t, pauses(t, late), "after_on", "until_on")
        .group_by("application_id")
        .agg(pl.col("passed").sum().alias("halted"))
    )
    hits = late.join(halted, on="application_id", how="left").filter(
        pl.col("passed") - pl.col("halted").fill_null(0) > pl.col("limit")
    )
    return without_money(hits.with_columns(pl.col("application_id").alias("subject")), "survey-late")


def pauses(t: Tables, late: pl.LazyFrame) -> pl.LazyFrame:
    """Stretches in which the clock of a late application stood still, within its days and run together."""
    supplement = pl.col("step") == "supplement"
    steps = (
        t.read("steps")
        .join(late, on="application_id", how="semi")
        .select("application_id", "step", "at", pl.col("at").cast(pl.Date).alias("after_on"))
        .sort("application_id", "at", supplement)
        .with_columns(pl.col("after_on").shift(-1).over("application_id").fill_null(NEVER).alias("until_on"))
        .filter(supplement)
        .select("application_id", "after_on", "until_on")
    )
    stopped = (
        late.select("application_id", "division")
        .join(t.read("stoppages").select(pl.col("division").alias("where"), "from_day", "to_day"), how="cross")
        .filter(pl.col("division").str.starts_with(pl.col("where")))
        .select("application_id", (pl.col("from_day") - pl.duration(days=1)).alias("after_on"),
                pl.col("to_day").alias("until_on"))
    )  # fmt: skip
    one = "application_id"
    clipped = (
        pl.concat([steps, stopped])
        .join(late.select(one, "accepted", "to_on"), on=one)
        .select(one, pl.max_horizontal("after_on", "accepted").alias("after_on"),
                pl.min_horizontal("until_on", "to_on").alias("until_on"))
        .filter(pl.col("after_on") < pl.col("until_on"))
        .sort(one, "after_on", "until_on")
    )  # fmt: skip
    reached = clipped.with_columns(pl.col("until_on").cum_max().shift(1).over(one).alias("reached"))
    apart = (pl.col("reached").is_null() | (pl.col("after_on") > pl.col("reached"))).cast(pl.Int32)
    return (
        reached.with_columns(apart.cum_sum().over(one).alias("island"))
        .group_by(one, "island")
        .agg(pl.col("after_on").min(), pl.col("until_on").max())
    )


def late_payment(t: Tables) -> pl.LazyFrame:
    """Batches whose roster came by the 25th of the month before and whose money came after the 10th."""
    credited = pl.when(pl.col("credited_on") <= t.as_of).then("credited_on").otherwise(t.as_of)
    roster_due = pl.col("period").dt.offset_by("-1mo") + pl.duration(days=24)
    hits = t.read("batches").filter(
        (pl.col("period") <= t.as_of)
        & (pl.col("period") >= PROCEDURE_OF_2012)
        & (pl.col("roster_sent_on") <= t.as_of)
        & (pl.col("roster_sent_on") <= roster_due)
        & (credited > pl.col("period") + pl.duration(days=9))
    )
    return without_money(hits.with_columns(pl.col("batch_id").alias("subject")), "late-payment")


def check_late(t: Tables) -> pl.LazyFrame:
    """Departments that answered ten or more requests, and over a fifth of them, after more than ten working days."""
    answered = (
        t.read("checks")
        .filter(pl.col("replied_on") <= t.as_of)
        .with_columns(pl.coalesce("answered_by", "division").alias("office"))
    )
    late = (pl.col("passed") > 10).sum()
    slow = (
        working_days(t, answered, "requested_on", "replied_on")
        .group_by("department", "office")
        .agg(late.alias("late"), pl.len().alias("replies"))
        .filter((pl.col("late") >= 10) & (pl.col("late") * 100 > 20 * pl.col("replies")))
    )
    return without_money(
        slow.with_columns(pl.format("{}@{}", "department", "office").alias("subject")), "check-late"
    )


def no_local_match(t: Tables) -> pl.LazyFrame:
    """Finished years in which a place put in nothing of its own, or less than it owed."""
    owed = pl.col("local_required")
    short = (pl.col("local") < owed) | ((pl.col("local") == 0) & owed.is_null())
    hits = t.read("funds").filter((pl.col("year") < t.as_of.year) & (pl.col("required") > 0) & short)
    return without_money(
        hits.with_columns(pl.format("{}@{}", "division", "year").alias("subject")), "no-local-match"
    )


def twelve(t: Tables) -> list[pl.LazyFrame]:
    """The rows of all rules: rule, subject, m, fen."""
    x = compared(t)
    of_persons = [deceased_paid(t), imprisoned_paid(t), double_benefit(t), payroll_recipient(t)]
    of_homes = [
        vehicle_owner(t),
        payee_outside_household(t),
        paid_not_approved(t, x),
        approved_not_paid(t, x),
    ]
    return [*of_persons, *of_homes, survey_late(t), late_payment(t), check_late(t), no_local_match(t)]


def run(order: Path, out: Path) -> None:
    """Run the twelve and write what they found."""
    given = json.loads(order.read_text(encoding="utf-8"))
    t = open_tables(given["files"], date.fromisoformat(given["as_of"]), given["workdays"])
    rows = pl.concat(pl.collect_all(twelve(t), engine="streaming"))
    months = rows.group_by("rule", "subject", "m").agg(
        pl.when(pl.col("fen").is_not_null().any()).then(pl.col("fen").sum()).alias("fen")
    )
    findings = months.group_by("rule", "subject").agg(
        first_day("m").min().alias("first"),
        first_day("m").max().dt.month_end().alias("last"),
        pl.col("m").n_unique().alias("months"),
        pl.when(pl.col("fen").is_not_null().any()).then(pl.col("fen").sum()).alias("fen"),
    )
    months.filter(pl.col("m").is_not_null()).sort("rule", "subject", "m").write_parquet(
        out / "months.parquet"
    )
    findings.sort("rule", "subject").write_parquet(out / "findings.parquet")


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
