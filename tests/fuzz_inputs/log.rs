//! Logs that are damaged or edited, for `synod audit`.

use super::mutator::mutate_text;
use super::target::{Target, must};
use super::trio::Trio;
use fastrand::Rng;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;
use synod::audit::audit;
use tempfile::TempDir;

/// Words that mean something in a log.
const WORDS: [&str; 22] = [
    "acceptor 1",
    "acceptor 9",
    "proposer A",
    "learner 1",
    "0.C",
    "1.A",
    "18446744073709551615.B",
    "0",
    "1",
    "null",
    "true",
    "18446744073709551615",
    "18446744073709551616",
    "-1",
    "1e400",
    "green",
    "promised",
    "voted",
    "saves",
    "sends",
    "\"",
    "{}",
];

pub(crate) fn open() -> Box<dyn Target> {
    let mut trio = Trio::new(true);
    trio.ask_all();
    trio.pass(Duration::from_secs(2), usize::MAX);
    let texts = trio.logs.iter().map(|log| String::from_utf8(log.borrow().clone()));
    let texts: Vec<String> = texts.collect::<Result<_, _>>().expect("a log is text");
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let folder = folder.expect("a directory");
    let paths = (1..=3).map(|node| folder.path().join(format!("node-{node}.log"))).collect();
    let bytes = texts.iter().map(|text| text.clone().into_bytes()).collect();
    let mut log = Log { texts, bytes, paths, _folder: folder, chosen: 0 };
    log.lay();
    let report = audit(&log.paths).expect("they are logs");
    assert!(report.problems.is_empty() && report.partial().is_empty(), "{report:?}");
    Box::new(log)
}

struct Log {
    texts: Vec<String>,
    bytes: Vec<Vec<u8>>,
    paths: Vec<PathBuf>,
    _folder: TempDir,
    /// Which of them the input is.
    chosen: usize,
}

impl Log {
    fn lay(&mut self) {
        for (path, text) in self.paths.iter().zip(&self.texts) {
            fs::write(path, text).expect("it can be written");
        }
    }
}

impl Target for Log {
    fn begin(&mut self, _: &mut Rng) {
        self.lay();
    }

    fn draw(&mut self, rng: &mut Rng) -> Vec<u8> {
        self.chosen = rng.usize(..self.texts.len());
        mutate_text(rng, &self.texts[self.chosen], &self.bytes, &WORDS)
    }

    fn feed(&mut self, _: &mut Rng, input: &[u8]) -> Result<(), String> {
        let path = &self.paths[self.chosen];
        fs::write(path, input).expect("it can be written");
        let audited = audit(&self.paths);
        fs::write(path, &self.texts[self.chosen]).expect("it can be written");
        match audited {
            Err(error) => {
                let told = error.to_string();
                let named =
                    self.paths.iter().any(|path| told.starts_with(&*path.to_string_lossy()));
                must(named, || format!("it names no log: {told}"))
            }
            Ok(report) => {
                for problem in &report.problems {
                    let is_ours = self.paths.contains(&problem.file);
                    must(is_ours && problem.line > 0, || format!("nowhere: {problem}"))?;
                }
                drop(report.partial());
                Ok(())
            }
        }
    }
}
