//! The TLA+ specs in `specs`: how many states their small instances have, that each implements the next, and
//! that a missing guard is noticed. The checker is young, so every count is pinned, and so is every failure.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use synod::model::file::ModelFile;

const FOLDER: &str = "specs";

/// What the checker says of an instance in a folder.
fn check(folder: &Path, instance: &str) -> String {
    let tools = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("tools");
    let checker = tools.join("bin/tla");
    let mut command = Command::new(&checker);
    command.arg(format!("{instance}.tla")).args(["--allow-deadlock", "--json"]).current_dir(folder);
    let output = command.output();
    let output =
        output.unwrap_or_else(|e| panic!("{}: {e}; make tools installs it", checker.display()));
    let said =
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.success(), said.contains("\"status\": \"ok\""), "{instance}: {said}");
    said
}

/// The instance has so many states, which is a search to the end, and is so deep.
fn counts(instance: &str, states: u64, depth: usize) -> String {
    let said = check(Path::new(FOLDER), instance);
    let expected = [format!("\"states_explored\": {states},"), format!("\"max_depth\": {depth},")];
    for expected in expected {
        assert!(said.contains(&expected), "{instance}: {expected} expected: {said}");
    }
    let comment = fs::read_to_string(Path::new(FOLDER).join(format!("{instance}.tla"))).unwrap();
    let number = if states < 1_000 {
        states.to_string()
    } else {
        format!("{},{:03}", states / 1_000, states % 1_000)
    };
    assert!(comment.contains(&number), "{instance}.tla does not say that it has {number} states");
    println!("{instance}: {states} states, depth {depth}");
    said
}

fn refines(said: &str) {
    assert!(said.contains("\"properties_checked\": [\"Refines\"]"), "{said}");
}

/// What a model of ours of the same instance expects.
fn ours(model: &str) -> (u64, usize) {
    let path = format!("models/holds/{model}.toml");
    let expect = ModelFile::read(Path::new(&path)).unwrap().expect.unwrap();
    (expect.unique_states.unwrap(), expect.depth.unwrap())
}

#[test]
fn consensus_is_implemented_by_voting_and_voting_by_paxos() {
    counts("MCConsensus", 4, 2);
    refines(&counts("MCVoting", 611, 9));
    let (states, depth) = ours("message_set_2_ballots");
    refines(&counts("MCPaxosTiny", states, depth));
    refines(&counts("MCPaxosFirst", 8_001, 17));
}

#[test]
fn three_ballots_have_the_states_of_our_model() {
    let (states, depth) = ours("message_set_3_ballots");
    counts("MCPaxosSmall", states, depth);
}

#[test]
fn flexible_quorums_have_the_states_of_our_model() {
    let (states, depth) = ours("message_set_flexible");
    counts("MCFlexiblePaxos", states, depth);
}

/// A module, a line of it, an instance, and what the checker says of it without that line.
const NEEDED: [(&str, &str, &str, &str); 8] = [
    ("Voting", "/\\ maxBal[a] <= b", "MCVoting", "VotesSafe"),
    ("Voting", "/\\ \\A a \\in P : maxBal[a] >= b", "MCVoting", "VotesSafe"),
    (
        "Voting",
        "/\\ \\A c \\in Acceptor : \\A w \\in Value : VotedFor(c, b, w) => w = v",
        "MCVoting",
        "OneValuePerBallot",
    ),
    ("Paxos", "/\\ b > maxBal[a]", "MCPaxosTiny", "Refines"),
    ("Paxos", "/\\ \\E P \\in PrepareQuorum : ShowsSafeAt(P, b, v)", "MCPaxosTiny", "Refines"),
    ("Paxos", "/\\ m.mval = v", "MCPaxosTiny", "Refines"),
    ("Paxos", "/\\ b >= maxBal[a]", "MCPaxosTiny", "Refines"),
    ("Paxos", "/\\ \\A c \\in Ballot : b <= c", "MCPaxosFirst", "Refines"),
];

#[test]
fn every_guard_that_is_taken_away_is_missed() {
    for (module, line, instance, broken) in NEEDED {
        let folder = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(FOLDER).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
            }
        }
        let path = folder.path().join(format!("{module}.tla"));
        let text = fs::read_to_string(&path).unwrap();
        let kept: Vec<_> = text.lines().filter(|other| other.trim() != line).collect();
        assert_eq!(text.lines().count() - kept.len(), 1, "{module}.tla has one line {line}");
        fs::write(&path, kept.join("\n")).unwrap();
        let said = check(folder.path(), instance);
        assert!(said.contains("violation") && said.contains(broken), "{module}: {line}: {said}");
        println!("{module} without {line}: {broken} is violated in {instance}");
    }
}
