//! A data directory, copies of it to be damaged, and what a node makes of them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use synod::node::{Cluster, DiskStore, NodeId, Store, StoreError, local_cluster};
use tempfile::TempDir;

pub(crate) type Records = BTreeMap<Vec<u8>, Vec<u8>>;

/// The files of a directory, by their paths within it.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// A data directory of node 1, and what is in it.
pub(crate) struct Scene {
    root: TempDir,
    pub(crate) cluster: Cluster,
    pub(crate) records: Records,
}

impl Scene {
    /// A directory without commits.
    pub(crate) fn empty() -> Self {
        // In memory if there is such a place: thousands of syncs are not what is tested here.
        let root = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        let root = root.expect("a directory");
        let texts = local_cluster(3, 4701).expect("random bytes");
        fs::write(root.path().join("cluster.toml"), &texts.cluster).expect("writable");
        fs::write(root.path().join("clients.toml"), &texts.clients).expect("writable");
        let cluster = Cluster::parse(&texts.cluster).expect("a cluster file");
        Self { root, cluster, records: Records::new() }
    }

    /// A directory with some commits, made over several runs of its node.
    pub(crate) fn new() -> Self {
        let mut scene = Self::empty();
        for _ in 0..2 {
            let mut store = scene.open_sound();
            scene.commit(&mut store, 10);
        }
        scene
    }

    /// A directory whose first segment has no room for another commit.
    pub(crate) fn full() -> Self {
        let mut scene = Self::empty();
        let mut store = scene.open_sound();
        scene.put(&mut store, &[1, b'f', 0, 0], &vec![1; 1_048_480]);
        store.commit().expect("the disk has room");
        scene
    }

    pub(crate) fn cluster_file(&self) -> PathBuf {
        self.root.path().join("cluster.toml")
    }

    pub(crate) fn sound(&self) -> PathBuf {
        self.root.path().join("sound")
    }

    pub(crate) fn hurt(&self) -> PathBuf {
        self.root.path().join("hurt")
    }

    pub(crate) fn open_sound(&self) -> DiskStore {
        self.open(&self.sound()).expect("it is sound")
    }

    pub(crate) fn open(&self, dir: &Path) -> Result<DiskStore, StoreError> {
        DiskStore::open(dir, &self.cluster, NodeId(1), true)
    }

    /// Commits as a node does: small batches, and records that are replaced.
    pub(crate) fn commit(&mut self, store: &mut DiskStore, commits: u8) {
        for commit in 0..commits {
            for (decree, actor) in [(commit % 5, 0), (commit, 1)] {
                let record = vec![commit; 1 + usize::from(commit) + self.records.len()];
                self.put(store, &[1, b'a' + decree, 0, actor], &record);
            }
            store.commit().expect("the disk has room");
        }
    }

    pub(crate) fn put(&mut self, store: &mut DiskStore, key: &[u8], record: &[u8]) {
        store.put(key.to_vec(), record.to_vec());
        self.records.insert(key.to_vec(), record.to_vec());
    }

    /// Lays these files as a directory, to be opened.
    pub(crate) fn lay(&self, files: &Files) {
        Self::lay_in(&self.hurt(), files);
    }

    /// Lays these files in this place.
    pub(crate) fn lay_in(dir: &Path, files: &Files) {
        if dir.exists() {
            fs::remove_dir_all(dir).expect("it can be removed");
        }
        for (file, content) in files {
            let target = dir.join(file);
            fs::create_dir_all(target.parent().expect("it is inside")).expect("a directory");
            lay_file(&target, content);
        }
    }

    /// What a node finds in a directory of these files: its records, or why it refuses it.
    pub(crate) fn found(&self, files: &Files) -> Result<Records, StoreError> {
        self.lay(files);
        Ok(read(&self.open(&self.hurt())?))
    }

    /// What a node makes of these files, which must be one of two things.
    pub(crate) fn outcome(&self, files: &Files, what: &str) -> &'static str {
        match self.found(files) {
            Ok(records) => {
                assert!(records == self.records, "{what}: lost silently");
                self.goes_on(what);
                "same"
            }
            Err(error) => {
                let said = error.to_string();
                let names_it = said.contains("hurt: ");
                assert!(names_it && !said.contains("could not be written"), "{what}: {said}");
                "refused"
            }
        }
    }

    /// A directory that was opened once is sound: it takes a commit, and opens again.
    fn goes_on(&self, what: &str) {
        let mut store = self.open(&self.hurt()).unwrap_or_else(|e| panic!("{what}: {e}"));
        store.put(b"\x01z\0\0".to_vec(), b"more".to_vec());
        store.commit().unwrap_or_else(|e| panic!("{what}: {e}"));
        drop(store);
        let store = self.open(&self.hurt()).unwrap_or_else(|e| panic!("{what}: {e}"));
        let mut records = self.records.clone();
        records.insert(b"\x01z\0\0".to_vec(), b"more".to_vec());
        assert!(read(&store) == records, "{what}: lost later");
    }
}

/// Lays a file of this content; where it ends in zeros they take no room.
pub(crate) fn lay_file(target: &Path, content: &[u8]) {
    let file = File::create(target).expect("writable");
    file.write_all_at(&content[..used(content)], 0).expect("writable");
    file.set_len(content.len() as u64).expect("writable");
}

/// Every record of a store, both ways.
pub(crate) fn read(store: &DiskStore) -> Records {
    let mut records = Records::new();
    let all = store.for_each(&mut |key, record| {
        let first = records.insert(key.to_vec(), record.to_vec());
        assert!(first.is_none(), "{key:?} is shown twice");
    });
    all.expect("it is sound");
    for (key, record) in &records {
        assert_eq!(store.get(key).expect("it is sound").as_ref(), Some(record));
    }
    records
}

/// All files under a directory.
pub(crate) fn files(dir: &Path) -> Files {
    fn collect(dir: &Path, below: &Path, found: &mut Files) {
        for entry in fs::read_dir(dir).expect("a directory") {
            let entry = entry.expect("an entry");
            let (path, below) = (entry.path(), below.join(entry.file_name()));
            if path.is_dir() {
                collect(&path, &below, found);
            } else if let Ok(content) = fs::read(path) {
                // One that is being removed is not there.
                found.insert(below, content);
            }
        }
    }
    let mut found = Files::new();
    collect(dir, Path::new(""), &mut found);
    found
}

/// The first segment of the log.
pub(crate) fn first_segment() -> PathBuf {
    segment(1)
}

pub(crate) fn segment(number: u32) -> PathBuf {
    Path::new("log").join(format!("{number:010}.log"))
}

/// Where in a segment its head begins, after the slots of the seal, and where its first frame does.
pub(crate) const HEAD_AT: usize = 2 * 65_536;
pub(crate) const BEGIN: usize = HEAD_AT + 40;

pub(crate) fn witness() -> PathBuf {
    "witness".into()
}

/// Where in the witness the slot begins that is never synced.
pub(crate) const LOOSE: usize = 2 * 4096;

/// What a loss of power may leave of files that a kill would leave like this: what was never synced is not there.
pub(crate) fn after_power_loss(files: &Files) -> Files {
    let mut files = files.clone();
    files.get_mut(&witness()).expect("it is there")[LOOSE..].fill(0);
    files
}

/// How much of a file is in use: what comes after is zeros.
pub(crate) fn used(content: &[u8]) -> usize {
    const PIECE: usize = 4096;
    let stands = |piece: &[u8]| piece != &[0; PIECE][..piece.len()];
    let last = content.chunks(PIECE).rposition(stands).unwrap_or_default() * PIECE;
    let rest = &content[last..content.len().min(last + PIECE)];
    rest.iter().rposition(|byte| *byte != 0).map_or(0, |at| last + at + 1)
}
