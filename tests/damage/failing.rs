//! A disk that fails, and a directory that is not to be used.

use super::scene::{Scene, files};
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
