//! The command line: one file for each subcommand. Parsing ends in typed values; what a subcommand
//! does stands in the layers below.
//!
//! Exit codes: 0 all as expected, 1 something not as expected, 2 bad usage or input, 3 not finished.

mod ask;
mod check;
mod cluster;
mod cluster_file;
mod exit;
mod explore;
mod format;
mod learn;
mod local_cluster;
mod mutants;
mod node;
mod propose;
mod say;
mod simulate;
mod spec_states;
mod storage;
mod threads;
mod trace;
mod traces;
mod watch;

pub use exit::{Exit, Failure};

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Paxos, model-checked, and run by the very code that is checked.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::CheckArgs),
    Mutants(mutants::MutantsArgs),
    Simulate(simulate::SimulateArgs),
    Trace(trace::TraceArgs),
    SpecStates(spec_states::SpecStatesArgs),
    Explore(explore::ExploreArgs),
    Cluster(cluster::ClusterArgs),
    Node(node::NodeArgs),
    Propose(propose::ProposeArgs),
    Learn(learn::LearnArgs),
}

/// Runs the command that the process was started with, and tells how it ended.
pub fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Check(args) => check::run(&args),
        Command::Mutants(args) => mutants::run(&args),
        Command::Simulate(args) => simulate::run(&args),
        Command::Trace(args) => trace::run(&args),
        Command::SpecStates(args) => spec_states::run(&args),
        Command::Explore(args) => explore::run(&args),
        Command::Cluster(args) => cluster::run(&args),
        Command::Node(args) => node::run(&args),
        Command::Propose(args) => propose::run(&args),
        Command::Learn(args) => learn::run(&args),
    };
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => {
            say::complain(format_args!("error: {failure}"));
            failure.exit.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
