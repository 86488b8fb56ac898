//! Why an expression is so, or is not: what was the case, in words.

use super::cast::Group;
use super::expression::{Deed, Expression, Who};
use super::meaning::{count, size};
use crate::paxos::{AcceptorSet, Vote};
use crate::properties::Run;

impl Expression {
    /// How a run so far fails it, in a sentence; none if it does not.
    pub(super) fn why_not(&self, run: &Run) -> Option<String> {
        if self.holds(run) {
            return None;
        }
        match self {
            Self::All(parts) => parts.iter().find_map(|part| part.why_not(run)),
            _ => Some(format!("`{self}` is not so: {}", self.reasons(run).join(" and "))),
        }
    }

    /// What settles whether it is so.
    fn reasons(&self, run: &Run) -> Vec<String> {
        match self {
            Self::Did(Who::Somebody | Who::Each, deed) => vec![by_whom(deed, run)],
            Self::Did(Who::One(number), deed) => vec![done(deed, *number, run)],
            Self::Chosen(_) => vec![chosen(run)],
            Self::Count(_, group, each) => vec![counted(*group, each, run)],
            Self::Not(other) => other.reasons(run),
            Self::All(parts) => settling(parts, run, false),
            Self::Any(parts) => settling(parts, run, true),
            Self::Implies(condition, _) if !condition.holds(run) => condition.reasons(run),
            Self::Implies(condition, consequence) => {
                let [condition, consequence] =
                    [condition, consequence].map(|part| part.reasons(run).join(" and "));
                vec![format!("{condition}, and {consequence}")]
            }
        }
    }
}

/// The reasons of the first part that alone settles all of them, or else of each part once.
fn settling(parts: &[Expression], run: &Run, settles: bool) -> Vec<String> {
    if let Some(part) = parts.iter().find(|part| part.holds(run) == settles) {
        return part.reasons(run);
    }
    let mut reasons = Vec::new();
    for reason in parts.iter().flat_map(|part| part.reasons(run)) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

/// Those who have done something.
fn by_whom(deed: &Deed, run: &Run) -> String {
    let group = deed.group();
    match (0..size(group, run)).find(|number| deed.is_of(*number, run)) {
        Some(number) => done(deed, number, run),
        None => format!("no {} {deed}", group.one()),
    }
}

/// What an actor has done of the kind of some deed.
fn done(deed: &Deed, number: usize, run: &Run) -> String {
    let group = deed.group();
    let what = match deed {
        Deed::Promised(_) => match run.acceptors[number].promised {
            Some(ballot) => format!("promised {ballot}"),
            None => "promised nothing".to_string(),
        },
        Deed::Voted(_) => listed("voted", "for ", run.acceptors[number].votes.iter().map(vote)),
        Deed::Began(_) => match run.proposers[number].begun {
            Some(ballot) => format!("began {ballot} last"),
            None => "began nothing".to_string(),
        },
        Deed::Proposed(_) => {
            listed("proposed", "", run.proposers[number].proposed.iter().map(vote))
        }
        Deed::Learned(_) => {
            listed("learned", "", run.learners[number].1.learned.iter().map(ToString::to_string))
        }
    };
    format!("{} {} {what}", group.one(), group.name(number))
}

fn listed(verb: &str, of: &str, what: impl Iterator<Item = String>) -> String {
    let what: Vec<_> = what.collect();
    match &what[..] {
        [] => format!("{verb} {of}nothing"),
        _ => format!("{verb} {of}{}", what.join(" and ")),
    }
}

fn vote(vote: &Vote) -> String {
    format!("{} at {}", vote.value, vote.ballot)
}

fn chosen(run: &Run) -> String {
    let quorum =
        |(choice, quorum): (&Vote, AcceptorSet)| format!("{quorum} chose {}", vote(choice));
    let chosen: Vec<_> = run.chosen().map(quorum).collect();
    if chosen.is_empty() { "nothing is chosen".to_string() } else { chosen.join(" and ") }
}

fn counted(group: Group, each: &Expression, run: &Run) -> String {
    let names: Vec<_> = count(group, each, run).into_iter().map(|n| group.name(n)).collect();
    let who = match &names[..] {
        [] => format!("no {}", group.one()),
        [one] => format!("{} {one} alone", group.one()),
        _ if names.len() == size(group, run) => format!("every {}", group.one()),
        [others @ .., last] => format!("{group} {} and {last}", others.join(", ")),
    };
    match each {
        Expression::Did(..) => format!("{who} {each}"),
        _ => format!("{who} ({each})"),
    }
}
