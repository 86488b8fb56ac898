//! Judgements as text and as JSON.

use super::dead_ends::Outlook;
use super::judgement::{Bugs, Judgement};
use super::verdict::{Judged, PropertyResult, PropertyVerdict, Verdict};
use crate::model::packed::Reduction;
use crate::properties::{AskedFor, Kind};
use comfy_table::{CellAlignment, Table, presets};
use indicatif::HumanCount;
use serde::Serialize;
use std::fmt::Write;
use std::path::PathBuf;

/// A judgement, with where its traces were written.
pub struct Reported<'a> {
    /// The judgement.
    pub judgement: &'a Judgement,
    /// For each property, the file with its trace, if it has one.
    pub traces: Vec<Option<PathBuf>>,
}

/// A paragraph on one model.
pub fn human(reported: &Reported) -> String {
    let judgement = reported.judgement;
    let mut text = format!("{}\n  {}\n", judgement.model, judgement.title);
    let mut line = |label: &str, content: String| {
        if !content.is_empty() {
            let _ = writeln!(text, "  {label:<10} {content}");
        }
    };
    line("bound", judgement.bounds.join(", "));
    line("holds", list(judgement, PropertyVerdict::Holds));
    line("reached", list(judgement, PropertyVerdict::Reached));
    line("unreached", list(judgement, PropertyVerdict::Unreached));
    line("unknown", unknown(judgement));
    for (property, path) in judgement.properties.iter().zip(&reported.traces) {
        if property.verdict == PropertyVerdict::Violated {
            let steps = property.trace.as_ref().map_or("without a trace".to_string(), |trace| {
                format!("in {} steps", trace.story.steps.len())
            });
            let path = path.as_ref().map_or(String::new(), |path| format!(": {}", path.display()));
            line("violated", format!("{} {steps}{path}", property.name()));
        }
    }
    line(
        "reduced by",
        judgement.reductions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    );
    line("coverage", coverage(judgement));
    line("outlook", outlook(judgement));
    line("bugs", bugs(judgement));
    let resumed =
        judgement.resumed_states.map(|states| format!("from {} states", HumanCount(states)));
    line("resumed", resumed.unwrap_or_default());
    line("search", search(judgement));
    for difference in &judgement.unexpected {
        line("UNEXPECTED", difference.clone());
    }
    text
}

fn list(judgement: &Judgement, verdict: PropertyVerdict) -> String {
    let those = judgement.properties.iter().filter(|p| p.verdict == verdict);
    those.map(PropertyResult::name).collect::<Vec<_>>().join(", ")
}

/// What is not known, and why, if that is no matter of where the search was stopped.
fn unknown(judgement: &Judgement) -> String {
    let names = list(judgement, PropertyVerdict::Unknown);
    let settled = judgement.reductions.contains(&Reduction::Settled);
    if settled && !names.is_empty() { names + " (only agreement was looked at)" } else { names }
}

fn coverage(judgement: &Judgement) -> String {
    let (all, seen) = judgement.cases;
    if all == 0 {
        return String::new();
    }
    let mut text = format!("{seen} of {all} cases of the handlers occurred");
    if !judgement.unseen.is_empty() {
        // That a message is ignored is not seen where it is taken out as stale, or comes later; nor that a
        // vote is counted which teaches nothing, where learners only observe.
        let passed_over =
            [Reduction::StaleMessages, Reduction::Observers, Reduction::PersistentSets];
        let never = match passed_over.iter().any(|it| judgement.reductions.contains(it)) {
            true => "not seen with these reductions",
            false => "never",
        };
        let _ = write!(text, "; {never}: {}", judgement.unseen.join(", "));
    }
    text
}

/// From how many states a decision can still be reached.
fn outlook(judgement: &Judgement) -> String {
    let Some(Outlook { pending, dead, unexcused }) = judgement.outlook else {
        return String::new();
    };
    let [live, all] = [pending - dead, pending].map(HumanCount);
    let mut text = format!("a decision can be reached from {live} of {all} states without one");
    if dead > unexcused {
        let excused = HumanCount(dead - unexcused);
        let _ = write!(text, "; in {excused} the bound leaves no ballot that could succeed");
    }
    if unexcused > 0 {
        let _ = write!(text, "; from {} only the rules are in the way", HumanCount(unexcused));
    }
    text
}

/// What a verdict that nothing is wrong is worth.
fn bugs(judgement: &Judgement) -> String {
    match judgement.bugs {
        Bugs::Known { caught, all } => {
            format!("at this bound {caught} of {all} known bugs would be caught")
        }
        Bugs::Unknown => {
            let command = format!("synod mutants {}", judgement.model);
            format!("which of the known bugs this bound would catch, finds out {command}")
        }
        Bugs::NotAsked => String::new(),
    }
}

fn search(judgement: &Judgement) -> String {
    let states = HumanCount(judgement.unique_states);
    let depth = judgement.depth.map_or(String::new(), |depth| format!(", depth {depth}"));
    let seconds = seconds(judgement.seconds);
    let extent = match (judgement.complete, &judgement.reason) {
        (true, _) => "complete".to_string(),
        (false, reason) => format!("NOT COMPLETE ({})", reason.as_deref().unwrap_or("stopped")),
    };
    let stand = match judgement.unreduced_states {
        Some(all) if all != judgement.unique_states => format!(" for {}", HumanCount(all)),
        _ => String::new(),
    };
    let compared = if judgement.exact {
        "whole states compared".to_string()
    } else {
        let collision = judgement.collision_probability();
        format!("the chance that a hash collision hid a state is {collision:.0e}")
    };
    let second = judgement.second_opinion.as_ref();
    let second = second.map_or(String::new(), |engine| format!("; {engine} was asked too"));
    let again = if judgement.searched_again { "; the second search" } else { "" };
    format!("{extent}: {states} states{stand}{depth}, {seconds} s; {compared}{again}{second}")
}

/// What kind of property something is.
fn kind(judged: &Judged) -> &'static str {
    match judged {
        Judged::OfRuns(sought) => match sought.kind() {
            Kind::Always => "always",
            Kind::Sometimes => "sometimes",
        },
        Judged::AskedFor(AskedFor::DecisionStaysReachable) => "stays-reachable",
        Judged::AskedFor(AskedFor::RefinesPaxos | AskedFor::KeepsTheInvariant) => "every-step",
    }
}

/// One line for each model, and one for all.
pub fn table(judgements: &[Judgement]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["model", "verdict", "states", "seconds"]);
    for judgement in judgements {
        let strange = judgement.verdict == Verdict::Holds && !judgement.refines();
        let but = if strange { ", does not refine Paxos" } else { "" };
        let note = if judgement.as_expected() { "" } else { " (!)" };
        table.add_row([
            judgement.model.clone(),
            format!("{}{but}{note}", word(judgement.verdict)),
            HumanCount(judgement.unique_states).to_string(),
            seconds(judgement.seconds),
        ]);
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let good = judgements.iter().filter(|judgement| judgement.as_expected()).count();
    let lines: Vec<_> = table.lines().map(|line| line.trim_end().to_string()).collect();
    format!("{}\n\n{good} of {} models as expected", lines.join("\n"), judgements.len())
}

/// Seconds, with as many digits as tell something.
fn seconds(seconds: f64) -> String {
    if seconds < 9.995 { format!("{seconds:.2}") } else { format!("{seconds:.1}") }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Violated => "violated",
        Verdict::Truncated => "truncated",
        Verdict::Panicked => "panicked",
    }
}

/// All judgements as one JSON document; `docs/schemas/check.json` is its schema.
///
/// # Errors
/// None that the data could cause; those of the serialiser are passed on.
pub fn json(reported: &[Reported]) -> serde_json::Result<String> {
    let models: Vec<_> = reported.iter().map(ModelJson::from).collect();
    serde_json::to_string_pretty(&models)
}

#[derive(Serialize)]
struct ModelJson<'a> {
    version: u32,
    model: &'a str,
    verdict: &'static str,
    as_expected: bool,
    complete: bool,
    reason: Option<&'a str>,
    unique_states: u64,
    generated_states: u64,
    unreduced_states: Option<u64>,
    depth: Option<usize>,
    reductions: Vec<String>,
    searched_again: bool,
    resumed_states: Option<u64>,
    seconds: f64,
    collision_probability: f64,
    unexpected: &'a [String],
    bounds: &'a [String],
    unheeded: &'a [String],
    never: &'a [String],
    outlook: Option<OutlookJson>,
    known_bugs: Option<BugsJson>,
    properties: Vec<PropertyJson<'a>>,
}

#[derive(Serialize)]
struct BugsJson {
    caught: usize,
    all: usize,
}

#[derive(Serialize)]
struct OutlookJson {
    pending: u64,
    dead: u64,
    unexcused: u64,
}

#[derive(Serialize)]
struct PropertyJson<'a> {
    name: &'a str,
    kind: &'static str,
    verdict: &'static str,
    steps: Option<usize>,
    trace: Option<String>,
}

impl<'a> From<&Reported<'a>> for ModelJson<'a> {
    fn from(reported: &Reported<'a>) -> Self {
        let judgement = reported.judgement;
        let properties = judgement.properties.iter().zip(&reported.traces);
        Self {
            version: 1,
            model: &judgement.model,
            verdict: word(judgement.verdict),
            as_expected: judgement.as_expected(),
            complete: judgement.complete,
            reason: judgement.reason.as_deref(),
            unique_states: judgement.unique_states,
            generated_states: judgement.generated_states,
            unreduced_states: judgement.unreduced_states,
            depth: judgement.depth,
            reductions: judgement.reductions.iter().map(ToString::to_string).collect(),
            searched_again: judgement.searched_again,
            resumed_states: judgement.resumed_states,
            seconds: judgement.seconds,
            collision_probability: judgement.collision_probability(),
            unexpected: &judgement.unexpected,
            bounds: &judgement.bounds,
            unheeded: &judgement.unheeded,
            never: &judgement.unseen,
            outlook: judgement.outlook.map(|Outlook { pending, dead, unexcused }| OutlookJson {
                pending,
                dead,
                unexcused,
            }),
            known_bugs: match judgement.bugs {
                Bugs::Known { caught, all } => Some(BugsJson { caught, all }),
                Bugs::Unknown | Bugs::NotAsked => None,
            },
            properties: properties
                .map(|(result, path)| PropertyJson {
                    name: result.name(),
                    kind: kind(&result.judged),
                    verdict: match result.verdict {
                        PropertyVerdict::Holds => "holds",
                        PropertyVerdict::Violated => "violated",
                        PropertyVerdict::Reached => "reached",
                        PropertyVerdict::Unreached => "unreached",
                        PropertyVerdict::Unknown => "unknown",
                    },
                    steps: result.trace.as_ref().map(|trace| trace.story.steps.len()),
                    trace: path.as_ref().map(|path| path.display().to_string()),
                })
                .collect(),
        }
    }
}
