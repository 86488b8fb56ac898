"""To play the network: steps, branches, links, keys, crashes, messages put aside, and why something cannot happen."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from reader import called
from runs import BEGIN_A, BEGIN_B, CHOSEN, CONTENDED, CRASH, LEARNED, PHASE_1, TWO_PROPOSERS, accept, prepare, promise


def begin(reader):
    reader.open()
    reader.sees(called("data-entry", "play")).click()
    reader.is_at(0)


def test_to_a_decision_by_clicks_alone(reader):
    begin(reader)
    assert reader.card("acceptor 1") == {"promised": "–", "voted": "–"}
    reader.take(*PHASE_1[:-1])
    assert reader.card("proposer A") == {"wants": "8", "ballot": "1.A", "promises": "1", "proposed": "–"}
    reader.take(*LEARNED[len(PHASE_1) - 1 :])
    assert reader.card("acceptor 1") == {"promised": "1.A", "voted": "8 at 1.A"}
    assert reader.card("acceptor 3") == {"promised": "–", "voted": "–"}
    assert reader.card("proposer A") == {"wants": "8", "ballot": "1.A", "promises": "none", "proposed": "8"}
    assert reader.card("learner 1")["learned"] == "8"
    assert reader.sees("[data-chosen]").get_attribute("data-chosen") == "8"
    assert "is chosen at 1.A by {1, 2}" in reader.find("[data-explain]").inner_text()
    now = reader.find(called("data-property", "value learned"))
    expect(now).to_have_attribute("data-now", "reached")
    expect(reader.find(called("data-property", "agreement"))).to_have_attribute("data-now", "holds")
    expect(reader.find("[data-changed]")).to_have_count(1)


def test_what_would_come_of_a_step_is_shown_before_it_is_taken(reader):
    begin(reader)
    told = reader.explained(called("data-choice", BEGIN_A))
    assert "What would come of it" in told and "prepare 1.A" in told
    reader.choice(BEGIN_A).hover()
    expect(reader.find(f"{called('data-actor', 'proposer A')} [data-row=ballot] dd")).to_have_text("1.A")
    assert reader.card("proposer A")["ballot"] == "–"
    assert reader.position() == 0


def test_back_and_another_way_keep_both(reader, readers):
    begin(reader)
    reader.take(*PHASE_1, *accept("8", "1.A", 1))
    one = reader.cards()
    for step in (5, 4, 3):
        reader.move("back")
        reader.is_at(step)
    reader.take(BEGIN_B)
    other = reader.cards()
    assert other["proposer B"]["ballot"] == "1.B" and one["proposer B"]["ballot"] == "–"
    left = reader.sees("[data-branch]")
    expect(left).to_have_count(1)
    left.click()
    reader.is_at(6)
    assert reader.cards() == one
    reader.sees("[data-branch]").click()
    reader.is_at(4)
    assert reader.cards() == other

    reader.tool("link")
    assert reader.note("good") == "Copied."
    link = reader.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(reader.server)
    friend = readers()
    friend.open(link.removeprefix(reader.server))
    friend.is_at(4)
    assert friend.cards() == other
    assert friend.run() == reader.run()


def test_two_branches_are_compared_where_they_part(reader):
    reader.open_run(TWO_PROPOSERS, PHASE_1)
    reader.move("back")
    reader.is_at(4)
    reader.take(BEGIN_B)
    reader.tool("compare")
    compared = reader.sheet("compare")
    expect(compared.locator("[data-parting]")).to_have_count(2)
    expect(compared.locator("[data-parting] .number")).to_have_text(["5", "5"])


def go_to(reader, name):
    """Walks with `j` from step to step until this one has the focus."""
    focused = "document.activeElement.dataset.choice ?? null"
    seen = []
    while (at := reader.page.evaluate(focused)) != name:
        assert seen.count(at) < 2, f"{name} is not among {seen}"
        seen.append(at)
        reader.page.keyboard.press("j")
    assert reader.page.evaluate("document.activeElement.matches(':focus-visible')")


def test_with_the_keyboard_alone(reader):
    key = reader.page.keyboard.press
    reader.open()
    reader.sees(called("data-entry", "play"))
    while reader.page.evaluate("document.activeElement.dataset.entry") != "play":
        key("Tab")
    key("Enter")
    reader.is_at(0)
    for step, name in enumerate([BEGIN_A, *prepare("1.A", 2)], start=1):
        go_to(reader, name)
        key("Enter")
        reader.is_at(step)
    assert "acceptor 2" in reader.find("[data-live]").inner_text().lower()
    key("u")
    reader.is_at(1)
    key("ArrowRight")
    reader.is_at(2)
    key("0")
    reader.is_at(0)
    key("End")
    reader.is_at(2)
    key("?")
    keys = reader.sheet("keys").inner_text()
    assert "One step back" in keys and "Put the message aside" in keys
    key("Escape")
    expect(reader.find("dialog")).to_have_count(0)
    reader.is_at(2)


def test_a_crash_takes_what_was_not_on_disk_and_nothing_else(reader):
    reader.open_run(CRASH, PHASE_1[:-1])
    crash = "crash and restart: proposer A"
    expect(reader.choice(crash)).to_have_attribute("data-kind", "crash")
    assert reader.card("proposer A")["promises"] == "1"
    told = reader.explained(f"{called('data-actor', 'acceptor 1')} header [data-because]")
    assert "a crash would make nobody forget anything" in told
    reader.take(crash)
    assert reader.card("proposer A") == {"wants": "8", "ballot": "1.A", "promises": "none", "proposed": "–"}
    assert reader.card("acceptor 1") == {"promised": "1.A", "voted": "–"}
    # The model allows one crash: that there is no second one is no rule of Paxos.
    expect(reader.find("[data-kind=crash]")).to_have_count(0)
    told = reader.explained(f"{called('data-actor', 'acceptor 1')} header [data-because=bound]")
    assert "bound of the model" in told and "no more than 1 crash" in told


def test_a_message_put_aside_is_no_step_and_comes_back(reader):
    reader.open_run(TWO_PROPOSERS, [BEGIN_A])
    link = reader.page.url
    message = "proposer A|acceptor 2|prepare 1.A"
    chip = reader.find(called("data-message", message))
    chip.hover()
    reader.find(called("data-put-aside", message)).click()
    expect(chip).to_have_count(0)
    aside = reader.sees(called("data-aside", message))
    assert reader.position() == 1 and reader.page.url == link
    reader.take(*prepare("1.A", 1))
    aside.click()
    expect(aside).to_have_count(0)
    reader.take(*prepare("1.A", 2))
    assert reader.position() == 3


def test_what_cannot_happen_says_by_which_rule(reader):
    reader.open_run(TWO_PROPOSERS, CONTENDED)
    late = called("data-message", "proposer A|acceptor 1|prepare 1.A")
    told = reader.explained(f"{late} [data-because=rule]")
    assert "acceptor 1 has promised 1.B, which is higher than 1.A" in told
    assert "Paxos Made Simple, 2.2" in told and "src/paxos/acceptor.rs:" in told
    assert "greater than that of any prepare request to which it has already responded" in told
    reader.page.keyboard.press("f")
    expect(reader.sheet("source").locator("h2")).to_contain_text("src/paxos/acceptor.rs, line")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_where_the_code_obeys_a_rule_is_shown_by_the_pointer_and_by_a_key(readers, language):
    reader = readers(language=language)
    reader.open_run(TWO_PROPOSERS, PHASE_1)
    place = reader.sees("[data-explain] [data-source]").get_attribute("data-source")
    file, line = place.split(":")
    lines = Path(file).read_text().splitlines()
    for act in (lambda: reader.find("[data-explain] [data-source]").click(), lambda: reader.page.keyboard.press("f")):
        act()
        sheet = reader.sheet("source")
        shown = sheet.locator("[data-line]")
        expect(shown).to_have_count(len(lines))
        assert shown.locator("code").all_text_contents() == lines
        obeys = sheet.locator("[data-obeys]")
        expect(obeys).to_have_attribute("data-line", line)
        expect(obeys).to_be_in_viewport()
        title = sheet.locator("h2").inner_text()
        assert title == {"en": f"{file}, line {line}", "zh": f"{file}，第 {line} 行"}[language]
        reader.page.keyboard.press("Escape")
        expect(reader.find("dialog")).to_have_count(0)


def test_what_the_bound_alone_forbids_is_told_as_the_bound(reader):
    reader.open_run(TWO_PROPOSERS, [BEGIN_A])
    told = reader.explained(f"{called('data-actor', 'proposer A')} header [data-because]")
    assert "bound of the model" in told and "ballot" in told
    assert "Paxos Made Simple" not in told


def test_a_quorum_that_is_missing_says_so(reader):
    reader.open_run(TWO_PROPOSERS, [BEGIN_A, *prepare("1.A", 1), *promise("1.A", 1)])
    told = reader.explained(f"{called('data-actor', 'proposer A')} [data-row=proposed] [data-because]")
    assert "Why not yet" in told and "Paxos Made Simple" in told
