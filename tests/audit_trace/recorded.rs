//! Runs of the simulated world, drawn.

use crate::world::World;
use std::path::Path;
use synod::audit::{Drawing, NotDrawn, record};
use synod::node::Decree;

pub(crate) fn decree(name: &str) -> Decree {
    name.parse().expect("a name")
}

/// The run of each of these decrees, in order of their names, or why there is no trace of it.
pub(crate) fn draw(world: &World, decrees: &[Decree]) -> Vec<Result<Drawing, NotDrawn>> {
    let folder = tempfile::tempdir().expect("a directory");
    let logs = world.write_logs(folder.path());
    let (report, recordings) = record(&logs, decrees).expect("they are logs");
    let problems: Vec<_> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems, Vec::<String>::new());
    recordings.iter().map(|recording| recording.draw(Path::new("run.model.toml"))).collect()
}
