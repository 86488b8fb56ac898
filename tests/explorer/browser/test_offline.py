"""The page without a server of ours: from any static web server, and as one file from disk."""

import functools
import http.server
import json
import os
import subprocess
import threading
from pathlib import Path

import pytest

from reader import Reader, ask
from runs import BEGIN_A, CHOSEN, TWO_PROPOSERS

SESSION = Path("tests/golden/explorer/session.jsonl")

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


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def web():
    """What `make web` has made, behind a server that knows nothing of it."""
    folder = os.environ.get("SYNOD_WEB", "target/web")
    assert Path(folder, "synod.wasm").exists(), f"{folder} is missing: run make web"
    handler = functools.partial(Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture
def begin(browser):
    """To begin a page that is somewhere else."""
    begun = []

    def begin(address):
        begun.append(Reader(browser, address))
        return begun[-1]

    yield begin
    faults = [fault for reader in begun for fault in reader.faults]
    for reader in begun:
        reader.context.close()
    assert faults == [], "what went wrong on the page"


def test_a_static_server_is_enough(begin, web):
    reader = begin(web)
    reader.open_run(TWO_PROPOSERS, [BEGIN_A])
    reader.take("proposer A → acceptor 1: prepare 1.A")
    assert reader.card("acceptor 1")["promised"] == "1.A"


def timeless(line):
    checked = line.get("answer", {}).get("checked")
    if checked:
        checked["seconds"] = 0
    return line


def test_the_actors_in_the_browser_answer_as_those_of_the_server_do(begin, web):
    lines = SESSION.read_text().splitlines()
    requests, answers = lines[::2], [json.loads(answer) for answer in lines[1::2]]
    reader = begin(web)
    reader.open()
    told = reader.page.evaluate(ASK, requests)
    for request, wanted, answer in zip(requests, answers, told, strict=True):
        assert timeless(answer) == wanted, request


def test_a_run_in_one_file_opens_from_disk_and_says_that_it_was_taken_again(begin, server, tmp_path):
    page, run = tmp_path / "slide.html", tmp_path / "run.json"
    run.write_text(ask(server, {"export": {"format": "json"}}, TWO_PROPOSERS, CHOSEN)["text"])
    synod = os.environ["SYNOD"]
    command = [synod, "explore", "--trace", str(run), "--web", os.environ.get("SYNOD_WEB", "target/web")]
    subprocess.run([*command, "--export", str(page)], check=True, capture_output=True)
    reader = begin(page.as_uri())
    reader.open()
    reader.is_at(len(CHOSEN))
    assert "A run of a shipped model" in reader.note("good")
    reader.move("back")
    verified = subprocess.run([synod, "trace", str(page)], check=True, capture_output=True, text=True)
    assert "as shipped" in verified.stderr
