"""The words of people and offices: kinds of organs, ranks, personnel, roles; ids as the data standard has them."""

from enum import StrEnum
from typing import Final

from mingjian.wording import Text


class Role(StrEnum):
    """What an account may do; an administrator's role never stands beside another one."""

    HANDLER = "handler"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    SUPERVISOR = "supervisor"
    FINANCE = "finance"
    AUDITOR = "auditor"
    DISCIPLINE = "discipline"
    DATA = "data"
    OPERATOR = "operator"
    CUSTODIAN = "custodian"
    SYSADMIN = "sysadmin"
    SECADMIN = "secadmin"
    AUDITADMIN = "auditadmin"


class AccountKind(StrEnum):
    """What roles an account can ever hold: those of the procedure, or one of the three administrators'."""

    BUSINESS = "business"
    SYSADMIN = "sysadmin"
    SECADMIN = "secadmin"
    AUDITADMIN = "auditadmin"


ADMINISTRATORS: Final = (Role.SYSADMIN, Role.SECADMIN, Role.AUDITADMIN)


def kind_for(role: Role) -> AccountKind:
    """The kind of account that can hold a role."""
    return AccountKind(role.value) if role in ADMINISTRATORS else AccountKind.BUSINESS


ROLES: Final[dict[Role, Text]] = {
    Role.HANDLER: Text("经办", "handler"),
    Role.REVIEWER: Text("审核", "reviewer"),
    Role.APPROVER: Text("审批", "approver"),
    Role.SUPERVISOR: Text("监督", "supervisor"),
    Role.FINANCE: Text("财政", "finance"),
    Role.AUDITOR: Text("审计", "auditor"),
    Role.DISCIPLINE: Text("纪检联络", "discipline liaison"),
    Role.DATA: Text("数据联络", "data liaison"),
    Role.OPERATOR: Text("接线", "hotline operator"),
    Role.CUSTODIAN: Text("身份保管", "identity custodian"),
    Role.SYSADMIN: Text("系统管理员", "system administrator"),
    Role.SECADMIN: Text("安全管理员", "security administrator"),
    Role.AUDITADMIN: Text("审计管理员", "audit administrator"),
}

ACCOUNT_KINDS: Final[dict[AccountKind, Text]] = {
    AccountKind.BUSINESS: Text("业务账户", "business account"),
    AccountKind.SYSADMIN: ROLES[Role.SYSADMIN],
    AccountKind.SECADMIN: ROLES[Role.SECADMIN],
    AccountKind.AUDITADMIN: ROLES[Role.AUDITADMIN],
}


class Scope(StrEnum):
    """What a token of the API may be used for; what its account may not do it does not do either."""

    READ_FINDINGS = "findings:read"
    WORK_ON_FINDINGS = "findings:write"
    READ_CASES = "cases:read"
    WORK_ON_CASES = "cases:write"
    READ_FILES = "files:read"
    READ_WORDS = "words:read"
    READ_DUTIES = "duties:read"
    WORK_ON_DUTIES = "duties:write"
    READ_PEOPLE = "people:read"


SCOPES: Final[dict[Scope, Text]] = {
    Scope.READ_FINDINGS: Text("查看疑点线索", "read findings"),
    Scope.WORK_ON_FINDINGS: Text("办理疑点线索", "work on findings"),
    Scope.READ_CASES: Text("查看核查件", "read cases"),
    Scope.WORK_ON_CASES: Text("办理核查件", "work on cases"),
    Scope.READ_FILES: Text("取得证据附件（未遮盖）", "fetch files of evidence (not masked)"),
    Scope.READ_WORDS: Text(
        "查看证据内容和陈述原文（未遮盖）", "read evidence in words and statements (not masked)"
    ),
    Scope.READ_DUTIES: Text("查看义务", "read duties"),
    Scope.WORK_ON_DUTIES: Text("办理义务", "work on duties"),
    Scope.READ_PEOPLE: Text("查看单位和任职", "read organs and terms of office"),
}


class OrganKind(StrEnum):
    """What an organ is; the first ones are words of the data standard."""

    GOVERNMENT = "government"
    CIVIL_AFFAIRS = "civil_affairs"
    TOWNSHIP = "township"
    VILLAGE = "village"
    FINANCE = "finance"
    POLICE = "police"
    LABOUR = "labour"
    HOUSING = "housing"
    PROVIDENT_FUND = "provident_fund"
    TRANSPORT = "transport"
    TAX = "tax"
    MARKET = "market"
    AUDIT = "audit"
    DISCIPLINE = "discipline"
    INSTITUTION = "institution"
    AGRICULTURE = "agriculture"
    LAND = "land"
    MEDICAL = "medical"
    DISABLED_FEDERATION = "disabled_federation"
    HEALTH = "health"
    JUSTICE = "justice"
    OTHER = "other"
    COURT = "court"
    PROCURATORATE = "procuratorate"
    ORGANISATION = "organisation"
    INSPECTION_GROUP = "inspection_group"
    PETITIONS = "petitions"
    BANK = "bank"


ORGAN_KINDS: Final[dict[OrganKind, Text]] = {
    OrganKind.GOVERNMENT: Text("政府", "government"),
    OrganKind.CIVIL_AFFAIRS: Text("民政", "civil affairs"),
    OrganKind.TOWNSHIP: Text("苏木乡镇（街道）", "township office"),
    OrganKind.VILLAGE: Text("嘎查村（社区）", "village committee"),
    OrganKind.FINANCE: Text("财政", "finance"),
    OrganKind.POLICE: Text("公安", "police"),
    OrganKind.LABOUR: Text("人社", "labour"),
    OrganKind.HOUSING: Text("住建", "housing"),
    OrganKind.PROVIDENT_FUND: Text("公积金", "provident fund"),
    OrganKind.TRANSPORT: Text("交通", "transport"),
    OrganKind.TAX: Text("税务", "tax"),
    OrganKind.MARKET: Text("市场监管", "market regulation"),
    OrganKind.AUDIT: Text("审计", "audit"),
    OrganKind.DISCIPLINE: Text("纪检监察", "discipline inspection"),
    OrganKind.INSTITUTION: Text("事业单位", "public institution"),
    OrganKind.AGRICULTURE: Text("农牧", "agriculture and herding"),
    OrganKind.LAND: Text("自然资源", "land"),
    OrganKind.MEDICAL: Text("医保", "medical security"),
    OrganKind.DISABLED_FEDERATION: Text("残联", "disabled persons' federation"),
    OrganKind.HEALTH: Text("卫健", "health"),
    OrganKind.JUSTICE: Text("司法", "justice"),
    OrganKind.OTHER: Text("其他", "other"),
    OrganKind.COURT: Text("法院", "court"),
    OrganKind.PROCURATORATE: Text("检察院", "procuratorate"),
    OrganKind.ORGANISATION: Text("组织部门", "organisation department"),
    OrganKind.INSPECTION_GROUP: Text("督查组", "inspection group"),
    OrganKind.PETITIONS: Text("信访", "petitions"),
    OrganKind.BANK: Text("银行", "bank"),
}


class Rank(StrEnum):
    """The rank of a post, as in the table of officers."""

    LEADER = "leader"
    DEPUTY = "deputy"
    HANDLER = "handler"
    CADRE = "cadre"
    STAFF = "staff"


RANKS: Final[dict[Rank, Text]] = {
    Rank.LEADER: Text("主要领导", "principal leader"),
    Rank.DEPUTY: Text("分管领导", "leader in charge"),
    Rank.HANDLER: Text("经办人员", "handler"),
    Rank.CADRE: Text("村（社区）干部", "village cadre"),
    Rank.STAFF: Text("其他", "other staff"),
}


class Personnel(StrEnum):
    """How somebody is employed: which law of sanctions reaches him; open until somebody has said."""

    LEADING_CADRE = "leading_cadre"
    CIVIL_SERVANT = "civil_servant"
    INSTITUTION_MANAGER = "institution_manager"
    INSTITUTION_STAFF = "institution_staff"
    VILLAGE_CADRE = "village_cadre"
    OPEN = "open"


PERSONNEL: Final[dict[Personnel, Text]] = {
    Personnel.LEADING_CADRE: Text("领导干部", "leading cadre"),
    Personnel.CIVIL_SERVANT: Text("公务员", "civil servant"),
    Personnel.INSTITUTION_MANAGER: Text("事业单位管理人员", "manager of a public institution"),
    Personnel.INSTITUTION_STAFF: Text("事业单位工作人员", "staff of a public institution"),
    Personnel.VILLAGE_CADRE: Text("村（社区）干部", "village cadre"),
    Personnel.OPEN: Text("待核", "not yet known"),
}

LEVELS: Final[dict[str, Text]] = {
    "region": Text("自治区", "region"),
    "league": Text("盟市", "league or city"),
    "county": Text("旗县（市、区）", "banner or county"),
    "township": Text("苏木乡镇（街道）", "township"),
    "village": Text("嘎查村（社区）", "village or community"),
}
