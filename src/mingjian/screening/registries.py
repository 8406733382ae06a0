"""The registries as rules see them: only rows of persons on the lists, with months and the day they were known."""

from mingjian.exchange.standard import Table, tables

# The day that a record describes: it counts as known from then where available_on is empty.
DESCRIBED_ON = {
    "deaths": "died_on",
    "prisoners": "from_day",
    "payroll": "from_month",
    "pensions": "from_month",
    "insurance": "from_month",
    "provident_fund": "from_month",
    "destitute": "from_month",
    "tax": "make_date(year, 12, 31)",
    "subsidies": "make_date(year, 12, 31)",
    "vehicles": "registered_on",
    "housing": "registered_on",
    "companies": "registered_on",
    "deposits": "as_of",
    "livestock": "as_of",
    "illness": "as_of",
    "disabled": "issued_on",
    "hukou": "DATE '0001-01-01'",
}
# Long texts that no rule compares.
LEFT_OUT = {"hukou": ("address",)}
KEEPER = {"card_custody": "keeper_id"}
RECIPIENT_TABLES = (*DESCRIBED_ON, *KEEPER)


def recipient_fact(name: str) -> str:
    """The SELECT that keeps the rows of the registry `name` that concern a member of a listed household."""
    table = tables()[name]
    person = KEEPER.get(name, "person_id")
    columns = ",\n       ".join(
        [f"r.{c.name}" for c in table.columns if c.name not in LEFT_OUT.get(name, ())] + _derived(table)
    )
    return f"SELECT {columns}\nFROM raw.{name} AS r\nSEMI JOIN kept.members AS m ON m.person_id = r.{person}"


def recipient_view(name: str, as_of: str, persons: str) -> str:
    """The SELECT of what a run sees of that fact: known by as_of, and of `persons` ('' for all, or a table)."""
    person = KEEPER.get(name, "person_id")
    scope = f" SEMI JOIN {persons} AS m ON m.person_id = r.{person}" if persons else ""
    seen = "" if name in KEEPER else f" WHERE r.available_on IS NULL OR r.available_on <= DATE '{as_of}'"
    return f"SELECT r.* FROM kept.recipient_{name} AS r{scope}{seen}"


def _derived(table: Table) -> list[str]:
    derived = [
        f"cast(r.{c.name} * 100 AS BIGINT) AS {c.name}_fen" for c in table.columns if c.kind == "money"
    ]
    months = {c.name for c in table.columns if c.kind == "month"}
    if "from_month" in months:
        derived.append(f"{_month('from_month')} AS from_m")
        derived.append(f"coalesce({_month('to_month')}, 99999) AS to_m")
    if table.name in DESCRIBED_ON:
        described = DESCRIBED_ON[table.name]
        derived.append(f"coalesce(r.available_on, {described}) AS known_on")
        derived.append("r.available_on IS NULL AS known_assumed")
    return derived


def _month(column: str) -> str:
    return f"year(r.{column}) * 12 + month(r.{column}) - 1"
