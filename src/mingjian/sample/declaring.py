"""Writing sources.toml: who would have provided each table of a sample, on what basis, up to which day."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from mingjian.exchange.standard import tables
from mingjian.sample.when import Span

COMPLETE = (
    "households",
    "members",
    "grants",
    "payments",
    "batches",
    "standards",
    "hukou",
    "deaths",
    "officers",
    "oversight",
)
PROVIDERS = {
    "deaths": "公安、卫健部门",
    "prisoners": "司法行政部门",
    "payroll": "财政部门",
    "pensions": "人社部门",
    "insurance": "人社部门",
    "provident_fund": "住房公积金管理中心",
    "tax": "税务部门",
    "vehicles": "公安交通管理部门",
    "housing": "自然资源部门",
    "companies": "市场监管部门",
    "deposits": "金融机构",
    "kinship": "公安部门",
    "hukou": "公安部门",
    "disabled": "残联",
    "illness": "医保部门",
    "livestock": "农牧部门",
    "subsidies": "财政部门",
    "batches": "财政部门",
    "account_entries": "财政部门",
    "funds": "财政部门",
    "cpi": "统计部门",
    "withdrawals": "代发银行",
    "unnumbered": "苏木乡镇（街道）",
}


def declare(directory: Path, written: Iterable[str], divisions: Sequence[str], span: Span) -> None:
    """Write sources.toml beside the tables written, for those divisions."""
    sections = (_section(name, divisions, span) for name in written)
    (directory / "sources.toml").write_text("\n".join(sections), encoding="utf-8")


def _section(name: str, divisions: Sequence[str], span: Span) -> str:
    said: dict[str, object] = {
        "provider": PROVIDERS.get(name, "旗县民政部门（合成样例）"),
        "basis": "合成样例，不涉及任何真实的人",
        "purpose": "演示与测试",
        "divisions": list(divisions),
        "from_day": date(2010, 1, 1),
        "to_day": span.as_of,
        "extracted_on": span.as_of,
        "complete": name in COMPLETE,
    }
    lines = "\n".join(f"{key} = {_toml(value)}" for key, value in said.items())
    return f"[{name}]\n# {tables()[name].zh}\n{lines}\n"


def _toml(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
