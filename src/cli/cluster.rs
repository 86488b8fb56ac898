//! `synod cluster`: a whole cluster on this machine, and `synod cluster init`: its file alone.

use super::local_cluster;
use super::say::say;
use super::{Exit, Failure};
use crate::files;
use crate::model::words::counted;
use crate::node::{Cluster, local_cluster as cluster_text};
use clap::{Args, Subcommand};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Run a whole cluster on this machine, until Ctrl-C.
///
/// Makes a cluster file and a data directory for each node under DIR, or goes on with those that
/// are there, starts every node as a process of its own, and says how to use them. Stopping and
/// starting again loses nothing.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct ClusterArgs {
    #[command(subcommand)]
    command: Option<ClusterCommand>,
    #[command(flatten)]
    size: Size,
    /// Where the cluster file and the nodes' data are kept
    #[arg(long, value_name = "DIR", default_value = "synod-data")]
    data: PathBuf,
}

#[derive(Debug, Subcommand)]
enum ClusterCommand {
    Init(InitArgs),
}

/// Write a new cluster file, and say how to start its nodes.
///
/// The file holds the cluster's random id and secret key, and an address on this machine for each
/// node. Change the addresses to spread the nodes over machines, and copy the file to each.
#[derive(Debug, Args)]
struct InitArgs {
    #[command(flatten)]
    size: Size,
    /// The file to write; one that is there is never overwritten
    #[arg(long, value_name = "FILE", default_value = "cluster.toml")]
    out: PathBuf,
}

#[derive(Clone, Copy, Debug, Args)]
struct Size {
    /// How many nodes, 1 to 32; a new cluster has 3
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=32))]
    nodes: Option<u16>,
    /// The port of the first node, the others follow; a new cluster begins at 4701
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    base_port: Option<u16>,
}

/// Runs the cluster, or writes its file.
pub(super) fn run(args: &ClusterArgs) -> Result<Exit, Failure> {
    if let Some(ClusterCommand::Init(init)) = &args.command {
        return self::init(init);
    }
    let path = args.data.join("cluster.toml");
    std::fs::create_dir_all(&args.data)
        .map_err(|e| Failure::unexpected(format!("{}: {e}", args.data.display())))?;
    if !path.exists() {
        write(args.size, &path)?;
    }
    let cluster = Cluster::load(&path).map_err(Failure::usage)?;
    if let Some(nodes) = args.size.nodes
        && usize::from(nodes) != cluster.members().len()
    {
        return Err(Failure::usage(format!(
            "{}: this cluster has {}, and the members of a cluster are fixed; leave --nodes \
             out, or give another --data",
            path.display(),
            counted(cluster.members().len(), "node")
        )));
    }
    if args.size.base_port.is_some_and(|port| cluster.members()[0].address.port() != port) {
        return Err(Failure::usage(format!(
            "{}: this cluster has its addresses already; leave --base-port out, or change the \
             addresses in the file",
            path.display()
        )));
    }
    local_cluster::run(&cluster, &path, &args.data)
}

fn init(args: &InitArgs) -> Result<Exit, Failure> {
    write(args.size, &args.out)?;
    let cluster = Cluster::load(&args.out).map_err(Failure::unexpected)?;
    let (program, path) = (local_cluster::program(), args.out.display());
    let nodes = counted(cluster.members().len(), "node");
    say(format_args!("{path}: {nodes}. Start each of them:\n"))?;
    for member in cluster.members() {
        let id = member.id;
        say(format_args!("  {program} node --id {id} --cluster {path} --data node-{id}"))?;
    }
    Ok(Exit::AsExpected)
}

fn write(size: Size, path: &Path) -> Result<(), Failure> {
    let text = cluster_text(size.nodes.unwrap_or(3), size.base_port.unwrap_or(4701))
        .map_err(Failure::usage)?;
    files::create_private(path, text.as_bytes()).map_err(|e| match e.kind() {
        ErrorKind::AlreadyExists => Failure::usage(format!(
            "{}: is there already; its key cannot be made again, so it is not overwritten. Give \
             another --out, or remove it",
            path.display()
        )),
        _ => Failure::unexpected(format!("{}: cannot be written: {e}", path.display())),
    })
}
