//! The measurement: every contender in turn, and that several times.

use crate::busy::busy;
use crate::contenders::{Cluster, Contender, Programs};
use crate::failure::Failure;
use crate::figures::{Figures, Row};
use crate::flood::{Flood, RATE};
use crate::options::Options;
use crate::quiet::{Quiet, quiet};
use crate::tally::Tally;
use std::time::Duration;
use tokio::time::sleep;

/// How long each load goes on before it is measured.
const WARM_UP: Duration = Duration::from_millis(500);

/// How long they are given to do what is left of a load.
const SETTLES: Duration = Duration::from_secs(10);

/// So many requests are under way at once where many are.
const MANY: u16 = 64;

/// Measures all of them, each in its turn alone on the machine. In each round another begins.
pub(crate) async fn measure(
    contenders: &[Contender],
    programs: &Programs,
    options: &Options,
) -> Result<Figures, Failure> {
    let mut figures = Figures::default();
    for round in 0..usize::from(options.rounds) {
        for turn in 0..contenders.len() {
            let contender = contenders[(round + turn) % contenders.len()];
            let dir = tempfile::Builder::new().prefix("bench-node-").tempdir_in(&options.disk)?;
            let done = match Cluster::start(contender, programs, dir.path()).await {
                Ok(cluster) => {
                    let (figures, dir) = (&mut figures, dir.path());
                    Turn { contender, round, cluster, options, figures, dir }
                        .measure(programs)
                        .await
                }
                Err(failure) => Err(failure),
            };
            if let Err(failure) = done {
                eprintln!("round {}, {}: {failure}", round + 1, contender.title());
                figures.remark(round, contender, &format!("not measured to the end: {failure}"));
            }
        }
    }
    Ok(figures)
}

/// One contender in one round.
struct Turn<'a> {
    contender: Contender,
    round: usize,
    cluster: Cluster,
    options: &'a Options,
    figures: &'a mut Figures,
    dir: &'a std::path::Path,
}

impl Turn<'_> {
    async fn measure(&mut self, programs: &Programs) -> Result<(), Failure> {
        let rows = [Row::AloneHalf, Row::AloneMost];
        let alone = self.load("1 client", rows, 1, false).await?;
        self.note(Row::AloneHalf, alone.percentile(50.0));
        self.note(Row::AloneMost, alone.percentile(99.0));
        let rows = [Row::BusyHalf, Row::BusyMost];
        let busy = self.load("1 client, cores busy", rows, 1, true).await?;
        self.note(Row::BusyHalf, busy.percentile(50.0));
        self.note(Row::BusyMost, busy.percentile(99.0));
        let rows = [Row::ManyRate, Row::ManyMost];
        let many = self.load("64 in flight", rows, MANY, false).await?;
        self.note(Row::ManyRate, many.rate());
        self.note(Row::ManyMost, many.percentile(99.0));
        self.flood().await?;
        self.outage().await?;
        self.rest().await?;
        if let Some(audited) = self.cluster.audited(programs)? {
            self.note(Row::Audit, audited.rate());
            self.tell(format_args!("audit: {} lines in {:.2?}", audited.lines, audited.took));
        }
        Ok(())
    }

    /// What they do when there is nothing to do. It takes so long that it is looked at once.
    async fn rest(&mut self) -> Result<(), Failure> {
        if self.round > 0 {
            return Ok(());
        }
        sleep(SETTLES.min(self.options.rest)).await;
        let quiet = self.wait([Row::Idle, Row::Idle]).await?;
        let idle = self.cluster.idle(self.options.seconds).await?;
        self.note(Row::Idle, idle);
        self.tell(format_args!("nobody asks: {:.1} % of a core; {quiet}", idle * 100.0));
        if !self.cluster.is_started_again() {
            return Ok(());
        }
        if let Some(alone) = self.cluster.alone((self.options.rest, self.options.seconds)).await? {
            self.note(Row::AloneDatagrams, alone.datagrams);
            self.note(Row::AloneWritten, alone.written);
            self.tell(format_args!(
                "without a quorum, {:?} after 1,000 clients have given up: {:.0} datagrams and {:.0} bytes a second",
                self.options.rest, alone.datagrams, alone.written
            ));
        }
        Ok(())
    }

    /// The same while strangers flood one of the processes, for those that tell strangers.
    async fn flood(&mut self) -> Result<(), Failure> {
        let Some((at, bytes)) = self.cluster.forged()? else { return Ok(()) };
        let rows = [Row::FloodRate, Row::FloodMost];
        let quiet = self.wait(rows).await?;
        let flood = Flood::begin(at, bytes)?;
        let what = "64 in flight, one node flooded";
        let tally = self.measured(what, MANY, &quiet).await?;
        let sent = flood.end()?;
        if sent < 0.9 * f64::from(RATE) {
            let fewer = format!("{what}: by {sent:.0} datagrams a second only");
            self.figures.remark(self.round, self.contender, &fewer);
        }
        self.note(Row::FloodRate, tally.rate());
        self.note(Row::FloodMost, tally.percentile(99.0));
        Ok(())
    }

    fn note(&mut self, row: Row, figure: f64) {
        self.figures.note(row, self.contender, figure);
    }

    /// One block, which these rows are of: waits until it is quiet, and loads.
    async fn load(
        &mut self,
        what: &str,
        rows: [Row; 2],
        in_flight: u16,
        is_busy: bool,
    ) -> Result<Tally, Failure> {
        let quiet = self.wait(rows).await?;
        let spinning = if is_busy { busy(self.dir)? } else { Vec::new() };
        let tally = self.measured(what, in_flight, &quiet).await;
        drop(spinning);
        tally
    }

    /// Loads, and tells what came of it.
    async fn measured(
        &mut self,
        what: &str,
        in_flight: u16,
        quiet: &Quiet,
    ) -> Result<Tally, Failure> {
        self.cluster.load(in_flight, WARM_UP).await?;
        let tally = self.cluster.load(in_flight, self.options.seconds).await?;
        self.tell(format_args!(
            "{what}: p50 {:.2} ms, p99 {:.2} ms, slowest {:.0} ms, {:.0} a second; {quiet}",
            tally.percentile(50.0),
            tally.percentile(99.0),
            tally.slowest(),
            tally.rate()
        ));
        if tally.failed() > 0 {
            let failed = format!("{what}: {} requests failed", tally.failed());
            self.figures.remark(self.round, self.contender, &failed);
        }
        Ok(tally)
    }

    async fn outage(&mut self) -> Result<(), Failure> {
        if !self.cluster.is_started_again() {
            return Ok(());
        }
        let quiet = self.wait([Row::OutageReady, Row::OutageStart]).await?;
        if let Some(outage) = self.cluster.outage(self.options.outage).await? {
            self.note(Row::OutageReady, outage.since_ready);
            self.note(Row::OutageStart, outage.since_start);
            self.tell(format_args!(
                "outage: the slowest waited {:.0} ms after a quorum was ready, {:.0} ms after it was started; {quiet}",
                outage.since_ready, outage.since_start
            ));
        }
        Ok(())
    }

    async fn wait(&mut self, rows: [Row; 2]) -> Result<Quiet, Failure> {
        let quiet = quiet(self.options.patience).await?;
        if !quiet.is_quiet() {
            self.figures.disturb(rows, self.contender);
        }
        Ok(quiet)
    }

    fn tell(&self, what: std::fmt::Arguments<'_>) {
        eprintln!("round {}, {}, {what}", self.round + 1, self.contender.title());
    }
}
