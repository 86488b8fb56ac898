"""To ask: for a counterexample and its causes, for the shortest way, and whether something is still possible."""

import pytest
from playwright.sync_api import expect

from reader import ask, called
from runs import BEGIN_A, BEGIN_B, CHOSEN, CONTENDED, LARGEST_VALUE, TWO_PROPOSERS, accepted


def find_by_check(reader):
    reader.find("[data-ask=check]").click()
    verdict = reader.sees("[data-verdict=violated]").first
    expect(verdict).to_contain_text("as expected")
    reader.find(called("data-show-run", "agreement")).click()


def find_by_question(reader):
    """Opens the shortest run that breaks agreement."""
    reader.find("[data-tab=ask]").click()
    reader.find(called("data-ask", "violated agreement")).first.click()
    reader.sees("[data-way=found]")
    reader.find(called("data-open-way", "agreement")).click()


@pytest.mark.parametrize("find_it", [find_by_check, find_by_question])
def test_the_largest_value_breaks_agreement_in_twenty_steps(reader, find_it):
    reader.open_run(LARGEST_VALUE)
    find_it(reader)
    reader.is_at(20)
    expect(reader.find(called("data-property", "agreement"))).to_have_attribute("data-now", "violated")
    wrong = reader.find("li.wrong")
    expect(wrong).to_have_count(1)
    assert "By the rules" in wrong.inner_text()


def broken_run(server):
    """The shortest run in which agreement breaks."""
    goal = {"violated": "agreement"}
    return ask(server, {"shortest": {"goal": goal}}, LARGEST_VALUE, [])["result"]["found"]["run"]


def run_with_more_than_causes(server):
    """Its 20th step is no cause of the last: that the learner hears of a vote."""
    run = broken_run(server)
    return [*run[:-1], *accepted("5", "1.B", 1), run[-1]]


def test_a_violation_tells_why(reader, server):
    reader.open_run(LARGEST_VALUE, run_with_more_than_causes(server))
    reader.tool("why")
    why = reader.sheet("why")
    quorums = why.locator("[data-quorum]")
    expect(quorums).to_have_count(2)
    voters = [set(quorum.get_attribute("data-quorum").split(", ")) for quorum in quorums.all()]
    shared = sorted(voters[0] & voters[1])
    assert shared and f"in both quorums: {', '.join(shared)}" in why.inner_text()
    expect(quorums.first.locator(".member.shared")).to_have_text([name[-1] for name in shared])
    assert "chose" in why.locator(".why-head").inner_text()
    assert "The proof's invariant fails first at step" in why.inner_text()
    causes = why.locator("[data-why][data-cause=true]")
    assert f"{causes.count()} of 21 steps are causes" in why.inner_text()
    expect(why.locator(called("data-why", 20))).to_have_attribute("data-cause", "false")
    rule = why.locator("li.wrong details")
    rule.locator("summary").click()
    expect(rule.locator("blockquote")).to_contain_text("highest-numbered")
    causes.first.locator("button.step").click()
    reader.is_at(1)
    expect(reader.find("dialog")).to_have_count(0)


def dimmed(reader):
    """The steps that are grey in the picture."""
    grey = "parts => [...new Set(parts.filter((part) => part.style.opacity).map((part) => part.dataset.ofStep))]"
    return reader.find("[data-of-step]").evaluate_all(grey)


def test_while_it_tells_why_all_but_the_causes_are_grey(reader, server):
    reader.open_run(LARGEST_VALUE, run_with_more_than_causes(server))
    grey = reader.find(".run .no-cause [data-step]")
    reader.tool("why")
    expect(reader.sheet("why").locator("[data-cause=true]")).to_have_count(20)
    expect(grey).to_have_count(1)
    expect(grey).to_have_attribute("data-step", "20")
    colour = "step => getComputedStyle(step).color"
    cause = reader.find(called("data-step", 19))
    assert grey.evaluate(colour) != cause.evaluate(colour)
    assert dimmed(reader) == ["20"]
    # Drawn anew, it is as grey as it was.
    with reader.page.expect_response(lambda response: "svg" in (response.request.post_data or "")):
        reader.tool("theme")
    reader.page.wait_for_load_state("networkidle")
    assert dimmed(reader) == ["20"]
    reader.page.keyboard.press("Escape")
    expect(reader.find("dialog")).to_have_count(0)
    expect(grey).to_have_count(0)
    # The run stands beside what is told of it: who goes to a step of it leaves what was told.
    reader.tool("why")
    expect(grey).to_have_count(1)
    cause.click()
    reader.is_at(19)
    expect(reader.find("dialog")).to_have_count(0)
    expect(grey).to_have_count(0)


def test_a_violation_is_explained_also_afterwards(reader, server):
    reader.open_run(LARGEST_VALUE, broken_run(server))
    reader.find("[data-choice]").first.click()
    reader.is_at(21)
    reader.tool("why")
    expect(reader.sheet("why").locator("[data-quorum]")).to_have_count(2)


def test_a_twin_shows_from_where_the_rules_would_have_it_otherwise(reader, server):
    reader.open_run(LARGEST_VALUE, broken_run(server))
    told = reader.run()
    reader.tool("twin")
    twin = reader.sheet("twin")
    rows = twin.locator("[data-twin]")
    first = rows.first
    expect(first).to_have_attribute("data-reference", "otherwise")
    step = int(first.get_attribute("data-twin"))
    assert first.locator("td").first.inner_text() == told[step]
    assert "proposes 9" in first.locator("td").nth(0).inner_text()
    assert "proposes 5" in first.locator("td").nth(1).inner_text()
    expect(rows).to_have_count(20 - step + 1)
    expect(twin.locator(".end").first.locator(".card")).to_have_count(2)


def test_the_reference_is_never_violated_within_its_bounds(reader):
    reader.open_run(TWO_PROPOSERS, CHOSEN)
    reader.find("[data-tab=ask]").click()
    reader.find(called("data-ask", "violated agreement")).first.click()
    never = reader.sees("[data-way=never]").inner_text()
    assert "Never from here" in never and "2 proposers" in never
    reader.find(called("data-ask", "value learned")).first.click()
    expect(reader.sees("[data-way=found]")).to_contain_text("Yes, in 2 more steps.")


def ask_own(reader, text):
    reader.find("[data-tab=ask]").click()
    reader.find("[data-ask=own]").fill(text)
    reader.find("[data-ask-go]").click()


def test_the_shortest_way_to_what_was_typed(reader):
    reader.open_run(TWO_PROPOSERS, [BEGIN_A])
    ask_own(reader, "acceptor 1 voted 5")
    assert reader.sees("[data-way=found]").locator("p").inner_text() == "Yes, in 6 more steps."
    reader.find("[data-open-way]").click()
    reader.is_at(7)
    assert reader.card("acceptor 1")["voted"] == "5 at 1.B"
    # It is a branch of the same run.
    reader.find(called("data-step", 1)).click()
    reader.is_at(1)
    reader.take(BEGIN_B)


def test_a_mistyped_question_says_where_under_the_box(reader):
    reader.open_run(TWO_PROPOSERS)
    ask_own(reader, "acceptor 1 votd 5")
    problem = reader.sees("form.own .error-text")
    assert "did you mean `voted`?" in problem.inner_text()
    lines = problem.inner_text().splitlines()
    quoted = next(at for at, line in enumerate(lines) if "votd 5" in line and "|" in line)
    assert lines[quoted + 1].index("^") == lines[quoted].index("votd"), "the caret stands under the word"
    box, under = reader.find("[data-ask=own]").bounding_box(), problem.bounding_box()
    assert under["y"] >= box["y"] + box["height"]


def test_each_step_is_marked_with_how_near_it_brings_a_violation(reader):
    reader.open_run("models/violates/no_prepare.toml", [BEGIN_A])
    reader.find("[data-tab=ask]").click()
    reader.find("[data-ask=nearer]").click()
    assert "5 steps away" in reader.sees("[data-way=nearer]").inner_text()
    expect(reader.find(".marked .mark").first).to_have_text("4")


def test_an_answer_is_of_the_run_that_was_asked_about(reader):
    reader.open_run(TWO_PROPOSERS, CONTENDED)
    reader.find("[data-tab=ask]").click()
    reader.find("[data-ask=outlook]").click()
    reader.sees("[data-way=found]")
    reader.move("back")
    reader.is_at(len(CONTENDED) - 1)
    expect(reader.find("[data-way]")).to_have_count(0)


# A search that tells of one task, and what is told of it.
TELL = """async (task) => {
    const { runTask } = await import("./progress.js");
    const host = document.createElement("div");
    let told;
    const ask = async (question, { onProgress }) => {
        onProgress({ states: 1234, depth: 5, task });
        told = host.querySelector(".task span:nth-child(2)").textContent;
    };
    await runTask({ ask }, host, "check", () => {});
    return told;
}"""


@pytest.mark.parametrize(
    "task, chinese",
    [("every step", "每一步："), ("from where a decision can be reached", "从哪里还能选定一个值：")],
)
def test_each_part_of_a_search_is_told_in_the_readers_language(readers, task, chinese):
    for language, words in (("en", f"{task}: 1,234 states, depth 5"), ("zh", f"{chinese}1,234 个状态，深度 5")):
        reader = readers(language=language)
        reader.open()
        assert reader.page.evaluate(TELL, task) == words
