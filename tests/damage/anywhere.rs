//! Damage to any one file.

use super::scene::{
    Files, HEAD_AT, Scene, after_power_loss, files, first_segment, segment, used, witness,
};
use std::collections::BTreeSet;
use std::fs;
use synod::node::Store;

/// So many bytes are damaged of those parts of a file where nothing stands.
const SAMPLES: usize = 60;

impl Scene {
    /// Damages every file everywhere, and starts a node on each.
    fn damage_everywhere(&self, sound: &Files, every: usize) {
        let mut seen = BTreeSet::new();
        for (file, content) in sound {
            let mut try_with = |what: &str, hurt: Option<Vec<u8>>| {
                let mut files = sound.clone();
                match hurt {
                    Some(hurt) => files.insert(file.clone(), hurt),
                    None => files.remove(file),
                };
                seen.insert(self.outcome(&files, &format!("{}, {what}", file.display())));
            };
            let zeros = (content.len() / SAMPLES).max(1);
            let stands =
                |at: usize| content[at.saturating_sub(2)..(at + 3).min(content.len())] != [0; 5];
            for at in
                (0..content.len()).filter(|at| at % zeros == 0 || at % every == 0 && stands(*at))
            {
                let mut hurt = content.clone();
                hurt[at] ^= 1 << (at % 8);
                try_with(&format!("byte {at}"), Some(hurt));
            }
            let used = used(content);
            for length in [0, content.len().min(1), used / 2, used.saturating_sub(1), used] {
                try_with(&format!("cut off at {length}"), Some(content[..length].to_vec()));
            }
            try_with("removed", None);
        }
        assert_eq!(seen, BTreeSet::from(["refused", "same"]), "both happen");
    }
}

#[test]
fn damage_after_a_clean_stop_is_refused_or_changes_nothing() {
    let scene = Scene::new();
    scene.damage_everywhere(&files(&scene.sound()), 1);
}

#[test]
fn damage_after_kill_9_is_refused_or_changes_nothing() {
    let mut scene = Scene::new();
    let mut store = scene.open_sound();
    scene.commit(&mut store, 5);
    // What the process has written is all that is left of it, as after kill -9.
    let left = files(&scene.sound());
    drop(store);
    scene.damage_everywhere(&left, 3);
}

#[test]
fn damage_to_a_log_of_several_segments_is_refused_or_changes_nothing() {
    let mut scene = Scene::empty();
    let mut store = scene.open_sound();
    for i in 0..40u8 {
        scene.put(&mut store, &[1, i, 0, 0], &vec![i | 1; 60_000]);
        store.commit().expect("the disk has room");
    }
    drop(store);
    let sound = files(&scene.sound());
    assert!(sound.contains_key(&segment(3)), "{:?}", sound.keys());
    scene.damage_everywhere(&sound, 50_000);
    // Where one segment ends and the next begins.
    for number in 1..=3 {
        let (name, content) = (segment(number), &sound[&segment(number)]);
        let end = used(content);
        for at in
            (HEAD_AT..HEAD_AT + 80).chain(end - 80..end).chain([end, end + 1, content.len() - 1])
        {
            let mut files = sound.clone();
            files.get_mut(&name).expect("it is there")[at] ^= 4;
            let outcome = scene.outcome(&files, &format!("{}, byte {at}", name.display()));
            assert!(
                at >= end || number == 3 || outcome == "refused",
                "{}, byte {at}",
                name.display()
            );
            assert!(at < end || outcome == "same", "{}, byte {at}", name.display());
        }
    }
}

#[test]
fn a_file_from_another_time_is_refused_or_changes_nothing() {
    let mut scene = Scene::new();
    let mut store = scene.open_sound();
    let mut past = vec![files(&scene.sound())];
    for _ in 0..6 {
        scene.commit(&mut store, 1);
        past.push(files(&scene.sound()));
    }
    drop(store);
    let now = past.pop().expect("it was pushed");
    for (ago, old) in past.iter().rev().enumerate() {
        // An older witness trails: log and seal both have the last commit, and nothing is lost.
        for (file, expected) in [(witness(), "same"), (first_segment(), "refused")] {
            let mut files = now.clone();
            files.insert(file.clone(), old[&file].clone());
            let outcome = scene.outcome(&files, &format!("{} of {ago} ago", file.display()));
            assert_eq!(outcome, expected, "{} of {ago} ago", file.display());
        }
    }
    let mut files = now.clone();
    files.insert(first_segment(), past[0][&first_segment()].clone());
    let said = scene.found(&files).expect_err("it is old").to_string();
    assert!(said.contains("the store ends at commit 20, the seal at 26"), "{said}");
}

#[test]
fn the_newest_segment_is_missed_from_its_first_commit_on_also_after_a_loss_of_power() {
    let mut scene = Scene::full();
    let mut store = scene.open_sound();
    let before = files(&scene.sound());
    scene.put(&mut store, &[1, b'b', 0, 0], b"acknowledged");
    store.commit().expect("the disk has room");
    let killed = files(&scene.sound());
    drop(store);
    assert!(!before.contains_key(&segment(2)) && used(&killed[&segment(2)]) > HEAD_AT);
    for left in [&killed, &after_power_loss(&killed)] {
        assert_eq!(scene.outcome(left, "whole"), "same");
        let length = left[&segment(2)].len();
        for hurt in [None, Some(0), Some(1), Some(HEAD_AT), Some(HEAD_AT + 40), Some(length)] {
            let mut files = left.clone();
            match hurt {
                None => files.remove(&segment(2)),
                Some(zeros) => files.insert(segment(2), vec![0; zeros]),
            };
            assert_eq!(scene.outcome(&files, &format!("of the segment {hurt:?}")), "refused");
            let said = scene.found(&files).expect_err("a commit is lost").to_string();
            assert!(said.contains("the store ends at commit 1, the seal at 2"), "{said}");
        }
    }
}

#[test]
fn a_clean_stop_is_known_of_after_a_loss_of_power() {
    let mut scene = Scene::new();
    let mut store = scene.open_sound();
    let before = files(&scene.sound());
    scene.commit(&mut store, 3);
    drop(store);
    let mut files = after_power_loss(&files(&scene.sound()));
    assert_eq!(scene.outcome(&files, "whole"), "same");
    files.insert(first_segment(), before[&first_segment()].clone());
    assert_eq!(scene.outcome(&files, "an older log"), "refused");
}

#[test]
fn an_older_last_segment_put_back_after_a_loss_of_power_is_left_to_the_members() {
    // The one copy of a single file that the directory cannot tell: the members' counts of commits can.
    let mut scene = Scene::new();
    let mut store = scene.open_sound();
    let (before, records) = (files(&scene.sound()), scene.records.clone());
    scene.commit(&mut store, 3);
    let mut files = after_power_loss(&files(&scene.sound()));
    let commits = store.commits();
    drop(store);
    files.insert(first_segment(), before[&first_segment()].clone());
    assert!(scene.found(&files).expect("it trails") == records);
    let again = scene.open(&scene.hurt()).expect("it trails");
    assert_eq!(again.commits() + 3, commits);
}

#[test]
fn a_log_of_another_directory_is_refused() {
    let (scene, other) = (Scene::new(), Scene::new());
    let mut files_of_both = files(&scene.sound());
    let others = files(&other.sound());
    for file in [witness(), first_segment()] {
        files_of_both.insert(file.clone(), others[&file].clone());
    }
    assert!(scene.found(&files_of_both).is_err());
}

#[test]
fn a_record_that_is_damaged_while_the_node_runs_is_noticed_when_it_is_read() {
    let scene = Scene::new();
    let store = scene.open_sound();
    let path = scene.sound().join(first_segment());
    let sound = fs::read(&path).expect("readable");
    let mut refused = 0;
    for at in 0..used(&sound) {
        let mut hurt = sound.clone();
        hurt[at] ^= 1;
        fs::write(&path, hurt).expect("writable");
        for (key, record) in &scene.records {
            match store.get(key) {
                Ok(found) => assert_eq!(found.as_ref(), Some(record), "byte {at}"),
                Err(error) => {
                    refused += 1;
                    assert!(error.to_string().contains("is damaged: log: "), "{error}");
                }
            }
        }
    }
    assert!(refused > 100, "{refused}");
}
