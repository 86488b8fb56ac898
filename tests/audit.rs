//! Logs of nodes and their audit: what nodes did passes, and each edit of it is caught.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod support;
mod world;

use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;
use support::{Cluster, Talking, chosen, stderr, stdout};
use synod::audit::{Report, audit};
use synod::node::{Decree, NodeId, Question};
use synod::paxos::Value;
use tempfile::TempDir;
use world::World;

/// The logs of three nodes, to be edited.
struct Logs {
    folder: TempDir,
    lines: Vec<Vec<Json>>,
}

impl Logs {
    /// A short run. Of colour, whose owner is node 3, it is asked at node 3 whether there is one: none. Node 1
    /// proposes green, with a round of promises. Node 2 is asked then. Node 2 crashes; old messages come again, so that its
    /// acceptor starts from what it had; and it is asked for a shape, and asked again whether there is a size.
    fn record() -> Self {
        let mut world = World::new(1);
        world.faults = false;
        let decree = |name: &str| name.parse::<Decree>().expect("a name");
        let mut ask = |node, name, question| {
            world.ask(node, &decree(name), question);
            world.come_to_rest();
        };
        ask(2, "colour", Question::Learn);
        ask(0, "colour", Question::Propose(Value::from("green")));
        ask(1, "colour", Question::Learn);
        world.crash(1);
        world.come_to_rest();
        let (from, to) = (world.address(0), world.address(1));
        let again: Vec<_> =
            world.past.iter().filter(|(at, it)| *at == from && it.to == to).cloned().collect();
        for (from, datagram) in again {
            world.send(from, &datagram);
        }
        world.come_to_rest();
        world.ask(1, &decree("shape"), Question::Propose(Value::from("round")));
        world.come_to_rest();
        world.ask(1, &decree("size"), Question::Learn);
        world.come_to_rest();
        world.audit();
        let folder = tempfile::tempdir().expect("a directory");
        let read = |path: PathBuf| {
            let text = fs::read_to_string(path).expect("it is text");
            text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
        };
        let lines = world.write_logs(folder.path()).into_iter().map(read).collect();
        Self { folder, lines }
    }

    /// The first line of a node that is so, and its number from 0.
    fn find(&self, node: usize, is_so: impl Fn(&Json) -> bool) -> usize {
        self.lines[node - 1].iter().position(is_so).expect("there is such a line")
    }

    /// Edits this line of a node.
    fn edit(mut self, node: usize, line: usize, edit: impl FnOnce(&mut Json)) -> Self {
        edit(&mut self.lines[node - 1][line]);
        self
    }

    /// Takes a line away, and has the end of its turn count one less, as who knows the format would.
    fn take_away(mut self, node: usize, line: usize) -> Self {
        let lines = &mut self.lines[node - 1];
        lines.remove(line);
        let turn = lines[line..].iter_mut().find_map(|line| line.get_mut("turn"));
        let count = &mut turn.expect("the turn ends")["lines"];
        *count = json!(count.as_u64().expect("a number") - 1);
        self
    }

    fn paths(&self) -> Vec<PathBuf> {
        let write = |(lines, node): (&Vec<Json>, u32)| {
            let path = self.folder.path().join(format!("node-{node}.log"));
            let text: Vec<_> = lines.iter().map(ToString::to_string).collect();
            fs::write(&path, text.join("\n") + "\n").expect("it can be written");
            path
        };
        self.lines.iter().zip(1..).map(write).collect()
    }

    fn audit(&self) -> Report {
        audit(&self.paths()).expect("they are logs")
    }

    /// What is wrong with them, without the folder in which they are.
    fn wrong(&self) -> String {
        let problems: Vec<_> = self.audit().problems.iter().map(ToString::to_string).collect();
        let folder = format!("{}/", self.folder.path().display());
        problems.join("\n").replace(&folder, "")
    }

    /// They are caught, with these words.
    fn caught(&self, words: &[&str]) {
        let wrong = self.wrong();
        assert!(words.iter().all(|word| wrong.contains(word)), "{words:?} in:\n{wrong}");
    }
}

/// Whether a line is a step of this actor of colour, in which this is so.
fn step<'a>(actor: &'a str, is_so: impl Fn(&Json) -> bool + 'a) -> impl Fn(&Json) -> bool + 'a {
    move |line| {
        let step = &line["step"];
        step["actor"] == actor && step["decree"] == "colour" && is_so(step)
    }
}

fn votes(step: &Json) -> bool {
    step["does"]["saves"]["acceptor"]["voted"].is_object()
}

fn starts(line: &Json) -> bool {
    line["start"].is_object()
}

#[test]
fn what_nodes_did_passes_as_a_whole_and_is_counted() {
    let report = Logs::record().audit();
    assert!(report.problems.is_empty() && report.partial().is_empty(), "{report:?}");
    assert_eq!((report.nodes.len(), report.starts, report.decrees), (3, 4, 3));
    assert_eq!((report.chosen, report.none), (3, 2));
    assert!(report.steps > 50 && report.heard > 30 && report.turns > 10, "{report:?}");
}

#[test]
fn a_changed_vote_is_explained() {
    let logs = Logs::record();
    let line = logs.find(2, step("acceptor 2", votes));
    let logs = logs.edit(2, line, |line| {
        line["step"]["does"]["saves"]["acceptor"]["voted"]["value"] = json!("red");
    });
    assert_eq!(
        logs.wrong(),
        format!(
            "node-2.log:{}: acceptor 2 of `colour` hears from proposer A: accept green in 1.A does not do that\n  \
             the log says:  saves promised 1.A, voted red in 1.A; says to learners: accepted green in 1.A\n  \
             it should say: saves promised 1.A, voted green in 1.A; says to learners: accepted green in 1.A",
            line + 1
        )
    );
}

#[test]
fn a_line_that_is_gone_is_missed_and_its_effects_are_if_the_count_is_edited_too() {
    let logs = Logs::record();
    let line = logs.find(2, step("acceptor 2", votes));
    let mut counted = Logs { folder: tempfile::tempdir().unwrap(), lines: logs.lines.clone() };
    counted.lines[1].remove(line);
    counted.caught(&["node-2.log:", "not as many lines as it says"]);
    // The accept comes again, and the acceptor that the log leaves without a vote would cast it then.
    logs.take_away(2, line).caught(&[
        "node-2.log:",
        "the log says:  says to learners: accepted green in 1.A",
        "it should say: saves promised 1.A, voted green in 1.A;",
    ]);
}

#[test]
fn a_turn_that_is_gone_is_missed() {
    let mut logs = Logs::record();
    let end = logs.find(1, |line| line["turn"]["number"] == 7);
    let begin = logs.find(1, |line| line["turn"]["number"] == 6) + 1;
    logs.lines[0].drain(begin..=end);
    logs.caught(&[
        "the number of the turn is not the next",
        "the log says:  8",
        "it should say: 7",
    ]);
}

#[test]
fn a_value_that_is_swapped_in_a_whole_log_was_said_by_nobody() {
    let mut logs = Logs::record();
    for line in &mut logs.lines[1] {
        *line = serde_json::from_str(&line.to_string().replace("green", "red")).expect("JSON");
    }
    logs.caught(&["hears from proposer A: accept red in 1.A, which proposer A never said"]);
}

#[test]
fn a_promise_that_is_lowered_over_a_crash_is_caught() {
    let logs = Logs::record();
    let again = |line: &Json| line["runs"]["from"]["acceptor"].is_object();
    let line = logs.find(2, again);
    let logs = logs.edit(2, line, |line| {
        line["runs"]["from"]["acceptor"]["promised"] = json!("0.C");
    });
    logs.caught(&[
        "acceptor 2 of `colour` starts from another state than was committed last",
        "the log says:  promised 0.C, voted green in 1.A",
        "it should say: promised 1.A, voted green in 1.A",
    ]);
}

#[test]
fn a_learner_that_comes_back_with_what_it_has_not_learned_is_caught() {
    // The value is the chosen one, and the learner does nothing with it: no property is hurt.
    let mut logs = Logs::record();
    let learner =
        |line: &Json| line["runs"]["actor"] == "learner 1" && line["runs"]["decree"] == "colour";
    let line = logs.find(1, learner);
    let end = logs.find(1, |line| line["turn"].is_object());
    assert!(end < line, "a turn is over before it hears of colour");
    let runs = json!({"runs": {"decree": "colour", "actor": "learner 1", "from": {"learner": {"learned": "green"}}}});
    let stops = json!({"stops": {"decree": "colour", "actor": "learner 1"}});
    logs.lines[0].splice(end..end, [runs, stops]);
    let count = &mut logs.lines[0][end + 2]["turn"]["lines"];
    *count = json!(count.as_u64().expect("a number") + 2);
    logs.caught(&["learner 1 of `colour` starts from another state than was committed last"]);
}

#[test]
fn a_message_that_nobody_sent_is_caught() {
    let logs = Logs::record();
    let reads = |step: &Json| step["on"]["message"]["says"]["read"].is_string();
    let line = logs.find(1, step("acceptor 1", reads));
    let logs = logs.edit(1, line, |line| {
        let says = json!({"read": "0123456789abcdef"});
        line["step"]["on"]["message"]["says"] = says;
        line["step"]["does"]["sends"][0]["says"] = json!({"unvoted": "0123456789abcdef"});
    });
    logs.caught(&["acceptor 1 of `colour` hears from learner 3: read 0123456789abcdef, which learner 3 never said"]);
}

#[test]
fn what_no_client_can_say_to_an_actor_is_caught() {
    let logs = Logs::record();
    let line = logs.find(2, step("acceptor 2", votes));
    let logs = logs.edit(2, line, |line| line["step"]["on"]["message"]["from"] = json!("client"));
    logs.caught(&["hears from client: accept green in 1.A: no client can have said that to it"]);
}

#[test]
fn a_message_from_a_node_whose_log_is_missing_is_no_accusation_and_the_audit_is_partial() {
    let logs = Logs::record();
    let report = audit(&logs.paths()[..2]).expect("they are logs");
    assert!(report.problems.is_empty(), "{report:?}");
    assert_eq!(report.missing, [NodeId(3)]);
    assert!(report.unverified > 0 && report.partial().len() == 3, "{:?}", report.partial());
}

#[test]
fn two_incarnations_are_refused() {
    let logs = Logs::record();
    let again = logs.lines[1].iter().rposition(starts).expect("a start");
    let logs = logs.edit(2, again, |line| {
        line["start"]["incarnation"] = json!("ffffffffffffffffffffffffffffffff");
    });
    logs.caught(&[
        "node 2 has two incarnations in the logs: 01010101010101010101010101010101 before",
    ]);
}

#[test]
fn two_lives_with_one_number_are_refused() {
    let logs = Logs::record();
    let again = logs.lines[1].iter().rposition(starts).expect("a start");
    let logs = logs.edit(2, again, |line| line["start"]["start"] = json!(1));
    logs.caught(&["start 1 of node 2 is there twice", "two copies of one directory"]);
}

#[test]
fn commits_that_do_not_fit_are_caught() {
    let logs = Logs::record();
    let again = logs.lines[1].iter().rposition(starts).expect("a start");
    let found = logs.lines[1][again]["start"]["commits"].as_u64().expect("a number");
    let edited = |commits: u64| {
        let copy = Logs { folder: tempfile::tempdir().unwrap(), lines: logs.lines.clone() };
        copy.edit(2, again, |line| line["start"]["commits"] = json!(commits))
    };
    edited(found + 1).caught(&["start 2 of node 2 found commits that are not in the log"]);
    edited(found - 2).caught(&["start 2 of node 2 found fewer commits than the log has"]);
    let turn = logs.find(2, |line| line["turn"]["commit"] == 3);
    let logs = logs.edit(2, turn, |line| line["turn"]["commit"] = json!(4));
    logs.caught(&["the number of the commit is not the next"]);
}

#[test]
fn a_last_turn_that_was_not_committed_never_was() {
    // Node 2 ends in a turn that is in its log, and the next start does not find its commit.
    let mut logs = Logs::record();
    let again = logs.lines[1].iter().rposition(starts).expect("a start");
    let found = logs.lines[1][again]["start"]["commits"].as_u64().expect("a number");
    let number = logs.lines[1][..again].iter().filter(|line| line["turn"].is_object()).count();
    let invented = json!({"runs": {"decree": "size", "actor": "acceptor 2"}});
    let mut turn = json!({"turn": {"number": number, "lines": 1, "commit": found + 1}});
    logs.lines[1].splice(again..again, [invented.clone(), turn.clone()]);
    assert_eq!(logs.wrong(), "");
    // Had it been found, the start after it would be another.
    turn["turn"]["commit"] = json!(found + 2);
    logs.lines[1][again + 1] = turn;
    logs.caught(&["the number of the commit is not the next"]);
}

#[test]
fn an_answer_with_another_value_is_caught() {
    let logs = Logs::record();
    let line = logs.find(1, |line| line["answers"]["chosen"] == "green");
    let logs = logs.edit(1, line, |line| line["answers"]["chosen"] = json!("red"));
    logs.caught(&["about `colour` is answered that red is chosen: the learner has learned green"]);
}

#[test]
fn an_answer_that_nobody_asked_for_is_caught() {
    let logs = Logs::record();
    let line = logs.find(1, |line| line["answers"]["chosen"] == "green");
    let logs = logs.edit(1, line, |line| {
        line["answers"]["client"]["request"] = json!("00000000000000ff");
    });
    logs.caught(&["it has not asked"]);
}

#[test]
fn none_takes_a_read_and_its_answers() {
    let answered_none =
        |line: &Json| line["answers"]["decree"] == "colour" && line["answers"]["chosen"].is_null();
    let unvoted = |step: &Json| step["on"]["message"]["says"]["unvoted"].is_string();
    let found = |step: &Json| step["does"]["found_nothing"].is_string();
    let logs = Logs::record();
    // Without one of the answers that make the quorum the learner has not found it.
    let first = logs.find(3, step("learner 3", unvoted));
    let logs = logs.take_away(3, first);
    logs.caught(&[
        "learner 3 of `colour` hears from acceptor",
        "not voted, in answer to read",
        "it should say: nothing",
    ]);
    // Nor does it tell the client, if that step is edited to say so.
    let line = logs.find(3, step("learner 3", found));
    let logs = logs.edit(3, line, |line| {
        line["step"].as_object_mut().expect("a step").remove("does");
    });
    assert!(logs.lines[2].iter().any(answered_none));
    logs.caught(&[
        "is answered that no value was chosen: no read has found that no value was chosen",
    ]);
}

#[test]
fn none_is_told_to_nobody_who_asked_after_the_read_began() {
    let logs = Logs::record();
    let asks = logs.find(3, |line| line["asks"]["decree"] == "colour");
    let answers = logs.find(3, |line| line["answers"]["decree"] == "colour");
    let mut logs = logs;
    let (ask, client) = (logs.lines[2][asks].clone(), "00000000000000ff");
    let (mut ask, mut answer) = (ask, logs.lines[2][answers].clone());
    ask["asks"]["client"]["request"] = json!(client);
    answer["answers"]["client"]["request"] = json!(client);
    logs.lines[2].splice(answers..answers, [ask, answer]);
    let turn = logs.lines[2][answers..].iter_mut().find_map(|line| line.get_mut("turn"));
    let count = &mut turn.expect("the turn ends")["lines"];
    *count = json!(count.as_u64().expect("a number") + 2);
    logs.caught(&[
        "request 00000000000000ff",
        "the read that has found nothing began before it asked",
    ]);
}

#[test]
fn a_value_that_no_client_proposed_is_caught() {
    let logs = Logs::record();
    let line = logs.find(1, |line| line["asks"]["for"]["propose"] == "green");
    let logs = logs.edit(1, line, |line| line["asks"]["for"]["propose"] = json!("blue"));
    logs.caught(&["proposer A of `colour` wants green, which no client of this node has proposed"]);
}

#[test]
fn round_0_is_the_owners_and_timers_fire_that_were_set() {
    let logs = Logs::record();
    let copy = || Logs { folder: tempfile::tempdir().unwrap(), lines: logs.lines.clone() };
    let line =
        logs.find(1, |line| line["runs"]["first_round"] == 1 && line["runs"]["decree"] == "colour");
    let owner = copy().edit(1, line, |line| line["runs"]["first_round"] = json!(0));
    owner.caught(&["proposer A of `colour` begins in round 0, which is not its own"]);
    let line = logs.find(1, step("proposer A", |step| step["on"]["timer"] == "next ballot"));
    let timer = copy().edit(1, line, |line| line["step"]["on"]["timer"] = json!("catch up"));
    timer.caught(&["is woken by its timer `catch up`: this timer is not set"]);
}

/// All words and numbers of a line, by where they stand in it.
fn words(line: &Json, at: &str, all: &mut Vec<(String, Json)>) {
    match line {
        Json::Object(fields) => {
            fields.iter().for_each(|(name, field)| words(field, &format!("{at}/{name}"), all));
        }
        Json::Array(items) => {
            let numbered = items.iter().zip(0..);
            numbered
                .for_each(|(item, number): (_, u32)| words(item, &format!("{at}/{number}"), all));
        }
        word => all.push((at.to_string(), word.clone())),
    }
}

#[test]
fn whatever_word_is_changed_it_is_caught_but_for_what_means_nothing_or_is_as_good() {
    let logs = Logs::record();
    let mut by_place = BTreeMap::<String, BTreeSet<String>>::new();
    let mut places = Vec::new();
    for (node, lines) in logs.lines.iter().enumerate() {
        for (number, line) in lines.iter().enumerate() {
            let mut found = Vec::new();
            words(line, "", &mut found);
            for (at, word) in found {
                by_place.entry(at.clone()).or_default().insert(word.to_string());
                places.push((node, number, at, word));
            }
        }
    }
    let mut rng = fastrand::Rng::with_seed(1);
    let (mut tried, mut passed) = (0, BTreeSet::<String>::new());
    for _ in 0..600 {
        let (node, number, at, word) = &places[rng.usize(..places.len())];
        let same = &word.to_string();
        let others = by_place[at].iter().filter(|other| **other != *same);
        let Some(other) = rng.choice(others.collect::<Vec<_>>()) else { continue };
        let mut copy = Logs { folder: tempfile::tempdir().unwrap(), lines: logs.lines.clone() };
        let place = copy.lines[*node][*number].pointer_mut(at).expect("it is there");
        *place = serde_json::from_str(other).expect("JSON");
        tried += 1;
        if audit(&copy.paths()).is_ok_and(|report| report.problems.is_empty()) {
            passed.insert(at.clone());
        }
    }
    // A single start or a directory may be called anything; one that begins later has a past, and is audited in
    // part; two actors may have said the same; and when a decree leaves the memory makes no difference to it.
    let harmless = [
        "/start/incarnation",
        "/start/random",
        "/start/start",
        "/step/on/message/from",
        "/stops/decree",
    ];
    let passed: Vec<_> = passed.iter().filter(|at| !harmless.contains(&at.as_str())).collect();
    assert!(tried > 400 && passed.is_empty(), "{tried} tried, passed: {passed:?}");
}

#[test]
fn bytes_that_are_damaged_are_no_reason_to_panic() {
    let logs = Logs::record();
    let paths = logs.paths();
    let sound: Vec<_> = paths.iter().map(|path| fs::read(path).expect("it is there")).collect();
    let mut rng = fastrand::Rng::with_seed(1);
    for round in 0..500 {
        let node = rng.usize(..3);
        let mut bytes = sound[node].clone();
        for _ in 0..=rng.usize(..3) {
            let at = rng.usize(..bytes.len());
            match rng.u8(..4) {
                0 => bytes[at] = rng.u8(..),
                1 => bytes[at] = rng.digit(10) as u8,
                2 => drop(bytes.drain(at..bytes.len().min(at + rng.usize(..400)))),
                _ => drop(
                    bytes.splice(at..at, sound[node][at.min(sound[node].len() - 1)..].to_vec()),
                ),
            }
            if bytes.is_empty() {
                break;
            }
        }
        fs::write(&paths[node], bytes).expect("it can be written");
        let audited = std::panic::catch_unwind(|| drop(audit(&paths)));
        assert!(audited.is_ok(), "round {round}");
        fs::write(&paths[node], &sound[node]).expect("it can be written");
    }
}

#[test]
fn a_line_is_cut_off_at_the_end_or_before_a_start_alone() {
    let logs = Logs::record();
    let paths = logs.paths();
    let text = fs::read_to_string(&paths[1]).expect("text");
    fs::write(&paths[1], &text[..text.len() - 5]).expect("it can be written");
    let report = audit(&paths).expect("they are logs");
    assert!(report.notes[0].contains("cut off") && report.problems.is_empty(), "{report:?}");
    // The last turn never was: so what it said was said by nobody, if somebody heard it.
    let start = text.rfind("{\"start\"").expect("a start");
    fs::write(&paths[1], format!("{}{{\"step\":{{\"de\n{}", &text[..start], &text[start..]))
        .unwrap();
    assert!(audit(&paths).expect("they are logs").problems.is_empty());
    let second = text.find("{\"step\"").expect("a step");
    fs::write(&paths[1], format!("{}{{\"step\":{{\"de\n{}", &text[..second], &text[second..]))
        .unwrap();
    let unusable = audit(&paths).expect_err("it is cut off in the middle").to_string();
    assert!(
        unusable.contains("node-2.log:") && unusable.contains("no line of a log"),
        "{unusable}"
    );
}

/// Three nodes that write logs, and have been admitted.
fn start_logged(cluster: &Cluster) -> Vec<Talking> {
    let nodes: Vec<_> = (1..=3).map(|id| start_node(cluster, id)).collect();
    for node in &nodes {
        node.says("is noted by the others");
    }
    nodes
}

fn log(cluster: &Cluster, id: u16) -> PathBuf {
    cluster.path().join(format!("node-{id}.log"))
}

fn start_node(cluster: &Cluster, id: u16) -> Talking {
    Talking::start(cluster.node_command(id).arg("--log").arg(log(cluster, id)))
}

/// Runs the audit of these logs.
fn run_audit(logs: &[PathBuf]) -> Output {
    let mut command = std::process::Command::new(support::SYNOD);
    command.arg("audit").args(logs).output().expect("it runs")
}

/// Each line follows the published schema.
fn follows_the_schema(path: &Path) {
    let schema = fs::read_to_string("docs/schemas/log.json").expect("a schema");
    let schema = serde_json::from_str(&schema).expect("it is JSON");
    let schema = jsonschema::validator_for(&schema).expect("it is a schema");
    let text = fs::read_to_string(path).expect("it is text");
    for (line, number) in text.lines().zip(1..) {
        let line: Json = serde_json::from_str(line).expect("it is JSON");
        let errors: Vec<_> = schema.iter_errors(&line).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{}:{number}: {line}", path.display());
    }
}

#[test]
fn real_nodes_that_are_killed_and_started_again_pass() {
    let cluster = Cluster::prepare(3);
    let mut nodes = start_logged(&cluster);
    let none = cluster.run(&["learn", "colour", "--timeout=20s"]);
    assert_eq!(none.status.code(), Some(3), "{none:?}");
    assert_eq!(cluster.propose("colour", "green"), "green");
    for round in 0..12 {
        let killed = usize::from(round % 3u8);
        nodes[killed].signal("-KILL");
        nodes[killed].ended();
        let decree = format!("round {round}");
        assert_eq!(cluster.propose(&decree, "one"), "one");
        nodes[killed] = start_node(&cluster, u16::from(round % 3) + 1);
        let late = cluster.run(&["propose", &decree, "two", "--timeout=20s"]);
        assert_eq!(chosen(&late), "one");
    }
    let unknown = cluster.run(&["learn", "size", "--timeout=20s"]);
    assert_eq!(unknown.status.code(), Some(3), "{unknown:?}");
    for node in nodes {
        node.stop();
    }
    let logs: Vec<_> = (1..=3).map(|id| log(&cluster, id)).collect();
    for log in &logs {
        follows_the_schema(log);
    }
    let mode = fs::metadata(&logs[0]).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let whole = run_audit(&logs);
    assert_eq!(whole.status.code(), Some(0), "{whole:?}");
    assert!(stdout(&whole).contains("the properties hold"), "{whole:?}");
    let part = run_audit(&logs[..2]);
    assert_eq!(part.status.code(), Some(3), "{part:?}");
    assert!(stdout(&part).contains("the logs of these nodes are missing: 3"), "{part:?}");
    let text = fs::read_to_string(&logs[0]).expect("text").replace("green", "red");
    fs::write(&logs[0], text).expect("it can be written");
    let edited = run_audit(&logs);
    assert_eq!(edited.status.code(), Some(1), "{edited:?}");
    assert!(stdout(&edited).contains("something is wrong"), "{edited:?}");
}

#[test]
fn a_log_that_begins_later_is_audited_as_far_as_it_goes() {
    let cluster = Cluster::prepare(1);
    let without = Talking::start(&mut cluster.node_command(1));
    assert_eq!(cluster.propose("colour", "green"), "green");
    without.stop();
    let node = start_node(&cluster, 1);
    assert_eq!(cluster.propose("shape", "round"), "round");
    assert_eq!(cluster.learn("colour"), "green");
    node.stop();
    let output = run_audit(&[log(&cluster, 1)]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert!(stdout(&output).contains("begin after their first start"), "{output:?}");
    // And a log that was left out in between is missed.
    Talking::start(&mut cluster.node_command(1)).stop();
    start_node(&cluster, 1).stop();
    let output = run_audit(&[log(&cluster, 1)]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stdout(&output).contains("the node ran without its log"), "{output:?}");
}

#[test]
fn what_is_no_log_is_refused_by_nodes_and_by_the_audit() {
    let cluster = Cluster::prepare(1);
    fs::write(log(&cluster, 1), "a letter\n").expect("it can be written");
    let refused =
        cluster.node_command(1).arg("--log").arg(log(&cluster, 1)).output().expect("it runs");
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(stderr(&refused).contains("is no log of node 1"), "{refused:?}");
    assert_eq!(fs::read_to_string(log(&cluster, 1)).expect("text"), "a letter\n");
    let output = run_audit(&[log(&cluster, 1)]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let absent = run_audit(&[cluster.path().join("absent.log")]);
    assert_eq!(absent.status.code(), Some(2), "{absent:?}");
    fs::write(log(&cluster, 1), "").expect("it can be written");
    let empty = run_audit(&[log(&cluster, 1)]);
    assert_eq!(empty.status.code(), Some(3), "{empty:?}");
    assert!(stdout(&empty).contains("nothing to check"), "{empty:?}");
    let other = r#"{"start":{"version":2}}"#;
    fs::write(log(&cluster, 1), format!("{other}\n")).expect("it can be written");
    let version = run_audit(&[log(&cluster, 1)]);
    assert!(stderr(&version).contains("its version is 2"), "{version:?}");
}

#[test]
fn a_node_whose_log_is_full_stops_before_it_says_anything() {
    let cluster = Cluster::prepare(1);
    let mut command = cluster.node_command(1);
    let output = command.arg("--log").arg("/dev/full").output().expect("it runs");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stderr(&output).contains("/dev/full: this log cannot be written"), "{output:?}");
}

#[test]
fn a_log_that_was_cut_off_goes_on_in_a_line_of_its_own() {
    let cluster = Cluster::prepare(1);
    let mut node = start_node(&cluster, 1);
    assert_eq!(cluster.propose("colour", "green"), "green");
    node.signal("-KILL");
    node.ended();
    let mut file = File::options().append(true).open(log(&cluster, 1)).expect("it is there");
    file.write_all(b"{\"step\":{\"decree\":\"co").expect("it can be written");
    let node = start_node(&cluster, 1);
    assert_eq!(cluster.learn("colour"), "green");
    node.stop();
    let output = run_audit(&[log(&cluster, 1)]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}
