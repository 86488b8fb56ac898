//! The data directory: whose it is, and that one process alone uses it.
//!
//! ```text
//! node.toml   whose directory this is, and its incarnation: random, and no other directory's
//! lock        held by the process that uses it
//! witness     a commit that is durable, kept apart from the log (see `witness`)
//! log/        all commits (see `log`)
//! ```
//!
//! A new directory is made only for a node that starts for the first time, which is said. It is made under
//! another name and moved into its place in one step, so that it is there completely or not at all (see `draft`). One
//! that is there and empty, as a mounted volume is but for its `lost+found`, is filled in place, `node.toml` last. Without it the directory is refused, unless there is nothing but what
//! a crash can have left of filling it, and no commit: then it is filled anew. At every start the
//! directory's own entry and those above it are synced, before the node says anything: else a power
//! loss could take the whole directory away, and the next start would find none.

use super::checksum::Owner;
use super::draft::Draft;
use super::error::{StoreError, io_error, read_error};
use super::log::Log;
use super::witness::Witness;
use crate::files;
use crate::node::hex;
use crate::node::identity::{Cluster, ClusterId, NodeId};
use crate::node::standing::Incarnation;
use serde::Deserialize;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

const VERSION: u32 = 5;
const IDENTITY: &str = "node.toml";
const IDENTITY_DRAFT: &str = "node.new";
const LOCK: &str = "lock";
const WITNESS: &str = "witness";
const LOG: &str = "log";

/// What a volume has of its own, before anything is put on it.
const OF_THE_VOLUME: &str = "lost+found";

/// How often a lock that another process holds is tried, and the pause between.
const LOCK_TRIES: u32 = 30;
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// An open data directory, locked for as long as this lives.
#[derive(Debug)]
pub(super) struct DataDir {
    path: PathBuf,
    owner: Owner,
    incarnation: Incarnation,
    _lock: File,
}

/// Whose a data directory is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Identity {
    #[serde(rename = "version")]
    _version: u32,
    incarnation: String,
    cluster: String,
    node: u16,
    constitution: String,
}

/// As little of it as tells its version.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

impl DataDir {
    /// Opens the data directory of this node. Where there is none or an empty one, it is made if this may be
    /// the first start.
    pub(super) fn open(
        path: &Path,
        cluster: &Cluster,
        node: NodeId,
        may_be_new: bool,
    ) -> Result<Self, StoreError> {
        let owner = owner(cluster, node);
        let looking = || io_error(path, "looking into the data directory");
        let missing = |what| match may_be_new {
            true => Ok(()),
            false => Err(StoreError::Missing { dir: path.to_owned(), what }),
        };
        if !path.try_exists().map_err(looking())? {
            missing("this data directory is not there")?;
            create(path, cluster, node)?;
        } else if let Some(what) = unfinished(path, owner).map_err(looking())? {
            missing(what)?;
            make_lock(path).map_err(looking())?;
            let _lock = lock(path)?;
            // Who had the lock until now may have finished it.
            if unfinished(path, owner).map_err(looking())?.is_some() {
                fill(path, cluster, node)?;
            }
        }
        let incarnation = identify(path, cluster, node)?;
        let lock = lock(path)?;
        sync_entries(path).map_err(io_error(path, "making the data directory durable"))?;
        Ok(Self { path: path.to_owned(), owner, incarnation, _lock: lock })
    }

    /// The directory.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Which directory this is.
    pub(super) fn incarnation(&self) -> Incarnation {
        self.incarnation
    }

    /// The folder of the log.
    pub(super) fn log(&self) -> PathBuf {
        self.path.join(LOG)
    }

    /// The file of the witness.
    pub(super) fn witness(&self) -> PathBuf {
        self.path.join(WITNESS)
    }

    /// The key under which this directory's checksums are made, so that no file of another
    /// directory can pass for one of this.
    pub(super) fn owner(&self) -> Owner {
        self.owner
    }
}

/// What is to be said of a directory that is empty, or of what a crash has left of filling it: no identity, no file of
/// others, and no commit. Nothing, of any other.
fn unfinished(path: &Path, owner: Owner) -> io::Result<Option<&'static str>> {
    let mut what = "this data directory is empty";
    for entry in fs::read_dir(path)? {
        let name = entry?.file_name();
        if [LOCK, WITNESS, LOG, IDENTITY_DRAFT].iter().any(|made| name == **made) {
            what = "in this data directory a first start has not come to its end, and it has no promise and no vote";
        } else if name != OF_THE_VOLUME {
            return Ok(None);
        }
    }
    let has_commits = match Witness::open(&path.join(WITNESS), owner) {
        Ok((_, marks)) => marks.iter().any(|mark| mark.number > 0),
        // What no slot tells may be torn. Else all commits are in the log.
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::InvalidData) => false,
        Err(e) => return Err(e),
    };
    Ok((!has_commits && Log::is_unused(&path.join(LOG))?).then_some(what))
}

/// Makes a directory beside the one wanted, and moves it there when it is complete and durable.
fn create(path: &Path, cluster: &Cluster, node: NodeId) -> Result<(), StoreError> {
    let failed = || io_error(path, "making the data directory");
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(failed())?;
    let draft = Draft::new(parent, path.file_name().unwrap_or_default()).map_err(failed())?;
    fill(draft.path(), cluster, node)?;
    draft.move_to(path).map_err(failed())
}

/// Fills an empty directory, or one that is unfinished; its identity comes last, and completes it.
fn fill(dir: &Path, cluster: &Cluster, node: NodeId) -> Result<(), StoreError> {
    let failed = || io_error(dir, "making the data directory");
    make_lock(dir).map_err(failed())?;
    Witness::create(&dir.join(WITNESS), owner(cluster, node)).map_err(failed())?;
    let log = dir.join(LOG);
    fs::create_dir_all(&log)
        .and_then(|()| Log::create(&log, owner(cluster, node)))
        .map_err(failed())?;
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(failed())?;
    let incarnation = Incarnation::random().map_err(|e| failed()(io::Error::other(e)))?;
    let text = identity_text(cluster, node, incarnation);
    files::replace_by(&dir.join(IDENTITY_DRAFT), &dir.join(IDENTITY), text.as_bytes())
        .map_err(failed())
}

/// Makes the entry of a directory durable, and those of the directories above it on the same
/// device, as far as this process may read them. Whoever could make one of them may read it.
fn sync_entries(path: &Path) -> io::Result<()> {
    let path = path.canonicalize()?;
    let device = path.metadata()?.dev();
    for dir in path.ancestors() {
        match File::open(dir) {
            Ok(dir) if dir.metadata()?.dev() == device => dir.sync_all()?,
            Ok(_) => break,
            Err(e) if e.kind() == ErrorKind::PermissionDenied => break,
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

fn identity_text(cluster: &Cluster, node: NodeId, incarnation: Incarnation) -> String {
    format!(
        "# The durable state of one node of a synod cluster: the promises and votes of its \
         acceptor,\n# and the ballots of its proposer. It must not be lost, altered, or put back \
         to an older copy.\nversion = {VERSION}\nincarnation = \"{incarnation}\"\ncluster = \"{}\"\nnode = {node}\n\
         constitution = \"{}\"\n",
        cluster.id(),
        hex::encode(&cluster.constitution()),
    )
}

/// Which directory this is, if it is this node's.
fn identify(path: &Path, cluster: &Cluster, node: NodeId) -> Result<Incarnation, StoreError> {
    let foreign = |what| StoreError::Foreign { dir: path.to_owned(), what };
    let identity = read_identity(path)?;
    if hex::decode(&identity.cluster).map(ClusterId) != Some(cluster.id()) {
        return Err(foreign(format!(
            "this data directory belongs to cluster {}, the cluster file is of {}; use the \
             cluster file that goes with it, or another directory",
            identity.cluster,
            cluster.id()
        )));
    }
    if identity.node != node.0 {
        return Err(foreign(format!(
            "this data directory belongs to node {}, not to node {node}; start it with \
             --id {}, or give node {node} its own",
            identity.node, identity.node
        )));
    }
    if identity.constitution != hex::encode(&cluster.constitution()) {
        return Err(foreign(
            "the ids, roles, order or quorums in the cluster file are not those under which this \
             state was made, and its promises and votes mean nothing under others; restore the \
             cluster file"
                .to_owned(),
        ));
    }
    hex::decode(&identity.incarnation).map(Incarnation).ok_or_else(|| StoreError::Damaged {
        dir: path.to_owned(),
        what: format!("`incarnation` in {IDENTITY} is not 32 hexadecimal digits"),
    })
}

fn read_identity(path: &Path) -> Result<Identity, StoreError> {
    let text = match fs::read_to_string(path.join(IDENTITY)) {
        Err(e) if e.kind() == ErrorKind::NotFound && !path.join(WITNESS).exists() => {
            return Err(StoreError::NotADataDirectory { dir: path.to_owned() });
        }
        text => text.map_err(read_error(path, IDENTITY))?,
    };
    let makes_no_sense = |e: toml::de::Error| StoreError::Damaged {
        dir: path.to_owned(),
        what: format!("{IDENTITY} makes no sense: {}", e.message()),
    };
    // The version comes first: all other fields are only known for a known version.
    let Versioned { version } = toml::from_str(&text).map_err(makes_no_sense)?;
    if version != VERSION {
        let what = format!(
            "this data directory is of version {version}, and this program knows {VERSION} alone; use \
             the synod that made it"
        );
        return Err(StoreError::Foreign { dir: path.to_owned(), what });
    }
    toml::from_str(&text).map_err(makes_no_sense)
}

fn make_lock(path: &Path) -> io::Result<()> {
    let options = &mut File::options();
    options.write(true).create(true).truncate(false).open(path.join(LOCK)).map(drop)
}

fn lock(path: &Path) -> Result<File, StoreError> {
    let failed = io_error(path, "locking the data directory");
    let file = match File::options().read(true).write(true).open(path.join(LOCK)) {
        Ok(file) => file,
        Err(e) => return Err(failed(e)),
    };
    // A process that has just ended may have left a child that has not yet let go of the lock.
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            Err(TryLockError::Error(e)) => return Err(failed(e)),
        }
    }
    Err(StoreError::Locked { dir: path.to_owned() })
}

fn owner(cluster: &Cluster, node: NodeId) -> Owner {
    let mut hasher = blake3::Hasher::new_derive_key("synod 2026 checksums of a data directory");
    hasher.update(&cluster.constitution()).update(&node.0.to_le_bytes());
    *hasher.finalize().as_bytes()
}
