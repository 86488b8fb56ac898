//! Files of a cluster that are damaged, or written by who does not know how.

use super::cluster::TEXTS;
use super::mutator::mutate_text;
use super::target::{Target, must};
use fastrand::Rng;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use synod::node::{Access, ClientCodec, Clients, Cluster, Codec, FileError};
use tempfile::TempDir;

/// Words that mean something in these files, or in TOML.
const WORDS: [&str; 34] = [
    "version",
    "cluster",
    "quorums",
    "prepare",
    "accept",
    "[[node]]",
    "[[key]]",
    "[[client]]",
    "id",
    "key",
    "address",
    "listen",
    "roles",
    "name",
    "proposer",
    "acceptor",
    "learner",
    "0",
    "1",
    "2",
    "65535",
    "65536",
    "-1",
    "18446744073709551615",
    "1e400",
    "0.0.0.0:4701",
    "[::]:4701",
    "node1.example:4701",
    "localhost:1",
    "quorums = { prepare = 2, accept = 2 }\n",
    "roles = [\"acceptor\"]\n",
    "\"\"\"",
    "'",
    "\u{0}",
];

/// So many digits of a key in a row are too many to be told.
const TOLD: usize = 12;

pub(crate) fn open() -> Box<dyn Target> {
    let quorums =
        TEXTS.cluster.replacen("[[key]]", "quorums = { prepare = 2, accept = 2 }\n[[key]]", 1);
    let quorums =
        quorums.replacen("id = 1\n", "id = 1\nroles = [\"acceptor\"]\nlisten = \"0.0.0.0:1\"\n", 1);
    let seeds = [
        (Kind::Cluster, TEXTS.cluster.clone()),
        (Kind::Cluster, quorums),
        (Kind::Clients, TEXTS.clients.clone()),
        (Kind::Client, TEXTS.client.clone()),
    ];
    let texts: Vec<_> = seeds.iter().map(|(_, text)| text.clone().into_bytes()).collect();
    let keys = seeds.iter().flat_map(|(_, text)| text.lines());
    let keys = keys.filter_map(|line| Some(line.strip_prefix("key = \"")?.trim_end_matches('"')));
    let secrets = keys.flat_map(|key| key.as_bytes().windows(TOLD).map(<[u8]>::to_vec)).collect();
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let folder = folder.expect("a directory");
    Box::new(Files { seeds, texts, secrets, folder, kind: Kind::Cluster })
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Cluster,
    Clients,
    Client,
}

struct Files {
    seeds: [(Kind, String); 4],
    texts: Vec<Vec<u8>>,
    /// All parts of keys that must not be told.
    secrets: BTreeSet<Vec<u8>>,
    folder: TempDir,
    /// As what the input is read.
    kind: Kind,
}

impl Files {
    /// Reads a file, and makes use of what it says.
    fn read(kind: Kind, path: &Path) -> Result<(), FileError> {
        match kind {
            Kind::Cluster => {
                let cluster = Cluster::load(path)?;
                let member = &cluster.members()[0];
                drop(Codec::new(&cluster, member.id, &Clients::default()));
            }
            Kind::Clients => {
                let clients = Clients::load(path)?;
                drop(clients.changes(&Clients::default()).to_string());
            }
            Kind::Client => drop(ClientCodec::new(&Access::load(path)?)),
        }
        Ok(())
    }
}

impl Target for Files {
    fn begin(&mut self, _: &mut Rng) {}

    fn draw(&mut self, rng: &mut Rng) -> Vec<u8> {
        let (kind, text) = &self.seeds[rng.usize(..self.seeds.len())];
        self.kind = *kind;
        mutate_text(rng, text, &self.texts, &WORDS)
    }

    fn feed(&mut self, _: &mut Rng, input: &[u8]) -> Result<(), String> {
        let path = self.folder.path().join("file.toml");
        fs::write(&path, input).expect("it can be written");
        let Err(error) = Self::read(self.kind, &path) else { return Ok(()) };
        let told = error.to_string();
        let begin = format!("{}: ", path.display());
        must(told.starts_with(&begin), || format!("it does not name the file: {told}"))?;
        must(told.len() > begin.len(), || "it does not say why".to_owned())?;
        let tells = told.as_bytes().windows(TOLD).any(|part| self.secrets.contains(part));
        must(!tells, || format!("a key is told: {told}"))
    }
}
