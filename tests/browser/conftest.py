"""What the journeys share: the cast, and a browser where this machine has one."""

import os
import shutil

import pytest
from desk.conftest import _journal_can_be_emptied, cast  # noqa: F401  fixtures by import
from playwright.sync_api import sync_playwright

KNOWN = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture
def browser(monkeypatch):
    """Chromium without a window; skipped where there is none."""
    found = next(filter(None, map(shutil.which, KNOWN)), None)
    if found is None:
        pytest.skip("no Chromium on this machine: the journeys were not made")
    # The playwright of a test runs in an event loop, beside which Django would refuse to read the database.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield made
        made.close()
