//! A crash in the middle of a commit, in whatever order the disk has done it: the commit is there or
//! not, and never half; what was acknowledged before is there.

use super::scene::{
    Files, HEAD_AT, LOOSE, Records, Scene, after_power_loss, files, first_segment, witness,
};
use std::ops::Range;
use std::path::PathBuf;
use synod::node::Store;

/// A directory before and after its last commit.
pub(crate) struct Crash {
    pub(crate) scene: Scene,
    before: (Files, Records),
    after: (Files, Records),
    /// The segment to which it writes, and which bytes of it: of the log, and of the seal.
    pub(crate) segment: PathBuf,
    written: [Range<usize>; 2],
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

/// What a commit writes to, both in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Log,
    Seal,
}

impl Part {
    /// Where it is in a segment.
    pub(crate) fn of(self, segment: &[u8]) -> Range<usize> {
        match self {
            Self::Log => HEAD_AT..segment.len(),
            Self::Seal => 0..HEAD_AT,
        }
    }
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
        let (old, new) = (&before.0[&segment], &after.0[&segment]);
        assert_eq!(old.len(), new.len(), "a commit changes no size");
        let written = [Part::Log, Part::Seal].map(|part| {
            let differs = |at: &usize| old[*at] != new[*at];
            let begin = part.of(new).find(differs).expect("it has written");
            begin..part.of(new).rfind(differs).expect("it has written") + 1
        });
        Self { scene, before, after, segment, written }
    }

    /// Which bytes of a part the commit writes.
    pub(crate) fn written(&self, part: Part) -> Range<usize> {
        self.written[part as usize].clone()
    }

    /// To how many sectors of this length the commit writes.
    fn sectors(&self, part: Part, length: usize) -> usize {
        let Range { start, end } = self.written(part);
        end.div_ceil(length) - start / length
    }

    /// The segment, if of this part the disk has this, and of the other nothing.
    fn content(&self, part: Part, has: Has) -> Vec<u8> {
        let (old, new) = (&self.before.0[&self.segment], &self.after.0[&self.segment]);
        let Range { start, end } = self.written(part);
        match has {
            Has::Before => old.clone(),
            Has::After => [&old[..start], &new[start..end], &old[end..]].concat(),
            Has::First(bytes) => [&new[..start + bytes], &old[start + bytes..]].concat(),
            Has::Wrong(byte) => {
                let mut content = self.content(part, Has::After);
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

    /// The files then. Of the commit the witness knows nothing before both parts are durable.
    pub(crate) fn files(&self, of_log: Has, of_seal: Has) -> Files {
        let (log, mut content) =
            (self.content(Part::Log, of_log), self.content(Part::Seal, of_seal));
        content[HEAD_AT..].clone_from_slice(&log[HEAD_AT..]);
        let mut files = self.before.0.clone();
        files.insert(self.segment.clone(), content);
        files
    }

    /// The records that a node finds then, or none if it refuses; and it can go on from there. It is all the same
    /// whether the process was killed or the power was lost, which may take some of what the witness knew.
    fn find(&mut self, of_log: Has, of_seal: Has) -> Option<Records> {
        let killed = self.files(of_log, of_seal);
        let what = format!("log: {of_log:?}, seal: {of_seal:?}");
        let found = self.scene.found(&killed).ok();
        let dark = self.scene.found(&after_power_loss(&killed)).ok();
        assert!(found == dark, "{what}: a loss of power is something else");
        self.scene.records.clone_from(found.as_ref()?);
        self.scene.outcome(&killed, &what);
        found
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
    for bytes in 0..crash.written(Part::Log).len() {
        for torn in [Has::First(bytes), Has::Wrong(bytes)] {
            crash.expect(torn, Has::Before, false);
            crash.expect(torn, Has::After, true);
        }
    }
}

#[test]
fn a_commit_torn_in_the_seal_is_there_if_the_log_has_it_and_else_gone() {
    let mut crash = Crash::in_commit_of(40);
    for bytes in 0..crash.written(Part::Seal).len() {
        for torn in [Has::First(bytes), Has::Wrong(bytes)] {
            crash.expect(Has::After, torn, true);
            crash.expect(Has::Before, torn, false);
        }
    }
}

#[test]
fn what_a_torn_commit_has_left_is_not_completed_by_the_next_one_of_its_number() {
    // Of the first all but the beginning of its frame, or of its seal. The next one is torn where the first was not, and
    // as both begin alike, they would make one of the two whole that is not in the other place.
    for (part, missing) in [(Part::Log, 12), (Part::Seal, 8)] {
        let first = Crash::in_commit_of(40);
        let has = |of| if of == part { Has::After } else { Has::Before };
        let mut left = first.files(has(Part::Log), has(Part::Seal));
        let Range { start, .. } = first.written(part);
        let before = &first.before.0[&first.segment][start..start + missing];
        let torn = left.get_mut(&first.segment).expect("it is there");
        torn[start..start + missing].clone_from_slice(before);
        let mut scene = first.scene;
        Scene::lay_in(&scene.sound(), &left);
        scene.records = first.before.1;
        let mut store = scene.open_sound();
        let before = (files(&scene.sound()), scene.records.clone());
        scene.put(&mut store, &[1, b'a', 0, 0], &[8; 40]);
        scene.put(&mut store, &[1, b'y', 0, 0], b"own");
        store.commit().expect("the disk has room");
        let after = (files(&scene.sound()), scene.records.clone());
        drop(store);
        let mut second = Crash::between(scene, before, after);
        let has = |of| if of == part { Has::First(missing) } else { Has::After };
        second.expect(has(Part::Log), has(Part::Seal), true);
    }
}

#[test]
fn a_commit_torn_in_both_is_gone() {
    let mut crash = Crash::in_commit_of(40);
    let (in_log, in_seal) = (crash.written(Part::Log).len(), crash.written(Part::Seal).len());
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
    let (log_of, seal_of) = (crash.sectors(Part::Log, SECTOR), crash.sectors(Part::Seal, SECTOR));
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
        let is_sealed_in = |file: &&PathBuf| {
            let old = before.get(*file).filter(|_| file.starts_with("log"));
            old.is_some_and(|old| old[..HEAD_AT] != after[*file][..HEAD_AT])
        };
        let Some(file) = after.keys().find(is_sealed_in) else { return false };
        let Some(content) = torn.get_mut(file) else { return false };
        content[..HEAD_AT].clone_from_slice(&after[file][..HEAD_AT]);
        needs_it && scene.found(&torn).is_ok_and(|found| found == *records)
    });
    assert!(raises_floor, "the first segment is missed, although the seal says that it may be");
}

#[test]
fn log_and_witness_of_two_different_futures_are_refused() {
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
    for (of_log, known) in [(0, 0), (1, 1), (1, 0), (0, 1)] {
        let mut files = green[of_log].clone();
        files.insert(witness(), red[known][&witness()].clone());
        assert!(scene.found(&files).is_err(), "log of commit {of_log}, witness of {known}");
    }
    // Nor is a log completed with what the witness knows to be another commit.
    let mut files = green[0].clone();
    let torn = files.get_mut(&first_segment()).expect("it is there");
    torn[HEAD_AT..].clone_from_slice(&past[&first_segment()][HEAD_AT..]);
    files.insert(witness(), red[0][&witness()].clone());
    let said = scene.found(&files).expect_err("the witness knows another").to_string();
    assert!(said.contains("log and seal have different commits 21"), "{said}");
}

#[test]
fn a_frame_and_a_seal_of_two_different_futures_are_refused() {
    let crash = Crash::in_commit_of(40);
    let (before, after) = (crash.before.clone(), crash.after.clone());
    crash.scene.lay(&before.0);
    let mut store = crash.scene.open(&crash.scene.hurt()).expect("it is sound");
    store.put(vec![1, b'a', 0, 0], b"another".to_vec());
    store.commit().expect("the disk has room");
    let other = files(&crash.scene.hurt());
    let mut both = before.0.clone();
    let content = both.get_mut(&first_segment()).expect("it is there");
    content[..HEAD_AT].clone_from_slice(&other[&first_segment()][..HEAD_AT]);
    content[HEAD_AT..].clone_from_slice(&after.0[&first_segment()][HEAD_AT..]);
    let said = crash.scene.found(&both).expect_err("they differ").to_string();
    assert!(said.contains("log and seal have different commits 21"), "{said}");
}

#[test]
fn what_a_node_has_acted_upon_is_missed_when_it_is_lost() {
    let crash = Crash::in_commit_of(70_000);
    // The commit was found whole and unacknowledged; the node went on from it.
    crash.scene.lay(&crash.files(Has::After, Has::Before));
    let store = crash.scene.open(&crash.scene.hurt()).expect("it is sound");
    let mut files_now = after_power_loss(&files(&crash.scene.hurt()));
    drop(store);
    files_now.insert(first_segment(), crash.before.0[&first_segment()].clone());
    let said = crash.scene.found(&files_now).expect_err("a commit is lost").to_string();
    assert!(said.contains("the store ends at commit 20, the seal at 21"), "{said}");
}

#[test]
fn a_witness_torn_while_it_is_told_of_a_commit_is_no_matter() {
    let crash = Crash::in_commit_of(40);
    let (old, new) = (&crash.before.0[&witness()], &crash.after.0[&witness()]);
    assert!(old[..LOOSE] == new[..LOOSE] && old[LOOSE..] != new[LOOSE..], "it is not synced");
    for bytes in 0..40 {
        let mut files = crash.after.0.clone();
        files.get_mut(&witness()).expect("it is there")[LOOSE + bytes..].fill(0);
        assert_eq!(crash.scene.outcome(&files, &format!("{bytes} bytes of the witness")), "same");
    }
}

#[test]
fn a_witness_torn_while_it_is_synced_is_no_matter() {
    // With each start, with the first commit of a segment, and with a clean stop.
    let mut scene = Scene::full();
    let mut past = vec![(files(&scene.sound()), scene.records.clone())];
    for commit in 1..=2 {
        let mut store = scene.open_sound();
        past.push((files(&scene.sound()), scene.records.clone()));
        scene.put(&mut store, &[1, b'b', 0, 0], &[commit]);
        store.commit().expect("the disk has room");
        past.push((files(&scene.sound()), scene.records.clone()));
        scene.put(&mut store, &[1, b'c', 0, 0], &[commit]);
        store.commit().expect("the disk has room");
        drop(store);
        past.push((files(&scene.sound()), scene.records.clone()));
    }
    let (mut synced, mut last) = (0, None);
    for moments in past.windows(2) {
        let [(before, _), (after, records)] = moments else { unreachable!("it is a window") };
        scene.records.clone_from(records);
        let (old, new) = (&before[&witness()], &after[&witness()]);
        let written: Vec<_> = (0..LOOSE).filter(|byte| old[*byte] != new[*byte]).collect();
        let Some(first) = written.first() else { continue };
        synced += 1;
        let begin = first / 4096 * 4096;
        assert!(written.iter().all(|byte| (begin..begin + 40).contains(byte)), "{written:?}");
        assert_ne!(
            last.replace(begin),
            Some(begin),
            "what it knew last stays until this is durable"
        );
        for bytes in 0..40 {
            // Of what is not synced a loss of power may leave nothing.
            let mut files = after_power_loss(after);
            files.get_mut(&witness()).expect("it is there")[begin + bytes] ^= 1;
            let what = format!("{synced}: byte {bytes} of the witness");
            assert_eq!(scene.outcome(&files, &what), "same");
        }
    }
    assert!(synced >= 4, "{synced}");
}
