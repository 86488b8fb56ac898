//! What a process of its own does to the files of a store, call by call and with every byte. Needs `strace`.

use super::again::{given, said, under_strace};
use super::scene::Scene;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::{self, Display, Formatter};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use synod::node::{DiskStore, NodeId, Store};

/// Tells this program, run once more, where the cluster file is, and beside it the directory.
const RECORDED: &str = "SYNOD_RECORDED_STORE";

/// Tells it what to commit.
const PLAN: &str = "SYNOD_RECORDED_PLAN";

/// The calls by which files come, change and go, and by which something is said; strings as a whole.
const CALLS: [&str; 5] = [
    "--seccomp-bpf",
    "--trace=openat,mkdir,write,pwrite64,ftruncate,rename,unlink,unlinkat,rmdir,fsync,fdatasync",
    "-xx",
    "-s",
    "2000000",
];

/// A record that is to be put: under a key of this letter, so many bytes of one kind, but for the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Put {
    pub(crate) key: u8,
    pub(crate) length: usize,
    pub(crate) fill: u8,
    pub(crate) last: u8,
}

impl Put {
    pub(crate) fn key(self) -> Vec<u8> {
        vec![1, self.key, 0, 0]
    }

    pub(crate) fn record(self) -> Vec<u8> {
        let mut record = vec![self.fill; self.length];
        record.push(self.last);
        record
    }
}

/// What is put in each commit.
pub(crate) type Plan = Vec<Vec<Put>>;

/// A plan as the environment has it: numbers, and a `;` after each commit.
fn write(plan: &Plan) -> String {
    let put = |put: &Put| format!("{} {} {} {} ", put.key, put.length, put.fill, put.last);
    plan.iter().map(|commit| commit.iter().map(put).collect::<String>() + ";").collect()
}

fn parse(plan: &str) -> Plan {
    let number = |word: &str| word.parse::<usize>().expect("a number");
    let byte = |number: usize| u8::try_from(number).expect("a byte");
    let commit = |commit: &str| {
        let numbers: Vec<_> = commit.split_whitespace().map(number).collect();
        let put = |put: &[usize]| Put {
            key: byte(put[0]),
            length: put[1],
            fill: byte(put[2]),
            last: byte(put[3]),
        };
        numbers.chunks(4).map(put).collect()
    };
    plan.split_terminator(';').map(commit).collect()
}

/// Does nothing in a run of the tests: it is what they have recorded.
#[test]
fn a_process_of_its_own_opens_a_store_and_commits_what_it_is_told_to() {
    let Some((dir, cluster)) = given(RECORDED) else { return };
    let mut store = match DiskStore::open(&dir, &cluster, NodeId(1), true) {
        Ok(store) => store,
        Err(error) => return println!("<open: {error}>"),
    };
    println!("<opened {} {}>", store.commits(), store.incarnation());
    for commit in parse(&std::env::var(PLAN).expect("it is told")) {
        for put in commit {
            store.put(put.key(), put.record());
        }
        match store.commit() {
            Ok(()) => println!("<committed {}>", store.commits()),
            Err(error) => println!("<commit: {error}>"),
        }
    }
}

/// What a call does, to files by their paths within the folder that all is in.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Opens a file that is made if it is not there, and emptied in any case if that is so.
    Open {
        file: PathBuf,
        empties: bool,
    },
    Folder(PathBuf),
    /// Writes there, or at the end.
    Write {
        file: PathBuf,
        at: Option<usize>,
        bytes: Vec<u8>,
    },
    Length {
        file: PathBuf,
        length: usize,
    },
    Rename {
        from: PathBuf,
        to: PathBuf,
    },
    Remove(PathBuf),
    Sync(PathBuf),
    Say(String),
}

/// A call that has returned.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) act: Act,
    /// How many had returned when it began.
    pub(crate) begun: usize,
    /// Whose it is.
    thread: String,
}

impl Call {
    /// Which file or folder it syncs, if any.
    pub(crate) fn synced(&self) -> Option<&Path> {
        match &self.act {
            Act::Sync(path) => Some(path),
            _ => None,
        }
    }
}

impl Display for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.thread)?;
        match &self.act {
            Act::Open { file, empties: true } => write!(f, "make or empty {}", file.display()),
            Act::Open { file, .. } => write!(f, "make, if it is not there, {}", file.display()),
            Act::Folder(folder) => write!(f, "make folder {}", folder.display()),
            Act::Write { file, at: Some(at), bytes } => {
                write!(f, "write {} bytes at {at} of {}", bytes.len(), file.display())
            }
            Act::Write { file, bytes, .. } => {
                write!(f, "write {} bytes to {}", bytes.len(), file.display())
            }
            Act::Length { file, length } => write!(f, "make {} {length} long", file.display()),
            Act::Rename { from, to } => write!(f, "rename {} {}", from.display(), to.display()),
            Act::Remove(path) => write!(f, "remove {}", path.display()),
            Act::Sync(path) => write!(f, "sync {}", path.display()),
            Act::Say(what) => write!(f, "say <{what}>"),
        }
    }
}

/// Has a process of its own open the directory of a scene and commit this. Tells what it says, and its calls in the
/// order in which they returned.
pub(crate) fn record(scene: &Scene, plan: &Plan) -> (Vec<String>, Vec<Call>) {
    let test = "recorded::a_process_of_its_own_opens_a_store_and_commits_what_it_is_told_to";
    let (cluster, plan) = (scene.cluster_file(), write(plan));
    let environment = [(RECORDED, cluster.as_os_str()), (PLAN, OsStr::new(&plan))];
    let (said, trace) = under_strace(scene, &CALLS, test, &environment);
    let root = cluster.parent().expect("it is in a folder");
    (said, calls(&String::from_utf8(trace).expect("text"), root))
}

/// Reads lines such as `17 fsync(6</data/log>) = 0`, or two for a call during which another thread has called:
/// `17 fsync(6</data/log> <unfinished ...>` and `17 <... fsync resumed>) = 0`; strings in hexadecimal digits.
fn calls(trace: &str, root: &Path) -> Vec<Call> {
    let (mut calls, mut unfinished) = (Vec::new(), BTreeMap::new());
    for line in trace.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        if let Some(begin) = rest.strip_suffix(" <unfinished ...>") {
            unfinished.insert(thread, (begin.to_owned(), calls.len()));
            continue;
        }
        let resumed = rest.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>"));
        let (whole, begun) = match resumed.map(|(_, end)| (end, unfinished.remove(thread))) {
            Some((end, Some((first, before)))) => (first + end, before),
            _ => (rest.to_owned(), calls.len()),
        };
        let thread = thread.to_owned();
        calls.extend(act(&whole, root).map(|act| Call { act, begun, thread }));
    }
    calls
}

/// What a call did, if it did anything in this folder.
fn act(call: &str, root: &Path) -> Option<Act> {
    let (name, rest) = call.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(" = ")?;
    let arguments: Vec<_> =
        arguments.trim_end().strip_suffix(')')?.split(',').map(str::trim_start).collect();
    if result.starts_with('-') {
        return None;
    }
    let string = |at: usize| {
        let text = arguments[at].strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        bytes(text.unwrap_or_else(|| panic!("not all is told: {name}({}", arguments[at])))
    };
    let to_path = |bytes| PathBuf::from(std::ffi::OsString::from_vec(bytes));
    let opened = |at: usize| {
        let (_, path) = arguments[at].split_once('<').expect("-y shows paths");
        to_path(bytes(path.strip_suffix('>').expect("-y shows paths")))
    };
    let inside = |path: PathBuf| path.strip_prefix(root).map(Path::to_owned).ok();
    let file = || inside(opened(0));
    let named = |at: usize| inside(to_path(string(at)));
    let number = |at: usize| arguments[at].parse::<usize>().expect("a number");
    Some(match name {
        "openat" if arguments[2].contains("O_CREAT") => {
            Act::Open { file: named(1)?, empties: arguments[2].contains("O_TRUNC") }
        }
        "mkdir" => Act::Folder(named(0)?),
        "write" if arguments[0].starts_with("1<") => {
            let text = String::from_utf8(string(1)).expect("text");
            Act::Say(said(&text).next()?.to_owned())
        }
        "write" => Act::Write { file: file()?, at: None, bytes: string(1) },
        "pwrite64" => {
            let (file, bytes) = (file()?, string(1));
            assert_eq!(result, bytes.len().to_string(), "all of it is written");
            Act::Write { file, at: Some(number(3)), bytes }
        }
        "ftruncate" => Act::Length { file: file()?, length: number(1) },
        "rename" => Act::Rename { from: named(0)?, to: named(1)? },
        "unlink" | "rmdir" => Act::Remove(named(0)?),
        "unlinkat" if arguments[0].starts_with("AT_FDCWD") => Act::Remove(named(1)?),
        "unlinkat" => Act::Remove(inside(opened(0).join(to_path(string(1))))?),
        "fsync" | "fdatasync" => Act::Sync(file()?),
        _ => return None,
    })
}

/// The bytes that are written `\x00\x01…`.
fn bytes(hex: &str) -> Vec<u8> {
    /// Nearly all that is long is the same byte time and again: so many are looked at as one.
    const RUN: usize = 256;
    let digit = |digit: u8| match digit {
        b'0'..=b'9' => digit - b'0',
        _ => digit - b'a' + 10,
    };
    let byte = |byte: &[u8]| digit(byte[2]) << 4 | digit(byte[3]);
    assert!(hex.len().is_multiple_of(4), "not hexadecimal: {hex}");
    let (mut bytes, mut same) = (Vec::with_capacity(hex.len() / 4), Vec::new());
    for piece in hex.as_bytes().chunks(4 * RUN) {
        if !same.starts_with(piece) {
            same = piece[..4].repeat(RUN);
        }
        match same.starts_with(piece) {
            true => bytes.extend_from_slice(&vec![byte(piece); piece.len() / 4]),
            false => bytes.extend(piece.chunks_exact(4).map(byte)),
        }
    }
    bytes
}
