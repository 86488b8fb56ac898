//! A disk that loses power, within what the store takes it to be: what was synced is there, and of what was not any
//! part.
//!
//! Each byte of a write that was not synced may be as it was or as it should be. A name that was made, moved or
//! removed is durable once its folder is synced, and before that it may be so or not, each name in the order of what
//! was done with it. A sync counts for what had returned when it began.

use super::left::{Left, Part, SECTOR, cut};
use super::recorded::{Act, Call};
use super::scene::Files;
use fastrand::Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A disk, and what the memory of the system has for it.
#[derive(Clone, Debug)]
pub(crate) struct Disk {
    nodes: Vec<Node>,
    /// How many calls there were.
    calls: usize,
}

/// The number of a file or folder.
type Id = usize;

type Names = BTreeMap<OsString, Id>;

/// A file or a folder: on the disk, in memory, and how it came from the one to the other.
#[derive(Clone, Debug)]
enum Node {
    File { durable: Vec<u8>, now: Vec<u8>, changes: Vec<(usize, Change)> },
    Folder { durable: Names, now: Names, changes: Vec<(usize, Naming)> },
}

#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

#[derive(Clone, Debug)]
enum Naming {
    Named(OsString, Id),
    Gone(OsString),
    Moved(OsString, OsString),
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Length(length) => content.resize(*length, 0),
            Self::Write(at, bytes) => {
                grow(content, at + bytes.len());
                content[*at..at + bytes.len()].copy_from_slice(bytes);
            }
        }
    }

    /// Applies a part of it.
    fn apply_part(&self, content: &mut Vec<u8>, part: Part, rng: &mut Rng) {
        let (at, bytes) = match (self, part) {
            (_, Part::Nothing) => return,
            (_, Part::All) | (Self::Length(_), _) => return self.apply(content),
            (Self::Write(at, bytes), _) => (*at, bytes),
        };
        let cut = cut(bytes, rng);
        let mut write = |from: usize, to: usize| {
            Self::Write(at + from, bytes[from..to].to_vec()).apply(content);
        };
        match part {
            Part::First => write(0, cut),
            Part::Rest => write(cut, bytes.len()),
            Part::Room => grow(content, at + cut),
            Part::Nothing | Part::All => {}
            Part::Bytes => {
                // Any of those around the cut, and all or nothing of the others.
                let near = cut.saturating_sub(40)..(cut + 40).min(bytes.len());
                near.clone().filter(|_| rng.bool()).for_each(|byte| write(byte, byte + 1));
                for (from, to) in [(0, near.start), (near.end, bytes.len())] {
                    if rng.bool() {
                        write(from, to);
                    }
                }
            }
            Part::Sectors => {
                let mut from = 0;
                while from < bytes.len() {
                    let to = (from + SECTOR - (at + from) % SECTOR).min(bytes.len());
                    if rng.bool() {
                        write(from, to);
                    }
                    from = to;
                }
            }
        }
    }
}

/// Makes it at least so long.
fn grow(content: &mut Vec<u8>, length: usize) {
    let missing = length.saturating_sub(content.len());
    content.extend_from_slice(&vec![0; missing]);
}

impl Naming {
    fn apply(&self, names: &mut Names) {
        match self {
            Self::Named(name, id) => drop(names.insert(name.clone(), *id)),
            Self::Gone(name) => drop(names.remove(name)),
            Self::Moved(from, to) => {
                let id = names.remove(from).expect("it was there");
                names.insert(to.clone(), id);
            }
        }
    }

    fn names(&self) -> Vec<&OsString> {
        match self {
            Self::Named(name, _) | Self::Gone(name) => vec![name],
            Self::Moved(from, to) => vec![from, to],
        }
    }
}

impl Disk {
    /// A disk with these folders and files, which are durable; each folder before what is in it.
    pub(crate) fn new(folders: &BTreeSet<PathBuf>, files: &Files) -> Self {
        let mut disk = Self { nodes: vec![Node::folder()], calls: 0 };
        for folder in folders {
            disk.name(folder, Node::folder());
        }
        for (file, content) in files {
            let (durable, now) = (content.clone(), content.clone());
            disk.name(file, Node::File { durable, now, changes: Vec::new() });
        }
        for node in &mut disk.nodes {
            node.sync(1);
        }
        disk
    }

    /// Does what a call has done.
    pub(crate) fn apply(&mut self, call: &Call, begun: usize) {
        self.calls += 1;
        let calls = self.calls;
        let empty = || Node::File { durable: Vec::new(), now: Vec::new(), changes: Vec::new() };
        match &call.act {
            Act::Open { file, empties } => match self.find(file) {
                None => self.name(file, empty()),
                Some(id) if *empties => self.nodes[id].change(calls, Change::Length(0)),
                Some(_) => {}
            },
            Act::Folder(folder) => self.name(folder, Node::folder()),
            Act::Write { file, at, bytes } => {
                let node = self.node(file);
                let at = at.unwrap_or_else(|| node.length());
                node.change(calls, Change::Write(at, bytes.clone()));
            }
            Act::Length { file, length } => self.node(file).change(calls, Change::Length(*length)),
            Act::Rename { from, to } => {
                assert_eq!(from.parent(), to.parent(), "nothing goes to another folder");
                self.rename(from, Naming::Moved(last(from), last(to)));
            }
            Act::Remove(path) => self.rename(path, Naming::Gone(last(path))),
            Act::Sync(path) => self.node(path).sync(begun),
            Act::Say(_) => {}
        }
    }

    /// Has a sync of a file fail: what of its changes is not on the disk then stays in memory, as if it were durable,
    /// and no later sync makes it so. Tells whether it is a file.
    pub(crate) fn fail_sync(&mut self, path: &Path, left: Left, rng: &mut Rng) -> bool {
        let node = self.node(path);
        let Kept::File(content) = node.drawn(left, rng, &mut Vec::new()) else { return false };
        if let Node::File { durable, changes, .. } = node {
            *durable = content;
            changes.clear();
        }
        true
    }

    /// How many calls there were.
    pub(crate) fn calls(&self) -> usize {
        self.calls
    }

    /// What the system shows, as it does after a kill.
    pub(crate) fn shown(&self) -> (BTreeSet<PathBuf>, Files) {
        self.image(|node| match node {
            Node::File { now, .. } => Kept::File(now.clone()),
            Node::Folder { now, .. } => Kept::Folder(now.clone()),
        })
    }

    /// What is there after a loss of power, and what of that was not synced, as a story.
    pub(crate) fn after_power_loss(
        &self,
        left: Left,
        rng: &mut Rng,
    ) -> (BTreeSet<PathBuf>, Files, Vec<String>) {
        let mut story = Vec::new();
        let (folders, files) = self.image(|node| node.drawn(left, rng, &mut story));
        (folders, files, story)
    }

    /// All that can be reached, if this is there of each.
    fn image(&self, mut kept: impl FnMut(&Node) -> Kept) -> (BTreeSet<PathBuf>, Files) {
        let (mut folders, mut files) = (BTreeSet::new(), Files::new());
        let mut open = vec![(PathBuf::new(), 0)];
        while let Some((path, id)) = open.pop() {
            match kept(&self.nodes[id]) {
                Kept::File(content) => drop(files.insert(path, content)),
                Kept::Folder(names) => {
                    open.extend(names.into_iter().map(|(name, id)| (path.join(name), id)));
                    if path != Path::new("") {
                        folders.insert(path);
                    }
                }
            }
        }
        (folders, files)
    }

    fn find(&self, path: &Path) -> Option<Id> {
        path.iter().try_fold(0, |id, name| match &self.nodes[id] {
            Node::Folder { now, .. } => now.get(name).copied(),
            Node::File { .. } => None,
        })
    }

    fn node(&mut self, path: &Path) -> &mut Node {
        let id = self.find(path).unwrap_or_else(|| panic!("there is no {}", path.display()));
        &mut self.nodes[id]
    }

    fn name(&mut self, path: &Path, node: Node) {
        let id = self.nodes.len();
        self.nodes.push(node);
        self.rename(path, Naming::Named(last(path), id));
    }

    /// Changes the names of the folder in which this is.
    fn rename(&mut self, path: &Path, naming: Naming) {
        let calls = self.calls;
        let Node::Folder { now, changes, .. } = self.node(path.parent().expect("it is inside"))
        else {
            panic!("{} is in no folder", path.display())
        };
        naming.apply(now);
        changes.push((calls, naming));
    }
}

fn last(path: &Path) -> OsString {
    path.file_name().expect("it has a name").to_owned()
}

/// What is there of a file or a folder.
enum Kept {
    File(Vec<u8>),
    Folder(Names),
}

impl Node {
    fn folder() -> Self {
        Self::Folder { durable: Names::new(), now: Names::new(), changes: Vec::new() }
    }

    fn length(&self) -> usize {
        match self {
            Self::File { now, .. } => now.len(),
            Self::Folder { .. } => panic!("it is a folder"),
        }
    }

    fn change(&mut self, calls: usize, change: Change) {
        let Self::File { now, changes, .. } = self else { panic!("it is a folder") };
        change.apply(now);
        changes.push((calls, change));
    }

    /// Makes durable what was there after so many calls.
    fn sync(&mut self, begun: usize) {
        match self {
            Self::File { durable, changes, .. } => {
                let after = changes.partition_point(|(call, _)| *call <= begun);
                changes.drain(..after).for_each(|(_, change)| change.apply(durable));
            }
            Self::Folder { durable, changes, .. } => {
                let after = changes.partition_point(|(call, _)| *call <= begun);
                changes.drain(..after).for_each(|(_, naming)| naming.apply(durable));
            }
        }
    }

    /// What is left of it.
    fn drawn(&self, left: Left, rng: &mut Rng, story: &mut Vec<String>) -> Kept {
        match self {
            Self::File { durable, changes, .. } => {
                let mut content = durable.clone();
                for (call, change) in changes {
                    let part = left.part(false, rng);
                    change.apply_part(&mut content, part, rng);
                    story.push(format!("of call {call} {part:?}"));
                    // What comes after that it is emptied does not come without.
                    if matches!((change, part), (Change::Length(_), Part::Nothing)) {
                        break;
                    }
                }
                Kept::File(content)
            }
            Self::Folder { durable, changes, .. } => {
                let (mut names, mut lost) = (durable.clone(), BTreeSet::new());
                for (call, naming) in changes {
                    let follows = naming.names().iter().any(|name| lost.contains(*name));
                    match left.part(true, rng) {
                        Part::All if !follows => {
                            naming.apply(&mut names);
                            story.push(format!("of call {call} the name"));
                        }
                        _ => lost.extend(naming.names().into_iter().cloned()),
                    }
                }
                Kept::Folder(names)
            }
        }
    }
}
