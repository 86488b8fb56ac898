//! A disk that fails, and a directory that is not to be used.

use super::scene::{Files, Scene, files, first_segment};
use std::fs;
use std::path::Path;
use synod::node::{Store, StoreError};

#[test]
fn after_a_commit_that_failed_there_is_no_other() {
    let mut scene = Scene::new();
    let mut store = scene.open_sound();
    let before = scene.records.clone();
    // There is no room for another segment, as on a full disk.
    fs::rename(scene.sound().join("log"), scene.sound().join("away")).expect("it can be moved");
    scene.put(&mut store, &[1, b'a', 0, 0], &vec![1; 2 << 20]);
    for why in ["No such file", "an earlier commit has failed"] {
        let error = store.commit().expect_err("there is no room");
        assert!(matches!(error, StoreError::NotDurable { .. }), "{error:?}");
        assert!(error.to_string().contains(why), "{error}");
        store.put(vec![1, b'a', 0, 0], vec![1]);
    }
    drop(store);
    fs::rename(scene.sound().join("away"), scene.sound().join("log")).expect("it can be moved");
    scene.records = before;
    assert_eq!(scene.outcome(&files(&scene.sound()), "afterwards"), "same");
}

#[test]
fn a_directory_of_an_older_version_is_refused_and_stays_as_it_is() {
    let scene = Scene::new();
    let mut old = files(&scene.sound());
    let identity = old.get_mut(Path::new("node.toml")).expect("it is there");
    let text = String::from_utf8(identity.clone()).expect("text");
    *identity = text.replace("version = 2", "version = 1").into_bytes();
    let said = scene.found(&old).expect_err("it is old").to_string();
    let reason = "hurt: this data directory is of version 1, and this program knows 2 alone; use \
                  the synod that made it";
    assert!(said.ends_with(reason), "{said}");
    assert_eq!(files(&scene.hurt()), old);
}

#[test]
fn a_directory_that_a_crash_has_left_half_filled_is_filled_anew() {
    let scene = Scene::empty();
    drop(scene.open_sound());
    let mut full = files(&scene.sound());
    full.remove(Path::new("node.toml"));
    let text = || [("node.new".into(), b"version".to_vec())];
    let hurt = |file: &Path, length: usize| (file.to_owned(), full[file][..length].to_vec());
    let (lock, seal) = (hurt(Path::new("lock"), 0), Path::new("seal"));
    let halves: [Files; 6] = [
        [lock.clone()].into(),
        [lock.clone(), hurt(seal, 0)].into(),
        [lock.clone(), hurt(seal, 20)].into(),
        [lock.clone(), hurt(seal, 131_072), hurt(&first_segment(), 30)].into(),
        full.clone(),
        full.clone().into_iter().chain(text()).collect(),
    ];
    for half in &halves {
        assert_eq!(scene.outcome(half, &format!("{:?}", half.keys())), "same");
    }
    // What is not from there is nobody's to write over.
    let mut others = full.clone();
    others.insert("notes.txt".into(), b"mine".to_vec());
    assert_eq!(scene.outcome(&others, "a file of others"), "refused");
    assert_eq!(files(&scene.hurt()), others);
    // A commit is known to either.
    let scene = Scene::new();
    let full = files(&scene.sound());
    for missing in [seal, &first_segment()] {
        let mut left = full.clone();
        left.remove(Path::new("node.toml"));
        left.remove(missing);
        assert_eq!(scene.outcome(&left, &format!("without {}", missing.display())), "refused");
        assert_eq!(files(&scene.hurt()), left);
    }
}
