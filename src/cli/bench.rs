//! `synod bench`: load on a cluster that runs.

use super::ask::{Ask, failure, on_runtime};
use super::say::{complain, say};
use super::{Exit, Failure};
use crate::client::{AsyncClient, ClientError};
use crate::model::words::counted;
use crate::node::Decree;
use clap::Args;
use hdrhistogram::Histogram;
use indicatif::HumanCount;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use tokio::task::LocalSet;
use tokio::time::Instant;

/// Propose values as fast as a cluster chooses them, and print how fast that is.
///
/// Every proposal is for a new decree, whose name begins with `bench-`, a random word, and `/`. WHAT IT WRITES STAYS FOR
/// EVER, on the disks of all nodes: there is no way to take back what was chosen. So by default it ends after five
/// seconds; use it on a cluster that you can throw away. Exit code 1 if a proposal got no answer, 2 if no node that
/// is asked proposes.
#[derive(Debug, Args)]
pub(super) struct BenchArgs {
    /// So many proposals are under way at a time
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=4096))]
    clients: u16,
    /// How many seconds to go on [default: 5]
    #[arg(long, value_name = "S", conflicts_with = "decrees", value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: Option<u64>,
    /// How many decrees to write, however long that takes
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(1..))]
    decrees: Option<u64>,
    /// How many bytes each value has
    #[arg(long, value_name = "BYTES", default_value_t = 16, value_parser = clap::value_parser!(u16).range(..=900))]
    size: u16,
    #[command(flatten)]
    ask: Ask,
}

/// How long it goes on, unless the user says how long.
const SECONDS: u64 = 5;

/// What a proposal is taken to last at most: a day, in microseconds, as the longest timeout.
const LONGEST: u64 = 24 * 60 * 60 * 1_000_000;

/// When no proposal is begun any more.
#[derive(Clone, Copy)]
enum End {
    At(Instant),
    After(u64),
}

/// What all clients share.
struct Load {
    prefix: String,
    value: String,
    end: End,
    /// How many proposals have been begun.
    begun: Cell<u64>,
}

/// What came of the proposals of one client.
struct Tally {
    /// In microseconds.
    times: Histogram<u64>,
    unanswered: u64,
    /// Why the first of these got no answer.
    why: Option<ClientError>,
}

/// Loads the cluster, and prints what came of it.
pub(super) fn run(args: &BenchArgs) -> Result<Exit, Failure> {
    let access = args.ask.access()?;
    let seconds = Duration::from_secs(args.seconds.unwrap_or(SECONDS));
    on_runtime(async {
        let client = AsyncClient::new(&access, args.ask.options()).map_err(failure)?;
        let begun = Instant::now();
        let load = Rc::new(Load {
            prefix: format!("bench-{:08x}/", fastrand::u32(..)),
            value: "x".repeat(args.size.into()),
            end: args.decrees.map_or(End::At(begun + seconds), End::After),
            begun: Cell::new(0),
        });
        complain(format_args!(
            "{} at a time; the decrees begin with {} and stay for ever",
            counted(args.clients, "proposal"),
            load.prefix
        ));
        let mut sum = Tally::new()?;
        for tally in all(args.clients, &client, &load).await? {
            sum.add(tally)?;
        }
        sum.tell(begun.elapsed())
    })
}

/// Lets so many clients propose until the end.
async fn all(clients: u16, client: &AsyncClient, load: &Rc<Load>) -> Result<Vec<Tally>, Failure> {
    let local = LocalSet::new();
    let tasks: Vec<_> =
        (0..clients).map(|_| local.spawn_local(propose(client.clone(), Rc::clone(load)))).collect();
    local.await;
    let mut tallies = Vec::new();
    for task in tasks {
        tallies.push(task.await.map_err(Failure::unexpected)??);
    }
    Ok(tallies)
}

async fn propose(client: AsyncClient, load: Rc<Load>) -> Result<Tally, Failure> {
    let mut tally = Tally::new()?;
    while let Some(decree) = load.next()? {
        let begun = Instant::now();
        match client.propose(&decree, &load.value).await {
            Ok(_) => {
                let took = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
                tally.times.saturating_record(took);
            }
            // Of these one more is like the one before, and some come at once.
            Err(error) if !error.may_be_chosen() => return Err(failure(error)),
            Err(error) => {
                tally.unanswered += 1;
                tally.why.get_or_insert(error);
            }
        }
    }
    Ok(tally)
}

impl Load {
    /// The next decree; none at the end.
    fn next(&self) -> Result<Option<Decree>, Failure> {
        let number = self.begun.get();
        let is_over = match self.end {
            End::At(time) => Instant::now() >= time,
            End::After(decrees) => number >= decrees,
        };
        if is_over {
            return Ok(None);
        }
        self.begun.set(number + 1);
        format!("{}{number}", self.prefix).parse().map(Some).map_err(Failure::unexpected)
    }
}

impl Tally {
    fn new() -> Result<Self, Failure> {
        let times = Histogram::new_with_bounds(1, LONGEST, 3).map_err(Failure::unexpected)?;
        Ok(Self { times, unanswered: 0, why: None })
    }

    fn add(&mut self, other: Self) -> Result<(), Failure> {
        self.times.add(other.times).map_err(Failure::unexpected)?;
        self.unanswered += other.unanswered;
        self.why = self.why.take().or(other.why);
        Ok(())
    }

    fn tell(&self, took: Duration) -> Result<Exit, Failure> {
        if !self.times.is_empty() {
            self.tell_times(took)?;
        }
        let Some(why) = &self.why else { return Ok(Exit::AsExpected) };
        let unanswered = counted(self.unanswered, "proposal");
        complain(format_args!(
            "{unanswered} got no answer, and may yet be chosen; the first: {why}"
        ));
        Ok(Exit::Unexpected)
    }

    fn tell_times(&self, took: Duration) -> Result<(), Failure> {
        let (times, seconds) = (&self.times, took.as_secs_f64());
        let milliseconds = |micros: u64| Duration::from_micros(micros).as_secs_f64() * 1000.0;
        let at = |quantile| milliseconds(times.value_at_quantile(quantile));
        #[allow(clippy::cast_precision_loss, reason = "nobody counts that far")]
        let rate = times.len() as f64 / seconds;
        say(format_args!(
            "{} decrees in {seconds:.2} s: {rate:.0} a second\n\
             latency in ms: p50 {:.2}, p90 {:.2}, p99 {:.2}, max {:.2}",
            HumanCount(times.len()),
            at(0.5),
            at(0.9),
            at(0.99),
            milliseconds(times.max())
        ))
    }
}
