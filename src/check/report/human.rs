//! A judgement as a paragraph.

use super::Reported;
use super::words::seconds;
use crate::check::dead_ends::Outlook;
use crate::check::judgement::{Bugs, Judgement};
use crate::check::paragraph::{Paragraph, Tone};
use crate::check::verdict::{PropertyResult, PropertyVerdict};
use crate::model::packed::Reduction;
use crate::model::words::{counted, grouped};
use std::fmt::Write;
use std::path::Path;

/// A paragraph on one model.
pub fn human(reported: &Reported) -> Paragraph {
    let judgement = reported.judgement;
    let mut paragraph = Paragraph::new(&judgement.model, &judgement.title);
    let mut line = |label, tone, text| paragraph.line(label, tone, text);
    line("bound", Tone::Plain, judgement.bounds.join(", "));
    line("holds", Tone::Good, list(judgement, PropertyVerdict::Holds));
    line("reached", Tone::Good, list(judgement, PropertyVerdict::Reached));
    line("unreached", Tone::Plain, list(judgement, PropertyVerdict::Unreached));
    line("unknown", Tone::Doubtful, unknown(judgement));
    for (property, path) in judgement.properties.iter().zip(&reported.traces) {
        if property.verdict == PropertyVerdict::Violated {
            let (expected, tone) = match judgement.expects(property) {
                true => (", as expected", Tone::Good),
                false => ("", Tone::Bad),
            };
            line("violated", tone, format!("{}{expected}", violated(property)));
            let path = path.as_ref().map(|path| format!("synod trace {}", quoted(path)));
            line("see it", Tone::Command, path.unwrap_or_default());
        }
    }
    let reductions = judgement.reductions.iter().map(ToString::to_string);
    line("reduced by", Tone::Plain, reductions.collect::<Vec<_>>().join(", "));
    line("coverage", Tone::Plain, coverage(judgement));
    line("outlook", Tone::Plain, outlook(judgement));
    line("bugs", Tone::Plain, bugs(judgement));
    let resumed =
        judgement.resumed_states.map(|states| format!("from {}", counted(states, "state")));
    line("resumed", Tone::Plain, resumed.unwrap_or_default());
    let tone = if judgement.complete { Tone::Plain } else { Tone::Doubtful };
    line("search", tone, search(judgement));
    for difference in &judgement.unexpected {
        line("UNEXPECTED", Tone::Bad, difference.clone());
    }
    paragraph
}

/// What is violated, and how soon.
fn violated(property: &PropertyResult) -> String {
    let steps = property.trace.as_ref().map(|trace| counted(trace.story.steps.len(), "step"));
    let steps = steps.map_or("without a trace".to_string(), |steps| format!("in {steps}"));
    format!("{} {steps}", property.name())
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
    let [live, all] = [pending - dead, pending].map(grouped);
    let mut text = format!("a decision can be reached from {live} of {all} states without one");
    if dead > unexcused {
        let excused = grouped(dead - unexcused);
        let _ = write!(text, "; in {excused} the bound leaves no ballot that could succeed");
    }
    if unexcused > 0 {
        let _ = write!(text, "; from {} only the rules are in the way", grouped(unexcused));
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
    let states = counted(judgement.unique_states, "state");
    let depth = judgement.depth.map_or(String::new(), |depth| format!(", depth {depth}"));
    let seconds = seconds(judgement.seconds);
    let extent = match (judgement.complete, &judgement.reason) {
        (true, _) => "complete".to_string(),
        (false, reason) => format!("NOT COMPLETE ({})", reason.as_deref().unwrap_or("stopped")),
    };
    let stand = match judgement.unreduced_states {
        Some(all) if all != judgement.unique_states => format!(" for {}", grouped(all)),
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
    format!("{extent}: {states}{stand}{depth}, {seconds} s; {compared}{again}{second}")
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    shlex::try_quote(&path).map_or_else(|_| path.clone(), Into::into)
}
