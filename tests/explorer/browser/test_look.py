"""How the page looks: for those who see little, on small screens, in the dark, and without motion."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from runs import BEGIN_A, CONTENDED, LARGEST_VALUE, TWO_PROPOSERS
from test_ask import find_by_question

SCREENS = {
    "start": "",
    "board": f"#model={TWO_PROPOSERS}&run={';'.join(CONTENDED)}",
    "quiz": "#screen=quiz&number=1",
    "tour": "#screen=tour",
    "lesson": "#screen=tour&lesson=1",
    "beat": "#screen=beat",
    "game": "#level=2",
}

READY = {
    "start": "[data-model]",
    "board": ".diagram .drawing",
    "quiz": "[data-answer]",
    "tour": "[data-lesson-card]",
    "lesson": "[data-begin-lesson]",
    "beat": "[data-level]",
    "game": "[data-distance]",
}


def show(reader, screen):
    reader.open(SCREENS[screen])
    reader.sees(READY[screen])
    if screen == "lesson":
        reader.find("[data-begin-lesson]").click()
        reader.sees("[data-lesson]")


def grave(reader):
    """The serious and critical faults that axe finds, with where they are."""
    found = Axe().run(reader.page).response["violations"]
    return [
        (fault["id"], fault["help"], [node["target"] for node in fault["nodes"]][:4])
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_grave_fault(readers, dark):
    reader = readers(dark=dark)
    faults = {}
    for screen in SCREENS:
        show(reader, screen)
        expect(reader.find("html")).to_have_attribute("data-theme", "dark" if dark else "light")
        faults[screen] = grave(reader)
    reader.open_run(LARGEST_VALUE)
    find_by_question(reader)
    reader.is_at(20)
    faults["counterexample"] = grave(reader)
    for sheet in ("why", "twin", "export", "help", "open"):
        reader.tool(sheet)
        reader.sees("dialog .sheet-body > *")
        faults[sheet] = grave(reader)
        reader.page.keyboard.press("Escape")
    reader.page.keyboard.press("f")
    reader.sees("dialog .sheet-body > *")
    faults["source"] = grave(reader)
    assert {screen: found for screen, found in faults.items() if found} == {}


# What stands beyond the edge, and is not in a box that scrolls or a part that only screen readers read.
BEYOND = """() => [...document.querySelectorAll("body *")].filter((node) => {
    const { left, right, width, height } = node.getBoundingClientRect();
    if (!width || !height || (left >= -1 && right <= innerWidth + 1)) return false;
    if (!node.checkVisibility() || node.closest(".unseen, svg")) return false;
    for (let at = node.parentElement; at; at = at.parentElement)
        if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return false;
    return true;
}).map((node) => `${node.tagName.toLowerCase()}.${node.className} ${node.textContent.slice(0, 40)}`)"""

HIGH = "document.scrollingElement.scrollHeight"
WIDE = "document.scrollingElement.scrollWidth"


def on_the_largest_board(reader):
    reader.open_run(LARGEST_VALUE)
    find_by_question(reader)
    reader.is_at(20)


def test_the_board_is_one_screen_at_1280_by_800(readers):
    reader = readers(width=1280, height=800)
    for screen in ("board", "lesson", "game"):
        show(reader, screen)
        assert reader.page.evaluate(HIGH) <= 800, screen
        assert reader.page.evaluate(BEYOND) == [], screen
    on_the_largest_board(reader)
    assert reader.page.evaluate(HIGH) <= 800
    for screen in ("board", "lesson", "game"):
        show(reader, screen)
        cut = reader.find("[data-board]").evaluate("board => board.scrollHeight - board.clientHeight")
        assert cut <= 0, f"{screen}: the lanes scroll by {cut}"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_cut_off_at_768(readers, language):
    reader = readers(width=768, height=1024, language=language)
    for screen in SCREENS:
        show(reader, screen)
        assert reader.page.evaluate(WIDE) <= 768, screen
        assert reader.page.evaluate(BEYOND) == [], screen
    on_the_largest_board(reader)
    assert reader.page.evaluate(WIDE) <= 768
    assert reader.page.evaluate(BEYOND) == []


# The smallest text in there, in pixels as it is seen, and what it says.
SMALLEST = """(parts) => parts
    .flatMap((part) => [part, ...part.querySelectorAll("*")])
    .filter((node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()) && node.checkVisibility())
    .map((node) => [parseFloat(getComputedStyle(node).fontSize) * (node.getScreenCTM?.().a ?? 1), node.textContent.trim()])
    .reduce((one, other) => (other[0] < one[0] ? other : one))"""

READ_FROM_AFAR = {
    "cards": "[data-board] .card",
    "chips": "[data-board] .chip",
    "run": ".run .steps",
}


def test_all_is_read_from_the_last_row(readers):
    reader = readers(width=1920, height=1080)
    on_the_largest_board(reader)
    reader.sees(".diagram .drawing")
    seen = {what: reader.find(selector).evaluate_all(SMALLEST) for what, selector in READ_FROM_AFAR.items()}
    reader.page.keyboard.press("d")
    seen["diagram"] = reader.sheet("diagram").locator("svg text").evaluate_all(SMALLEST)
    assert {what: told for what, told in seen.items() if told[0] < 14} == {}


COUNT_MOTION = """(() => {
    window.motions = 0;
    const animate = Element.prototype.animate;
    Element.prototype.animate = function (...how) {
        window.motions += 1;
        return animate.apply(this, how);
    };
})()"""


@pytest.mark.parametrize("motion", [True, False], ids=["motion", "reduced"])
def test_things_move_only_where_motion_is_wanted(readers, motion):
    reader = readers(motion=motion)
    reader.page.add_init_script(COUNT_MOTION)
    reader.page.add_init_script("addEventListener('animationstart', (event) => (window.motions += 1))")
    reader.open_run(TWO_PROPOSERS)
    reader.take(BEGIN_A, "proposer A → acceptor 2: prepare 1.A")
    reader.sees(".diagram .drawing")
    motions = reader.page.evaluate("window.motions")
    assert (motions > 0) == motion
    slow = reader.page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((node) => getComputedStyle(node)
            .transitionDuration.split(",").some((time) => parseFloat(time) > 0.05)).length"""
    )
    assert motion or slow == 0


def test_the_colours_are_switched_and_kept(reader):
    reader.open()
    reader.tool("theme")
    expect(reader.find("html")).to_have_attribute("data-theme", "dark")
    reader.open("#screen=quiz")
    expect(reader.find("html")).to_have_attribute("data-theme", "dark")
