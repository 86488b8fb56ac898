"""One server and one browser for all tests; a page for each. After every test nothing may have gone wrong on it."""

import os

import pytest
from playwright.sync_api import sync_playwright

from reader import Reader, launch


@pytest.fixture(scope="session")
def server():
    """Where the explorer listens; whoever runs these tests has started it."""
    address = os.environ.get("SYNOD_EXPLORER")
    assert address, "say where an explorer of all models listens: SYNOD_EXPLORER=http://127.0.0.1:3000/"
    return address


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def readers(browser, server):
    """To begin a page: `readers(width=768, dark=True, language="zh")`, and `readers(address)` where it is elsewhere."""
    begun = []

    def begin(address=server, **wishes):
        begun.append(Reader(browser, address, **wishes))
        return begun[-1]

    yield begin
    faults = [fault for reader in begun for fault in reader.faults]
    for reader in begun:
        reader.context.close()
    assert faults == [], "what went wrong on the page"


@pytest.fixture
def reader(readers):
    return readers()
