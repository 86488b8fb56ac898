//! Durable state that is damaged: the node refuses to start, or every record is as it was. A
//! committed vote is never lost silently.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::FileExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use support::{SYNOD, stderr};
use synod::node::{Cluster, DiskStore, NodeId, Store};
use tempfile::TempDir;

type Records = BTreeMap<Vec<u8>, Vec<u8>>;

/// So many bytes of each file are damaged, besides those at both ends of what is in use.
const SAMPLES: usize = 60;

/// A data directory of node 1, and what is in it.
struct Scene {
    root: TempDir,
    cluster: Cluster,
    records: Records,
}

impl Scene {
    /// A directory with some commits, made over several runs of its node.
    fn new() -> Self {
        // In memory if there is such a place: thousands of syncs are not what is tested here.
        let root = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        let root = root.expect("a directory");
        let _ports = support::init(&root.path().join("cluster.toml"), 3);
        let cluster = Cluster::load(&root.path().join("cluster.toml")).expect("a cluster file");
        let mut scene = Self { root, cluster, records: Records::new() };
        for _ in 0..2 {
            let mut store = scene.open(&scene.sound());
            scene.commit(&mut store, 10);
        }
        scene
    }

    fn sound(&self) -> PathBuf {
        self.root.path().join("sound")
    }

    fn hurt(&self) -> PathBuf {
        self.root.path().join("hurt")
    }

    fn open(&self, dir: &Path) -> DiskStore {
        DiskStore::open(dir, &self.cluster, NodeId(1)).expect("it is sound")
    }

    /// Commits as a node does: small batches, and records that are replaced.
    fn commit(&mut self, store: &mut DiskStore, commits: u8) {
        for commit in 0..commits {
            for (decree, actor) in [(commit % 5, 0), (commit, 1)] {
                let key = vec![1, b'a' + decree, 0, actor];
                let record = vec![commit; 1 + usize::from(commit) + self.records.len()];
                store.put(key.clone(), record.clone());
                self.records.insert(key, record);
            }
            store.commit().expect("the disk has room");
        }
    }

    /// A fresh copy of the sound directory, to be damaged.
    fn copy(&self) -> PathBuf {
        let (from, to) = (self.sound(), self.hurt());
        if to.exists() {
            fs::remove_dir_all(&to).expect("it can be removed");
        }
        for file in files(&from) {
            let target = to.join(&file);
            fs::create_dir_all(target.parent().expect("it is inside")).expect("a directory");
            fs::copy(from.join(file), target).expect("a copy");
        }
        to
    }

    /// Starts a node on the damaged copy, only to verify it. The process may end in any way, since
    /// the files may make the library ask for more memory than there is.
    fn verify(&self, flag: &str) -> Output {
        let mut command = Command::new(SYNOD);
        command.args(["node", "--id=1", "--cluster"]).arg(self.root.path().join("cluster.toml"));
        command.arg("--data").arg(self.hurt()).arg(flag).env("RUST_BACKTRACE", "0");
        command.output().expect("it runs")
    }

    /// What a node makes of the damaged copy, which must be one of two things.
    fn outcome(&self, what: &str) -> &'static str {
        let output = self.verify("--verify-only");
        if output.status.success() {
            assert_eq!(read(&self.open(&self.hurt())), self.records, "{what}: lost silently");
            return "same";
        }
        let refused = output.status.signal().is_some() || stderr(&output).contains("error: ");
        assert!(refused, "{what}: {output:?}");
        "refused"
    }

    /// Damages every file here and there, and starts a node on each.
    fn damage_everywhere(&self) {
        let mut seen = BTreeSet::new();
        for file in files(&self.sound()) {
            let content = fs::read(self.sound().join(&file)).expect("readable");
            let used = content.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
            let every = (used / SAMPLES).max(1);
            for at in (0..used).filter(|at| at % every == 0 || *at < 4 || used - at < 24) {
                let hurt = self.copy().join(&file);
                let hurt = fs::File::options().write(true).open(hurt).expect("writable");
                let bit = 1 << (at % 8);
                hurt.write_all_at(&[content[at] ^ bit], at as u64).expect("writable");
                seen.insert(self.outcome(&format!("{}, byte {at}", file.display())));
            }
            for length in [0, used / 2, used.saturating_sub(1)] {
                let hurt = self.copy().join(&file);
                let hurt = fs::File::options().write(true).open(hurt).expect("writable");
                hurt.set_len(length as u64).expect("writable");
                self.outcome(&format!("{}, cut off at {length}", file.display()));
            }
            fs::remove_file(self.copy().join(&file)).expect("it can be removed");
            self.outcome(&format!("{}, removed", file.display()));
        }
        assert_eq!(seen, BTreeSet::from(["refused", "same"]), "both happen");
    }
}

fn read(store: &DiskStore) -> Records {
    let mut records = Records::new();
    let all = store.for_each(&mut |key, record| {
        records.insert(key.to_vec(), record.to_vec());
    });
    all.expect("it is sound");
    for (key, record) in &records {
        assert_eq!(store.get(key).expect("it is sound").as_ref(), Some(record));
    }
    records
}

/// All files under a directory, as paths within it.
fn files(dir: &Path) -> Vec<PathBuf> {
    fn collect(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { collect(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    collect(dir, &mut found);
    found.sort();
    found.iter().map(|file| file.strip_prefix(dir).expect("it is inside").to_owned()).collect()
}

fn journal(dir: &Path) -> PathBuf {
    dir.join("store").join("0.jnl")
}

#[test]
fn damage_after_a_clean_stop_is_refused_or_changes_nothing() {
    Scene::new().damage_everywhere();
}

#[test]
fn damage_after_kill_9_is_refused_or_changes_nothing() {
    let mut scene = Scene::new();
    let mut store = scene.open(&scene.sound());
    scene.commit(&mut store, 5);
    // What the process has written is all that is left of it, as after kill -9.
    scene.copy();
    drop(store);
    fs::remove_dir_all(scene.sound()).expect("it can be removed");
    fs::rename(scene.hurt(), scene.sound()).expect("it can be moved");
    scene.damage_everywhere();
}

#[test]
fn no_byte_of_the_journal_can_be_damaged_silently() {
    // Among them are the numbers by which the store orders its commits, which no checksum of its
    // own covers: with one of them changed, an older record stands in the place of a newer one.
    let scene = Scene::new();
    let content = fs::read(journal(&scene.sound())).expect("readable");
    let mut refusals = BTreeSet::new();
    for at in 0..content.len() {
        let mut hurt = content.clone();
        hurt[at] ^= 0x10;
        let dir = scene.copy();
        fs::write(journal(&dir), hurt).expect("writable");
        match DiskStore::open(&dir, &scene.cluster, NodeId(1)) {
            Ok(store) if read(&store) == scene.records => {}
            Ok(_) => refusals.extend([format!("byte {at}: lost silently")]),
            Err(error) => refusals.extend(error.to_string().split(": ").nth(2).map(str::to_owned)),
        }
    }
    let lost: Vec<_> = refusals.iter().filter(|what| what.contains("silently")).collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert!(refusals.len() > 1, "{refusals:?}");
}

#[test]
fn a_commit_torn_by_a_crash_is_there_or_not_and_never_half() {
    let mut scene = Scene::new();
    let (before, old_seal) = (scene.records.clone(), fs::read(scene.sound().join("seal")));
    let old_length = fs::metadata(journal(&scene.sound())).expect("it is there").len();
    let mut store = scene.open(&scene.sound());
    scene.commit(&mut store, 1);
    let after = scene.records.clone();
    drop(store);
    let old_seal = old_seal.expect("readable");
    let new_length = fs::metadata(journal(&scene.sound())).expect("it is there").len();
    assert!(new_length > old_length);
    for length in old_length..=new_length {
        let dir = scene.copy();
        fs::write(dir.join("seal"), &old_seal).expect("writable");
        let journal = fs::File::options().write(true).open(journal(&dir)).expect("writable");
        journal.set_len(length).expect("writable");
        let records = read(&scene.open(&dir));
        assert_eq!(records, if length == new_length { after.clone() } else { before.clone() });
        // Now that the node has acted upon it, it must not be lost any more.
        if length == new_length {
            journal.set_len(old_length).expect("writable");
            let refused = DiskStore::open(&dir, &scene.cluster, NodeId(1)).err();
            let said = refused.expect("a commit is lost").to_string();
            assert!(said.contains("the store ends at commit 20, the seal at 21"), "{said}");
        }
    }
}

#[test]
fn a_store_or_a_seal_from_another_time_is_refused() {
    let mut scene = Scene::new();
    let old = scene.root.path().join("old");
    fs::rename(scene.copy(), &old).expect("it can be moved");
    let mut store = scene.open(&scene.sound());
    scene.commit(&mut store, 2);
    drop(store);
    for file in ["seal", "store/0.jnl"] {
        let hurt = scene.copy();
        fs::copy(old.join(file), hurt.join(file)).expect("a copy");
        let output = scene.verify("--verify-only");
        assert_eq!(output.status.code(), Some(1), "{file}: {output:?}");
        assert!(stderr(&output).contains("the store ends at commit"), "{file}: {output:?}");
    }
}

#[test]
fn a_node_says_what_is_wrong_and_what_to_do_whatever_the_damage() {
    let scene = Scene::new();
    let complain = |what: &str| {
        let output = scene.verify("--stop-with-stdin");
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{what}: {output:?}");
        assert!(said.starts_with("error: "), "{what}: {said}");
        assert!(said.contains("hurt: the durable state is damaged: "), "{what}: {said}");
        assert!(said.contains("Leave this node down"), "{what}: {said}");
    };
    fs::write(scene.copy().join("seal"), "").expect("writable");
    complain("no seal");
    fs::remove_dir_all(scene.copy().join("store")).expect("it can be removed");
    complain("no store");
    fs::write(scene.copy().join("node.toml"), "node = ").expect("writable");
    complain("no sense in node.toml");
    fs::remove_file(scene.copy().join("node.toml")).expect("it can be removed");
    complain("no node.toml");
    // Somewhere near the end of a table stands how much memory it takes to read it.
    let table = Path::new("store/keyspaces/0/tables/0");
    let content = fs::read(scene.sound().join(table)).expect("readable");
    for at in content.len().saturating_sub(160)..content.len() {
        let mut hurt = content.clone();
        hurt[at] ^= 0xff;
        fs::write(scene.copy().join(table), hurt).expect("writable");
        if !scene.verify("--verify-only").status.success() {
            complain(&format!("byte {at} of a table"));
        }
    }
}
