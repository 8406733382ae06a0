"""Who owes a table that a rule could not do without: as the data declare it, else the office that usually keeps it."""

from collections.abc import Mapping

from mingjian.exchange import standard
from mingjian.wording import Text

_CASEWORK = Text("旗县民政（低保业务系统）", "county civil affairs (casework system)")
_POLICE = Text("公安", "police")
_LABOUR = Text("人社", "labour and social security")
_BANK = Text("代发银行", "paying bank")
_FINANCE = Text("财政", "finance")

USUAL: Mapping[str, Text] = {
    "batches": Text("旗县民政、财政", "county civil affairs and finance"),
    "funds": _FINANCE,
    "cpi": Text("统计（调查队）", "statistics"),
    "account_entries": Text("财政、民政（账户开户单位）", "finance, civil affairs (holder of the account)"),
    "officers": Text("组织人事、民政", "personnel office, civil affairs"),
    "oversight": Text("民政、审计", "civil affairs, audit"),
    "deaths": Text("公安、卫健、殡葬", "police, health, funeral services"),
    "prisoners": Text("司法行政、公安", "justice, police"),
    "payroll": Text("财政、人社", "finance, labour"),
    "pensions": _LABOUR,
    "insurance": _LABOUR,
    "provident_fund": Text("住房公积金中心", "housing provident fund"),
    "tax": Text("税务", "tax"),
    "vehicles": Text("公安交管", "traffic police"),
    "housing": Text("自然资源（不动产登记）", "land registry"),
    "companies": Text("市场监管", "market regulation"),
    "deposits": Text("金融机构（经核对平台）", "banks (through the checking platform)"),
    "kinship": _POLICE,
    "hukou": _POLICE,
    "disabled": Text("残联", "disabled persons' federation"),
    "illness": Text("医保", "medical insurance"),
    "monitored": Text("农牧、民政", "agriculture, civil affairs"),
    "card_custody": Text("苏木乡镇、嘎查村", "townships and villages"),
    "withdrawals": _BANK,
    "livestock": Text("农牧", "agriculture"),
    "subsidies": Text("财政、农牧、林草", "finance, agriculture, forestry"),
    "local_rules": Text("本级民政（当地文件）", "civil affairs (local documents)"),
}


def table_title(table: str) -> Text:
    """The Chinese title and the English name of a table of the standard; an unknown name as it is."""
    known = standard.tables().get(table)
    return Text(known.zh if known else table, table)


def owner(table: str, providers: Mapping[str, str]) -> Text:
    """Who owes the table: the provider that sources.toml declares, else the office that usually keeps it."""
    if provider := providers.get(table):
        return Text(provider, provider)
    usual = USUAL.get(table, _CASEWORK)
    return Text(f"通常为{usual.zh}", f"usually {usual.en}")
