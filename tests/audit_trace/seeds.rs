//! Whatever the simulated world does, its runs are runs of models.

use crate::recorded::{decree, draw};
use crate::world::World;
use std::collections::BTreeMap;
use std::time::Duration;
use synod::node::{Decree, Question};
use synod::paxos::Value;

/// Decrees of each seed.
const DECREES: usize = 8;

fn simulate(seed: u64) -> (World, Vec<Decree>) {
    let mut world = World::new(seed);
    let decrees: Vec<Decree> = (0..DECREES).map(|i| decree(&format!("decree {i}"))).collect();
    for step in 0..80 * DECREES {
        if world.rng.u8(..10) == 0 {
            let decree = &decrees[(step / 80).saturating_sub(world.rng.usize(..3))];
            let node = world.rng.usize(..3);
            let ask = match world.rng.u8(..4) {
                0 => Question::Learn,
                1 => Question::Watch,
                _ => Question::Propose(Value::from(format!("value {}", world.rng.u8(..5)))),
            };
            world.ask(node, decree, ask);
        }
        if !world.step() {
            world.now += Duration::from_millis(10);
        }
    }
    world.faults = false;
    world.come_to_rest();
    (world, decrees)
}

#[test]
fn every_run_of_the_simulated_world_is_one_of_a_model_or_is_refused_for_a_reason() {
    let mut all = BTreeMap::<String, u64>::new();
    for seed in 0..20 {
        let (world, decrees) = simulate(seed);
        let start = std::time::Instant::now();
        let mut steps = 0;
        for drawn in draw(&world, &decrees) {
            let what = match drawn {
                Ok(drawing) => {
                    steps += drawing.trace.story.steps.len();
                    let has = |line: &str| drawing.model.contains(line);
                    format!("drawn dup={} crash={} fast={}", has("duplicate = true"), !has("crashes = 0"), has("fast ="))
                }
                Err(why) => format!("{why}"),
            };
            *all.entry(what).or_default() += 1;
        }
        println!("seed {seed}: {steps} steps, {:?}", start.elapsed());
    }
    println!("{all:#?}");
}
