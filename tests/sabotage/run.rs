//! Running something for so long and no longer.

use std::fs::File;
use std::io::{Read, Seek};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What became of a test or a check.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// It passed.
    Green,
    /// It failed, as a test does.
    Red,
    /// It could not tell: why.
    Neither(String),
}

/// What a command printed, and its exit code; none if it did not end in that time, or by a signal.
pub(crate) fn run(command: &mut Command, patience: Duration) -> (String, Option<i32>) {
    let mut file = tempfile::tempfile().expect("a file can be made");
    let handle = |file: &File| Stdio::from(file.try_clone().expect("one more handle"));
    let command = command.stdin(Stdio::null()).stdout(handle(&file)).stderr(handle(&file));
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let deadline = Instant::now() + patience;
    let code = loop {
        if let Some(status) = child.try_wait().expect("it is a child") {
            break status.code();
        }
        if Instant::now() > deadline {
            child.kill().expect("it can be killed");
            child.wait().expect("it ends");
            break None;
        }
        thread::sleep(Duration::from_millis(10));
    };
    let mut text = Vec::new();
    file.rewind().and_then(|()| file.read_to_end(&mut text)).expect("it can be read");
    (String::from_utf8_lossy(&text).into_owned(), code)
}
