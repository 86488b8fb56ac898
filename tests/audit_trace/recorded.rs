//! Runs of the simulated world, drawn.

use crate::world::World;
use std::path::{Path, PathBuf};
use synod::audit::{Drawing, NotDrawn, record};
use synod::node::{Decree, Question};
use synod::paxos::{Durable, ProposerRecord, Value};

pub(crate) fn decree(name: &str) -> Decree {
    name.parse().expect("a name")
}

pub(crate) fn propose(value: &str) -> Question {
    Question::Propose(Value::from(value))
}

/// Three nodes that know each other, between which nothing goes wrong.
pub(crate) fn calm() -> World {
    let mut world = World::new(1);
    world.faults = false;
    world
}

/// The node whose proposer owns round 0 of a decree.
pub(crate) fn owner(world: &World, decree: &Decree) -> usize {
    let owner = world.cluster.owner(decree);
    let mut nodes = world.all();
    nodes.find(|node| world.cluster.members()[*node].proposer == owner).expect("there is one")
}

/// What the proposer of a node has on disk.
pub(crate) fn ballot(world: &World, decree: &Decree, node: usize) -> Option<ProposerRecord> {
    let proposer = u16::try_from(node).expect("few");
    match world.disks[node].durable(decree, proposer)? {
        Durable::Proposer(record) => Some(record),
        Durable::Acceptor(_) | Durable::Learner(_) => None,
    }
}

/// Goes on until this is so.
pub(crate) fn until(world: &mut World, is_so: impl Fn(&World) -> bool) {
    while !is_so(world) {
        assert!(world.step(), "nothing happens any more");
    }
}

/// The run of each of these decrees, in order of their names, or why there is no trace of it.
pub(crate) fn draw(world: &World, decrees: &[Decree]) -> Vec<Result<Drawing, NotDrawn>> {
    let folder = tempfile::tempdir().expect("a directory");
    draw_logs(&world.write_logs(folder.path()), decrees)
}

/// The same of these logs, in which nothing is wrong.
pub(crate) fn draw_logs(logs: &[PathBuf], decrees: &[Decree]) -> Vec<Result<Drawing, NotDrawn>> {
    let (report, recordings) = record(logs, decrees).expect("they are logs");
    let problems: Vec<_> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems, Vec::<String>::new());
    recordings.iter().map(|recording| recording.draw(Path::new("run.model.toml"))).collect()
}
