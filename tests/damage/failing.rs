//! A disk that fails, and a directory that is not to be used.

use super::scene::{Files, HEAD_AT, Scene, files, first_segment, segment};
use std::fs;
use std::path::Path;
use synod::node::{DiskStore, NodeId, Store, StoreError};

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
fn no_segment_goes_before_the_commit_is_durable_that_says_so() {
    let mut scene = Scene::empty();
    let mut store = scene.open_sound();
    // Every commit fills a segment; three of them are mostly garbage.
    for number in 1..=3 {
        scene.put(&mut store, &[1, b'a', 0, 0], &vec![number; 600_000]);
        store.commit().expect("the disk has room");
        if number == 2 {
            // The fourth segment cannot be made.
            fs::create_dir(scene.sound().join(segment(4))).expect("it can be made");
        }
    }
    store.put(vec![1, b'a', 0, 0], vec![4; 600_000]);
    let error = store.commit().expect_err("there is no segment for it").to_string();
    assert!(error.contains("Is a directory"), "{error}");
    drop(store);
    fs::remove_dir(scene.sound().join(segment(4))).expect("it can be removed");
    assert_eq!(scene.outcome(&files(&scene.sound()), "afterwards"), "same");
    // Then there is room for it, and what it replaces is gone.
    let mut store = scene.open_sound();
    scene.put(&mut store, &[1, b'a', 0, 0], &vec![4; 600_000]);
    store.commit().expect("the disk has room");
    drop(store);
    assert!(!scene.sound().join(first_segment()).exists());
    assert_eq!(scene.outcome(&files(&scene.sound()), "afterwards"), "same");
}

#[test]
fn a_directory_of_an_older_version_is_refused_and_stays_as_it_is() {
    let scene = Scene::new();
    let mut old = files(&scene.sound());
    let identity = old.get_mut(Path::new("node.toml")).expect("it is there");
    let text = String::from_utf8(identity.clone()).expect("text");
    *identity = text.replace("version = 5", "version = 4").into_bytes();
    let said = scene.found(&old).expect_err("it is old").to_string();
    let reason = "hurt: this data directory is of version 4, and this program knows 5 alone; use \
                  the synod that made it";
    assert!(said.ends_with(reason), "{said}");
    assert_eq!(files(&scene.hurt()), old);
}

#[test]
fn an_absent_or_empty_directory_is_made_for_a_first_start_alone() {
    let scene = Scene::empty();
    let open = |may_be_new| DiskStore::open(&scene.hurt(), &scene.cluster, NodeId(1), may_be_new);
    let refused = |how: &str| {
        let said = open(false).err().expect("it is no first start").to_string();
        assert!(said.contains(how), "{said}");
        assert!(said.contains("volume is not mounted") && said.contains("--new"), "{said}");
    };
    refused("hurt: this data directory is not there, ");
    assert!(!scene.hurt().exists(), "nothing is made");
    fs::create_dir(scene.hurt()).expect("it can be made");
    refused("hurt: this data directory is empty, ");
    assert_eq!(files(&scene.hurt()).len(), 0);
    // As a crash may have left it while it was made for the first time.
    fs::write(scene.hurt().join("lock"), "").expect("writable");
    refused("hurt: in this data directory a first start has not come to its end, ");
    let incarnation = open(true).expect("it is the first start").incarnation();
    for may_be_new in [false, true] {
        let again = open(may_be_new).expect("it is there").incarnation();
        assert_eq!(again, incarnation, "it stays the same directory");
    }
    fs::remove_dir_all(scene.hurt()).expect("it is there");
    assert_ne!(open(true).expect("it is new").incarnation(), incarnation);
}

#[test]
fn a_directory_that_a_crash_has_left_half_filled_is_filled_anew() {
    let scene = Scene::empty();
    drop(scene.open_sound());
    let mut full = files(&scene.sound());
    full.remove(Path::new("node.toml"));
    let text = || [("node.new".into(), b"version".to_vec())];
    let hurt = |file: &Path, length: usize| (file.to_owned(), full[file][..length].to_vec());
    let (lock, witness) = (hurt(Path::new("lock"), 0), Path::new("witness"));
    let whole = full[witness].len();
    let halves: [Files; 7] = [
        [lock.clone()].into(),
        [lock.clone(), hurt(witness, 0)].into(),
        [lock.clone(), hurt(witness, 20)].into(),
        [lock.clone(), hurt(witness, whole), hurt(&first_segment(), 30)].into(),
        [lock.clone(), hurt(witness, whole), hurt(&first_segment(), HEAD_AT + 20)].into(),
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
    for missing in [witness, &first_segment()] {
        let mut left = full.clone();
        left.remove(Path::new("node.toml"));
        left.remove(missing);
        assert_eq!(scene.outcome(&left, &format!("without {}", missing.display())), "refused");
        assert_eq!(files(&scene.hurt()), left);
    }
}
