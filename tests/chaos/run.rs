//! A run: rounds of faults, each with a calm after it in which clients must be answered; then the verdicts.

use super::book::Book;
use super::load::{Load, read_all};
use super::nodes::{Nodes, files};
use super::relay::Relay;
use super::report::Report;
use super::schedule::{Event, ROUND, round};
use super::verdict::judge;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use synod::audit::audit;

/// After so long a time without faults whoever waits must have been answered. It is no measure of speed.
const CALM: Duration = Duration::from_secs(60);

/// Where a run keeps its files.
fn folder(seed: u64) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is in target");
    target.join("chaos").join(format!("seed-{seed}-{}", std::process::id()))
}

/// Runs for so long, and panics if anything is wrong; then its files stay.
pub(crate) fn run(seed: u64, time: Duration) {
    let dir = folder(seed);
    fs::create_dir_all(&dir).expect("a folder");
    println!("its files, until it has passed: {}", dir.display());
    let (report, problems) = Scene::start(&dir, seed).play(time);
    println!("{report}");
    assert!(
        problems.is_empty(),
        "{}\n\nSYNOD_SEED={seed}; logs and schedule are in {}",
        problems.join("\n"),
        dir.display()
    );
    fs::remove_dir_all(&dir).expect("it can be removed");
}

struct Scene<'a> {
    dir: &'a Path,
    seed: u64,
    book: Arc<Book>,
    relay: Relay,
    nodes: Nodes,
    schedule: File,
    report: Report,
}

impl<'a> Scene<'a> {
    fn start(dir: &'a Path, seed: u64) -> Self {
        let mut places = files(dir);
        let fronts = std::mem::take(&mut places.fronts);
        let relay = Relay::start(fronts, places.listen.clone(), seed);
        let nodes = Nodes::start(dir, places);
        let schedule = File::create(dir.join("schedule")).expect("it can be made");
        Self {
            dir,
            seed,
            book: Arc::new(Book::new()),
            relay,
            nodes,
            schedule,
            report: Report::default(),
        }
    }

    fn play(mut self, time: Duration) -> (Report, Vec<String>) {
        let begin = Instant::now();
        let load = Load::start(self.dir, &self.book, self.seed);
        let mut problems = Vec::new();
        for number in 0.. {
            self.faults(number);
            if let Some(waiting) = self.calm() {
                problems.push(format!(
                    "{waiting} calls are not answered {CALM:?} after the end of the faults of round {number}"
                ));
                break;
            }
            self.nodes.calms += 1;
            if begin.elapsed() + ROUND / 2 >= time || !self.nodes.problems.is_empty() {
                break;
            }
        }
        // Who was not answered will not be now.
        if problems.is_empty() {
            let decrees = load.end();
            if !read_all(self.dir, &self.book, decrees, CALM) {
                problems.push(format!("not all of {decrees} decrees can be read within {CALM:?}"));
            }
        }
        self.report.lasted = begin.elapsed();
        self.judge(problems)
    }

    /// The faults of a round.
    fn faults(&mut self, number: u64) {
        let begin = Instant::now();
        for (at, event) in round(self.seed, number) {
            writeln!(self.schedule, "round {number} {at:?} {event:?}").expect("writable");
            std::thread::sleep(at.saturating_sub(begin.elapsed()));
            self.happen(event);
        }
        self.report.rounds += 1;
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Kill(node) => self.nodes.kill(node),
            Event::Fill(node) => self.nodes.fill(node),
            Event::Empty(node) => self.nodes.empty(node),
            Event::Flip(node, which) => self.nodes.flip(node, which),
            Event::FlipBack(node) => self.nodes.flip_back(node),
            Event::Start(node) => self.nodes.start_node(node),
            Event::Stop(node) => self.nodes.stop(node),
            Event::Continue(node) => self.nodes.go_on(node),
            Event::Mistake(node, mistake) => {
                self.relay.forget(&[node]);
                self.nodes.mistake(node, mistake);
            }
            Event::Mend(node) => {
                self.nodes.mend(node);
                self.relay.forget(&[]);
            }
            Event::Weather(links) => self.relay.weather(&links),
            Event::Cut(cut) => {
                self.report.cuts += u64::from(!cut.is_empty());
                self.relay.cut(&cut);
            }
        }
    }

    /// Waits until all are answered that wait now, and notes how long that took; tells how many are not.
    fn calm(&mut self) -> Option<usize> {
        let now = self.book.now();
        loop {
            let waiting = self.book.waiting_since(now);
            if waiting == 0 {
                self.report.recoveries.extend(self.book.waited_at(now));
                return None;
            }
            if self.book.now() > now + CALM {
                return Some(waiting);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn judge(mut self, mut problems: Vec<String>) -> (Report, Vec<String>) {
        self.nodes.end_all();
        problems.append(&mut self.nodes.problems);
        let calls = self.book.calls();
        problems.extend(judge(&calls));
        match audit(&self.nodes.logs()) {
            Ok(audited) => {
                problems.extend(audited.problems.iter().map(|it| format!("audit: {it}")));
                problems.extend(audited.partial().into_iter().map(|it| format!("audit: {it}")));
                self.report.audited = audited;
            }
            Err(error) => problems.push(format!("audit: {error}")),
        }
        if !problems.is_empty() {
            let text = calls.iter().fold(String::new(), |mut text, call| {
                let _ = writeln!(text, "{call:?}");
                text
            });
            fs::write(self.dir.join("calls"), text).expect("writable");
        }
        self.report.count(&calls);
        self.report.network = self.relay.tally();
        self.report.nodes = self.nodes.tally;
        (self.report, problems)
    }
}
