//! Runs that are told as they happened.

use crate::recorded::{ballot, calm, decree, draw, owner, propose, until};
use crate::world::World;
use std::fs;
use synod::node::Question;

/// What is drawn of colour, with its model, as it stands in a file of this name.
fn told(world: &World, name: &str) -> String {
    let drawing = draw(world, &[decree("colour")]).remove(0).expect("it can be drawn");
    let told = format!("{}\n{}", drawing.model, drawing.trace);
    let path = format!("tests/golden/audit/{name}.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all("tests/golden/audit").expect("a folder");
        fs::write(&path, &told).expect("it can be written");
    }
    assert_eq!(told, fs::read_to_string(&path).unwrap_or_default(), "{path}: see CONTRIBUTING.md");
    told
}

#[test]
fn a_decree_whose_owner_is_asked_takes_one_round() {
    let mut world = calm();
    let owner = owner(&world, &decree("colour"));
    world.ask(owner, &decree("colour"), propose("green"));
    world.come_to_rest();
    told(&world, "owner");
}

#[test]
fn a_proposer_that_crashed_begins_another_ballot_for_its_next_client() {
    let mut world = calm();
    world.ask(0, &decree("colour"), propose("green"));
    until(&mut world, |world| ballot(world, &decree("colour"), 0).is_some());
    world.flying.clear();
    world.crash(0);
    world.come_to_rest();
    world.ask(0, &decree("colour"), propose("red"));
    world.come_to_rest();
    told(&world, "crash");
}

#[test]
fn an_accept_that_is_lost_is_seen_to_be_sent_again() {
    let mut world = calm();
    let owner = owner(&world, &decree("colour"));
    world.ask(owner, &decree("colour"), propose("green"));
    until(&mut world, |world| ballot(world, &decree("colour"), owner).is_some());
    world.flying.clear();
    world.come_to_rest();
    let told = told(&world, "lost");
    assert!(told.contains("sends its accept of 0.C again"), "{told}");
}

#[test]
fn a_ballot_that_comes_too_late_is_refused() {
    let mut world = calm();
    world.ask(0, &decree("colour"), propose("green"));
    until(&mut world, |world| {
        ballot(world, &decree("colour"), 0).is_some_and(|record| record.proposed.is_some())
    });
    // What it proposes arrives after another has all the promises that it needs.
    let held = std::mem::take(&mut world.flying);
    world.ask(1, &decree("colour"), propose("red"));
    until(&mut world, |world| {
        ballot(world, &decree("colour"), 1).is_some_and(|record| record.proposed.is_some())
    });
    for (from, datagram) in held.into_values() {
        world.send(from, &datagram);
    }
    world.come_to_rest();
    let told = told(&world, "refused");
    assert!(told.contains(" refuses 1.A: it has promised "), "{told}");
}

#[test]
fn a_read_finds_nothing_where_nobody_has_voted() {
    let mut world = calm();
    world.ask(2, &decree("colour"), Question::Learn);
    world.come_to_rest();
    let told = told(&world, "none");
    assert!(told.contains("nothing was chosen when the client asked"), "{told}");
}

#[test]
fn what_arrives_twice_makes_the_network_one_that_duplicates() {
    let mut world = calm();
    let owner = owner(&world, &decree("colour"));
    world.ask(owner, &decree("colour"), propose("green"));
    // While the others vote all that its owner has sent to them is there a second time.
    until(&mut world, |world| ballot(world, &decree("colour"), owner).is_some());
    let address = world.address(owner);
    let sent: Vec<_> =
        world.flying.values().filter(|(from, _)| *from == address).cloned().collect();
    for (from, datagram) in sent {
        world.send(from, &datagram);
    }
    world.come_to_rest();
    let told = told(&world, "twice");
    assert!(told.contains("duplicate = true") && told.contains(": 10 steps"), "{told}");
}
