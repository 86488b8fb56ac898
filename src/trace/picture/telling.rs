//! What a picture says, in words.

use crate::model::story::{Act, Cast, Said, Step, View};
use crate::trace::Trace;
use crate::trace::language::Tongue;

/// A step in a sentence, which is shorter in a picture, where the rest can be seen.
pub(super) fn text(step: &Step) -> String {
    let (from, to, vote) = match &step.action {
        Act::Deliver { from, to, message: Said::Promise { vote, .. } } => (from, to, vote),
        Act::Deliver { from, to, message: Said::LogPromise { votes, .. } } => {
            return of_log(step, from, to, votes);
        }
        _ => return step.text.clone(),
    };
    let now = step.changed.iter().find(|actor| actor.name == *to).map(|actor| &actor.state);
    let report = vote.as_ref().map_or_else(|| "no vote".to_string(), ToString::to_string);
    let counts = format!("{to} counts {from}'s promise: {report}");
    match now {
        Some(View::Proposer { proposed: Some(value), ballot: Some(ballot), .. }) => {
            format!("{counts}; proposes {value} at {ballot}")
        }
        Some(View::Proposer { .. }) => counts,
        _ => step.text.clone(),
    }
}

/// That a leader of a log counts a promise, and what it proposes by that.
fn of_log(step: &Step, from: &str, to: &str, votes: &[Cast]) -> String {
    let counts = format!("{to} counts ");
    if !step.text.starts_with(&counts) {
        return step.text.clone();
    }
    let votes: Vec<String> = votes.iter().map(ToString::to_string).collect();
    let report = if votes.is_empty() { "no vote".to_string() } else { votes.join(" and ") };
    let proposes =
        step.text.split("; ").find_map(|clause| clause.strip_prefix(&format!("{to} proposes ")));
    let proposes = proposes.map_or(String::new(), |what| format!("; proposes {what}"));
    format!("{counts}{from}'s promise: {report}{proposes}")
}

/// What the rules would have done, without what they would have done alike.
pub(super) fn rules(rules: &str, text: &str) -> String {
    let alike = rules.char_indices().zip(text.chars()).find(|((_, one), other)| one != other);
    let alike = alike.map_or(rules.len(), |((at, _), _)| at);
    let clause = [": ", "; "].iter().filter_map(|end| Some(rules[..alike].rfind(end)? + end.len()));
    let rest = &rules[clause.max().unwrap_or(0)..];
    format!("by the rules: {rest}")
}

/// What is wrong in the end, in as few words as a band has room for.
pub(super) fn verdict(property: &str) -> String {
    let known = match property {
        "agreement" => "two values chosen",
        "validity" => "a value that nobody wants",
        "learned implies chosen" => "learned, and not chosen",
        "learners agree" => "two values learned",
        "reads never miss a value" => "told none, and a value was chosen",
        "one value per ballot" => "two values in one ballot",
        "promises and votes never go back" => "a promise or a vote has gone back",
        "the promise covers all slots" => "a vote that a promise kept back",
        "no slot is chosen beyond a hole" => "a slot is chosen beyond a hole",
        "a no-op only fills a hole" => "a no-op where there is no hole",
        "only a contiguous chosen prefix is applied" => "carried out before its turn",
        "ballots never reused" => "a ballot is used again",
        "votes are safe" => "a vote that is not safe",
        "leaders keep what is chosen" => "a leader without what is chosen",
        "logs match" => "logs that do not match",
        "nobody commits what another aborts" => "committed here, aborted there",
        "only what all have prepared is committed" => "committed, and not all have prepared",
        "nothing is aborted without a reason" => "aborted without a reason",
        "decision stays reachable" => "no decision can be reached any more",
        "refines Paxos" => "no step of Paxos",
        "keeps the invariant" => "the invariant of the proof is broken",
        other => return format!("violated: {other}"),
    };
    known.to_string()
}

/// The run for somebody who does not see it.
pub(super) fn description(trace: &Trace, tongue: &Tongue) -> String {
    let mut sentences = Vec::new();
    for (step, number) in trace.story.steps.iter().zip(1..) {
        sentences.push(format!("{number}. {}", tongue.say(&step.text)));
        if let Some(rules) = &step.reference {
            sentences.push(tongue.say(&format!("by the rules: {rules}")));
        }
    }
    sentences.extend(trace.explanation.iter().map(|sentence| tongue.say_all(sentence)));
    sentences.iter().map(|sentence| tongue.sentence(sentence)).collect()
}
