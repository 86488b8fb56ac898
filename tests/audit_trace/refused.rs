//! What cannot be drawn is refused, with the line and the reason.

use crate::recorded::{ballot, calm, decree, draw, draw_logs, propose, until};
use crate::world::World;
use serde_json::{Value as Json, json};
use std::fs;
use std::path::Path;
use synod::audit::Why;
use synod::node::{Decree, Question};

/// Why colour is not drawn, without the folder.
fn why(world: &World, edit: impl FnOnce(&Path)) -> String {
    let folder = tempfile::tempdir().expect("a directory");
    let mut logs = world.write_logs(folder.path());
    edit(folder.path());
    logs.retain(|log| log.exists());
    let refused = draw_logs(&logs, &[decree("colour")]).remove(0).expect_err("it is refused");
    refused.to_string().replace(&format!("{}/", folder.path().display()), "")
}

fn chosen() -> World {
    let mut world = calm();
    world.ask(0, &decree("colour"), propose("green"));
    world.come_to_rest();
    world
}

#[test]
fn a_decree_of_which_nothing_is_told() {
    let world = chosen();
    let refused = |name: &str| draw(&world, &[decree(name)]).remove(0).expect_err("nothing");
    let nothing = refused("color");
    assert!(matches!(nothing.why, Why::Nothing { .. }) && nothing.place.is_none());
    assert_eq!(
        nothing.to_string(),
        "no actor has done anything for `color` in these logs; did you mean `colour`?"
    );
}

#[test]
fn a_log_that_begins_later() {
    let mut world = chosen();
    world.crash(1);
    world.come_to_rest();
    // Its acceptor starts again for what is asked anew.
    for (from, datagram) in world.past.clone() {
        world.send(from, &datagram);
    }
    world.come_to_rest();
    let why = why(&world, |folder| {
        let path = folder.join("node-2.log");
        let text = fs::read_to_string(&path).expect("text");
        let second = text.rfind("{\"start\":").expect("a start");
        fs::write(path, &text[second..]).expect("it can be written");
    });
    assert!(why.starts_with("node-2.log:"), "{why}");
    assert!(
        why.ends_with(
            ": acceptor 2 starts from what it had before the log begins, and a trace begins with nothing; give the logs \
             from the first start of the node on"
        ),
        "{why}"
    );
}

#[test]
fn a_log_that_is_missing_and_would_tell_of_this_decree() {
    let why = why(&chosen(), |folder| fs::remove_file(folder.join("node-2.log")).expect("gone"));
    assert!(why.starts_with("node-"), "{why}");
    assert!(why.contains(" hears from acceptor 2: "), "{why}");
    assert!(why.ends_with(", and no log says that this was sent; give the logs of all nodes"));
}

#[test]
fn a_value_of_two_lines() {
    let mut world = calm();
    world.ask(0, &decree("colour"), propose("green\nor blue"));
    world.come_to_rest();
    let why = why(&world, |_| ());
    assert!(why.starts_with("node-1.log:"), "{why}");
    assert!(why.contains(": the value \"green\\nor blue\" cannot stand in a model"), "{why}");
}

#[test]
fn more_crashes_than_a_model_has() {
    let mut world = calm();
    for round in 1..=40 {
        world.ask(0, &decree("colour"), propose("green"));
        let has_begun = |world: &World| {
            ballot(world, &decree("colour"), 0)
                .and_then(|record| record.ballot)
                .is_some_and(|ballot| ballot.round == round)
        };
        until(&mut world, has_begun);
        world.flying.clear();
        world.crash(0);
    }
    let why = why(&world, |_| ());
    assert!(why.starts_with("node-1.log:"), "{why}");
    assert!(
        why.ends_with(": there are more crashes until here than the 32 that a model has at most")
    );
}

/// No node does that. If one did, that would be no run of a process that crashes as a whole.
#[test]
fn a_learner_that_starts_again_while_its_proposer_goes_on() {
    let mut world = calm();
    let colour: Decree = decree("colour");
    world.ask(0, &colour, Question::Learn);
    until(&mut world, |world| {
        String::from_utf8_lossy(&world.logs[0].borrow()).contains("\"read\"")
    });
    world.flying.clear();
    world.ask(0, &colour, propose("green"));
    world.come_to_rest();
    let why = why(&world, |folder| {
        let path = folder.join("node-1.log");
        let text = fs::read_to_string(&path).expect("text");
        let mut lines: Vec<Json> =
            text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let begins = |line: &Json| line["step"]["on"]["timer"] == "next ballot";
        let after = lines.iter().position(begins).expect("it begins a ballot") + 1;
        let stops = json!({"stops": {"decree": "colour", "actor": "learner 1"}});
        let runs = json!({"runs": {"decree": "colour", "actor": "learner 1"}});
        lines.splice(after..after, [stops, runs]);
        let turn = lines[after..].iter_mut().find_map(|line| line.get_mut("turn"));
        let count = &mut turn.expect("the turn ends")["lines"];
        *count = json!(count.as_u64().expect("a number") + 2);
        let text: Vec<_> = lines.iter().map(ToString::to_string).collect();
        fs::write(path, text.join("\n") + "\n").expect("it can be written");
    });
    assert!(why.starts_with("node-1.log:"), "{why}");
    assert!(why.contains(": proposer A goes on, though another actor of its node has"), "{why}");
}
