//! What a store does as the system sees it, and what becomes of it when a call fails. Needs `strace`.

use super::again::{given, under_strace};
use super::scene::{
    BEGIN, Files, HEAD_AT, Scene, after_power_loss, files, first_segment, read, segment, used,
    witness,
};
use std::fs;
use std::path::Path;
use synod::node::{DiskStore, NodeId, Store};

/// Tells this program, run once more, where the cluster file is, and beside it the directory.
const TRACED: &str = "SYNOD_TRACED_STORE";

/// Tells it how long its records are.
const LENGTH: &str = "SYNOD_TRACED_LENGTH";

/// The record that is put in every commit.
const KEY: &[u8] = b"\x01a\0\0";

/// How many commits are tried, and what is said if all succeed.
const COMMITS: u8 = 3;
const GOES_ON: [&str; 4] = ["opened", "committed 1", "committed 2", "committed 3"];

/// The calls by which files come, change and go.
const WRITING: &str = "--trace=pwrite64,fsync,fdatasync,unlink,ftruncate,rename";

/// Does nothing in a run of the tests: it is what they have traced.
#[test]
fn a_process_of_its_own_opens_a_store_and_commits() {
    let Some((dir, cluster)) = given(TRACED) else { return };
    let length = std::env::var(LENGTH).map_or(1, |length| length.parse().expect("a number"));
    let mut store = match DiskStore::open(&dir, &cluster, NodeId(1), true) {
        Ok(store) => store,
        Err(error) => return println!("<open: {error}>"),
    };
    println!("<opened>");
    for commit in 1..=COMMITS {
        store.put(KEY.to_vec(), vec![commit; length]);
        match store.commit() {
            Ok(()) => println!("<committed {commit}>"),
            Err(error) => println!("<commit {commit}: {error}>"),
        }
    }
}

/// A call, and the name of the file that it is on.
type Call = (String, String);

/// What such a process says, and its calls on the log and the witness, under strace with these arguments.
fn traced(scene: &Scene, arguments: &[&str]) -> (Vec<String>, Vec<Call>) {
    let test = "traced::a_process_of_its_own_opens_a_store_and_commits";
    let arguments = [&["-s", "0"], arguments].concat();
    let cluster = scene.cluster_file();
    let (said, calls) = under_strace(scene, &arguments, test, &[(TRACED, cluster.as_os_str())]);
    let calls = String::from_utf8(calls).expect("text");
    let sound = scene.sound().join("").to_string_lossy().into_owned();
    let call = |line: &str| {
        let (name, arguments) = line.split_once(' ')?.1.trim_start().split_once('(')?;
        let file = arguments.split_once(&sound)?.1.split(['>', '"']).next()?;
        let is_asked = file == "witness" || file.starts_with("log");
        is_asked.then(|| (name.to_owned(), file.to_owned()))
    };
    (said, calls.lines().filter_map(call).collect())
}

/// These calls on a file.
fn on(file: &str, calls: &[&str]) -> Vec<Call> {
    calls.iter().map(|call| ((*call).to_owned(), file.to_owned())).collect()
}

#[test]
fn what_is_found_is_written_once_more_to_the_log_its_seal_and_then_the_witness() {
    // A sync that has failed leaves in memory, as if it were durable, what is on no disk. So each of them is there
    // before the next says so.
    let scene = Scene::new();
    let (said, calls) = traced(&scene, &[WRITING]);
    assert_eq!(said, GOES_ON);
    let (once, log) = (["pwrite64", "fdatasync"], "log/0000000001.log");
    // That includes the name of the last segment, and what the witness was found to say, before it is told more.
    let found = [on(log, &once.repeat(2)), on("log", &["fsync"]), on("witness", &once.repeat(2))];
    // Each commit writes its frame and its seal, which one sync makes durable, and only then tells the witness; that
    // is synced when all is over.
    let commit = [on(log, &["pwrite64", "pwrite64", "fdatasync"]), on("witness", &["pwrite64"])];
    let commits = vec![commit.concat(); usize::from(COMMITS)].concat();
    assert_eq!(calls, [found.concat(), commits, on("witness", &once)].concat());
}

#[test]
fn a_head_without_a_frame_is_written_once_more_since_the_next_frame_comes_without() {
    let mut scene = Scene::full();
    drop(scene.open_sound());
    // All that has come of the first commit of a segment is the head.
    let (records, before) = (scene.records.clone(), files(&scene.sound()));
    let mut store = scene.open_sound();
    scene.put(&mut store, KEY, &[0]);
    store.commit().expect("the disk has room");
    drop(store);
    let mut torn = files(&scene.sound())[&segment(2)].clone();
    let head = HEAD_AT..BEGIN;
    (0..).zip(&mut torn).filter(|(at, _)| !head.contains(at)).for_each(|(_, byte)| *byte = 0);
    fs::write(scene.sound().join(segment(2)), torn).expect("writable");
    fs::write(scene.sound().join(witness()), &before[&witness()]).expect("writable");
    scene.records = records;
    assert_eq!(scene.outcome(&files(&scene.sound()), "its head alone"), "same");
    let (said, calls) = traced(&scene, &[WRITING]);
    assert_eq!(said, GOES_ON);
    let once = ["pwrite64", "fdatasync"];
    let (last, next) = ("log/0000000001.log", "log/0000000002.log");
    let expected = [on(next, &once), on(last, &once), on(next, &once)].concat();
    assert_eq!(calls[..expected.len()], expected);
}

#[test]
fn a_commit_too_long_for_the_seal_is_durable_before_the_seal_tells_of_it() {
    let scene = Scene::new();
    let (said, calls) = traced(&scene, &[WRITING, "-E", &format!("{LENGTH}=70000")]);
    assert_eq!(said, GOES_ON);
    let (once, log) = (["pwrite64", "fdatasync"], "log/0000000001.log");
    let commit = [on(log, &once.repeat(2)), on("witness", &["pwrite64"])].concat();
    let commits = vec![commit; usize::from(COMMITS)].concat();
    assert_eq!(calls[9..9 + commits.len()], commits);
}

#[test]
fn the_first_commit_of_a_segment_is_made_known_for_good_before_anybody_hears_of_it() {
    let scene = Scene::full();
    let (said, calls) = traced(&scene, &[WRITING]);
    assert_eq!(said, GOES_ON);
    let (once, next) = (["pwrite64", "fdatasync"], "log/0000000002.log");
    let begin = calls.iter().rposition(|call| *call == ("fsync".to_owned(), "log".to_owned()));
    let calls = &calls[begin.expect("a segment was made") + 1..];
    let commit = on(next, &["pwrite64", "pwrite64", "fdatasync"]);
    let first = [commit.clone(), on("witness", &once)].concat();
    let other = [commit, on("witness", &["pwrite64"])].concat();
    let others = vec![other; usize::from(COMMITS) - 1].concat();
    assert_eq!(calls, [first, others, on("witness", &once)].concat());
}

#[test]
fn a_segment_is_durable_with_all_its_zeros_before_it_is_used() {
    // The segment that was made beforehand goes, and the first commit has to make it anew.
    let scene = Scene::full();
    assert!(scene.sound().join(segment(2)).exists());
    let (_, calls) = traced(&scene, &[WRITING]);
    let (once, next) = (["pwrite64", "fdatasync"], "log/0000000002.log");
    let removed = [on(next, &["unlink"]), on("log", &["fsync"])].concat();
    let made = [on(next, &once.repeat(5)), on(next, &["fsync"]), on("log", &["fsync"])].concat();
    let expected = [removed, made, on(next, &["pwrite64", "pwrite64", "fdatasync"])].concat();
    let begin = calls.iter().position(|call| call.0 == "unlink").expect("it is removed");
    assert_eq!(calls[begin..begin + expected.len()], expected);
}

#[test]
fn a_segment_in_which_a_commit_is_completed_is_durable_before_it_takes_its_place() {
    let scene = Scene::new();
    hurt_last_commit(&scene);
    // What is left of segments that were begun; the first of them gives its place, and the other is gone for good.
    fs::write(scene.sound().join(segment(2)), [1; 5000]).expect("writable");
    fs::write(scene.sound().join(segment(3)), [1; 5000]).expect("writable");
    let (_, calls) = traced(&scene, &[WRITING]);
    let (once, draft) = (["pwrite64", "fdatasync"], "log/draft");
    let made =
        [on(draft, &once.repeat(5)), on(draft, &["fsync", "pwrite64", "pwrite64", "fdatasync"])];
    // The folder is synced once for this, and once for whatever was there.
    let moved = [on(draft, &["rename"]), on("log", &["fsync", "fsync"])].concat();
    let moved = [moved, on("witness", &once.repeat(2))].concat();
    let removed = [on("log/0000000003.log", &["unlink"]), on("log", &["fsync"])].concat();
    let expected = [made.concat(), moved, removed].concat();
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
    // Of the log at the start the last frame and then its seal are written and synced, and with each commit both
    // at once; the witness is written twice at the start, and synced then alone.
    for (file, call, when) in [
        (first_segment(), "pwrite64", "5"),
        (first_segment(), "pwrite64", "6"),
        (first_segment(), "fdatasync", "4"),
        (witness(), "pwrite64", "4"),
    ] {
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
    // The first of a segment has to be known.
    for call in ["pwrite64", "fdatasync"] {
        let said = failing(&Scene::full(), &witness(), call, "EIO", "3");
        assert!(said[1].contains("commit 1: ") && said[1].contains("Input/output"), "{said:?}");
        assert!(said[2].contains("an earlier commit has failed"), "{said:?}");
    }
}

#[test]
fn a_node_does_not_start_while_it_cannot_make_durable_what_it_finds() {
    for call in ["fdatasync", "pwrite64"] {
        let (log, witness) = (first_segment(), witness());
        for (file, when) in [(&log, "1"), (&log, "2"), (&witness, "1"), (&witness, "2")] {
            let scene = Scene::new();
            let said = failing(&scene, file, call, "EIO", when);
            let what = format!("{call} {when} of {}: {said:?}", file.display());
            assert_eq!(said.len(), 1, "{what}");
            assert!(said[0].contains("making durable what was found: Input/output"), "{what}");
            assert!(read(&scene.open_sound()) == scene.records, "{what}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_no_damage() {
    for (file, call) in [(first_segment(), "openat"), (witness(), "openat")] {
        let scene = Scene::new();
        let said = failing(&scene, &file, call, "EMFILE", "1");
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("reading the durable state: Too many open files"), "{said:?}");
    }
    // All of the log but its head, what the witness has synced, and whose directory it is.
    for (file, call, when) in [
        (first_segment(), "pread64", "2+"),
        (witness(), "pread64", "1..2"),
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
    // Then come the zeros behind them, piece by piece, and the slots of the seal.
    for at in 3..10 {
        let at = at.to_string();
        assert_eq!(
            failing(&Scene::new(), &first_segment(), "pread64", "EIO", &at),
            GOES_ON,
            "{at}"
        );
    }
    for slot in ["1", "2", "3"] {
        assert_eq!(failing(&Scene::new(), &witness(), "pread64", "EIO", slot), GOES_ON);
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
fn a_commit_that_is_completed_stays_in_the_seal_until_it_is_durable_elsewhere() {
    let mut scene = Scene::full();
    let mut store = scene.open_sound();
    scene.put(&mut store, &[1, b'b', 0, 0], b"sealed");
    store.commit().expect("the disk has room");
    drop(store);
    // Of the first commit of a segment head and frame are lost: the seal in this very segment is all there is.
    let mut sealed = files(&scene.sound());
    sealed.get_mut(&segment(2)).expect("it is there")[HEAD_AT..].fill(0);
    // Five pieces of zeros; the head with the frame, and the seal.
    for (call, when) in [
        ("pwrite64", "1"),
        ("pwrite64", "6"),
        ("pwrite64", "7"),
        ("fdatasync", "6"),
        ("rename", "1"),
    ] {
        Scene::lay_in(&scene.sound(), &sealed);
        let said = failing(&scene, Path::new("log/draft"), call, "EIO", when);
        let what = format!("{call} {when}: {said:?}");
        assert_eq!(said.len(), 1, "{what}");
        assert!(said[0].contains("making durable what was found: Input/output"), "{what}");
        let left = files(&scene.sound());
        assert!(left[&segment(2)] == sealed[&segment(2)], "{what}");
        assert_eq!(scene.outcome(&left, &what), "same");
    }
}

#[test]
fn what_may_be_the_last_commit_in_both_places_is_not_given_up_unread() {
    // After a loss of power the witness may know nothing of it either.
    let mut scene = Scene::new();
    let mut store = scene.open_sound();
    scene.commit(&mut store, 4);
    let left: Files = after_power_loss(&files(&scene.sound()));
    drop(store);
    Scene::lay_in(&scene.sound(), &left);
    hurt_last_commit(&scene);
    // The first slot has the last commit, which has an even number.
    let said = failing(&scene, &first_segment(), "pread64", "EIO", "3");
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
