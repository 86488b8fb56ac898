//! This very program, run once more as a process of its own, under `strace`.

use super::scene::Scene;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use synod::node::Cluster;

/// Has this test run alone under strace with these arguments, and this environment. Tells what it says between `<`
/// and `>`, and what strace has written.
pub(crate) fn under_strace(
    scene: &Scene,
    arguments: &[&str],
    test: &str,
    environment: &[(&str, &OsStr)],
) -> (Vec<String>, Vec<u8>) {
    let trace = scene.cluster_file().with_file_name("trace");
    let me = std::env::current_exe().expect("it is known");
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-o"]).arg(&trace).args(arguments).arg(me);
    command.args(["--exact", "--nocapture", "--test-threads=1", test]);
    command.envs(environment.iter().copied());
    let output = command.output().expect("strace is installed");
    let said = said(&String::from_utf8_lossy(&output.stdout)).map(str::to_owned).collect();
    (said, fs::read(&trace).expect("strace has written it"))
}

/// What stands between `<` and `>`.
pub(crate) fn said(text: &str) -> impl Iterator<Item = &str> {
    text.split('<').filter_map(|part| part.split_once('>')).map(|(part, _)| part)
}

/// The directory of whoever was run so, and its cluster. Nothing in an ordinary run of the tests.
pub(crate) fn given(variable: &str) -> Option<(PathBuf, Cluster)> {
    let file = std::env::var_os(variable)?;
    let text = fs::read_to_string(&file).expect("readable");
    let dir = Path::new(&file).with_file_name("sound");
    Some((dir, Cluster::parse(&text).expect("a cluster file")))
}
