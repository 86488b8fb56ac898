//! Runs that are told as they happened.

use crate::recorded::{decree, draw};
use crate::world::World;
use synod::node::Question;
use synod::paxos::Value;

#[test]
fn a_decree_whose_owner_is_asked_takes_one_round() {
    let mut world = World::new(1);
    world.faults = false;
    let colour = decree("colour");
    let owner = world.cluster.owner(&colour);
    let owner = world.all().find(|node| world.cluster.members()[*node].proposer == owner).unwrap();
    world.ask(owner, &colour, Question::Propose(Value::from("green")));
    world.come_to_rest();
    let drawing = draw(&world, &[colour]).remove(0).unwrap();
    println!("{}\n{}", drawing.model, drawing.trace);
}
