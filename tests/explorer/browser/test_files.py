"""Links, files and texts from elsewhere, and the files that the page gives."""

import json
import os
import re
import shlex
import subprocess
import urllib.parse

from playwright.sync_api import expect

from reader import ask, called, trace_of
from runs import BEGIN_A, BEGIN_B, CHOSEN, CRASH, HOSTILE, HOSTILE_MODEL, PHASE_1, TWO_PROPOSERS, accept


def test_a_trace_that_is_dropped_opens(reader, server):
    reader.open()
    reader.drop("run.json", trace_of(server, TWO_PROPOSERS, CHOSEN))
    reader.is_at(len(CHOSEN))
    assert "A run of a shipped model" in reader.note("good")
    assert reader.card("acceptor 2")["voted"].startswith("8 at 1.A")


def test_a_trace_that_is_chosen_opens(reader, server, tmp_path):
    file = tmp_path / "run.json"
    file.write_text(trace_of(server, TWO_PROPOSERS, PHASE_1))
    reader.open()
    reader.tool("open")
    reader.find("[data-file]").set_input_files(file)
    reader.is_at(len(PHASE_1))
    expect(reader.find("dialog")).to_have_count(0)


def test_a_trace_of_the_open_model_becomes_a_branch_to_compare_with(reader, server):
    reader.open_run(TWO_PROPOSERS, [*PHASE_1, BEGIN_B])
    reader.drop("run.json", trace_of(server, TWO_PROPOSERS, CHOSEN))
    reader.is_at(len(CHOSEN))
    reader.tool("compare")
    compared = reader.sheet("compare")
    expect(compared.locator("select").first.locator("option")).to_have_count(2)
    first = len(PHASE_1) + 1
    expect(compared.locator("[data-parting] .number")).to_have_text([str(first), str(first)])
    reader.page.keyboard.press("Escape")
    # Of another model there is nothing to compare with.
    reader.drop("run.json", trace_of(server, CRASH, [BEGIN_A]))
    reader.is_at(1)
    expect(reader.find("[data-tool=compare]")).to_be_disabled()


def test_a_broken_trace_is_refused_with_a_sentence(reader, server):
    reader.open_run(TWO_PROPOSERS, [BEGIN_A])
    reader.drop("run.json", trace_of(server, TWO_PROPOSERS, CHOSEN)[:-40])
    assert "neither a trace (JSON) nor a model file" in reader.note("error")
    trace = json.loads(trace_of(server, TWO_PROPOSERS, CHOSEN))
    trace["steps"] = trace["steps"][1:]
    reader.paste(json.dumps(trace))
    told = reader.sheet("open").locator("[role=alert]")
    expect(told).to_contain_text("step 1")
    reader.find("[data-paste]").fill('{"not": "a trace"}')
    reader.find("[data-open-text]").click()
    expect(told).to_contain_text("this is no trace")
    reader.page.keyboard.press("Escape")
    assert reader.position() == 1, "what was open stays open"


def test_a_link_to_a_step_that_cannot_happen_says_at_which(reader):
    reader.open(f"#model={TWO_PROPOSERS}&run=proposer+A:+next+ballot;nobody+knows+this;proposer+B:+next+ballot")
    told = reader.note("error")
    assert told.startswith("Step 2 of the link (“nobody knows this”) no longer fits this model:")
    reader.is_at(1)
    assert reader.card("proposer A")["ballot"] == "1.A"
    expect(reader.find("[data-step]")).to_have_count(2)


def test_a_link_to_a_model_that_does_not_exist_says_so(reader):
    reader.open("#model=models/holds/no_such_model.toml")
    assert "no_such_model" in reader.note("error")
    reader.sees("[data-screen=start]")


def test_a_page_in_chinese_refuses_a_link_in_chinese(readers):
    reader = readers(language="zh")
    reader.open("#level=99")
    assert "没有第 99 关" in reader.note("error")
    reader.open("#model=models/holds/no_such_model.toml")
    assert "没有模型 models/holds/no_such_model.toml" in reader.note("error")
    reader.open(f"#model={TWO_PROPOSERS}&run=nobody+knows+this")
    told = reader.note("error")
    assert told.startswith("链接的第 1 步（“nobody knows this”）与此模型不再相符")
    assert not re.search("[a-z]{2}", told.replace("nobody knows this", "")), told


def link_to_text(toml):
    return f"#name=mine.toml&toml={urllib.parse.quote(toml)}"


def test_a_hostile_value_is_text(reader):
    reader.open()
    reader.paste(HOSTILE_MODEL)
    reader.is_at(0)
    assert reader.card("proposer A")["wants"] == HOSTILE[0]
    assert reader.card("proposer B")["wants"] == HOSTILE[1]
    reader.take(*PHASE_1)
    reader.take(*accept(HOSTILE[0], "1.A", 1))
    assert reader.card("acceptor 1")["voted"] == f"{HOSTILE[0]} at 1.A"
    reader.sees(".diagram .drawing")
    reader.find("[data-tool=enlarge]").click()
    reader.sheet("diagram")
    reader.page.keyboard.press("Escape")
    reader.find("[data-ask=check]").click()
    reader.sees("[data-verdict]")
    # The link carries the model; to open it is to read it anew.
    link = reader.page.url.removeprefix(reader.server)
    reader.open(link)
    reader.is_at(len(PHASE_1) + 1)
    assert reader.card("acceptor 1")["voted"] == f"{HOSTILE[0]} at 1.A"
    assert reader.page.evaluate("window.ran") is None
    expect(reader.find("img, iframe, object, [onerror]")).to_have_count(0)
    expect(reader.find("script")).to_have_count(1)


def test_two_pages_see_their_own_runs(reader):
    one, other = reader, reader.beside()
    one.open_run(TWO_PROPOSERS)
    other.open_run(TWO_PROPOSERS)
    one.take(BEGIN_A)
    other.take(BEGIN_B)
    one.take(*PHASE_1[1:])
    assert other.position() == 1
    assert other.card("proposer A")["ballot"] == "–" and other.card("proposer B")["ballot"] == "1.B"
    assert one.card("proposer A")["ballot"] == "1.A" and one.card("proposer B")["ballot"] == "–"


def test_exports_are_what_the_core_says(reader, server):
    reader.open_run(TWO_PROPOSERS, CHOSEN)
    reader.tool("export")
    reader.sheet("export")
    for form in ("svg", "slide", "json", "text", "mermaid", "itf"):
        told = ask(server, {"export": {"format": form, "theme": "light"}}, TWO_PROPOSERS, CHOSEN)
        assert reader.exported(form) == (told["name"], told["text"].encode()), form
    name, picture = reader.exported("png")
    assert name.endswith(".png") and picture.startswith(b"\x89PNG") and len(picture) > 10_000


def command(reader, which):
    return reader.sees(called("data-command", which)).inner_text()


def test_the_command_that_shows_a_run_names_its_trace_which_can_be_verified(reader, tmp_path):
    reader.open_run(TWO_PROPOSERS)
    reader.tool("export")
    assert command(reader, "explore") == f"synod explore '{TWO_PROPOSERS}'"
    expect(reader.find(called("data-command", "trace"))).to_have_count(0)
    reader.open_run(TWO_PROPOSERS, CHOSEN)
    reader.tool("export")
    name, trace = reader.exported("json")
    (tmp_path / name).write_bytes(trace)
    assert command(reader, "explore") == f"synod explore '{TWO_PROPOSERS}' --trace '{name}'"
    assert f"{name} is the Trace (JSON) of this sheet" in reader.sheet("export").inner_text()
    program, *rest = shlex.split(command(reader, "trace"))
    assert program == "synod"
    told = subprocess.run([os.environ["SYNOD"], *rest], cwd=tmp_path, capture_output=True, text=True)
    assert told.returncode == 0 and "as shipped" in told.stderr, told.stderr


# Each of these is a name that every object of JavaScript has.
NAMES = ["constructor", "toString", "__proto__"]


def test_a_models_own_names_are_never_taken_for_something_else(readers):
    for language in ("en", "zh"):
        reader = readers(language=language)
        for name in NAMES:
            toml = HOSTILE_MODEL.replace(f"title = {json.dumps(HOSTILE[0])}", f"title = {json.dumps(name)}")
            reader.open(link_to_text(toml))
            reader.is_at(0)
            expect(reader.find(".top-title h1")).to_have_text(name)


def test_a_program_without_the_core_says_what_to_do(reader):
    reader.page.route("**/synod.wasm.gz", lambda route: route.fulfill(status=404))
    reader.open_run(TWO_PROPOSERS, CHOSEN)
    reader.tool("export")
    with reader.refused(404):
        reader.find("[data-export=html]").click()
    assert "run make web, then make install" in reader.note("error")
