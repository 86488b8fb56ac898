//! A test that fails leaves the logs of its nodes, and they can be drawn.

use crate::recorded::{calm, decree, draw_logs, propose};
use crate::world::failed;
use std::fs;
use std::panic::catch_unwind;

#[test]
fn what_the_nodes_of_a_failed_test_did_can_be_drawn() {
    let colour = decree("colour");
    let outcome = catch_unwind(|| {
        let mut world = calm();
        world.ask(0, &colour, propose("green"));
        world.come_to_rest();
        assert_eq!(world.chosen[&colour].as_str(), "red", "so that it fails");
    });
    assert!(outcome.is_err());
    let folder = failed::folder(1);
    let logs: Vec<_> = (1..=3).map(|node| folder.join(format!("node-{node}.log"))).collect();
    let drawing = draw_logs(&logs, &[colour]).remove(0).expect("it is a run of a model");
    let steps = &drawing.trace.story.steps;
    assert!(steps.iter().any(|step| step.text.contains("learns green")), "{steps:?}");
    fs::remove_dir_all(folder).expect("it is there");
}
