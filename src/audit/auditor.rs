//! The audit.

use super::lines::{Lines, Unusable};
use super::problem::{At, Problem};
use super::properties;
use super::recording::{Recorder, Recording};
use super::replay::{Node, Whole};
use super::report::Report;
use super::setting::Setting;
use super::turns::{Happened, Turns};
use crate::node::{Decree, Line, NodeId, Start};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::rc::Rc;

/// A log, and the start with which it begins.
struct Log {
    lines: Lines,
    start: Box<Start>,
    at: At,
}

/// Audits what nodes of one cluster did, by their logs, in any order. A node may have several, one after the other.
///
/// # Errors
/// If a file is no log, or one of another cluster.
pub fn audit(paths: &[PathBuf]) -> Result<Report, Unusable> {
    record(paths, &[]).map(|(report, _)| report)
}

/// Audits, and keeps what was done for these decrees, so that it can be drawn: one recording for each, in order of
/// their names; none, if all logs are empty.
///
/// # Errors
/// If a file is no log, or one of another cluster.
pub fn record(paths: &[PathBuf], decrees: &[Decree]) -> Result<(Report, Vec<Recording>), Unusable> {
    let mut report = Report::default();
    let mut logs: BTreeMap<NodeId, Vec<Log>> = BTreeMap::new();
    let mut first: Option<(PathBuf, Box<Start>)> = None;
    for path in paths {
        let Some(log) = open(path)? else {
            report.notes.push(format!("{}: this log is empty", path.display()));
            continue;
        };
        let (other, start) = first.get_or_insert_with(|| (path.clone(), log.start.clone()));
        if !is_same_cluster(start, &log.start) {
            return Err(Unusable::Mixed { path: path.clone(), other: other.clone() });
        }
        logs.entry(log.start.node).or_default().push(log);
    }
    let Some((path, start)) = first else { return Ok((report, Vec::new())) };
    let setting = Setting::of(&start);
    let setting = Rc::new(setting.map_err(|why| Unusable::NoCluster { path, line: 1, why })?);
    report.nodes = logs.keys().copied().collect();
    report.missing = setting.nodes.iter().filter(|id| !logs.contains_key(id)).copied().collect();
    let mut whole = Whole { recorder: Recorder::of(decrees), ..Whole::default() };
    for (id, logs) in logs {
        let wrong = follow(id, logs, &setting, &mut whole, &mut report)?;
        report.problems.extend(wrong);
    }
    let known = if decrees.is_empty() { Vec::new() } else { whole.decrees() };
    let recorder = std::mem::take(&mut whole.recorder);
    let recordings = recorder.finish(&setting, &report.nodes, known);
    judge(whole, &setting, &mut report);
    Ok((report, recordings))
}

/// Reads where a log begins; nothing, if it is empty.
fn open(path: &std::path::Path) -> Result<Option<Log>, Unusable> {
    let mut lines = Lines::open(path)?;
    match lines.next()? {
        Some((at, Line::Start(start))) => Ok(Some(Log { lines, start, at })),
        Some((at, _)) => Err(Unusable::NoLine {
            path: path.to_owned(),
            line: at.line,
            why: "a log begins with a start".to_string(),
        }),
        None => match lines.cut_off() {
            Some(unusable) => Err(unusable),
            None => Ok(None),
        },
    }
}

fn is_same_cluster(one: &Start, other: &Start) -> bool {
    one.cluster == other.cluster && one.quorums == other.quorums && one.members == other.members
}

/// Replays what a node did. The first that is wrong ends it: nothing after it means anything.
fn follow(
    id: NodeId,
    mut logs: Vec<Log>,
    setting: &Setting,
    whole: &mut Whole,
    report: &mut Report,
) -> Result<Option<Problem>, Unusable> {
    logs.sort_by_key(|log| (log.start.start, log.start.commits));
    let cluster = logs[0].start.clone();
    let (mut turns, mut node) = (Turns::default(), Node::new(id, setting));
    let mut wrong = None;
    'logs: for Log { mut lines, start, at } in logs {
        let mut next = Some((at, Line::Start(start)));
        while let Some((at, line)) = next {
            if let Line::Start(start) = &line
                && (!is_same_cluster(start, &cluster) || start.node != id)
            {
                let (path, other) = (lines.path().to_owned(), lines.path().to_owned());
                return Err(Unusable::Mixed { path, other });
            }
            let taken = turns.take(at, line).and_then(|happened| {
                happened
                    .into_iter()
                    .try_for_each(|it| take(it, turns.has_past, &mut node, whole, report))
            });
            if let Err(problem) = taken {
                wrong = Some(problem);
                break 'logs;
            }
            next = lines.next()?;
        }
        let left_out = |cut: Unusable| format!("the last line was cut off, and is left out: {cut}");
        report.notes.extend(lines.cut_off().map(left_out));
    }
    if turns.has_past {
        report.with_past.push(id);
    }
    if wrong.is_some() {
        return Ok(wrong);
    }
    let has_past = turns.has_past;
    let last = turns.finish().map(|last| take(last, has_past, &mut node, whole, report));
    Ok(last.and_then(Result::err))
}

fn take(
    happened: Happened,
    has_past: bool,
    node: &mut Node,
    whole: &mut Whole,
    report: &mut Report,
) -> Result<(), Problem> {
    match happened {
        Happened::Start => {
            report.starts += 1;
            node.start(has_past);
            Ok(())
        }
        Happened::Turn(lines) => {
            report.turns += 1;
            lines.into_iter().try_for_each(|(at, line)| node.does(&at, line, whole))
        }
    }
}

/// What can be told of all of it together.
fn judge(whole: Whole, setting: &Setting, report: &mut Report) {
    let Whole { histories, messages, steps, chosen, none, .. } = whole;
    (report.steps, report.chosen, report.none) = (steps, chosen, none);
    (report.decrees, report.heard) = (histories.len() as u64, messages.heard);
    // Where a log was not read to its end, what is missing says nothing.
    if !report.problems.is_empty() {
        return;
    }
    let known = |id: &NodeId| report.nodes.contains(id) && !report.with_past.contains(id);
    let (unsaid, unverified): (Vec<_>, Vec<_>) = messages
        .unsaid()
        .into_iter()
        .partition(|unsaid| setting.home(unsaid.from).is_some_and(|home| known(&home)));
    report.unverified = unverified.len() as u64;
    let mut files = BTreeSet::new();
    for it in unsaid.iter().filter(|unsaid| files.insert(unsaid.at.file.clone())) {
        let who = setting.roster.name(it.from);
        report
            .problems
            .push(Problem::new(&it.at, format!("{}, which {who} never said", it.what())));
    }
    let is_whole = !report.is_part();
    let mut histories: Vec<_> = histories.into_iter().collect();
    histories.sort_by(|(one, _), (other, _)| one.cmp(other));
    let violated = histories.into_iter().filter_map(|(decree, history)| {
        properties::violated(&decree, history, &setting.roster, is_whole)
    });
    report.problems.extend(violated);
}
