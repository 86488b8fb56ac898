//! A crash in any step of compaction. Its steps are commits, and files that come and go between them.

use super::scene::{BEGIN, Files, HEAD_AT, Scene, after_power_loss, files, segment, used, witness};
use super::torn::{Crash, Has, Part};
use std::path::PathBuf;
use synod::node::{DiskStore, Store};

/// Of this length are the records: some eight hundred fill a segment.
const RECORD: usize = 1200;

/// One of so many commits writes a record that stays; the others replace one another.
const STAYS: u32 = 5;

fn commit(scene: &mut Scene, store: &mut DiskStore, commit: u32) {
    let number = if commit.is_multiple_of(STAYS) { commit } else { 1 + commit % 3 };
    let key = [&[4][..], &number.to_be_bytes(), &[0, 0]].concat();
    let record = [&commit.to_be_bytes()[..], &[1; RECORD]].concat();
    scene.put(store, &key, &record);
    store.commit().expect("the disk has room");
}

fn segments(files: &Files) -> Vec<PathBuf> {
    files.keys().filter(|file| file.starts_with("log")).cloned().collect()
}

#[test]
fn what_was_replaced_leaves_the_disk_and_what_was_not_stays() {
    let mut scene = Scene::empty();
    let mut store = scene.open_sound();
    for number in 1..=12_000 {
        commit(&mut scene, &mut store, number);
    }
    drop(store);
    let left = files(&scene.sound());
    let live: usize = scene.records.values().map(|record| record.len() + 50).sum();
    let taken: usize = segments(&left).iter().map(|file| used(&left[file])).sum();
    assert!(taken < 3 * live + (2 << 20), "{taken} bytes for {live}");
    assert!(!left.contains_key(&segment(1)));
    assert_eq!(scene.outcome(&left, "after compaction"), "same");
}

#[test]
fn a_few_keys_that_are_replaced_for_ever_take_two_segments() {
    let mut scene = Scene::empty();
    let mut store = scene.open_sound();
    for number in 0..6_000 {
        commit(&mut scene, &mut store, 1 + number % 4);
    }
    drop(store);
    let left = files(&scene.sound());
    assert!(segments(&left).len() <= 3, "{:?}", segments(&left));
    assert_eq!(scene.outcome(&left, "after compaction"), "same");
}

#[test]
fn what_is_garbage_is_a_matter_of_bytes() {
    let mut scene = Scene::empty();
    let mut store = scene.open_sound();
    // Every commit adds a short record that stays, and replaces a long one.
    for number in 0..200u8 {
        scene.put(&mut store, &[1, number, 0, 1], b"stays");
        scene.put(&mut store, &[1, 0, 0, 0], &vec![number | 1; 60_000]);
        store.commit().expect("the disk has room");
    }
    drop(store);
    let left = files(&scene.sound());
    assert!(segments(&left).len() <= 3, "{:?}", segments(&left));
    assert_eq!(scene.outcome(&left, "after compaction"), "same");
}

#[test]
fn what_is_replaced_in_the_commit_that_would_take_it_along_stays_replaced() {
    let mut scene = Scene::empty();
    let mut store = scene.open_sound();
    let key = |number: u8| vec![1, number, 0, 0];
    // All of them live at the beginning of the first segment, and garbage fills the rest.
    (0..100).for_each(|number| scene.put(&mut store, &key(number), b"first"));
    store.commit().expect("the disk has room");
    let is_begun = |files: &Files| files.get(&segment(2)).is_some_and(|content| used(content) > 0);
    while !is_begun(&files(&scene.sound())) {
        scene.put(&mut store, &key(200), &[1; 5_000]);
        store.commit().expect("the disk has room");
    }
    // This commit is the first to go through it.
    (0..100).for_each(|number| scene.put(&mut store, &key(number), b"second"));
    for _ in 0..100 {
        scene.put(&mut store, &key(200), &[1; 5_000]);
        store.commit().expect("the disk has room");
    }
    drop(store);
    let left = files(&scene.sound());
    assert!(!left.contains_key(&segment(1)), "it was compacted");
    assert_eq!(scene.outcome(&left, "after compaction"), "same");
}

#[test]
fn a_crash_in_any_step_of_compaction_loses_nothing() {
    let mut scene = Scene::empty();
    let mut store = scene.open_sound();
    let mut before = files(&scene.sound());
    let (mut removed, mut made) = (0, 0);
    for number in 1..=6_000 {
        commit(&mut scene, &mut store, number);
        if number % 20 != 0 && number % 800 > 40 {
            continue;
        }
        // Threads may be at work at this very moment, as in a crash.
        let now = files(&scene.sound());
        let what = format!("after commit {number}");
        if segments(&now) != segments(&before) {
            assert_eq!(scene.outcome(&now, &what), "same");
            let gone: Vec<_> = before.keys().filter(|file| !now.contains_key(*file)).collect();
            removed += gone.len();
            // Of what was being removed any part may still be there.
            for these in 0..1 << gone.len().min(4) {
                let mut files = now.clone();
                for (_, file) in gone.iter().enumerate().filter(|(at, _)| these >> at & 1 == 1) {
                    files.insert((*file).clone(), before[*file].clone());
                }
                assert_eq!(scene.outcome(&files, &format!("{what}, not all removed")), "same");
            }
            // Of the next segment any part may be there.
            let last = segments(&now).pop().expect("there is one");
            if used(&now[&last]) == 0 {
                made += 1;
                for length in [0, 1, 4096, now[&last].len()] {
                    let mut files = now.clone();
                    files.insert(last.clone(), vec![0; length]);
                    assert_eq!(scene.outcome(&files, &format!("{what}, {length} zeros")), "same");
                }
            }
        }
        before = now;
    }
    assert!(removed >= 3 && made >= 3, "{removed} removed, {made} made");
}

/// What stands in a frame that raises the floor: the head of a record with an empty key.
const RAISES_FLOOR: [u8; 6] = [0, 0, 4, 0, 0, 0];

#[test]
fn a_crash_within_a_commit_of_compaction_loses_nothing() {
    let mut scene = Scene::empty();
    let mut store = scene.open_sound();
    (1..=850).for_each(|number| commit(&mut scene, &mut store, number));
    let mut before = (files(&scene.sound()), scene.records.clone());
    let (mut crashes, mut number) = (Vec::new(), 850);
    // The first three that take records along, and then one after which a segment goes.
    while crashes.len() < 4 {
        number += 1;
        commit(&mut scene, &mut store, number);
        let after = (files(&scene.sound()), scene.records.clone());
        let last = segments(&after.0).into_iter().rfind(|file| used(&after.0[file]) > 0);
        let last = last.expect("there is one");
        let begin = before.0.get(&last).map_or(0, |content| used(content));
        let frame = &after.0[&last][begin..used(&after.0[&last])];
        let raises_floor = frame.windows(6).any(|bytes| bytes == RAISES_FLOOR);
        if begin > 0 && frame.len() > 2 * RECORD && (raises_floor || crashes.len() < 3) {
            crashes.push((before, after.clone()));
        }
        before = after;
    }
    drop(store);
    for (before, after) in crashes {
        let mut crash = Crash::between(scene, before, after);
        for part in 0..6 {
            let torn = |of| Has::First(crash.written(of).len() * part / 6);
            let (of_log, of_seal) = (torn(Part::Log), torn(Part::Seal));
            crash.expect(of_log, Has::Before, false);
            crash.expect(of_log, of_seal, false);
            crash.expect(of_log, Has::After, true);
            crash.expect(Has::After, of_seal, true);
        }
        scene = crash.scene;
    }
}

#[test]
fn a_crash_in_the_first_commit_of_a_segment_loses_nothing() {
    let mut scene = Scene::empty();
    let mut store = scene.open_sound();
    let (mut before, mut segments_begun) = (files(&scene.sound()), 0);
    for number in 1..=1_800 {
        let records = scene.records.clone();
        commit(&mut scene, &mut store, number);
        let now = files(&scene.sound());
        let is_begun = |files: &Files, file: &PathBuf| {
            // The next segment may be in the making at this very moment, and have no room for a head yet.
            let head = files.get(file).and_then(|content| content.get(HEAD_AT..BEGIN));
            head.is_some_and(|head| head != [0; 40])
        };
        let new = now.keys().find(|file| {
            file.starts_with("log") && is_begun(&now, file) && !is_begun(&before, file)
        });
        if let Some(new) = new {
            segments_begun += 1;
            // Its head, its frame and its seal are written at once, and the disk may have any of the three, or a part.
            let sealed = used(&now[new][..HEAD_AT]);
            let begin = sealed / 65_536 * 65_536;
            let (head, frame, seal) = (HEAD_AT..BEGIN, BEGIN..used(&now[new]), begin..sealed);
            let known = [now[&witness()].clone(), before[&witness()].clone()];
            for (some, tear) in (0..8).flat_map(|some| (0..5).map(move |tear| (some, tear))) {
                let mut torn = now.clone();
                let content = torn.get_mut(new).expect("it is there");
                for (bit, part) in [&head, &frame, &seal].into_iter().enumerate() {
                    if some >> bit & 1 == 0 {
                        content[part.start + part.len() * tear / 5..part.end].fill(0);
                    }
                }
                let what = format!("{number}: of head, frame, seal {some:03b}, torn at {tear}");
                // It has come to its end, and nobody was told: in the witness is the commit before, or an older one.
                torn.insert(witness(), known[1].clone());
                let stands = some & 3 == 3 || some & 4 == 4;
                let expected = if stands { &scene.records } else { &records };
                for torn in [&torn, &after_power_loss(&torn)] {
                    assert!(scene.found(torn).is_ok_and(|found| found == *expected), "{what}");
                    // Whatever it makes of it, it opens again.
                    let again = files(&scene.hurt());
                    assert!(
                        scene.found(&again).is_ok_and(|found| found == *expected),
                        "{what}, again"
                    );
                }
                // From then on it is missed, whatever is left of the segment.
                torn.insert(witness(), known[0].clone());
                let found = scene.found(&torn);
                assert!(
                    found.map_or(!stands, |found| stands && found == *expected),
                    "{what}, known"
                );
            }
        }
        before = now;
    }
    assert_eq!(segments_begun, 2);
}
