//! What a store does as the system sees it, and what becomes of it when a call fails. Needs `strace`.

use super::scene::{Scene, files, first_segment, read, segment, used};
use std::fs;
use std::path::Path;
use std::process::Command;
use synod::node::{Cluster, DiskStore, NodeId, Store};

/// Tells this program, run once more, where the cluster file is, and beside it the directory.
const TRACED: &str = "SYNOD_TRACED_STORE";

/// The record that is put in every commit.
const KEY: &[u8] = b"\x01a\0\0";

/// How many commits are tried, and what is said if all succeed.
const COMMITS: u8 = 3;
const GOES_ON: [&str; 4] = ["opened", "committed 1", "committed 2", "committed 3"];

/// The calls by which files come, change and go.
const WRITING: &str = "--trace=pwrite64,fsync,fdatasync,unlink,ftruncate";

/// Does nothing in a run of the tests: it is what they have traced.
#[test]
fn a_process_of_its_own_opens_a_store_and_commits() {
    let Ok(cluster) = std::env::var(TRACED) else { return };
    let dir = Path::new(&cluster).with_file_name("sound");
    let text = fs::read_to_string(cluster).expect("readable");
    let cluster = Cluster::parse(&text).expect("a cluster file");
    let mut store = match DiskStore::open(&dir, &cluster, NodeId(1), true) {
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

/// A call, and the name of the file that it is on.
type Call = (String, String);

/// What such a process says, and its calls on the log and the seal, under strace with these arguments.
fn traced(scene: &Scene, arguments: &[&str]) -> (Vec<String>, Vec<Call>) {
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
    let calls = fs::read_to_string(&trace).expect("strace has written it");
    let sound = scene.sound().join("").to_string_lossy().into_owned();
    let call = |line: &str| {
        let (name, arguments) = line.split_once(' ')?.1.trim_start().split_once('(')?;
        let file = arguments.split_once(&sound)?.1.split(['>', '"']).next()?;
        let is_asked = file == "seal" || file.starts_with("log");
        is_asked.then(|| (name.to_owned(), file.to_owned()))
    };
    (said.collect(), calls.lines().filter_map(call).collect())
}

/// These calls on a file.
fn on(file: &str, calls: &[&str]) -> Vec<Call> {
    calls.iter().map(|call| ((*call).to_owned(), file.to_owned())).collect()
}

#[test]
fn what_is_found_is_written_once_more_to_the_log_and_then_to_the_seal() {
    // A sync that has failed leaves in memory, as if it were durable, what is on no disk.
    let scene = Scene::new();
    let (said, calls) = traced(&scene, &[WRITING]);
    assert_eq!(said, GOES_ON);
    let (once, log) = (["pwrite64", "fdatasync"], "log/0000000001.log");
    assert_eq!(calls[..4], [on(log, &once), on("seal", &once)].concat());
    // Then once more for each commit.
    for file in [log, "seal"] {
        let calls: Vec<_> = calls.iter().filter(|call| call.1 == file).cloned().collect();
        assert_eq!(calls, on(file, &once.repeat(1 + usize::from(COMMITS))));
    }
}

#[test]
fn a_segment_is_durable_with_all_its_zeros_before_it_is_used() {
    let scene = Scene::new();
    hurt_last_commit(&scene);
    // What is left of a segment that was begun is gone for good before it is made anew.
    fs::write(scene.sound().join(segment(2)), [1; 5000]).expect("writable");
    let (_, calls) = traced(&scene, &[WRITING]);
    let (once, next) = (["pwrite64", "fdatasync"], "log/0000000002.log");
    let removed = [on(next, &["unlink"]), on("log", &["fsync"])].concat();
    let made = [on(next, &once.repeat(4)), on(next, &["fsync"]), on("log", &["fsync"])].concat();
    let expected = [removed, made, on(next, &once.repeat(2))].concat();
    assert_eq!(calls[..expected.len()], expected);
}

/// Has a call on this file fail: its so manyth in a thread.
fn failing(scene: &Scene, file: &Path, call: &str, error: &str, when: &str) -> Vec<String> {
    let (path, inject) =
        (scene.sound().join(file), format!("inject={call}:error={error}:when={when}"));
    let path = path.to_string_lossy().into_owned();
    traced(scene, &["-P", &path, "-e", &inject]).0
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
    // All of the log but its beginning, both slots of the seal, and whose directory it is.
    for (file, call, when) in [
        (first_segment(), "pread64", "2+"),
        ("seal".into(), "pread64", "1..2"),
        ("node.toml".into(), "read", "1"),
    ] {
        let scene = Scene::new();
        let said = failing(&scene, &file, call, "EIO", when);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("reading the durable state: Input/output"), "{said:?}");
    }
}

#[test]
fn what_cannot_be_read_beyond_the_last_commit_or_in_one_slot_was_never_acknowledged() {
    // More is read of the log at once than its frames.
    assert_eq!(failing(&Scene::new(), &first_segment(), "pread64", "EIO", "2"), GOES_ON);
    for slot in ["1", "2"] {
        assert_eq!(failing(&Scene::new(), "seal".as_ref(), "pread64", "EIO", slot), GOES_ON);
    }
    // What is right behind the last commit, of which there is none yet.
    let mut scene = Scene::empty();
    drop(scene.open_sound());
    assert_eq!(failing(&scene, &first_segment(), "pread64", "EIO", "2..3"), GOES_ON);
    scene.records.insert(KEY.to_vec(), vec![COMMITS]);
    assert_eq!(scene.outcome(&files(&scene.sound()), "it can be read again"), "same");
}

/// Damages the last commit in the log.
fn hurt_last_commit(scene: &Scene) {
    let path = scene.sound().join(first_segment());
    let mut content = fs::read(&path).expect("readable");
    let last = used(&content) - 1;
    content[last] ^= 1;
    fs::write(&path, content).expect("writable");
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
    let mut scene = Scene::empty();
    let mut store = scene.open_sound();
    scene.put(&mut store, b"\x01b\0\0", &[1; 100]);
    store.commit().expect("the disk has room");
    drop(store);
    // All of the log but its beginning, in whatever pieces.
    assert_eq!(failing(&scene, &first_segment(), "pread64", "EIO", "2..3"), GOES_ON);
    scene.records.insert(KEY.to_vec(), vec![COMMITS]);
    assert_eq!(scene.outcome(&files(&scene.sound()), "it can be read again"), "same");
}
