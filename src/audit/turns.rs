//! Which turns of a node happened.
//!
//! A turn is in the log before its commit. It happened if something came after it in the same life, since a node goes on
//! only after the commit, or if the next start found its commit. The last turn of a log may have happened: what
//! it would have done is a step that the node could take, and nobody knows better.

use super::problem::{At, Problem};
use super::words;
use crate::node::{Line, Start, Turn};

/// What happened.
pub(super) enum Happened {
    /// The node has started.
    Start,
    /// It has done this, all of it or nothing.
    Turn(Vec<(At, Line)>),
}

/// The lines of one node on their way to become turns.
#[derive(Default)]
pub(super) struct Turns {
    life: Option<Life>,
    /// Commits that happened.
    commits: u64,
    /// Whether the node had a past when its log began.
    pub(super) has_past: bool,
    /// Lines whose turn has not ended.
    open: Vec<(At, Line)>,
    /// A turn of which it is not known whether it happened.
    pending: Option<Pending>,
}

/// A turn that has ended.
struct Pending {
    lines: Vec<(At, Line)>,
    commit: Option<u64>,
}

/// A life of a node.
struct Life {
    start: Box<Start>,
    turns: u64,
    /// Whether its own record was committed, so that the next start has the next number.
    is_durable: bool,
    has_ended: bool,
}

impl Turns {
    /// Takes a line, and tells what is known to have happened by now.
    pub(super) fn take(&mut self, at: At, line: Line) -> Result<Vec<Happened>, Problem> {
        if self.life.as_ref().is_some_and(|life| life.has_ended) && !matches!(line, Line::Start(_))
        {
            return Err(Problem::new(
                &at,
                "the node had ended, and no line says that it starts again",
            ));
        }
        match line {
            Line::Start(start) => self.start(&at, start),
            Line::Turn(turn) => self.turn(&at, turn),
            Line::End {} => self.end(&at),
            line => {
                if self.life.is_none() {
                    return Err(Problem::new(&at, "no line says that the node has started"));
                }
                self.open.push((at, line));
                Ok(Vec::new())
            }
        }
    }

    /// The log ends here.
    pub(super) fn finish(mut self) -> Option<Happened> {
        self.pending.take().map(|turn| Happened::Turn(turn.lines))
    }

    /// Where commits would go on from here, if the turn that is not settled happened.
    fn reached(&self) -> u64 {
        self.pending.as_ref().and_then(|turn| turn.commit).unwrap_or(self.commits)
    }

    fn turn(&mut self, at: &At, turn: Turn) -> Result<Vec<Happened>, Problem> {
        let before = self.settle(true);
        let next = self.commits.saturating_add(1);
        let lines = std::mem::take(&mut self.open);
        let Some(life) = &mut self.life else {
            return Err(Problem::new(at, "no line says that the node has started"));
        };
        let count = lines.len() as u64;
        let gone = |what: &str, said: u64, should: u64| {
            let why = format!("{what}: lines of this log are gone, or are not its own");
            Err(Problem::new(at, why).with(said.to_string(), should.to_string()))
        };
        if turn.number != life.turns {
            return gone("the number of the turn is not the next", turn.number, life.turns);
        }
        if turn.lines != count {
            return gone("the turn has not as many lines as it says", turn.lines, count);
        }
        match turn.commit {
            Some(commit) if commit != next => {
                return gone("the number of the commit is not the next", commit, next);
            }
            None if life.turns == 0 => {
                return Err(Problem::new(at, "the first turn of a start makes no commit"));
            }
            Some(_) | None => {}
        }
        let saves =
            |(_, line): &&(At, Line)| matches!(line, Line::Step(step) if step.does.saves.is_some());
        if let (None, Some((at, _))) = (turn.commit, lines.iter().find(saves)) {
            return Err(Problem::new(at, "something is saved in a turn that makes no commit"));
        }
        life.turns += 1;
        self.pending = Some(Pending { lines, commit: turn.commit });
        Ok(before.into_iter().collect())
    }

    fn end(&mut self, at: &At) -> Result<Vec<Happened>, Problem> {
        if !self.open.is_empty() {
            return Err(Problem::new(at, "the node ends in the middle of a turn"));
        }
        let before = self.settle(true);
        match &mut self.life {
            Some(life) => life.has_ended = true,
            None => return Err(Problem::new(at, "no line says that the node has started")),
        }
        Ok(before.into_iter().collect())
    }

    /// Decides whether the turn that is not settled happened, and hands it on if it did.
    fn settle(&mut self, happened: bool) -> Option<Happened> {
        let Pending { lines, commit } = self.pending.take()?;
        if !happened {
            return None;
        }
        if let Some(commit) = commit {
            self.commits = commit;
            self.life.iter_mut().for_each(|life| life.is_durable = true);
        }
        Some(Happened::Turn(lines))
    }

    fn start(&mut self, at: &At, start: Box<Start>) -> Result<Vec<Happened>, Problem> {
        // A turn that has not ended was not committed, and nothing of it has left.
        self.open.clear();
        let reached = self.reached();
        let before = self.settle(start.commits >= reached);
        match &self.life {
            None => {
                self.has_past = start.commits > 0 || start.start > 1;
                self.commits = start.commits;
            }
            Some(life) => {
                succeeds(at, life, &start)?;
                // A node that is asked to end commits once more, if it has anything to.
                let most = self.commits.saturating_add(life.has_ended.into());
                commits_fit(at, &start, self.commits, most)?;
                self.commits = start.commits;
            }
        }
        let life = Life { start, turns: 0, is_durable: false, has_ended: false };
        self.life = Some(life);
        Ok(before.into_iter().chain([Happened::Start]).collect())
    }
}

/// Whether a start can follow upon that life.
fn succeeds(at: &At, life: &Life, start: &Start) -> Result<(), Problem> {
    let last = &life.start;
    if start.incarnation != last.incarnation {
        let what = format!(
            "node {} has two incarnations in the logs: {} before, and here {}. Its directory was another, and what \
             it had promised and voted was lost",
            start.node, last.incarnation, start.incarnation
        );
        return Err(Problem::new(at, what));
    }
    if start.start == last.start && life.is_durable {
        let what = format!(
            "{} is there twice, with {} and {} drawn: two copies of one directory were started",
            words::start(start),
            last.random,
            start.random
        );
        return Err(Problem::new(at, what));
    }
    let next = last.start.saturating_add(life.is_durable.into());
    if start.start != next {
        let what = "the number of the start is not the next: the node ran without its log, or with another \
                    copy of its directory, or lines are gone";
        return Err(Problem::new(at, what).with(start.start.to_string(), next.to_string()));
    }
    Ok(())
}

fn commits_fit(at: &At, start: &Start, least: u64, most: u64) -> Result<(), Problem> {
    let found = start.commits;
    if (least..=most).contains(&found) {
        return Ok(());
    }
    let what = if found > most {
        format!(
            "{} found commits that are not in the log: the node ran without it, or lines are gone (a loss of power \
             can take them)",
            words::start(start)
        )
    } else {
        format!(
            "{} found fewer commits than the log has: its directory was an older copy, or lost what was durable",
            words::start(start)
        )
    };
    Err(Problem::new(at, what).with(found.to_string(), most.to_string()))
}
