//! `synod cluster`: a whole cluster on this machine, and `synod cluster init`: its files alone.

use super::add_client::AddClientArgs;
use super::cluster_file::{CLIENT, CLIENTS, CLUSTER, load};
use super::private::warn_of_readers;
use super::say::say;
use super::shell::{program, word};
use super::{Exit, Failure, add_client, local_cluster, new_cluster};
use crate::model::words::counted;
use crate::node::{Address, LocalCluster, cluster_at, local_cluster};
use clap::{Args, Subcommand};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Run a whole cluster on this machine, until Ctrl-C.
///
/// Makes the files of a cluster and a data directory for each node under DIR, or goes on with those
/// that are there, starts every node as a process of its own, and says how to use them. Stopping and
/// starting again loses nothing.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct ClusterArgs {
    #[command(subcommand)]
    command: Option<ClusterCommand>,
    #[command(flatten)]
    size: Size,
    /// Where the cluster's files and the nodes' data are kept
    #[arg(long, value_name = "DIR", default_value = "synod-data")]
    data: PathBuf,
    /// Say that this may be the first start of the nodes of a cluster whose files were made before, as by
    /// `synod cluster init`. One that is made here needs no word
    #[arg(long)]
    new: bool,
    /// Have the first node answer HTTP at this port of this machine, and the others at those that follow, such as 4801
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    http: Option<u16>,
}

#[derive(Debug, Subcommand)]
enum ClusterCommand {
    Init(InitArgs),
    AddClient(AddClientArgs),
}

/// Write the files of a new cluster, and say how to start its nodes.
///
/// `cluster.toml` is for the nodes alone: whoever has its key can vote. It holds an address for each node, on this
/// machine unless --at says where they are; to move them later, change the addresses, here and in
/// `client.toml`. Copy `cluster.toml` and `clients.toml` to each node. `clients.toml` lists who may
/// ask, and `client.toml` is the file of the one client that it lists.
#[derive(Debug, Args)]
struct InitArgs {
    #[command(flatten)]
    size: Size,
    /// Where the nodes are, one after the other: an IP address or a name, and a port, by which the others and the clients
    /// reach each [default: this machine]
    #[arg(long, value_name = "ADDRESS", value_delimiter = ',', conflicts_with_all = ["nodes", "base_port"])]
    at: Vec<Address>,
    /// Where each node is heard on its own machine, if not at its address, such as 0.0.0.0:4701 in a container
    #[arg(long, value_name = "ADDRESS", requires = "at")]
    listen: Option<SocketAddr>,
    /// Where to write; files that are there are never overwritten [default: here]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
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
    match &args.command {
        Some(ClusterCommand::Init(args)) => return init(args),
        Some(ClusterCommand::AddClient(args)) => return add_client::run(args),
        None => {}
    }
    let path = args.data.join(CLUSTER);
    let is_made_here = !path.exists();
    if is_made_here {
        new_cluster::write(&args.data, args.size.files()?)?;
    }
    let cluster = load(&path)?;
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
    // The nodes do not warn of what all of them read.
    for name in [CLUSTER, CLIENTS] {
        warn_of_readers(&args.data.join(name));
    }
    local_cluster::run(&cluster, &args.data, is_made_here || args.new, args.http)
}

fn init(args: &InitArgs) -> Result<Exit, Failure> {
    let dir = args.out.as_deref().unwrap_or(Path::new(""));
    let files = match args.at.is_empty() {
        true => args.size.files()?,
        false => cluster_at(args.at.clone(), args.listen).map_err(Failure::usage)?,
    };
    new_cluster::write(dir, files)?;
    let path = dir.join(CLUSTER);
    let cluster = load(&path)?;
    let (program, nodes) = (program(), counted(cluster.members().len(), "node"));
    say(format_args!(
        "{}: {nodes}. Start each of them, for the first time with --new:\n",
        path.display()
    ))?;
    for member in cluster.members() {
        let (id, path) = (member.id, word(&path));
        say(format_args!("  {program} node --id {id} --cluster {path} --data node-{id} --new"))?;
    }
    let (list, client) = (dir.join(CLIENTS), dir.join(CLIENT));
    say(format_args!(
        "\n{}: who may ask them; one client so far, which asks by {}:\n\n  \
         {program} propose colour green --client {}",
        list.display(),
        client.display(),
        word(&client)
    ))?;
    Ok(Exit::AsExpected)
}

impl Size {
    /// The files of a new cluster on this machine.
    fn files(self) -> Result<LocalCluster, Failure> {
        local_cluster(self.nodes.unwrap_or(3), self.base_port.unwrap_or(4701))
            .map_err(Failure::usage)
    }
}
