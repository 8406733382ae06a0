"""The whole journey in Chinese, in a browser: from signing in to a case closed by proof; every page is read by axe."""

import re
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from desk.cast import NORTH_VILLAGE
from desk.findings.runs import Row, write_run
from desk.people.test_signing_in import OWN, code_of, enrolled
from django.conf import settings
from django.utils import timezone

from mingjian.desk.cases.models import Case
from mingjian.desk.core.actor import Site
from mingjian.desk.findings import jobs
from mingjian.desk.people.models import Device

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
GRAVE = ("serious", "critical")


class Desk:
    """Somebody at her desk: a browser of her own, in Chinese, whose every page is looked at."""

    def __init__(self, browser, site, folder: Path) -> None:
        self.site, self.folder = site.url, folder
        self.context = browser.new_context(viewport=WIDE, locale="zh-CN")
        self.page = self.context.new_page()
        self.numbers = count(1)
        self.looked_at: list[str] = []

    def signed_in(self, cast, name):
        """Sit down as somebody who has signed in."""
        key = cast.client(name).cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.site}])
        return self

    def go(self, address: str):
        answer = self.page.goto(f"{self.site}{address}")
        assert answer.status == 200, address
        return self.look()

    def look(self):
        """Nothing serious for who cannot see or point; no sideways scrolling of the page on a telephone."""
        self.page.wait_for_load_state("load")
        found = Axe().run(self.page).response["violations"]
        grave = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in GRAVE]
        assert grave == [], self.page.url
        assert re.search(r"[\u4e00-\u9fff]", self.page.inner_text("h1"))
        self.picture("wide")
        self.page.set_viewport_size(NARROW)
        beyond = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert beyond <= 0, f"{self.page.url} is {beyond} px too wide at 390 px"
        self.picture("narrow")
        self.page.set_viewport_size(WIDE)
        return self

    def picture(self, width: str) -> None:
        name = re.sub(r"[^a-z]+", "-", self.page.url.removeprefix(self.site)) or "start"
        self.page.screenshot(path=self.folder / f"{next(self.numbers):02d}{name}{width}.png", full_page=True)

    def verb(self, name: str, **typed: str):
        """Open a verb of the page of a case, fill its form in and send it."""
        part = self.page.locator(f"details#{name}")
        if part.get_attribute("open") is None:
            part.locator("> summary").click()
        for field, value in typed.items():
            box = part.locator(f'[name="{field}"]')
            if box.evaluate("box => box.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)
        part.locator("button").click()
        return self.look()

    def says(self, *words: str) -> None:
        text = self.page.inner_text("main")
        assert all(word in text for word in words), (words, text[:600])


@pytest.fixture
def desk(browser, live_server, tmp_path):
    """Make a desk for somebody."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    made: list[Desk] = []

    def sit_down() -> Desk:
        made.append(Desk(browser, live_server, folder))
        return made[-1]

    yield sit_down
    for one in made:
        one.context.close()


def load(folder, *rows, as_of) -> None:
    jobs.load_folder(write_run(folder, rows, as_of=as_of), Site())


def test_from_signing_in_to_a_case_closed_by_proof(cast, desk, tmp_path):
    today = timezone.localdate()
    account, _, _ = enrolled(cast, "league_supervisor")
    rows = [
        Row(1, clause="9(3)", division=NORTH_VILLAGE, household="H1"),
        Row(2, clause="9(3)", division=NORTH_VILLAGE, household="H2"),
        Row(3, clause="8(5)", division=NORTH_VILLAGE, household="H3"),
    ]
    load(tmp_path / "first", *rows, as_of=today - timedelta(days=30))

    supervisor = desk()
    supervisor.go("/sign-in")
    supervisor.page.fill('[name="name"]', account.name)
    supervisor.page.fill('[name="password"]', OWN)
    supervisor.page.locator("main button").click()
    supervisor.look()
    last = Device.objects.get(account=account).last_step
    ahead = max(0, last + 1 - int(timezone.now().timestamp()) // 30)
    supervisor.page.fill('[name="code"]', code_of(account, ahead))
    supervisor.page.locator("main button").click()
    supervisor.look().says("待办线索")

    supervisor.go("/findings").says("H1", "H2")
    assert "H3" in supervisor.page.inner_text("table")
    supervisor.page.get_by_role("link", name=re.compile("领取|发放|死亡")).first.click()
    supervisor.look().says("先问这些正常情形")
    supervisor.go("/findings")
    for household in ("H1", "H2"):
        supervisor.page.get_by_label(re.compile(f"^选择 .*{household}$")).check()
    supervisor.page.fill('[name="title"]', "北旗两户死亡后仍发放")
    supervisor.page.get_by_role("button", name="立为核查件").click()
    supervisor.look().says("待交办", "H1、H2")
    address = supervisor.page.url.removeprefix(supervisor.site)

    handler = cast.person("league_handler")
    supervisor.verb("assign", checker=str(handler.pk)).says("已交办", handler.name)

    checker = desk().signed_in(cast, "league_handler")
    checker.go("/").says("待办核查件")
    checker.go("/cases?queue=todo").says("北旗两户死亡后仍发放")
    checker.go(address).verb("take-up").says("核查中")
    checker.verb("file", kind="survey", title="入户调查记录", provider="某苏木", captured_on=f"{today}").says(
        "入户调查记录"
    )
    checker.verb("report", found="两户均有成员死亡后仍在领取。").says("两户均有成员死亡后仍在领取。")
    assert checker.page.locator("details#review").count() == 0

    reviewer = desk().signed_in(cast, "league_reviewer")
    reviewer.go("/").says("待复核、待决定")
    reviewer.go(address).verb("review").says("已复核")

    approver = desk().signed_in(cast, "league_approver")
    approver.go(address).verb("order", household="adjust", official="nothing", what="核减两人。").says(
        "整改中"
    )
    checker.go(address).verb("put-right", what="已核减。", on=f"{today}").says("已核减。")
    approver.go(address).verb("accept").says("已验收")
    approver.verb("close").says("还没有新的筛查结果")

    load(tmp_path / "later", rows[2], as_of=today + timedelta(days=1))
    approver.go(address).verb("close").says("已销号", "销号后复查")
    case = Case.objects.everything(reason="a test looks").get()
    assert (case.state, case.checker_id) == ("closed", handler.pk)
    supervisor.go("/cases?queue=done").says("北旗两户死亡后仍发放", "已销号")


LOOKED_AT = (
    "/",
    "/findings",
    "/findings/rules",
    "/findings/runs",
    "/findings/questions",
    "/findings/owed",
    "/findings/changes",
    "/findings/bundles",
    "/findings/corrections",
    "/map",
    "/exports",
    "/cases",
    "/documents",
    "/documents/new",
    "/documents/new/rectification_notice",
    "/duties",
    "/duties/below",
    "/duties/above",
    "/calendar/2026",
    "/people",
    "/people/organs",
    "/people/in-charge",
    "/account",
    "/places/1504",
    "/places/150423",
    "/households/H1",
)


def test_every_list_can_be_read_by_all_at_both_widths(cast, desk, tmp_path):
    rows = [Row(at, clause="9(3)", division=NORTH_VILLAGE, household=f"H{at}") for at in range(1, 31)]
    undecided = [("deceased-paid", "150423", "户籍表缺失")]
    jobs.load_folder(write_run(tmp_path / "run", rows, undecided=undecided), Site())
    supervisor = desk().signed_in(cast, "league_supervisor")
    for address in LOOKED_AT:
        supervisor.go(address)
    for name, addresses in {
        "sysadmin": ("/accounts", "/accounts/new", f"/accounts/{cast.account('north_handler').pk}"),
        "auditadmin": ("/journal", "/journal/1"),
    }.items():
        administrator = desk().signed_in(cast, name)
        for address in addresses:
            administrator.go(address)
