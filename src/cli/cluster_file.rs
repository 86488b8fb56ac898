//! The option `--cluster`, which most commands about nodes have.

use super::Failure;
use crate::node::Cluster;
use clap::Args;
use std::path::{Path, PathBuf};

/// Where a cluster file is looked for.
const DEFAULTS: [&str; 2] = ["cluster.toml", "synod-data/cluster.toml"];

/// Which cluster.
#[derive(Debug, Args)]
pub(super) struct ClusterFile {
    /// The cluster file [default: cluster.toml, else synod-data/cluster.toml]
    #[arg(long, value_name = "FILE")]
    cluster: Option<PathBuf>,
}

impl ClusterFile {
    /// Reads the cluster file.
    pub(super) fn load(&self) -> Result<Cluster, Failure> {
        let default = || DEFAULTS.map(Path::new).into_iter().find(|path| path.exists());
        let Some(path) = self.cluster.as_deref().or_else(default) else {
            return Err(Failure::usage(format!(
                "there is no cluster file ({}); name one with --cluster, make one with `synod \
                 cluster init`, or start a whole cluster with `synod cluster`",
                DEFAULTS.join(", ")
            )));
        };
        Cluster::load(path).map_err(Failure::usage)
    }
}
