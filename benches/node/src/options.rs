//! What the command line says.

use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// synod's nodes beside what the disk allows, etcd and OmniPaxos, in one run.
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) part: Option<Part>,
    #[command(flatten)]
    pub(crate) options: Options,
}

/// How much is measured.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How often everything is measured; medians over the rounds are told
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub(crate) rounds: u16,
    /// How many seconds each load lasts
    #[arg(long, default_value = "3", value_parser = seconds)]
    pub(crate) seconds: Duration,
    /// How many seconds an outage lasts
    #[arg(long, default_value = "5", value_parser = seconds)]
    pub(crate) outage: Duration,
    /// How many seconds a node without a quorum is left alone before it is looked at, in the first round
    #[arg(long, default_value = "60", value_parser = seconds)]
    pub(crate) rest: Duration,
    /// How many seconds to wait, before each block, until the machine is quiet
    #[arg(long, default_value = "60", value_parser = seconds)]
    pub(crate) patience: Duration,
    /// Measure these alone; so a ratio may be missing [default: all that are there]
    #[arg(long, value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// The program whose nodes are measured
    #[arg(long, default_value = "target/release/synod")]
    pub(crate) synod: PathBuf,
    /// Where etcd is [default: on the path, or where benches/node/install puts it]
    #[arg(long)]
    pub(crate) etcd: Option<PathBuf>,
    /// Where the data directories are, for as long as they are needed
    #[arg(long, default_value = "target")]
    pub(crate) disk: PathBuf,
}

/// What this program is when it is started by itself.
#[derive(Debug, Subcommand)]
pub(crate) enum Part {
    /// One process of a floor
    #[command(hide = true)]
    Floor {
        #[arg(long)]
        phases: u8,
        #[command(flatten)]
        place: Place,
    },
    /// One process of OmniPaxos
    #[command(hide = true)]
    Omnipaxos {
        #[arg(long)]
        clients: SocketAddr,
        #[command(flatten)]
        place: Place,
    },
    /// What keeps a core busy
    #[command(hide = true)]
    Spin,
}

/// Which process of three it is, and where the three are.
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// From 1
    #[arg(long)]
    pub(crate) number: u8,
    #[arg(long)]
    pub(crate) at: Vec<SocketAddr>,
    #[arg(long)]
    pub(crate) data: PathBuf,
}

impl Place {
    /// Where this one is.
    pub(crate) fn own(&self) -> SocketAddr {
        self.at[usize::from(self.number) - 1]
    }

    /// Where the others are.
    pub(crate) fn others(&self) -> impl Iterator<Item = SocketAddr> {
        self.at.iter().copied().filter(|at| *at != self.own())
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.1..=3600.0).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("give seconds, between 0.1 and 3600".to_owned()),
    }
}
