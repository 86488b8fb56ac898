"""The page without a server of ours: from any static web server, and as one file from disk."""

import gzip
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from homes import static
from reader import called, link_to, trace_of
from runs import BEGIN_A, CHOSEN, HOSTILE, HOSTILE_MODEL, LARGE, PHASE_1, TWO_PROPOSERS, accept

SESSION = Path("tests/golden/explorer/session.jsonl")
SYNOD = os.environ["SYNOD"]
WEB = os.environ.get("SYNOD_WEB", "target/web")

# Posts requests to a Worker, one after the other, and gives the last line of each answer.
ASK = """async (requests) => {
    const worker = new Worker("core_worker.js");
    const answers = [];
    for (const request of requests) {
        answers.push(await new Promise((resolve) => {
            worker.onmessage = ({ data }) => data.progress || resolve(data);
            worker.postMessage(request);
        }));
    }
    worker.terminate();
    return answers;
}"""


@pytest.fixture(scope="session")
def web():
    """What `make web` has made, behind a server that knows nothing of it."""
    assert Path(WEB, "synod.wasm").exists(), f"{WEB} is missing: run make web"
    with static(WEB) as address:
        yield address


def test_a_static_server_is_enough(readers, web):
    reader = readers(web)
    reader.open_run(TWO_PROPOSERS, [BEGIN_A])
    reader.take("proposer A → acceptor 1: prepare 1.A")
    assert reader.card("acceptor 1")["promised"] == "1.A"


def timeless(line):
    checked = line.get("answer", {}).get("checked")
    if checked:
        checked["seconds"] = 0
    return line


def test_the_actors_in_the_browser_answer_as_those_of_the_server_do(readers, web):
    lines = SESSION.read_text().splitlines()
    requests, answers = lines[::2], [json.loads(answer) for answer in lines[1::2]]
    reader = readers(web)
    reader.open()
    told = reader.page.evaluate(ASK, requests)
    for request, wanted, answer in zip(requests, answers, told, strict=True):
        assert timeless(answer) == wanted, request


# A core that traps whatever it is asked: it exports `memory`, `allot`, and `ask`, which is `unreachable`.
TRAP = """
00 61 73 6d 01 00 00 00  01 0b 02 60 01 7f 01 7f 60 02 7f 7f 00  03 03 02 00 01  05 03 01 00 01
07 18 03 06 6d 65 6d 6f 72 79 02 00 05 61 6c 6c 6f 74 00 00 03 61 73 6b 00 01
0a 0b 02 05 00 41 80 08 0b 03 00 00 0b
"""

# The first core of each Worker is that one; the next is the real one.
TRAP_FIRST = f"""
const begin = WebAssembly.instantiate;
let trap = new Uint8Array("{' '.join(TRAP.split())}".split(" ").map((byte) => parseInt(byte, 16)));
WebAssembly.instantiate = async (core, page) => {{
    const first = trap && (await WebAssembly.compile(trap));
    trap = null;
    return begin(first ?? core, page);
}};
"""


def test_a_core_that_traps_is_told_and_the_next_question_finds_another(readers, web):
    worker = Path(WEB, "core_worker.js").read_text()
    reader = readers(web)
    reader.page.route("**/core_worker.js", lambda route: route.fulfill(body=TRAP_FIRST + worker, content_type="text/javascript"))
    reader.open(f"#model={TWO_PROPOSERS}")
    assert "The core stopped (unreachable) and was begun anew" in reader.note("error")
    reader.sees(called("data-model", TWO_PROPOSERS)).click()
    reader.is_at(0)
    # Searches have a Worker of their own.
    reader.find("[data-tab=ask]").click()
    reader.find("[data-ask=outlook]").click()
    expect(reader.sees(".answer [role=alert]")).to_contain_text("The core stopped (unreachable) and was begun anew")
    reader.find("[data-ask=outlook]").click()
    reader.sees("[data-way=found]")


def test_a_long_search_is_cancelled_and_the_next_question_is_answered(readers, web):
    reader = readers(web)
    reader.open_run(LARGE)
    reader.find("[data-ask=check]").click()
    expect(reader.sees(".task")).to_contain_text(re.compile("[1-9].* states"))
    reader.find("[data-cancel]").click()
    expect(reader.find(".task")).to_have_count(0)
    reader.find("[data-tab=ask]").click()
    reader.find("[data-ask=outlook]").click()
    reader.sees("[data-way=found]")


@pytest.fixture
def slide(tmp_path):
    """To write a run as a page in one file, as the command line does."""

    def write(trace, *model):
        page, run = tmp_path / "slide.html", tmp_path / "run.json"
        run.write_text(trace)
        command = [SYNOD, "explore", *model, "--trace", run, "--web", WEB, "--export", page]
        subprocess.run(command, check=True, capture_output=True)
        return page

    return write


def test_a_page_in_one_file_is_small_on_its_way(server, slide):
    page = slide(trace_of(server, TWO_PROPOSERS, CHOSEN))
    assert len(gzip.compress(page.read_bytes())) < 2_500_000


@pytest.mark.parametrize("language, told", [("en", "The core cannot be loaded ("), ("zh", "核心无法加载（")])
def test_a_page_whose_core_is_broken_says_so(readers, server, slide, language, told):
    page = slide(trace_of(server, TWO_PROPOSERS, CHOSEN))
    page.write_text(re.sub('(id="synod-core">)[^<]*', r"\1bm8gY29yZQ==", page.read_text()))
    reader = readers(page.as_uri(), language=language)
    reader.page.goto(reader.server)
    assert told in reader.note("error")


@pytest.mark.parametrize("inside", ["null", "{}", "["])
def test_a_page_whose_run_is_broken_says_so(readers, server, slide, inside):
    page = slide(trace_of(server, TWO_PROPOSERS, CHOSEN))
    broken = re.sub('(id="synod-run">)[^<]*', rf"\g<1>{inside}", page.read_text(), count=1)
    page.write_text(broken)
    reader = readers(page.as_uri())
    reader.page.goto(reader.server)
    assert "no run inside" in reader.note("error")
    other = readers()
    other.open()
    other.drop("slide.html", broken)
    assert "no run inside" in other.note("error")


def verified(page):
    """What the command line says of a page."""
    return subprocess.run([SYNOD, "trace", str(page)], check=True, capture_output=True, text=True).stderr


def shows_itself(reader, of):
    """The page takes the run inside again as it opens, and says so."""
    reader.open()
    reader.is_at(of)
    return reader.note("good")


def test_a_run_in_one_file_opens_from_disk_and_says_that_it_was_taken_again(readers, server, slide):
    page = slide(trace_of(server, TWO_PROPOSERS, CHOSEN))
    reader = readers(page.as_uri())
    assert "A run of a shipped model" in shows_itself(reader, len(CHOSEN))
    reader.move("back")
    assert "as shipped" in verified(page)


def test_a_page_without_a_server_has_the_code_too(readers, server, web, slide):
    page = slide(trace_of(server, TWO_PROPOSERS, CHOSEN))
    for reader, link in ((readers(web), link_to(TWO_PROPOSERS, CHOSEN)), (readers(page.as_uri()), "")):
        reader.open(link)
        reader.is_at(len(CHOSEN))
        reader.find("[data-explain] [data-source]").click()
        line = reader.sees("[data-obeys]").get_attribute("data-line")
        assert f"src/paxos/acceptor.rs, line {line}" == reader.sheet("source").locator("h2").inner_text()


def test_the_page_gives_a_page_that_shows_itself_and_so_does_that_one(readers, web, tmp_path):
    reader = readers(web)
    reader.open_run(TWO_PROPOSERS, CHOSEN)
    pages = [tmp_path / "first.html", tmp_path / "second.html"]
    for page in pages:
        reader.tool("export")
        page.write_bytes(reader.exported("html")[1])
        assert "as shipped" in verified(page)
        reader = readers(page.as_uri())
        assert "A run of a shipped model" in shows_itself(reader, len(CHOSEN))
    first, second = (page.read_text() for page in pages)
    assert first == second


HOSTILE_RUN = [*PHASE_1, *accept(HOSTILE[0], "1.A", 1)]


@pytest.fixture
def hostile_slide(server, slide, tmp_path):
    """A run of a model of one's own, whose values are markup."""
    model = tmp_path / "mine.toml"
    model.write_text(HOSTILE_MODEL)
    return slide(trace_of(server, {"name": "mine.toml", "toml": HOSTILE_MODEL}, HOSTILE_RUN), model)


def test_a_hostile_value_is_text_in_a_page_from_disk_too(readers, hostile_slide):
    reader = readers(hostile_slide.as_uri())
    reader.page.on("dialog", lambda dialog: reader.faults.append(f"a dialog: {dialog.message}"))
    assert "none of the shipped ones" in shows_itself(reader, len(HOSTILE_RUN))
    assert reader.card("acceptor 1")["voted"] == f"{HOSTILE[0]} at 1.A"
    assert reader.card("proposer B")["wants"] == HOSTILE[1]
    reader.sees(".diagram .drawing")
    assert reader.page.evaluate("window.ran") is None
    expect(reader.find("img, iframe, object, [onerror]")).to_have_count(0)


def test_a_page_that_is_dropped_on_another_shows_its_run_there(readers, server, slide, hostile_slide):
    reader = readers()
    reader.open()
    reader.drop("slide.html", hostile_slide.read_text())
    reader.is_at(len(HOSTILE_RUN))
    assert "none of the shipped ones" in reader.note("good")
    assert reader.page.evaluate("window.ran") is None
    reader.drop("slide.html", slide(trace_of(server, TWO_PROPOSERS, CHOSEN)).read_text())
    reader.is_at(len(CHOSEN))
    assert "A run of a shipped model" in reader.note("good")
    reader.drop("other.html", "<!doctype html><title>synod</title>")
    assert "no run inside" in reader.note("error")
