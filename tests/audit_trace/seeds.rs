//! Whatever the simulated world does, its runs are runs of models.

use crate::parallel;
use crate::recorded::{decree, draw, propose};
use crate::world::World;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;
use synod::audit::Why;
use synod::node::{Decree, Question};

const SEEDS: u64 = 200;

/// Decrees of each seed.
const DECREES: usize = 8;

/// Clients that want different things of the same few decrees, while all goes wrong that can; then calm.
fn simulate(seed: u64) -> (World, Vec<Decree>) {
    let size = if seed.is_multiple_of(4) { 5 } else { 3 };
    let mut world = World::of(seed, size, str::to_owned);
    world.introduce();
    world.faults = true;
    let decrees: Vec<Decree> = (0..DECREES).map(|i| decree(&format!("decree {i}"))).collect();
    for step in 0..80 * DECREES {
        if world.rng.u8(..10) == 0 {
            let decree = &decrees[(step / 80).saturating_sub(world.rng.usize(..3))];
            let node = world.rng.usize(..usize::from(size));
            let ask = match world.rng.u8(..4) {
                0 => Question::Learn,
                1 => Question::Watch,
                _ => propose(&format!("value {}", world.rng.u8(..5))),
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
fn every_run_of_the_simulated_world_is_one_of_a_model_and_all_that_a_model_has_comes_up() {
    let seeds: Vec<u64> = (0..SEEDS).collect();
    let counts = Mutex::new(BTreeMap::<&str, u64>::new());
    parallel::for_each(&seeds, |seed| {
        let (world, decrees) = simulate(*seed);
        for (drawn, decree) in draw(&world, &decrees).into_iter().zip(&decrees) {
            let mut counts = counts.lock().expect("no test has failed");
            let mut count =
                |what, is_so: bool| *counts.entry(what).or_default() += u64::from(is_so);
            match drawn {
                Ok(drawing) => {
                    let has = |what: &str| drawing.model.contains(what);
                    let tells = |what: &str| {
                        drawing.trace.story.steps.iter().any(|step| step.text.contains(what))
                    };
                    count("drawn", true);
                    count("duplicated", has("duplicate = true"));
                    count("used up", has("duplicate = false"));
                    count("fast", has("\nfast = "));
                    count("crashed", !has("crashes = 0"));
                    count("read", tells(", in read "));
                    count("found nothing", tells("nothing was chosen when the client asked"));
                    count("refused", tells(" refuses "));
                    count("said again", tells(" again"));
                    count("learned", tells(", and learns "));
                    count("asked the acceptors", tells(" asks the acceptors "));
                    count("told by another", tells(", which has learned it"));
                }
                Err(why) => match why.why {
                    // Nobody has asked about it.
                    Why::Nothing { .. } => count("nothing to draw", true),
                    // A learner tells what it had learned before its node crashed.
                    Why::Kept { .. } => count("told after a crash", true),
                    _ => panic!("seed {seed}, {decree}: {why}"),
                },
            }
        }
    });
    let counts = counts.into_inner().expect("no test has failed");
    println!("{counts:?}");
    let not_drawn = counts["nothing to draw"] + counts["told after a crash"];
    assert_eq!(counts["drawn"] + not_drawn, SEEDS * DECREES as u64);
    assert!(counts["told after a crash"] < counts["drawn"] / 8, "{counts:?}");
    assert!(counts.values().all(|count| *count > 0), "{counts:?}");
}
