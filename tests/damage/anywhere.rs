//! Damage to any one file.

use super::scene::{Files, Scene, files, first_segment, segment, used};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
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
        for at in (0..80).chain(end - 80..end).chain([end, end + 1, content.len() - 1]) {
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
        for file in [Path::new("seal"), &first_segment()] {
            let mut files = now.clone();
            files.insert(file.to_owned(), old[file].clone());
            let outcome = scene.outcome(&files, &format!("{} of {ago} ago", file.display()));
            // One commit back it lost nothing: log and seal both have the last.
            assert_eq!(outcome, if ago == 0 { "same" } else { "refused" }, "{}", file.display());
        }
    }
    let mut files = now.clone();
    files.insert("seal".into(), past[0]["seal".as_ref() as &Path].clone());
    let said = scene.found(&files).expect_err("it is old").to_string();
    assert!(said.contains("the store ends at commit 26, the seal at 20"), "{said}");
}

#[test]
fn a_log_of_another_directory_is_refused() {
    let (scene, other) = (Scene::new(), Scene::new());
    let mut files_of_both = files(&scene.sound());
    let others = files(&other.sound());
    for file in [Path::new("seal"), &first_segment()] {
        files_of_both.insert(file.to_owned(), others[file].clone());
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
