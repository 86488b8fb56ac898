//! The TLA+ specs in `specs`: how many states their small instances have, that each implements the next, and
//! that a missing guard is noticed. The checker is young, so every count is pinned, and so is every failure.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use support::SYNOD;
use support::tla::{FOLDER, draw, run, specs};
use synod::model::file::ModelFile;

/// What the checker says of an instance in a folder, with what is different from its configuration, searched to
/// its end.
fn check(folder: &Path, instance: &str, different: &[&str]) -> String {
    let constants = different.iter().flat_map(|constant| ["--constant", *constant]);
    run(folder, instance, &["--allow-deadlock"].into_iter().chain(constants).collect::<Vec<_>>())
}

/// It has searched to the end, has found so many states, and is so deep.
fn has_counted(said: &str, states: u64, depth: usize) {
    let expected = [format!("\"states_explored\": {states},"), format!("\"max_depth\": {depth},")];
    for expected in expected {
        assert!(said.contains(&expected), "{expected} expected: {said}");
    }
}

/// The instance has so many states, as its comment says, and is so deep.
fn counts(instance: &str, states: u64, depth: usize) -> String {
    let said = check(Path::new(FOLDER), instance, &[]);
    has_counted(&said, states, depth);
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
    let (states, depth) = ours("voting_2_ballots");
    refines(&counts("MCVoting", states, depth));
    let (states, depth) = ours("message_set_2_ballots");
    refines(&counts("MCPaxosTiny", states, depth));
    let (states, depth) = ours("message_set_fast");
    let said = counts("MCPaxosFast", states, depth);
    assert!(said.contains("\"properties_checked\": [\"RefinesFast\"]"), "{said}");
}

#[test]
fn three_ballots_of_voting_have_the_states_of_our_model() {
    let (states, depth) = ours("voting_3_ballots");
    refines(&counts("MCVotingSmall", states, depth));
}

#[test]
#[ignore = "it takes minutes; make specs runs it"]
fn and_so_have_three_ballots_of_paxos() {
    let (states, depth) = ours("message_set_3_ballots");
    counts("MCPaxosSmall", states, depth);
}

#[test]
fn voting_with_the_guard_of_the_published_spec_has_the_states_of_our_model() {
    let folder = specs();
    let path = folder.path().join("Voting.tla");
    let text = fs::read_to_string(&path).unwrap();
    let [ours_says, published] = ["/\\ IsLowest(b) \\/ \\E P", "/\\ \\E P"];
    assert_eq!(text.matches(ours_says).count(), 1);
    fs::write(&path, text.replace(ours_says, published)).unwrap();
    let said = check(folder.path(), "MCVoting", &[]);
    let (states, depth) = ours("voting_published_2_ballots");
    has_counted(&said, states, depth);
    refines(&said);
}

#[test]
fn flexible_quorums_have_the_states_of_our_model() {
    let (states, depth) = ours("message_set_flexible");
    counts("MCFlexiblePaxos", states, depth);
}

/// The instance of the log.
const LOG: &str = "MCMultiPaxosTiny";

/// A smaller log: two acceptors, who are a quorum only together, but two values.
const TWO_ACCEPTORS: [&str; 4] =
    ["Acceptor={a1,a2}", "PrepareQuorum={{a1,a2}}", "AcceptQuorum={{a1,a2}}", "Value={v1,v2}"];

#[test]
fn a_log_of_one_slot_has_the_states_of_paxos() {
    let (states, depth) = ours("message_set_2_ballots");
    let said = check(Path::new(FOLDER), LOG, &["Slot={s1}", "Value={v1,v2}"]);
    has_counted(&said, states, depth);
    refines(&said);
}

#[test]
fn a_small_log_implements_voting_in_each_slot() {
    for slot in ["AnySlot=s1", "AnySlot=s2"] {
        let said = check(Path::new(FOLDER), LOG, &[&TWO_ACCEPTORS[..], &[slot]].concat());
        has_counted(&said, 3_913, 19);
        refines(&said);
    }
}

#[test]
#[ignore = "it takes minutes; make specs runs it"]
fn and_so_does_a_log_of_three_acceptors() {
    let (states, depth) = ours("message_set_log");
    refines(&counts(LOG, states, depth));
    let said = check(Path::new(FOLDER), LOG, &["AnySlot=s2"]);
    has_counted(&said, states, depth);
    refines(&said);
}

/// A state as the checker draws it, in the words in which we print it.
fn normalised(label: &str) -> String {
    let variables = label.split("\\n").map(|variable| {
        let (name, value) = variable.split_once('=').unwrap();
        let value = value.replace("\\\"", "\"");
        let value = match value.strip_prefix("{[").and_then(|list| list.strip_suffix("]}")) {
            None => value,
            Some(list) => {
                let mut messages: Vec<_> = list.split("], [").collect();
                messages.sort_unstable();
                format!("{{[{}]}}", messages.join("], ["))
            }
        };
        format!("/\\ {name} = {value}")
    });
    variables.collect::<Vec<_>>().join(" ")
}

/// All states of a model of ours, each in a line of the spec's words.
fn spec_states(model: &str) -> String {
    let output = Command::new(SYNOD).args(["spec-states", model]).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// An instance, with what is different from its configuration, and a model of ours have so many states, each the
/// same as one of the other.
fn the_very_same_states(instance: &str, different: &[&str], model: &str, states_of_each: usize) {
    let folder = specs();
    let drawn = draw(folder.path(), instance, different);
    let states = drawn.lines().filter_map(|line| {
        let (node, label) = line.trim().split_once(" [label=\"")?;
        (!node.contains("->")).then(|| normalised(label.strip_suffix("\"];").unwrap()))
    });
    let states: BTreeSet<String> = states.collect();
    let ours = spec_states(model);
    let ours: BTreeSet<String> = ours.lines().map(String::from).collect();
    assert_eq!(ours.len(), states_of_each, "{model}");
    assert!(
        ours == states,
        "the first that only one has: {:?}",
        ours.symmetric_difference(&states).next()
    );
}

#[test]
fn the_spec_and_our_model_have_the_very_same_states() {
    the_very_same_states("MCPaxosTiny", &[], "models/holds/message_set_2_ballots.toml", 3_921);
}

#[test]
fn and_they_have_where_ballot_0_begins_prepared_which_are_some_of_those_where_it_does_not() {
    let model = "models/holds/message_set_fast.toml";
    let (states, _) = ours("message_set_fast");
    the_very_same_states("MCPaxosFast", &[], model, usize::try_from(states).unwrap());
    let states = |model| spec_states(model).lines().map(String::from).collect::<BTreeSet<_>>();
    assert!(states(model).is_subset(&states("models/holds/message_set_2_ballots.toml")));
}

#[test]
fn and_they_have_of_a_log() {
    let different = TWO_ACCEPTORS.map(|constant| ["--constant", constant]).concat();
    the_very_same_states(LOG, &different, "tests/models/log_of_two_acceptors.toml", 3_913);
}

#[test]
fn and_they_have_where_one_ballot_is_between_two_others() {
    let two_acceptors = ["Acceptor={a1,a2}", "PrepareQuorum={{a2},{a1,a2}}", "AcceptQuorum={{a2}}"];
    let different = two_acceptors.map(|constant| ["--constant", constant]).concat();
    let model = "tests/models/two_acceptors_three_ballots.toml";
    the_very_same_states("MCPaxosSmall", &different, model, 6_253);
}

#[test]
fn a_counterexample_of_ours_is_a_behaviour_of_the_spec_and_not_of_one_with_other_quorums() {
    let folder = specs();
    let name = "message_set_one_promise_is_enough";
    let check = Command::new(SYNOD)
        .args(["check", &format!("models/violates/{name}.toml"), "--trace-dir"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(check.status.success());
    let trace = folder.path().join(format!("models/violates/{name}.agreement.json"));
    let module = folder.path().join("Behaviour.tla");
    let told =
        Command::new(SYNOD).arg("trace").arg(trace).arg("--tla").arg(&module).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let said = run(folder.path(), "Behaviour", &[]);
    assert!(
        said.contains("\"status\": \"ok\"") && said.contains("\"states_explored\": 11,"),
        "{said}"
    );

    // One promise is no quorum any more: 5 cannot be proposed after the promise of acceptor 2 alone.
    let configuration = module.with_extension("cfg");
    let text = fs::read_to_string(&configuration).unwrap();
    let majorities = "PrepareQuorum = {{a1, a2}, {a1, a3}, {a2, a3}}";
    let text = text.replace("PrepareQuorum = {{a1}, {a2}, {a3}}", majorities);
    assert!(text.contains(majorities));
    fs::write(&configuration, text).unwrap();
    let said = run(folder.path(), "Behaviour", &[]);
    assert!(said.contains("\"status\": \"deadlock\""), "{said}");
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
    (
        "Paxos",
        "/\\ \\A w \\in Value : [type |-> \"2a\", bal |-> b, val |-> w] \\notin msgs",
        "MCPaxosFast",
        "Refines",
    ),
];

#[test]
fn every_guard_that_is_taken_away_is_missed() {
    for (module, line, instance, broken) in NEEDED {
        let folder = specs();
        let path = folder.path().join(format!("{module}.tla"));
        let text = fs::read_to_string(&path).unwrap();
        let kept: Vec<_> = text.lines().filter(|other| other.trim() != line).collect();
        assert_eq!(text.lines().count() - kept.len(), 1, "{module}.tla has one line {line}");
        fs::write(&path, kept.join("\n")).unwrap();
        let said = check(folder.path(), instance, &[]);
        assert!(said.contains("violation") && said.contains(broken), "{module}: {line}: {said}");
        println!("{module} without {line}: {broken} is violated in {instance}");
    }
}

/// What `MultiPaxos.tla` says once, and what is wrong in its place.
const OF_THE_LOG: [(&str, &str); 8] = [
    ("b > maxBal[a]", "TRUE"),
    ("report |-> lastVote[a]]", "report |-> [lastVote[a] EXCEPT ![AnySlot] = NoVote]]"),
    ("m.val = v", "TRUE"),
    ("{m.report[s] : m \\in promises}", "{m.report[r] : r \\in Slot, m \\in promises}"),
    ("\\A w \\in Value : [type |-> \"2a\", slot |-> s, bal |-> b, val |-> w] \\notin msgs", "TRUE"),
    ("\\E P \\in PrepareQuorum : ShowsSafeAt(P, s, b, v)", "TRUE"),
    ("b >= maxBal[a]", "TRUE"),
    ("b >= maxBal[a]", "b >= IF s = AnySlot THEN lastVote[a][s].bal ELSE maxBal[a]"),
];

#[test]
fn a_log_that_promises_or_reports_less_or_mixes_its_slots_is_noticed() {
    for (right, wrong) in OF_THE_LOG {
        let folder = specs();
        let path = folder.path().join("MultiPaxos.tla");
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(right).count(), 1, "MultiPaxos.tla says once {right}");
        fs::write(&path, text.replace(right, wrong)).unwrap();
        let said = check(folder.path(), LOG, &TWO_ACCEPTORS);
        let expected = "\"status\": \"property_violation\", \"property\": \"Refines\"";
        assert!(said.contains(expected), "{wrong} in place of {right}: {said}");
        println!("{wrong} in place of {right}: Refines is violated");
    }
}
