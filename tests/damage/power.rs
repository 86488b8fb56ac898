//! A store that loses power, or is killed, at any moment, again and again: it opens, and all that was acknowledged
//! is there. Needs `strace`.
//!
//! A walk begins with no directory. A process of its own opens the store and commits, and every call of it is
//! recorded. At some moment among these the power goes, or the process is killed; what the disk then has is laid
//! out, and the next process goes on with it. What the system has in its memory survives a kill, and is no more durable
//! for that. At other moments it is only looked what an opening would find.
//!
//! Walks are drawn from seeds: `SYNOD_SEEDS=1000` takes so many, and `SYNOD_SEED=17` that one alone. The threads of a
//! store take turns as they like, so that a walk that fails may have to be tried more than once.

use super::disk::Disk;
use super::left::Left;
use super::recorded::{Act, Call, Plan, Put, record};
use super::scene::{Files, HEAD_AT, Records, Scene, lay_file};
use fastrand::Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use synod::node::{DiskStore, NodeId, Store};

/// So many walks are taken unless others are asked for.
const SEEDS: u64 = 60;

/// How often it is looked what the next opening would find.
const LOOKS: usize = 6;

/// So many calls before and after a moment are told.
const AROUND: usize = 12;

#[test]
fn whatever_crashes_come_one_after_the_other_the_store_opens_with_all_that_it_acknowledged() {
    let number = |name| std::env::var(name).ok().map(|n| n.parse::<u64>().expect("a number"));
    if let Some(seed) = number("SYNOD_SEED") {
        return walk(seed);
    }
    let (seeds, next) = (number("SYNOD_SEEDS").unwrap_or(SEEDS), AtomicU64::new(0));
    let take = || (0..).map(|_| next.fetch_add(1, Relaxed)).take_while(|seed| *seed < seeds);
    let walkers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| (0..walkers).for_each(|_| drop(scope.spawn(|| take().for_each(walk)))));
}

/// The folders and the files of a disk.
type Image = (BTreeSet<PathBuf>, Files);

/// What a store has after so many commits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct State {
    commits: u64,
    records: BTreeMap<u8, Put>,
}

impl State {
    fn and(&self, commit: &[Put]) -> Self {
        let mut records = self.records.clone();
        records.extend(commit.iter().map(|put| (put.key, *put)));
        Self { commits: self.commits + 1, records }
    }

    fn is(&self, commits: u64, records: &Records) -> bool {
        let same = |(key, put): (&Vec<u8>, &Put)| records.get(key) == Some(&put.record());
        self.commits == commits
            && self.records.len() == records.len()
            && self.records.values().all(|put| same((&put.key(), put)))
    }
}

/// What whoever was told something may rely on.
#[derive(Clone, Debug)]
struct Known {
    /// What was acknowledged, and perhaps the same with a commit that was under way.
    may: Vec<State>,
    /// Which store it is, once one was opened.
    incarnation: Option<String>,
}

impl Known {
    /// Notes what is said next, in a run that began with the first of these states and was to come to the others.
    fn hear(&mut self, said: &str, states: &[State]) {
        let mut words = said.split(' ');
        let what = words.next().expect("there is one");
        let commits: u64 = words.next().and_then(|n| n.parse().ok()).expect("a number");
        let told = states.iter().position(|state| state.commits == commits);
        let told = told.unwrap_or_else(|| panic!("<{said}> of {:?}", states[0]));
        self.may = states[told..].iter().take(2).cloned().collect();
        if what == "opened" {
            assert_eq!(told, 0, "<{said}>, and another opening found {:?}", states[0]);
            let incarnation = words.next().expect("it is told").to_owned();
            let before = self.incarnation.replace(incarnation.clone());
            assert!(before.is_none_or(|before| before == incarnation), "it is another store");
        }
    }

    /// Opens a copy of what is on the disk, and tells which of the states it has.
    fn look(&self, scene: &Scene, image: &Image) -> State {
        let place = scene.cluster_file().with_file_name("look");
        lay(&place, image);
        let is_first = self.incarnation.is_none();
        let store = DiskStore::open(&place.join("sound"), &scene.cluster, NodeId(1), is_first);
        let store = store.unwrap_or_else(|error| panic!("it does not open: {error}"));
        let is_same = |known: &String| *known == store.incarnation().to_string();
        assert!(self.incarnation.as_ref().is_none_or(is_same), "it is another store");
        let (commits, mut found) = (store.commits(), Records::new());
        let all = store.for_each(&mut |key, record| {
            let first = found.insert(key.to_vec(), record.to_vec());
            assert!(first.is_none(), "{key:?} is shown twice");
        });
        all.unwrap_or_else(|error| panic!("it cannot be read: {error}"));
        let state = self.may.iter().find(|state| state.is(commits, &found));
        state.cloned().unwrap_or_else(|| {
            let short: Vec<_> =
                found.iter().map(|(key, v)| (key[1], v.len() - 1, v[0], v.last())).collect();
            panic!(
                "it has commit {commits} and (key, length, fill, last) {short:?}; may be {:?}",
                self.may
            )
        })
    }
}

/// Lays an image in a folder, in the place of what was there of one.
fn lay(place: &Path, (folders, files): &Image) {
    fs::create_dir_all(place).expect("a directory");
    for entry in fs::read_dir(place).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.ends_with("look") {
            fs::remove_dir_all(path).expect("it can be removed");
        }
    }
    for folder in folders {
        fs::create_dir(place.join(folder)).expect("a directory");
    }
    for (file, content) in files {
        lay_file(&place.join(file), content);
    }
}

/// What has happened in a walk, which is told if it fails.
struct Story {
    seed: u64,
    lines: Vec<String>,
}

impl Story {
    fn tell(&mut self, line: String) {
        self.lines.push(line);
    }

    /// Tells the calls around a moment.
    fn tell_moment(&mut self, opening: usize, calls: &[Call], offset: usize, moment: usize) {
        let mut text = String::new();
        let around = moment.saturating_sub(AROUND)..moment + AROUND;
        for (at, call) in calls.iter().enumerate().filter(|(at, _)| around.contains(at)) {
            if at == moment {
                text += "    ---- this moment ----\n";
            }
            writeln!(text, "    {:4} {call}", offset + at + 1).expect("a string takes it");
        }
        let all = calls.len();
        self.tell(format!("opening {opening}, after {moment} of its {all} calls:\n{text}"));
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("SYNOD_SEED={}\n{}\n", self.seed, self.lines.join("\n"));
        }
    }
}

/// Several openings, each of which is cut off.
fn walk(seed: u64) {
    let mut rng = Rng::with_seed(seed);
    // Also in an empty directory, as a mounted volume is.
    let folders = (rng.u8(..4) == 0).then(|| "sound".into()).into_iter().collect();
    let mut walk = Walk {
        scene: Scene::empty(),
        story: Story { seed, lines: Vec::new() },
        known: Known { may: vec![State::default()], incarnation: None },
        disk: Disk::new(&folders, &Files::new()),
        tried: None,
        rng,
    };
    for opening in 1..=walk.rng.usize(3..=5) {
        walk.open(opening);
    }
    walk.known.look(&walk.scene, &walk.disk.shown());
}

/// Where a walk is.
struct Walk {
    scene: Scene,
    rng: Rng,
    story: Story,
    known: Known,
    disk: Disk,
    /// The commit that was cut off last.
    tried: Option<Vec<Put>>,
}

impl Walk {
    /// Opens what the disk shows, commits, and is cut off somewhere there.
    fn open(&mut self, opening: usize) {
        let shown = self.disk.shown();
        let found = self.known.look(&self.scene, &shown);
        let plan = self.draw(found.commits == 0);
        self.story.tell(format!("opening {opening} finds {found:?}, and is to commit {plan:?}"));
        lay(self.scene.cluster_file().parent().expect("a folder"), &shown);
        let (said, calls) = record(&self.scene, &plan);
        let has_failed = said.iter().any(|said| said.contains(':'));
        assert!(said.len() == 1 + plan.len() && !has_failed, "{said:?}");
        let mut states = vec![found];
        for commit in &plan {
            states.push(states.last().expect("there is one").and(commit));
        }
        self.cut_off(opening, &calls, &states);
        let under_way = states.iter().position(|state| self.known.may.get(1) == Some(state));
        if let Some(number) = under_way.filter(|number| *number > 0) {
            self.tried = Some(plan[number - 1].clone());
        }
    }

    /// Looks what would be found if these calls were cut off at some moments, and does so at one of them.
    fn cut_off(&mut self, opening: usize, calls: &[Call], states: &[State]) {
        let last = self.moment(calls);
        let mut looks: Vec<_> = (0..LOOKS).map(|_| self.moment(calls)).collect();
        looks.sort_unstable();
        let (offset, mut next) = (self.disk.calls(), None);
        for moment in 0..=calls.len() {
            if let Some(call) = moment.checked_sub(1).map(|last| &calls[last]) {
                self.disk.apply(call, offset + call.begun);
                if let Act::Say(said) = &call.act {
                    self.known.hear(said, states);
                }
            }
            for _ in looks.iter().filter(|look| **look == moment) {
                let told = self.story.lines.len();
                self.story.tell_moment(opening, calls, offset, moment);
                let disk = self.lose_power();
                self.known.look(&self.scene, &disk.shown());
                self.story.lines.truncate(told);
            }
            if moment == last {
                let told = self.story.lines.len();
                self.story.tell_moment(opening, calls, offset, moment);
                let disk = match self.rng.bool() {
                    true => self.lose_power(),
                    false => self.end(calls.get(moment)),
                };
                next = Some((disk, self.known.clone(), self.story.lines.split_off(told)));
            }
        }
        let (disk, known, story) = next.expect("the last moment was one of these");
        (self.disk, self.known) = (disk, known);
        self.story.lines.extend(story);
    }

    /// The disk after a loss of power at this moment.
    fn lose_power(&mut self) -> Disk {
        let left = Left::draw(&mut self.rng);
        let (folders, files, kept) = self.disk.after_power_loss(left, &mut self.rng);
        self.story.tell(format!("the power goes, and leaves {left:?}: {}", kept.join(", ")));
        Disk::new(&folders, &files)
    }

    /// The disk after a kill at this moment, or with the next call, if that is a sync and fails.
    fn end(&mut self, next: Option<&Call>) -> Disk {
        let (mut disk, left) = (self.disk.clone(), Left::draw(&mut self.rng));
        let fails = next.and_then(Call::synced).filter(|_| self.rng.u8(..4) > 0);
        self.story.tell(match fails.filter(|path| disk.fail_sync(path, left, &mut self.rng)) {
            Some(_) => format!("the next sync fails, with {left:?} done, and it ends"),
            None => "it is killed".to_owned(),
        });
        disk
    }

    /// After how many of these calls something happens: rather once it is open, and when something is to be synced,
    /// was just synced, or said, or a segment is begun.
    fn moment(&mut self, calls: &[Call]) -> usize {
        let is_said = |call: &Call| matches!(call.act, Act::Say(_));
        let opened = calls.iter().position(is_said).expect("it says that it is open");
        let range = match self.rng.u8(..4) {
            0 => 0..opened + 1,
            _ => opened..calls.len(),
        };
        let among = |is: &dyn Fn(&Call) -> bool| -> Vec<usize> {
            range.clone().filter(|at| is(&calls[*at])).collect()
        };
        let of = |file: &Path| among(&|call| matches!(&call.act, Act::Sync(path) if path == file));
        // Of each file as often, however often it is synced.
        let synced: BTreeSet<&Path> =
            calls[range.clone()].iter().filter_map(Call::synced).collect();
        let synced: Vec<_> = synced.into_iter().collect();
        let syncs = self.rng.choice(synced).map_or_else(Vec::new, of);
        let begins = |call: &Call| matches!(call.act, Act::Write { at: Some(HEAD_AT), .. });
        let (among, then) = match self.rng.u8(..17) {
            0..=2 => (among(&is_said), 1),
            3..=4 => (syncs.into_iter().take(1).collect(), 0),
            5..=8 => (syncs, 0),
            9 => (syncs, 1),
            10 => (vec![calls.len()], 0),
            // The first commit of a segment has a head and a frame, then a seal, and then a sync.
            11..=13 => (among(&begins), self.rng.usize(1..=3)),
            14..=15 => (among(&|call| call.synced().is_some()).into_iter().take(1).collect(), 0),
            _ => (range.collect(), 0),
        };
        self.rng.choice(among).map_or(0, |at| calls.len().min(at + then))
    }

    /// What is to be committed next, perhaps nearly the same as what was cut off.
    fn draw(&mut self, is_first: bool) -> Plan {
        let mut plan = Plan::new();
        if let Some(mut again) = self.tried.take().filter(|_| self.rng.u8(..3) > 0) {
            // The last of them in the frame, so that they begin alike.
            let last = again.iter_mut().max_by_key(|put| put.key).expect("something is put");
            last.last ^= 1;
            plan.push(again);
        }
        if is_first && self.rng.bool() {
            plan.push(vec![self.put(1_048_380..1_048_490)]);
        }
        for _ in 0..self.rng.usize(1..=5) {
            let puts = self.rng.usize(1..=3);
            plan.push(match self.rng.u8(..40) {
                0 | 1 => vec![self.put(1_048_000..1_048_490)],
                2 => vec![self.put(500_000..600_000)],
                3..=4 => vec![self.put(65_380..65_450)],
                5..=7 => vec![self.put(66_000..100_000)],
                8..=20 => (0..puts).map(|_| self.put(400..3000)).collect(),
                _ => (0..puts).map(|_| self.put(0..200)).collect(),
            });
        }
        plan
    }

    fn put(&mut self, length: std::ops::Range<usize>) -> Put {
        let rng = &mut self.rng;
        let (key, length) = (rng.u8(b'a'..=b'f'), rng.usize(length));
        Put { key, length, fill: rng.u8(1..), last: rng.u8(1..) }
    }
}
