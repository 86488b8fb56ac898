"""A reader of the explorer: opens a page, takes steps by their names, reads cards."""

import copy
import json
import os
import shutil
import urllib.parse
import urllib.request
from contextlib import contextmanager

from playwright.sync_api import expect

TIMEOUT = 60_000
expect.set_options(timeout=TIMEOUT)

# The rows of a card as a reader sees them; of the dots, those that are set.
ROWS = """card => Object.fromEntries([...card.querySelectorAll("[data-row]")].map((row) => {
    const told = row.querySelector("dd");
    const dots = told.querySelector(".dots");
    const text = dots ? dots.getAttribute("aria-label") : told.innerText;
    return [row.dataset.row, text.replace(/\\s+/g, " ").trim()];
}))"""


def launch(playwright):
    """Debian's Chromium. Its sandbox does not run as root, as which continuous integration may run."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "chromium is missing: run tests/install-tools"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=found, args=sandbox)


def ask(server, question, model=None, run=None):
    """What the core answers, asked without the page."""
    request = {"version": 1, "language": "en", "ask": question, "model": model, "run": run}
    body = json.dumps({key: value for key, value in request.items() if value is not None}).encode()
    headers = {"content-type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{server}api", body, headers)) as answer:
        last = json.loads(answer.read().decode().splitlines()[-1])
    return next(iter(last["answer"].values()))


def trace_of(server, model, run):
    """A run as the trace that its model writes."""
    return ask(server, {"export": {"format": "json"}}, model, run)["text"]


def link_to(model, run):
    """The part of the page's address that leads to a run."""
    quote = urllib.parse.quote
    return f"#model={quote(model)}&run={';'.join(quote(name) for name in run)}"


def called(attribute, value):
    """A selector of what has this attribute."""
    return f"[{attribute}={json.dumps(str(value), ensure_ascii=False)}]"


class Reader:
    """One page in a browser of its own, and whatever went wrong on it."""

    def __init__(self, browser, server, *, width=1280, height=800, dark=False, language="en", motion=False):
        self.server = server
        self.faults = []
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="zh-CN" if language == "zh" else "en-US",
            reduced_motion="no-preference" if motion else "reduce",
            permissions=["clipboard-read", "clipboard-write"],
        )
        self.context.set_default_timeout(TIMEOUT)
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))
        self.context.on("request", self._see)
        self._turn_to(self.context.new_page())

    def _turn_to(self, page):
        self.page = page
        self.find = page.locator

    def beside(self):
        """Another page in the same browser."""
        other = copy.copy(self)
        other._turn_to(self.context.new_page())
        return other

    def _hear(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def _see(self, request):
        if not request.url.startswith((self.server, "data:", "blob:")):
            self.faults.append(f"a request to {request.url}")

    @contextmanager
    def refused(self, status=400):
        """What is done here is refused, which the browser tells on its console too."""
        told = f"status of {status}"
        with self.page.expect_console_message(lambda message: told in message.text):
            yield
        self.faults.remove(next(fault for fault in self.faults if told in fault))

    def open(self, link=""):
        """Opens the page anew, as somebody does who is given a link."""
        self.page.goto("about:blank")
        self.page.goto(self.server + link)
        self.sees("[data-screen]:not([hidden])")

    def open_run(self, model, run=()):
        """Opens a run by a link that is written here and not by the page."""
        self.open(link_to(model, run))
        self.is_at(len(run))

    def sees(self, selector):
        """Waits until this can be seen, and gives it."""
        found = self.find(selector)
        expect(found.first).to_be_visible(timeout=TIMEOUT)
        return found

    def is_at(self, step):
        """Waits until the run is at this step."""
        expect(self.find("[data-position]")).to_have_attribute("data-position", str(step))

    def position(self):
        return int(self.find("[data-position]").get_attribute("data-position"))

    def choice(self, name):
        return self.find(called("data-choice", name))

    def take(self, *names):
        """Takes steps by clicking on them."""
        for name in names:
            before = self.position()
            self.choice(name).click()
            self.is_at(before + 1)

    def move(self, where):
        self.find(called("data-move", where)).click()

    def tool(self, name):
        self.find(called("data-tool", name)).click()

    def card(self, actor):
        """What an actor holds; the pointer is elsewhere, since it would show a preview."""
        self.page.mouse.move(2, 790)
        return self.find(called("data-actor", actor)).evaluate(ROWS)

    def cards(self):
        names = self.find("[data-actor]").evaluate_all("cards => cards.map((card) => card.dataset.actor)")
        return {name: self.card(name) for name in names}

    def run(self):
        """The sentences of the run so far."""
        return self.find("[data-step] .sentence").all_inner_texts()

    def explained(self, selector):
        """What is told of something when the pointer is on it."""
        self.find(selector).first.hover()
        return self.find("[data-explain]").inner_text()

    def sheet(self, name):
        """An open dialog."""
        return self.sees(f"dialog{called('data-sheet', name)}")

    def note(self, tone):
        """What is told at the edge of the page."""
        return self.sees(called("data-note", tone)).last.inner_text()

    def paste(self, text):
        """Opens a text by the dialog for it."""
        self.tool("open")
        self.sees("[data-paste]").fill(text)
        self.find("[data-open-text]").click()

    def exported(self, form):
        """The name of the file that the open dialog gives, and what is in it."""
        with self.page.expect_download() as download:
            self.find(called("data-export", form)).click()
        return download.value.suggested_filename, download.value.path().read_bytes()

    def drop(self, name, text):
        """Drops a file on the page."""
        dropped = self.page.evaluate_handle(
            """([name, text]) => {
                const carried = new DataTransfer();
                carried.items.add(new File([text], name));
                return carried;
            }""",
            [name, text],
        )
        self.find("body").dispatch_event("drop", {"dataTransfer": dropped})
