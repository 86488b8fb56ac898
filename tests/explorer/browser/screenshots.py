"""The pictures of README and docs/explorer.md, taken anew: `make screenshots`."""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from homes import explorer
from reader import Reader, ask, called, launch
from runs import CONTENDED, LARGEST_VALUE, TWO_PROPOSERS

FOLDER = Path("pictures/explorer")
AGREEMENT = {"shortest": {"goal": {"violated": "agreement"}}}


def start(reader):
    reader.open()
    reader.sees("[data-model]")


def hindrance(reader):
    """A contended run, and why A's late prepare comes to nothing."""
    reader.open_run(TWO_PROPOSERS, CONTENDED)
    reader.sees(".diagram .drawing")
    reader.find("[data-message] [data-because=rule]").hover()


def counterexample(reader, sheet):
    found = ask(reader.server, AGREEMENT, LARGEST_VALUE, [])["result"]["found"]
    reader.open_run(LARGEST_VALUE, found["run"])
    reader.sees(".diagram .drawing")
    reader.tool(sheet)
    reader.sheet(sheet)
    reader.sees("dialog .sheet-body > :not(.task)")


def why(reader):
    counterexample(reader, "why")


def twin(reader):
    counterexample(reader, "twin")


def game(reader):
    reader.open("#level=2")
    reader.sees("[data-distance]")
    for _ in range(3):
        at = reader.position()
        reader.find("[data-beat=hint]").click()
        reader.sees(".takeable.marked").click()
        reader.is_at(at + 1)
        reader.sees("[data-distance]")
    reader.find("[data-beat=hint]").click()
    reader.sees(".takeable.marked")


def lesson(reader):
    reader.open("#screen=tour&lesson=1")
    reader.sees("[data-begin-lesson]").click()
    for scene in range(1, 4):
        reader.sees(called("data-scene", scene))
        reader.find("[data-tour=next]").click()
    reader.sees(called("data-scene", 4))
    reader.sees(".diagram .drawing")


PICTURES = {
    "start": (start, {}),
    "hindrance": (hindrance, {}),
    "why": (why, {}),
    "twin": (twin, {}),
    "beat-paxos": (game, {}),
    "tour": (lesson, {}),
    "chinese": (hindrance, {"language": "zh"}),
    "dark": (why, {"dark": True}),
}


def take(browser, server, name):
    show, wishes = PICTURES[name]
    reader = Reader(browser, server, **wishes)
    show(reader)
    if show is not hindrance:
        reader.page.mouse.move(2, 790)
    reader.page.evaluate("document.fonts.ready")
    picture = Image.open(io.BytesIO(reader.page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    # With a palette it is a third as large; this one keeps colours that are rare, as those of values are.
    picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
    assert reader.faults == [], reader.faults
    reader.context.close()


def main(synod, *options):
    FOLDER.mkdir(parents=True, exist_ok=True)
    with explorer(synod, *options) as server, sync_playwright() as playwright:
        browser = launch(playwright)
        for name in PICTURES:
            take(browser, server, name)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
