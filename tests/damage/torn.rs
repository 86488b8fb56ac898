//! A crash in the middle of a commit, in whatever order the disk has done it: the commit is there or
//! not, and never half; what was acknowledged before is there.

use super::scene::{Files, Records, Scene, files, first_segment};
use std::ops::Range;
use std::path::{Path, PathBuf};
use synod::node::Store;

/// A directory before and after its last commit.
pub(crate) struct Crash {
    pub(crate) scene: Scene,
    before: (Files, Records),
    after: (Files, Records),
    /// The segment to which it writes.
    pub(crate) segment: PathBuf,
}

/// What the disk has of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Has {
    Before,
    After,
    /// The first so many of the bytes that the commit writes.
    First(usize),
    /// All of them, with one that is wrong.
    Wrong(usize),
    /// Of the sectors of this length that the commit writes to, those whose bits are set.
    Sectors(usize, usize),
}

pub(crate) fn seal() -> PathBuf {
    "seal".into()
}

impl Crash {
    /// The last commit has a record of this length.
    fn in_commit_of(length: usize) -> Self {
        let mut scene = Scene::new();
        let mut store = scene.open_sound();
        let before = (files(&scene.sound()), scene.records.clone());
        scene.put(&mut store, &[1, b'a', 0, 0], &vec![7; length]);
        scene.put(&mut store, &[1, b'y', 0, 0], b"new");
        store.commit().expect("the disk has room");
        let after = (files(&scene.sound()), scene.records.clone());
        Self::between(scene, before, after)
    }

    /// The last commit made this of that.
    pub(crate) fn between(scene: Scene, before: (Files, Records), after: (Files, Records)) -> Self {
        let is_written = |file: &&PathBuf| {
            file.starts_with("log") && after.0.get(*file).is_some_and(|now| *now != before.0[*file])
        };
        let segment = before.0.keys().find(is_written).expect("it has written").clone();
        Self { scene, before, after, segment }
    }

    /// Which bytes of a file the commit writes.
    pub(crate) fn written(&self, file: &Path) -> Range<usize> {
        let (old, new) = (&self.before.0[file], &self.after.0[file]);
        assert_eq!(old.len(), new.len(), "a commit changes no size");
        let differs = |at: &usize| old[*at] != new[*at];
        let begin = (0..new.len()).find(differs).expect("it has written");
        begin..(0..new.len()).rfind(differs).expect("it has written") + 1
    }

    /// To how many sectors of this length the commit writes.
    fn sectors(&self, file: &Path, length: usize) -> usize {
        let Range { start, end } = self.written(file);
        end.div_ceil(length) - start / length
    }

    /// What is in a file then.
    fn content(&self, file: &Path, has: Has) -> Vec<u8> {
        let (old, new) = (&self.before.0[file], &self.after.0[file]);
        let Range { start, end } = self.written(file);
        match has {
            Has::Before => old.clone(),
            Has::After => new.clone(),
            Has::First(bytes) => [&new[..start + bytes], &old[start + bytes..]].concat(),
            Has::Wrong(byte) => {
                let mut content = new.clone();
                content[start + byte] ^= 1 << (byte % 8);
                assert!(start + byte < end);
                content
            }
            Has::Sectors(length, some) => {
                let mut content = old.clone();
                for (at, begin) in (start / length..end.div_ceil(length)).enumerate() {
                    let sector = begin * length..((begin + 1) * length).min(new.len());
                    if some >> at & 1 == 1 {
                        content[sector.clone()].clone_from_slice(&new[sector]);
                    }
                }
                content
            }
        }
    }

    /// The records that a node finds then, or none if it refuses; and it can go on from there.
    fn find(&mut self, of_log: Has, of_seal: Has) -> Option<Records> {
        let mut files = self.before.0.clone();
        for (file, has) in [(self.segment.clone(), of_log), (seal(), of_seal)] {
            let content = self.content(&file, has);
            files.insert(file, content);
        }
        let found = self.scene.found(&files).ok()?;
        self.scene.records.clone_from(&found);
        self.scene.outcome(&files, &format!("log: {of_log:?}, seal: {of_seal:?}"));
        Some(found)
    }

    pub(crate) fn expect(&mut self, of_log: Has, of_seal: Has, stands: bool) {
        let expected = if stands { &self.after.1 } else { &self.before.1 }.clone();
        let found = self.find(of_log, of_seal);
        assert!(found == Some(expected), "log: {of_log:?}, seal: {of_seal:?}");
    }
}

#[test]
fn a_commit_torn_in_the_log_is_there_if_the_seal_has_it_and_else_gone() {
    let mut crash = Crash::in_commit_of(40);
    for bytes in 0..crash.written(&first_segment()).len() {
        for torn in [Has::First(bytes), Has::Wrong(bytes)] {
            crash.expect(torn, Has::Before, false);
            crash.expect(torn, Has::After, true);
        }
    }
}

#[test]
fn a_commit_torn_in_the_seal_is_there_if_the_log_has_it_and_else_gone() {
    let mut crash = Crash::in_commit_of(40);
    for bytes in 0..crash.written(&seal()).len() {
        for torn in [Has::First(bytes), Has::Wrong(bytes)] {
            crash.expect(Has::After, torn, true);
            crash.expect(Has::Before, torn, false);
        }
    }
}

#[test]
fn a_commit_torn_in_both_is_gone() {
    let mut crash = Crash::in_commit_of(40);
    let (in_log, in_seal) = (crash.written(&first_segment()).len(), crash.written(&seal()).len());
    for bytes in 0..in_log.min(in_seal) {
        crash.expect(Has::First(bytes), Has::First(in_seal - 1 - bytes), false);
        crash.expect(Has::Wrong(bytes), Has::Wrong(bytes), false);
    }
    crash.expect(Has::After, Has::After, true);
}

#[test]
fn of_a_commit_too_long_for_the_seal_the_log_is_first() {
    let mut crash = Crash::in_commit_of(70_000);
    crash.expect(Has::After, Has::Before, true);
    crash.expect(Has::After, Has::After, true);
    for bytes in [0, 1, 50, 40_000, 70_000] {
        for torn in [Has::First(bytes), Has::Wrong(bytes)] {
            crash.expect(torn, Has::Before, false);
            assert_eq!(crash.find(torn, Has::After), None, "{torn:?}: the seal knows of it");
        }
    }
}

#[test]
fn of_a_commit_of_several_sectors_the_disk_may_have_any() {
    const SECTOR: usize = 512;
    let mut crash = Crash::in_commit_of(3_000);
    let (log_of, seal_of) =
        (crash.sectors(&first_segment(), SECTOR), crash.sectors(&seal(), SECTOR));
    assert!(log_of >= 6 && seal_of >= 6, "{log_of} and {seal_of} sectors");
    for some in 0..(1 << log_of) - 1 {
        crash.expect(Has::Sectors(SECTOR, some), Has::Before, false);
        crash.expect(Has::Sectors(SECTOR, some), Has::After, true);
    }
    for some in 0..(1 << seal_of) - 1 {
        crash.expect(Has::Before, Has::Sectors(SECTOR, some), false);
        crash.expect(Has::After, Has::Sectors(SECTOR, some), true);
        let other = some % ((1 << log_of) - 1);
        crash.expect(Has::Sectors(SECTOR, other), Has::Sectors(SECTOR, some), false);
    }
}

#[test]
fn a_commit_that_raises_the_floor_is_taken_from_the_seal_with_the_floor() {
    let mut scene = Scene::empty();
    let mut store = scene.open_sound();
    let mut past = vec![(files(&scene.sound()), scene.records.clone())];
    while past[past.len() - 1].0.contains_key(&first_segment()) {
        let number = u8::try_from(past.len() % 256).expect("it is small");
        scene.put(&mut store, &[1, b'a' + number % 3, 0, 0], &vec![number | 1; 20_000]);
        store.commit().expect("the disk has room");
        past.push((files(&scene.sound()), scene.records.clone()));
    }
    drop(store);
    // The first segment is removed a moment after the commit that says so.
    let raises_floor = past.windows(2).rev().any(|commit| {
        let [(before, _), (after, records)] = commit else { unreachable!("it is a window") };
        let mut torn = before.clone();
        torn.remove(&first_segment());
        let needs_it = scene.found(&torn).is_err();
        torn.insert(seal(), after[&seal()].clone());
        needs_it && scene.found(&torn).is_ok_and(|found| found == *records)
    });
    assert!(raises_floor, "the first segment is missed, although the seal says that it may be");
}

#[test]
fn log_and_seal_of_two_different_futures_are_refused() {
    let scene = Scene::new();
    let past = files(&scene.sound());
    let future = |value: &[u8]| {
        scene.lay(&past);
        let mut store = scene.open(&scene.hurt()).expect("it is sound");
        let mut commits = Vec::new();
        for _ in 0..2 {
            store.put(vec![1, b'a', 0, 0], value.to_vec());
            store.commit().expect("the disk has room");
            commits.push(files(&scene.hurt()));
        }
        commits
    };
    let (green, red) = (future(b"green"), future(b"red"));
    for (of_log, of_seal) in [(0, 0), (1, 1), (1, 0), (0, 1)] {
        let mut files = green[of_log].clone();
        files.insert(seal(), red[of_seal][&seal()].clone());
        assert!(scene.found(&files).is_err(), "log of commit {of_log}, seal of {of_seal}");
    }
}

#[test]
fn what_a_node_has_acted_upon_is_missed_when_it_is_lost() {
    let crash = Crash::in_commit_of(70_000);
    // The commit was found whole and unacknowledged; the node went on from it.
    let mut files_then = crash.before.0.clone();
    files_then.insert(first_segment(), crash.content(&first_segment(), Has::After));
    assert!(crash.scene.found(&files_then).is_ok());
    let mut files_now = files(&crash.scene.hurt());
    files_now.insert(first_segment(), crash.before.0[&first_segment()].clone());
    let said = crash.scene.found(&files_now).expect_err("a commit is lost").to_string();
    assert!(said.contains("the store ends at commit 20, the seal at 21"), "{said}");
}
