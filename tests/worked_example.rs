//! The worked example of many a text, three times: as they describe Paxos, as Paxos is, and as they could
//! have meant it. Each is a golden trace, as text, as JSON that `synod trace` takes again, and drawn for the docs.
//!
//! `UPDATE_GOLDEN=1 cargo test --test worked_example` writes them anew, for you to read.

#[path = "support/golden.rs"]
mod golden;
mod support;

use golden::is_kept;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::SYNOD;
use synod::model::file::ModelFile;
use synod::model::story::{Act, Cast, Said};
use synod::trace::{Language, Style, Trace, run};

const FOLDER: &str = "tests/golden/worked_example";
const PICTURES: &str = "pictures/worked_example";

fn begins(proposer: &str) -> Act {
    Act::Timeout { actor: format!("proposer {proposer}"), timer: "next ballot".to_string() }
}

/// A message between a proposer and an acceptor.
fn deliver(from: String, to: String, message: Said) -> Act {
    Act::Deliver { from, to, message }
}

fn cast(value: &str, ballot: &str) -> Cast {
    Cast { ballot: ballot.to_string(), value: value.to_string(), slot: None }
}

/// The proposer of a ballot such as `2.A`.
fn proposer(ballot: &str) -> String {
    format!("proposer {}", ballot.split('.').next_back().unwrap())
}

fn prepare(ballot: &str, acceptor: u8) -> Act {
    let message = Said::Prepare { ballot: ballot.to_string() };
    deliver(proposer(ballot), format!("acceptor {acceptor}"), message)
}

fn promise(acceptor: u8, ballot: &str, vote: Option<Cast>) -> Act {
    let message = Said::Promise { ballot: ballot.to_string(), vote };
    deliver(format!("acceptor {acceptor}"), proposer(ballot), message)
}

fn accept(value: &str, ballot: &str, acceptor: u8) -> Act {
    deliver(proposer(ballot), format!("acceptor {acceptor}"), Said::Accept(cast(value, ballot)))
}

fn accepted(acceptor: u8, value: &str, ballot: &str) -> Act {
    let message = Said::Accepted(cast(value, ballot));
    deliver(format!("acceptor {acceptor}"), "learner 1".to_string(), message)
}

/// Up to where A has two promises, and Z has heard of B first.
fn beginning() -> Vec<Act> {
    vec![
        begins("A"),
        begins("B"),
        prepare("2.A", 1),
        prepare("2.A", 2),
        prepare("4.B", 3),
        promise(1, "2.A", None),
        promise(2, "2.A", None),
    ]
}

/// B proposes, and all vote for it.
fn end(value: &str) -> Vec<Act> {
    vec![
        accept(value, "4.B", 1),
        accept(value, "4.B", 2),
        accept(value, "4.B", 3),
        accepted(1, value, "4.B"),
        accepted(2, value, "4.B"),
    ]
}

fn is_told(name: &str, model: &str, steps: &[Vec<Act>], learned: &str) {
    let file = ModelFile::read(Path::new(model)).unwrap();
    let story = run(&file, &steps.concat()).unwrap_or_else(|departure| panic!("{departure}"));
    let trace = Trace::of(&file, story);
    let text = format!("{trace}\n{}\n", trace.table(None));
    let json = serde_json::to_string_pretty(&trace).unwrap() + "\n";
    let drawn = |language| trace.svg(&file, Style { language, ..Style::default() }).unwrap();
    let path = |extension: &str| PathBuf::from(FOLDER).join(name).with_extension(extension);
    let picture = |extension: &str| Path::new(PICTURES).join(name).with_extension(extension);
    let golden = [
        (path("txt"), &text),
        (path("json"), &json),
        (picture("svg"), &drawn(Language::English)),
        (picture("zh-CN.svg"), &drawn(Language::Chinese)),
    ];
    for (path, found) in golden {
        is_kept(&path, found);
    }
    assert!(text.contains(&format!("learner 1   has learned {learned}")), "{text}");

    let again = Command::new(SYNOD).arg("trace").arg(path("json")).output().unwrap();
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    assert_eq!(String::from_utf8(again.stdout).unwrap().trim(), text.trim());
}

#[test]
fn as_described_8_is_chosen() {
    let noted = Some(cast("8", "2.A"));
    let middle = vec![
        prepare("4.B", 1),
        prepare("4.B", 2),
        promise(1, "4.B", noted.clone()),
        promise(2, "4.B", noted),
    ];
    let model = "tests/models/worked_example_as_described.toml";
    is_told("as_described", model, &[beginning(), middle, end("8")], "8");
}

#[test]
fn as_paxos_is_5_is_chosen() {
    let middle = vec![
        prepare("4.B", 1),
        prepare("4.B", 2),
        promise(1, "4.B", None),
        promise(2, "4.B", None),
    ];
    let model = "models/holds/worked_example.toml";
    is_told("as_paxos_is", model, &[beginning(), middle, end("5")], "5");
}

#[test]
fn where_the_accept_comes_first_8_is_chosen() {
    let voted = Some(cast("8", "2.A"));
    let middle = vec![
        accept("8", "2.A", 1),
        accept("8", "2.A", 2),
        prepare("4.B", 1),
        prepare("4.B", 2),
        promise(1, "4.B", voted.clone()),
        promise(2, "4.B", voted),
    ];
    let model = "models/holds/worked_example.toml";
    is_told("where_the_accept_comes_first", model, &[beginning(), middle, end("8")], "8");
}
