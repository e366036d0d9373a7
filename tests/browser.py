"""A real browser for tests: the machine's headless Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing is to be fetched from outside of this machine, nor kept on it.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser once a test process; skip where the machine has none."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("this test needs Chromium, which is not installed on this machine")
    # Playwright keeps an event loop in this thread; Django would not ask the database beside one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of a fresh profile, with what its console says in `page.told`."""
    context = chromium.new_context()
    made: Any = context.new_page()
    made.told = []
    made.on("console", lambda message: made.told.append(message.text))
    made.on("pageerror", lambda error: made.told.append(str(error)))
    yield made
    context.close()


def shoot(page: Page, name: str) -> Path:
    """Keep a picture of the whole page under .factcheck-test/shots, for people to look at."""
    folder = Path(__file__).resolve().parent.parent / ".factcheck-test" / "shots"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    page.screenshot(path=str(path), full_page=True)
    return path
