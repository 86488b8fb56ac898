//! The command line: one file for each subcommand. Parsing ends in typed values; what a subcommand
//! does stands in the layers below.
//!
//! Exit codes: 0 all as expected, 1 something not as expected, 2 bad usage or input, 3 not finished, 4 a node that the
//! others have disowned.

mod add_client;
mod ask;
mod audit;
mod bench;
mod check;
mod checked;
mod cluster;
mod cluster_file;
mod completions;
mod console;
mod exit;
mod explain;
mod explore;
mod format;
mod http;
mod journal;
mod language;
mod learn;
mod line;
mod list;
mod local_cluster;
mod man;
mod models;
mod mutants;
mod new_cluster;
mod node;
mod notify;
mod output;
mod private;
mod progress;
mod propose;
mod quiz;
mod say;
mod screen;
mod shell;
mod shipped;
mod simulate;
mod spec_states;
mod status;
mod storage;
mod threads;
mod trace;
mod traces;
mod watch;

pub use exit::{Exit, Failure};
pub use shipped::Shipped;

use clap::{CommandFactory, Parser, Subcommand};
use colorchoice_clap::Color;
use std::process::ExitCode;

/// Paxos, model-checked, and run by the very code that is checked.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    color: Color,
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
    Watch(watch::WatchArgs),
    List(list::ListArgs),
    Status(status::StatusArgs),
    Bench(bench::BenchArgs),
    Audit(audit::AuditArgs),
    Quiz(quiz::QuizArgs),
    Explain(explain::ExplainArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// Runs the command that the process was started with, and tells how it ended.
pub fn main(shipped: Shipped) -> ExitCode {
    let Cli { command, color } = Cli::parse();
    color.write_global();
    let outcome = match command {
        Command::Check(args) => check::run(&args, shipped),
        Command::Mutants(args) => mutants::run(&args, shipped),
        Command::Simulate(args) => simulate::run(&args, shipped),
        Command::Trace(args) => trace::run(&args, shipped),
        Command::SpecStates(args) => spec_states::run(&args, shipped),
        Command::Explore(args) => explore::run(&args, shipped),
        Command::Cluster(args) => cluster::run(&args),
        Command::Node(args) => Ok(node::run(&args)),
        Command::Propose(args) => propose::run(&args),
        Command::Learn(args) => learn::run(&args),
        Command::Watch(args) => watch::run(&args),
        Command::List(args) => list::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Quiz(args) => quiz::run(&args, shipped),
        Command::Explain(args) => explain::run(&args, shipped),
        Command::Completions(args) => completions::run(&args, Cli::command()),
        Command::Man(args) => man::run(&args, Cli::command()),
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

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
