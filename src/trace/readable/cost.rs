//! What makes an order of steps hard to read.

use crate::model::story::{Act, Cast, LeaderView, Said, Story, View};

/// How hard an order is to read; what matters most first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost {
    /// How often another ballot goes on.
    ballots: u32,
    /// How often another actor does.
    actors: u32,
}

/// Where a reader is: the last ballot that he was told of, and the last actor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) ballot: Option<usize>,
    pub(super) actor: Option<usize>,
}

/// What each step of a run adds to the cost of an order: for each its ballot, if it has one, and its actor, by
/// numbers.
pub(super) struct Costs(pub(super) Vec<Place>);

impl Costs {
    pub(super) fn of(story: &Story) -> Self {
        let mut ballots = Vec::new();
        let mut number = |ballot: String| {
            let known = ballots.iter().position(|other| *other == ballot);
            known.unwrap_or_else(|| {
                ballots.push(ballot);
                ballots.len() - 1
            })
        };
        // Whoever is nobody of the actors comes before them.
        let actor = |name: &&str| story.start.iter().position(|actor| actor.name == *name);
        let places = (0..story.steps.len()).map(|at| Place {
            ballot: ballot(story, at).map(&mut number),
            actor: Some(
                story.steps[at].action.actors().first().and_then(actor).map_or(0, |at| at + 1),
            ),
        });
        Self(places.collect())
    }

    /// The cost after one more step, of this number, and where its reader is then.
    pub(super) fn add(&self, cost: Cost, place: Place, step: usize) -> (Cost, Place) {
        let next = self.0[step];
        let change = |one: Option<usize>, other: Option<usize>| {
            u32::from(one.is_some() && other.is_some() && one != other)
        };
        let cost = Cost {
            ballots: cost.ballots + change(place.ballot, next.ballot),
            actors: cost.actors + change(place.actor, next.actor),
        };
        (cost, Place { ballot: next.ballot.or(place.ballot), actor: next.actor })
    }
}

/// The ballot that a step of a run belongs to, if it belongs to one. Where proposers take the same number, or one
/// proposes twice, each is a ballot of its own.
fn ballot(story: &Story, at: usize) -> Option<String> {
    match &story.steps[at].action {
        Act::Deliver { from, to, message } | Act::Alter { from, to, message, .. } => {
            let mut both = [from, to].into_iter();
            match message {
                Said::Prepare { ballot }
                | Said::Promise { ballot, .. }
                | Said::LogPromise { ballot, .. }
                | Said::Refused { ballot, .. } => {
                    let proposer = both.find(|name| name.starts_with("proposer"))?;
                    Some(format!("{ballot} of {proposer}"))
                }
                Said::Accept(cast) | Said::Accepted(cast) => Some(proposed(story, cast)),
                Said::Query | Said::Read { .. } | Said::Unvoted { .. } | Said::Learned { .. } => {
                    None
                }
            }
        }
        Act::Timeout { actor, .. } => {
            let changed = story.steps[..=at].iter().rev().flat_map(|step| &step.changed);
            match &changed.into_iter().find(|changed| changed.name == *actor)?.state {
                View::Proposer { ballot: Some(ballot), .. }
                | View::Leader(LeaderView { ballot: Some(ballot), .. }) => {
                    Some(format!("{ballot} of {actor}"))
                }
                _ => None,
            }
        }
        Act::Phase1a { ballot }
        | Act::Phase2a { ballot, .. }
        | Act::Phase1b { ballot, .. }
        | Act::Phase2b { ballot, .. }
        | Act::IncreaseMaxBal { ballot, .. }
        | Act::Vote { ballot, .. } => Some(ballot.clone()),
        Act::Does { ballot, .. } => ballot.clone(),
        Act::Read { .. } | Act::Sync { .. } | Act::Crash { .. } | Act::Heal => None,
    }
}

/// The ballot in which this was proposed: by whom, and what, if he has proposed something else in it too.
fn proposed(story: &Story, cast: &Cast) -> String {
    let sent = story.steps.iter().flat_map(|step| &step.sent);
    let proposals: Vec<(&String, &Cast)> = sent
        .filter_map(|sent| match &sent.message {
            Said::Accept(other) if other.ballot == cast.ballot && other.slot == cast.slot => {
                Some((&sent.from, other))
            }
            _ => None,
        })
        .collect();
    let Some((proposer, _)) = proposals.iter().find(|(_, other)| *other == cast) else {
        return cast.ballot.clone();
    };
    let ballot = format!("{} of {proposer}", cast.ballot);
    let again = proposals.iter().any(|(by, other)| by == proposer && *other != cast);
    if again { format!("{ballot}: {}", cast.value) } else { ballot }
}
