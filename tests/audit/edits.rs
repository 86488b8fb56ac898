//! What is edited by one who knows the format.

use crate::logs::{Logs, starts, step, votes};
use serde_json::{Value as Json, json};
use synod::audit::audit;
use synod::node::NodeId;

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
