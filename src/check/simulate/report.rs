//! Simulations as text and as JSON.

use super::replay::replay_command;
use super::simulation::{Cut, Finding, Simulation};
use crate::check::paragraph::{Paragraph, Tone};
use crate::model::words::{counted, grouped};
use crate::properties::Kind;
use serde::Serialize;
use std::path::PathBuf;

/// A simulation, with where its traces were written.
pub struct Reported<'a> {
    /// The simulation.
    pub simulation: &'a Simulation,
    /// For each property, the file with its trace, if it has one.
    pub traces: Vec<Option<PathBuf>>,
}

/// A paragraph on the simulation.
pub fn human(reported: &Reported) -> Paragraph {
    let simulation = reported.simulation;
    let mut paragraph = Paragraph::new(&simulation.model, &simulation.title);
    let mut line = |label, tone, text| paragraph.line(label, tone, text);
    line("bound", Tone::Plain, simulation.bounds.join(", "));
    line("seed", Tone::Plain, simulation.order.seed.to_string());
    for (finding, path) in simulation.findings.iter().zip(&reported.traces) {
        if let (true, Some((run, steps))) = (finding.is_violation(), finding.first) {
            let (label, tone, expected) = match finding.expected {
                true => ("violated", Tone::Good, ", as expected"),
                false => ("VIOLATED", Tone::Bad, ""),
            };
            let (name, runs) = (finding.sought.name(), counted(finding.runs, "run"));
            let steps = counted(steps, "step");
            let first = format!("first in run {run}, after {steps}");
            line(label, tone, format!("{name} in {runs}{expected}; {first}"));
            line("again", Tone::Command, replay_command(simulation, run));
            let path = path.as_ref().map(|path| format!("synod trace {}", path.display()));
            line("see it", Tone::Command, path.unwrap_or_default());
        }
    }
    for missed in simulation.findings.iter().filter(|finding| finding.is_missed()) {
        let name = missed.sought.name();
        let runs = counted(simulation.runs, "run");
        line(
            "not found",
            Tone::Doubtful,
            format!("{name} should be violated, and was not in {runs}"),
        );
    }
    let witnesses = || simulation.findings.iter().filter(|f| f.sought.kind() == Kind::Sometimes);
    let reached = witnesses().filter(|witness| witness.runs > 0);
    let reached = reached.map(|w| format!("{} ({})", w.sought.name(), grouped(w.runs)));
    line("reached", Tone::Good, list(reached, " in so many runs"));
    let unreached = witnesses().filter(|witness| witness.runs == 0);
    line("not met", Tone::Plain, list(unreached.map(|w| w.sought.name().to_string()), ""));
    let (all, seen) = simulation.coverage.counts();
    let never = list(simulation.coverage.unseen().into_iter(), "");
    let never = if never.is_empty() { never } else { format!("; never: {never}") };
    if all > 0 {
        line(
            "coverage",
            Tone::Plain,
            format!("{seen} of {all} cases of the handlers occurred{never}"),
        );
    }
    line("walked", Tone::Plain, walked(simulation));
    if let Some(Cut::Panicked(run, said)) = &simulation.cut {
        line("PANICKED", Tone::Bad, format!("the model panicked in run {run}: {said}"));
        line("again", Tone::Command, replay_command(simulation, *run));
    }
    let tone = match simulation.is_unexpected() {
        true => Tone::Bad,
        false if simulation.is_complete() => Tone::Plain,
        false => Tone::Doubtful,
    };
    line("verdict", tone, sentence(simulation));
    paragraph
}

fn list(items: impl Iterator<Item = String>, after: &str) -> String {
    let items: Vec<_> = items.collect();
    if items.is_empty() { String::new() } else { items.join(", ") + after }
}

fn walked(simulation: &Simulation) -> String {
    let Simulation { runs, steps, exhausted, seconds, .. } = simulation;
    let numbered = match runs.checked_sub(1) {
        Some(more) if more > 0 => {
            let first = simulation.order.first_run;
            format!(" (runs {first} to {})", first + more)
        }
        Some(_) => format!(" (run {})", simulation.order.first_run),
        None => String::new(),
    };
    let about = if simulation.uncounted_states { "more than" } else { "about" };
    let states = counted(simulation.distinct_states, "different state");
    let end = match simulation.runs {
        0 => String::new(),
        _ => format!("; {} went on until no step was left", grouped(*exhausted)),
    };
    let (runs, steps) = (counted(*runs, "run"), counted(*steps, "step"));
    format!("{runs}{numbered}, {steps} in all, {about} {states}, {seconds:.1} s{end}")
}

/// The verdict in a sentence, which never claims more than was seen.
fn sentence(simulation: &Simulation) -> String {
    let runs = counted(simulation.runs, "run");
    let depth = counted(simulation.order.depth, "step");
    let named = |those: fn(&Finding) -> bool| {
        let those = simulation.findings.iter().filter(|finding| those(finding));
        list(those.map(|finding| finding.sought.name().to_string()), "")
    };
    let (violated, unexpected) = (named(Finding::is_violation), named(Finding::is_unexpected));
    let found = match &simulation.cut {
        Some(Cut::Panicked(run, _)) => return format!("the model panicked in run {run}"),
        _ if !unexpected.is_empty() => {
            return format!("{unexpected} violated, which the model file does not expect");
        }
        _ if violated.is_empty() => {
            format!("no violation found in {runs} of at most {depth} (this is no proof)")
        }
        _ => format!(
            "{violated} violated, as expected; no other violation found in {runs} of at most {depth} \
             (this is no proof)"
        ),
    };
    match &simulation.cut {
        Some(Cut::Stopped(reason)) => {
            format!("NOT ALL RUNS DONE ({reason}): {found}")
        }
        _ => found,
    }
}

/// The simulation as a JSON document; `docs/schemas/simulate.json` is its schema.
///
/// # Errors
/// None that the data could cause; those of the serialiser are passed on.
pub fn json(reported: &Reported) -> serde_json::Result<String> {
    serde_json::to_string_pretty(&SimulationJson::from(reported))
}

#[derive(Serialize)]
struct SimulationJson<'a> {
    version: u32,
    model: &'a str,
    title: &'a str,
    bounds: &'a [String],
    seed: u64,
    first_run: u64,
    runs_wanted: u64,
    depth: u64,
    verdict: &'static str,
    summary: String,
    as_expected: bool,
    complete: bool,
    reason: Option<&'a str>,
    runs: u64,
    exhausted_runs: u64,
    steps: u64,
    distinct_states: u64,
    more_states: bool,
    seconds: f64,
    cases: usize,
    never: Vec<String>,
    properties: Vec<PropertyJson<'a>>,
}

#[derive(Serialize)]
struct PropertyJson<'a> {
    name: &'a str,
    kind: &'static str,
    expected: bool,
    runs: u64,
    first_run: Option<u64>,
    steps: Option<u64>,
    replay: Option<String>,
    trace: Option<String>,
}

impl<'a> From<&Reported<'a>> for SimulationJson<'a> {
    fn from(reported: &Reported<'a>) -> Self {
        let simulation = reported.simulation;
        let (verdict, reason) = match &simulation.cut {
            Some(Cut::Panicked(_, said)) => ("panicked", Some(said.as_str())),
            Some(Cut::Stopped(reason)) => ("stopped", Some(*reason)),
            Some(Cut::Violated) | None => ("no violation found", None),
        };
        let violated = simulation.findings.iter().any(Finding::is_violation);
        let complete = simulation.is_complete();
        let properties = simulation.findings.iter().zip(&reported.traces);
        Self {
            version: 1,
            model: &simulation.model,
            title: &simulation.title,
            bounds: &simulation.bounds,
            seed: simulation.order.seed,
            first_run: simulation.order.first_run,
            runs_wanted: simulation.order.runs,
            depth: simulation.order.depth,
            verdict: if violated && verdict != "panicked" { "violated" } else { verdict },
            summary: sentence(simulation),
            as_expected: complete && !simulation.is_unexpected(),
            complete,
            reason,
            runs: simulation.runs,
            exhausted_runs: simulation.exhausted,
            steps: simulation.steps,
            distinct_states: simulation.distinct_states,
            more_states: simulation.uncounted_states,
            seconds: simulation.seconds,
            cases: simulation.coverage.counts().0,
            never: simulation.coverage.unseen(),
            properties: properties
                .map(|(finding, path)| PropertyJson::new(simulation, finding, path.as_ref()))
                .collect(),
        }
    }
}

impl<'a> PropertyJson<'a> {
    fn new(simulation: &Simulation, finding: &'a Finding, path: Option<&PathBuf>) -> Self {
        Self {
            name: finding.sought.name(),
            kind: match finding.sought.kind() {
                Kind::Always => "always",
                Kind::Sometimes => "sometimes",
            },
            expected: finding.expected,
            runs: finding.runs,
            first_run: finding.first.map(|(run, _)| run),
            steps: finding.first.map(|(_, steps)| steps),
            replay: finding.first.map(|(run, _)| replay_command(simulation, run)),
            trace: path.map(|path| path.display().to_string()),
        }
    }
}
