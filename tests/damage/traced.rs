//! What a store does as the system sees it, and what becomes of it when a call fails. Needs `strace`.

use super::scene::{Scene, files, first_segment, read, segment, used};
use std::path::Path;
use std::process::Command;
use synod::node::{Cluster, DiskStore, NodeId, Store};

/// Tells this program, run once more, where the cluster file is, and beside it the directory.
const TRACED: &str = "SYNOD_TRACED_STORE";

/// The record that is put in every commit.
const KEY: &[u8] = b"\x01a\0\0";

/// How many commits are tried.
const COMMITS: u8 = 3;

/// Does nothing in a run of the tests: it is what they have traced.
#[test]
fn a_process_of_its_own_opens_a_store_and_commits() {
    let Ok(cluster) = std::env::var(TRACED) else { return };
    let dir = Path::new(&cluster).with_file_name("sound");
    let text = std::fs::read_to_string(cluster).expect("readable");
    let cluster = Cluster::parse(&text).expect("a cluster file");
    let mut store = match DiskStore::open(&dir, &cluster, NodeId(1)) {
        Ok(store) => store,
        Err(error) => return println!("<open: {error}>"),
    };
    println!("<opened>");
    for commit in 1..=COMMITS {
        store.put(KEY.to_vec(), vec![commit]);
        match store.commit() {
            Ok(()) => println!("<committed {commit}>"),
            Err(error) => println!("<commit {commit}: {error}>"),
        }
    }
}

/// What such a process says, and its calls on this file (or folder), under strace with these
/// arguments.
fn traced(scene: &Scene, file: &Path, arguments: &[&str]) -> (Vec<String>, Vec<String>) {
    let trace = scene.cluster_file().with_file_name("trace");
    let me = std::env::current_exe().expect("it is known");
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-s", "0", "-o"]).arg(&trace).args(arguments).arg(me);
    command.args(["--exact", "--nocapture", "--test-threads=1"]);
    command.arg("traced::a_process_of_its_own_opens_a_store_and_commits");
    let output = command.env(TRACED, scene.cluster_file()).output().expect("strace is installed");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let said =
        said.split('<').filter_map(|part| part.split_once('>')).map(|(part, _)| part.to_owned());
    let calls = std::fs::read_to_string(&trace).expect("strace has written it");
    let file = file.to_string_lossy();
    let calls = calls.lines().filter(|line| line.contains(&*file));
    let name =
        |line: &str| Some(line.split_once(' ')?.1.trim_start().split_once('(')?.0.to_owned());
    (said.collect(), calls.filter_map(name).collect())
}

#[test]
fn what_is_found_is_written_once_more_to_the_log_and_then_to_the_seal() {
    // A sync that has failed leaves in memory, as if it were durable, what is on no disk.
    let scene = Scene::new();
    let calls = ["--trace=pwrite64,fsync,fdatasync"];
    let (said, on_log) = traced(&scene, &scene.sound().join(first_segment()), &calls);
    assert_eq!(said, ["opened", "committed 1", "committed 2", "committed 3"]);
    let once = ["pwrite64", "fdatasync"];
    assert_eq!(on_log, once.repeat(1 + usize::from(COMMITS)), "opening, and each commit");
    let (_, on_seal) = traced(&scene, &scene.sound().join("seal"), &calls);
    assert_eq!(on_seal, once.repeat(1 + usize::from(COMMITS)), "opening, and each commit");
}

/// Has a call on this file fail: its so manyth in a thread.
fn failing(scene: &Scene, file: &Path, call: &str, error: &str, when: &str) -> Vec<String> {
    let (path, inject) =
        (scene.sound().join(file), format!("inject={call}:error={error}:when={when}"));
    let path = path.to_string_lossy().into_owned();
    traced(scene, path.as_ref(), &["-P", &path, "-e", &inject]).0
}

#[test]
fn a_commit_whose_write_or_sync_fails_is_not_durable_and_the_last_one() {
    for call in ["fdatasync", "pwrite64"] {
        // The log is opened and written to by one thread, the seal is written to by another.
        for (file, when) in [(first_segment(), "3"), ("seal".into(), "2")] {
            let mut scene = Scene::new();
            let said = failing(&scene, &file, call, "EIO", when);
            let what = format!("{call} of {}: {said:?}", file.display());
            assert_eq!(said[..2], ["opened", "committed 1"], "{what}");
            assert!(said[2].contains("commit 2: ") && said[2].contains("Input/output"), "{what}");
            assert!(said[3].contains("an earlier commit has failed"), "{what}");
            let found = read(&scene.open_sound());
            assert!(found[KEY] == [1] || found[KEY] == [2], "{what}: {:?}", found[KEY]);
            scene.records = found;
            assert_eq!(scene.outcome(&files(&scene.sound()), &what), "same");
        }
    }
}

#[test]
fn a_node_does_not_start_while_it_cannot_make_durable_what_it_finds() {
    for call in ["fdatasync", "pwrite64"] {
        for file in [first_segment(), "seal".into()] {
            let scene = Scene::new();
            let said = failing(&scene, &file, call, "EIO", "1");
            let what = format!("{call} of {}: {said:?}", file.display());
            assert_eq!(said.len(), 1, "{what}");
            assert!(said[0].contains("making durable what was found: Input/output"), "{what}");
            assert!(read(&scene.open_sound()) == scene.records, "{what}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_no_damage() {
    for (file, call) in [(first_segment(), "openat"), ("seal".into(), "openat")] {
        let scene = Scene::new();
        let said = failing(&scene, &file, call, "EMFILE", "1");
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("reading the durable state: Too many open files"), "{said:?}");
    }
    // All of the log but its beginning, and both slots of the seal.
    for (file, when) in [(first_segment(), "2+"), ("seal".into(), "1..2")] {
        let scene = Scene::new();
        let said = failing(&scene, &file, "pread64", "EIO", when);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("reading the durable state: Input/output"), "{said:?}");
    }
}

#[test]
fn what_cannot_be_read_beyond_the_last_commit_or_in_one_slot_was_never_acknowledged() {
    let goes_on = ["opened", "committed 1", "committed 2", "committed 3"];
    // More is read of the log at once than its frames.
    assert_eq!(failing(&Scene::new(), &first_segment(), "pread64", "EIO", "2"), goes_on);
    for slot in ["1", "2"] {
        assert_eq!(failing(&Scene::new(), "seal".as_ref(), "pread64", "EIO", slot), goes_on);
    }
}

/// Damages the last commit in the log.
fn hurt_last_commit(scene: &Scene) {
    let path = scene.sound().join(first_segment());
    let mut content = std::fs::read(&path).expect("readable");
    let last = used(&content) - 1;
    content[last] ^= 1;
    std::fs::write(&path, content).expect("writable");
}

#[test]
fn a_commit_that_is_completed_elsewhere_is_there_before_the_head_that_says_so() {
    // Until then it may be nowhere but in the seal and where it was, if it can be read there again.
    let scene = Scene::new();
    hurt_last_commit(&scene);
    // After four pieces of zeros and the commit it is the head that cannot be written.
    let said = failing(&scene, &segment(2), "pwrite64", "EIO", "6");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("making durable what was found: Input/output"), "{said:?}");
    let left = files(&scene.sound());
    let begun = &left[&segment(2)];
    assert!(begun[..40] == [0; 40] && begun[40] != 0, "{:?}", &begun[..60]);
    assert_eq!(scene.outcome(&left, "not completed"), "same");
}

#[test]
fn what_may_be_the_last_commit_in_both_places_is_not_given_up_unread() {
    let scene = Scene::new();
    hurt_last_commit(&scene);
    // The first slot has the last commit, which has an even number.
    let said = failing(&scene, "seal".as_ref(), "pread64", "EIO", "1");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("reading the durable state: Input/output"), "{said:?}");
    assert_eq!(scene.outcome(&files(&scene.sound()), "it can be read again"), "same");
}

#[test]
fn a_commit_that_cannot_be_read_once_is_not_in_the_way_when_it_can_be_read_again() {
    let goes_on = ["opened", "committed 1", "committed 2", "committed 3"];
    let mut scene = Scene::empty();
    let mut store = scene.open_sound();
    scene.put(&mut store, b"\x01b\0\0", &[1; 100]);
    store.commit().expect("the disk has room");
    drop(store);
    // All of the log but its beginning, in whatever pieces.
    assert_eq!(failing(&scene, &first_segment(), "pread64", "EIO", "2..3"), goes_on);
    scene.records.insert(KEY.to_vec(), vec![COMMITS]);
    assert_eq!(scene.outcome(&files(&scene.sound()), "it can be read again"), "same");
}
