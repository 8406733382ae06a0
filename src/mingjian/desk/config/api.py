"""The API: the operations of every room under /api/, described by /api/openapi.json."""

from ninja import NinjaAPI

from mingjian.desk.cases import api as cases
from mingjian.desk.cases import api_evidence as evidence
from mingjian.desk.cases import api_parts as parts
from mingjian.desk.cases import api_revealing as revealing
from mingjian.desk.core.operations import Bearer, addresses, fail_in_words
from mingjian.desk.duties import api as duties
from mingjian.desk.findings import api as findings
from mingjian.desk.findings import api_asking as asking
from mingjian.desk.people import api as people

ROUTERS = (
    people.router,
    duties.router,
    findings.router,
    asking.router,
    cases.router,
    evidence.router,
    parts.router,
    revealing.router,
)

api = NinjaAPI(
    title="明鉴 Mingjian",
    version="1",
    description="The same reads and acts as the pages, for programs. A token (我的账户 → 接口令牌, My account) "
    "goes into `Authorization: Bearer …`. What is outside one's places, touches one's office or names oneself or a "
    "relative is 404. Whoever is named is masked; money is in fen.",
    urls_namespace="api",
    auth=Bearer(),
    docs_url=None,
)
for router in ROUTERS:
    api.add_router("", router)
fail_in_words(api)
urls = addresses(api, ROUTERS)
