//! The options `--cluster`, `--clients` and `--client`: which of a cluster's files to use.

use super::Failure;
use super::private::warn_of_readers;
use crate::node::{Access, Cluster};
use clap::Args;
use std::path::{Path, PathBuf};

/// The names of the three files of a cluster.
pub(super) const CLUSTER: &str = "cluster.toml";
pub(super) const CLIENTS: &str = "clients.toml";
pub(super) const CLIENT: &str = "client.toml";

/// Where a cluster file and a client's file are looked for.
const CLUSTER_DEFAULTS: [&str; 2] = ["cluster.toml", "synod-data/cluster.toml"];
const CLIENT_DEFAULTS: [&str; 2] = ["client.toml", "synod-data/client.toml"];

/// Which cluster, for its members.
#[derive(Debug, Args)]
pub(super) struct MemberFiles {
    /// The cluster file [default: cluster.toml, else synod-data/cluster.toml]
    #[arg(long, value_name = "FILE")]
    cluster: Option<PathBuf>,
    /// The list of clients [default: clients.toml beside the cluster file]
    #[arg(long, value_name = "FILE")]
    clients: Option<PathBuf>,
}

impl MemberFiles {
    /// Where the cluster file is.
    pub(super) fn cluster(&self) -> Result<PathBuf, Failure> {
        find(self.cluster.as_deref(), CLUSTER_DEFAULTS).ok_or_else(|| {
            Failure::usage(format!(
                "there is no cluster file ({}); name one with --cluster, make one with `synod \
                 cluster init`, or start a whole cluster with `synod cluster`",
                CLUSTER_DEFAULTS.join(", ")
            ))
        })
    }

    /// Where the list of clients is.
    pub(super) fn clients(&self, cluster: &Path) -> PathBuf {
        self.clients.clone().unwrap_or_else(|| cluster.with_file_name(CLIENTS))
    }
}

/// Reads a cluster file.
pub(super) fn load(path: &Path) -> Result<Cluster, Failure> {
    Cluster::load(path).map_err(Failure::usage)
}

/// Which cluster, for a client.
#[derive(Debug, Args)]
pub(super) struct ClientFile {
    /// The client's file [default: client.toml, else synod-data/client.toml]
    #[arg(long, value_name = "FILE")]
    client: Option<PathBuf>,
}

impl ClientFile {
    /// Reads the client's file.
    pub(super) fn load(&self) -> Result<Access, Failure> {
        let path = find(self.client.as_deref(), CLIENT_DEFAULTS).ok_or_else(|| {
            Failure::usage(format!(
                "there is no client's file ({}); name one with --client, make one with `synod \
                 cluster add-client`, or start a whole cluster with `synod cluster`",
                CLIENT_DEFAULTS.join(", ")
            ))
        })?;
        let access = Access::load(&path).map_err(Failure::usage)?;
        warn_of_readers(&path);
        Ok(access)
    }
}

/// The file that was named, or the first default that is there.
fn find(named: Option<&Path>, defaults: [&str; 2]) -> Option<PathBuf> {
    let default = || defaults.map(Path::new).into_iter().find(|path| path.exists());
    named.or_else(default).map(Path::to_owned)
}
