"""How long the page takes, as the medians of seven times: `measure.py SYNOD WEB`, WEB being what `make web` makes."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from homes import explorer, static
from reader import Reader, ask, launch, link_to, trace_of
from runs import LARGEST_VALUE

TIMES = 7
LEVELS = 12
AGREEMENT = {"shortest": {"goal": {"violated": "agreement"}}}

# When the page has painted what is waited for, counted from its beginning.
WATCH = """(selector) => (window.seen = new Promise((resolve) => {
    const look = () => document.querySelector(selector)
        ? setTimeout(() => resolve(performance.now()))
        : requestAnimationFrame(look);
    requestAnimationFrame(look);
}))"""

# What the oracle asks when a level begins, and after five steps of the shortest way; in milliseconds.
ORACLE = """async (level) => {
    const worker = new Worker("core_worker.js");
    const ask = (question, run) => new Promise((resolve) => {
        worker.onmessage = ({ data }) => data.progress || resolve(Object.values(data.answer)[0]);
        worker.postMessage(JSON.stringify({ version: 1, model: { level }, run, ask: question }));
    });
    await ask("look", []);
    const begun = performance.now();
    let goal, way;
    for (const violated of ["agreement", null]) {
        goal = { violated };
        way = (await ask({ shortest: { goal } }, [])).result;
        if (!way.never) break;
    }
    if (way.found) await ask({ nearer: { goal } }, []);
    const first = performance.now();
    if (way.found) await ask({ nearer: { goal } }, way.found.run.slice(0, 5));
    const later = performance.now();
    worker.terminate();
    return [first - begun, later - first];
}"""


def until(browser, address, selector):
    """How long it takes from the beginning of a page until it shows this."""
    reader = Reader(browser, address)
    reader.page.add_init_script(f"({WATCH})({json.dumps(selector)})")
    reader.page.goto(address)
    seen = reader.page.evaluate("window.seen")
    reader.context.close()
    return seen


def told(what, times):
    print(f"| {what} | {' | '.join(f'{time / 1000:.2f} s' for time in times)} |", flush=True)


def pages(browser, server, files, file, run):
    link, here = link_to(LARGEST_VALUE, run), f"[data-position='{len(run)}']"
    print(f"From the beginning of a page until it has painted this, the median of {TIMES} times:\n")
    print("| | server | static files | one file |\n|---|---|---|---|")
    # A page in one file begins with the run inside.
    for what, cases in (
        ("first screen", [(server, "[data-entry]"), (files, "[data-entry]"), (file, here)]),
        (f"a run of {len(run)} steps", [(server + link, here), (files + link, here), (file, here)]),
    ):
        told(what, [median(until(browser, *case) for _ in range(TIMES)) for case in cases])


def oracle(browser, files):
    reader = Reader(browser, files)
    reader.open()
    print(f"\nUntil the oracle of Beat Paxos knows how far each step is from a violation, in a Worker, the median of {TIMES} times:\n")
    print("| level | at first | after 5 steps |\n|---|---|---|")
    for level in range(1, LEVELS + 1):
        times = [reader.page.evaluate(ORACLE, level) for _ in range(TIMES)]
        told(level, [median(column) for column in zip(*times)])


def main(synod, web):
    with explorer(synod, "--web", "web/page") as server, static(web) as files, sync_playwright() as playwright:
        browser = launch(playwright)
        run = ask(server, AGREEMENT, LARGEST_VALUE, [])["result"]["found"]["run"]
        with tempfile.TemporaryDirectory() as folder:
            trace, slide = Path(folder, "run.json"), Path(folder, "slide.html")
            trace.write_text(trace_of(server, LARGEST_VALUE, run))
            subprocess.run([synod, "explore", "--web", web, "--trace", trace, "--export", slide], check=True)
            pages(browser, server, files, slide.as_uri(), run)
        oracle(browser, files)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
