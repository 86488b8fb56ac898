//! A durable answer of synod's nodes beside what the disk allows, etcd and OmniPaxos, in one run: `make bench-node`.
//!
//! Each contender is three processes on this machine. In every round each has its turn alone: it is started in an empty
//! directory, loaded in several ways, and ended. Before each load the machine is to be quiet. The medians over the
//! rounds and their ratios are one table. `docs/benchmarks.md` tells what is synced where, and what is not compared.
//!
//! The floors, OmniPaxos and what keeps the cores busy are parts of this program, which it starts by itself.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod asker;
mod busy;
mod contenders;
mod drain;
mod failure;
mod figures;
mod flood;
mod floor;
mod load;
mod omnipaxos;
mod options;
mod outage;
mod ports;
mod processes;
mod quiet;
mod ring;
mod rounds;
mod tally;

use clap::Parser;
use contenders::{Contender, Programs};
use failure::Failure;
use options::{Arguments, Options, Part};
use std::process::ExitCode;
use std::thread::available_parallelism;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::LocalSet;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.part {
        None => measure(&arguments.options),
        Some(Part::Floor { phases, place }) => floor::run(&place, phases).map_err(Into::into),
        Some(Part::Omnipaxos { clients, place }) => omnipaxos::run(&place, clients),
        Some(Part::Spin) => busy::spin(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Measures, and prints the table. Upon Ctrl-C the processes are ended and their directories removed as at the end.
fn measure(options: &Options) -> Result<(), Failure> {
    let programs = Programs::find(options);
    let mut contenders = Contender::named(&options.only)?;
    contenders.retain(|contender| match programs.lack(*contender) {
        None => true,
        Some(lack) => {
            eprintln!("{} is left out: {lack}", contender.title());
            false
        }
    });
    if contenders.is_empty() {
        return Err("nobody is left to be measured".into());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let figures: Result<_, Failure> = LocalSet::new().block_on(&runtime, async {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            figures = rounds::measure(&contenders, &programs, options) => figures,
            _ = interrupt.recv() => Err("interrupted".into()),
            _ = terminate.recv() => Err("ended".into()),
        }
    });
    // A load by a thread of its own may still be under way.
    runtime.shutdown_background();
    let figures = figures?;
    println!(
        "medians of {} rounds of {:?}, each in turn; {} cores; {}; values of {} bytes\n",
        options.rounds,
        options.seconds,
        available_parallelism()?,
        programs.versions(),
        floor::VALUE,
    );
    print!("{}", figures.told(options.outage));
    if figures.are_none() { Err("nobody was measured".into()) } else { Ok(()) }
}
