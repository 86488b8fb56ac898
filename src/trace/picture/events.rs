//! What is to be drawn of each step.

use super::paint::Paint;
use super::sign::{Chip, Sign};
use super::telling;
use crate::model::story::{Act, Actor, Cast, Said, Step, Story, View};
use crate::trace::Trace;
use crate::trace::arrows::sent_in;
use crate::trace::lanes::lanes;
use crate::trace::setting::Setting;

/// A run as it is drawn: a lane for each actor, a row for each step, and what it comes to.
pub(super) struct Picture {
    pub(super) lanes: Vec<String>,
    pub(super) rows: Vec<Row>,
    /// The quorums that chose: two, if they chose different values.
    pub(super) quorums: Vec<Quorum>,
    /// The words of the model's author: values, and what he asks whether it holds.
    pub(super) kept: Vec<String>,
}

/// A quorum, by its lanes, and what it chose.
pub(super) struct Quorum {
    pub(super) lanes: Vec<usize>,
    pub(super) cast: Cast,
    pub(super) paint: Paint,
}

/// One step.
pub(super) struct Row {
    /// Those to whom it happens.
    pub(super) nodes: Vec<Node>,
    pub(super) arrow: Option<Arrow>,
    /// The lanes to which something is sent that never arrives.
    pub(super) lost: Vec<usize>,
    /// What happens, in words.
    pub(super) text: String,
    /// What the rules would have done, if that is something else.
    pub(super) rules: Option<String>,
    pub(super) heals: bool,
}

/// An actor in a step.
pub(super) struct Node {
    pub(super) lane: usize,
    pub(super) sign: Sign,
    pub(super) crashed: bool,
    /// Whether it stops for ever.
    pub(super) stops: bool,
    /// The quorum for which it votes, by its number.
    pub(super) quorum: Option<usize>,
}

impl Kind {
    /// What the message is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Prepare => "prepare",
            Self::Promise => "promise",
            Self::Accept(_) => "accept",
            Self::Accepted(_) => "accepted",
            Self::Query => "query",
            Self::Read => "read",
            Self::Unvoted => "unvoted",
            Self::Refused => "refused",
            Self::Learned(_) => "learned",
        }
    }

    /// Votes, and what asks for them, have the colour of the value.
    pub(super) fn paint(self) -> Paint {
        match self {
            Self::Prepare | Self::Promise => Paint::Proposer,
            Self::Accept(paint) | Self::Accepted(paint) | Self::Learned(paint) => paint,
            Self::Query | Self::Read | Self::Unvoted | Self::Refused => Paint::Faint,
        }
    }
}

impl Node {
    /// Whether there is nothing to see but that it crashes.
    pub(super) fn is_crash_alone(&self) -> bool {
        (self.crashed || self.stops) && matches!(self.sign, Sign::Hears)
    }
}

/// A message that arrives.
pub(super) struct Arrow {
    pub(super) from_lane: usize,
    pub(super) to_lane: usize,
    pub(super) from_row: usize,
    pub(super) kind: Kind,
    /// Whether it was another on its way, and comes from where it was altered.
    pub(super) was_altered: bool,
    /// Whether it is altered, and ends half way.
    pub(super) is_altered: bool,
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Prepare,
    Promise,
    Accept(Paint),
    Accepted(Paint),
    Query,
    Read,
    Unvoted,
    Refused,
    Learned(Paint),
}

/// What is not there.
pub(super) const NOTHING: &str = "–";

impl Picture {
    pub(super) fn of(trace: &Trace, setting: &Setting) -> Self {
        let story = &trace.story;
        let lanes = lanes(story);
        let drawing = Drawing { story, setting, lanes: &lanes };
        let quorums = setting.quorums().into_iter().map(|(cast, names)| Quorum {
            lanes: (0..lanes.len()).filter(|lane| names.contains(&lanes[*lane])).collect(),
            cast: cast.clone(),
            paint: drawing.paint(&cast.value),
        });
        let quorums = quorums.collect();
        let rows = (0..story.steps.len()).map(|row| drawing.row(row)).collect();
        let kept = trace.violates.iter().chain(&setting.values).cloned().collect();
        Self { lanes, rows, quorums, kept }
    }
}

struct Drawing<'a> {
    story: &'a Story,
    setting: &'a Setting,
    lanes: &'a [String],
}

impl Drawing<'_> {
    fn lane(&self, name: &str) -> usize {
        self.lanes.iter().position(|lane| lane == name).unwrap_or(0)
    }

    /// Each value has its colour in all pictures of a model; what nobody wants has the next.
    fn paint(&self, value: &str) -> Paint {
        let values = &self.setting.values;
        Paint::value(values.iter().position(|other| other == value).unwrap_or(values.len()))
    }

    fn row(&self, row: usize) -> Row {
        let step = &self.story.steps[row];
        let actors = match &step.action {
            Act::Alter { .. } | Act::Heal => Vec::new(),
            Act::Phase1a { .. } | Act::Phase2a { .. } | Act::Does { actor: None, .. } => {
                vec![self.lanes[0].as_str()]
            }
            other => other.actors(),
        };
        Row {
            nodes: actors.into_iter().filter_map(|name| self.node(row, name)).collect(),
            arrow: self.arrow(row),
            lost: self.lost(row),
            text: telling::text(step),
            rules: step.reference.as_ref().map(|rules| telling::rules(rules, &step.text)),
            heals: matches!(step.action, Act::Heal),
        }
    }

    /// An actor in a step, if it has a lane.
    fn node(&self, row: usize, name: &str) -> Option<Node> {
        let step = &self.story.steps[row];
        let lane = self.lanes.iter().position(|lane| lane == name)?;
        let votes = self.votes(row, name);
        let mut quorums = self.setting.quorums().into_iter();
        let quorum = quorums
            .position(|(cast, names)| votes.contains(cast) && names.iter().any(|n| n == name));
        let crashed = matches!(step.action, Act::Crash { .. });
        let stops = self.view(row + 1, name).is_some_and(View::has_stopped);
        Some(Node { lane, sign: self.sign(row, name), crashed, stops, quorum })
    }

    /// The votes that an acceptor casts in a step.
    fn votes(&self, row: usize, name: &str) -> Vec<Cast> {
        let step = &self.story.steps[row];
        match &step.action {
            Act::Does { .. } => {
                let by = self.setting.votes[row].iter().filter(|(by, _)| by == name);
                by.map(|(_, cast)| cast.clone()).collect()
            }
            _ => vote(step, name).into_iter().collect(),
        }
    }

    fn sign(&self, row: usize, name: &str) -> Sign {
        let step = &self.story.steps[row];
        if let Act::Sync { .. } = step.action {
            return Sign::Saved;
        }
        let proposes = |cast: &Cast| Sign::Proposes(cast.to_string(), self.paint(&cast.value));
        match &step.action {
            Act::Phase1a { ballot } | Act::Does { actor: None, ballot: Some(ballot), .. } => {
                return Sign::Begins(ballot.clone());
            }
            Act::Phase2a { .. } => {
                return proposes(&step.action.cast().expect("it proposes something"));
            }
            _ => {}
        }
        let before = self.view(row, name);
        let Some(after) = self.view(row + 1, name) else { return Sign::Hears };
        match (before, after) {
            (before, View::Acceptor { promised, voted }) => {
                let votes = voted.as_ref().map_or(&[][..], std::slice::from_ref);
                self.chip(step, name, before != Some(after), promised.as_ref(), votes)
            }
            (_, after) if after.has_stopped() => Sign::Hears,
            (before, View::Voter { promised, votes, .. }) => {
                self.chip(step, name, before != Some(after), promised.as_ref(), votes)
            }
            (before, View::Server { promised, log, .. }) => {
                let had = before.and_then(View::promised);
                let is_vote = !self.votes(row, name).is_empty();
                Sign::Holds(Chip {
                    promised: promised.clone().unwrap_or_else(|| NOTHING.to_string()),
                    votes: log.iter().map(|c| (c.to_string(), self.paint(&c.value))).collect(),
                    promises: had != promised.as_deref() && !is_vote,
                    new: log.len().checked_sub(1).filter(|_| is_vote),
                    room: self.room(name),
                })
            }
            (Some(before), after) if before == after => Sign::Hears,
            (_, View::Proposer { ballot: Some(ballot), proposed: Some(value), .. })
                if !matches!(step.action, Act::Crash { .. }) =>
            {
                proposes(&Cast { ballot: ballot.clone(), value: value.clone(), slot: None })
            }
            (_, View::Proposer { ballot: Some(ballot), .. })
                if matches!(step.action, Act::Timeout { .. }) =>
            {
                Sign::Begins(ballot.clone())
            }
            (Some(View::Leader(was)), View::Leader(is)) => {
                let begins = matches!(step.action, Act::Timeout { .. });
                Sign::of_leader(was, is, begins, |value| self.paint(value))
            }
            (Some(View::LogLearner(was)), View::LogLearner(is)) => {
                Sign::of_log_learner(was, is, |value| self.paint(value))
            }
            (_, View::Manager { is, .. }) => Sign::Comes(is.clone(), self.paint(is)),
            (_, View::Learner { learned: Some(value), .. }) => {
                Sign::Learns(value.clone(), self.paint(value))
            }
            _ => Sign::Hears,
        }
    }

    fn chip(
        &self,
        step: &Step,
        name: &str,
        changed: bool,
        promised: Option<&String>,
        votes: &[Cast],
    ) -> Sign {
        let crashed = matches!(step.action, Act::Crash { .. });
        let is_promise =
            |said: &Said| matches!(said, Said::Promise { .. } | Said::LogPromise { .. });
        let says_promise =
            step.sent.iter().any(|sent| sent.from == name && is_promise(&sent.message));
        let is_prepare = match &step.action {
            Act::Deliver { message: Said::Prepare { .. }, .. } => changed || says_promise,
            Act::Phase1b { .. } | Act::IncreaseMaxBal { .. } => true,
            _ => false,
        };
        // An actor that is broken may note something else than what it votes for.
        let new = vote(step, name).and_then(|cast| votes.iter().position(|own| *own == cast));
        let votes = votes.iter().map(|cast| (cast.to_string(), self.paint(&cast.value)));
        Sign::Holds(Chip {
            promised: promised.cloned().unwrap_or_else(|| NOTHING.to_string()),
            votes: votes.collect(),
            promises: is_prepare && !crashed,
            new,
            room: self.room(name),
        })
    }

    /// How many votes an acceptor holds at most.
    fn room(&self, name: &str) -> usize {
        let states = self.story.steps.iter().flat_map(|step| &step.changed);
        let own = states.filter(|actor| actor.name == name);
        let votes = own.map(|actor| match &actor.state {
            View::Voter { votes, .. } => votes.len(),
            View::Server { log, .. } => log.len(),
            _ => 1,
        });
        votes.fold(1, usize::max)
    }

    /// An actor as it is before this row.
    fn view(&self, row: usize, name: &str) -> Option<&View> {
        let is_it = |actor: &&Actor| actor.name == name;
        let changed = self.story.steps[..row].iter().rev().flat_map(|step| &step.changed);
        let last = changed.into_iter().find(is_it);
        last.or_else(|| self.story.start.iter().find(is_it)).map(|actor| &actor.state)
    }

    /// The message that arrives in this row, or is altered, and where it comes from.
    fn arrow(&self, row: usize) -> Option<Arrow> {
        let steps = &self.story.steps;
        let (Act::Deliver { from, to, message } | Act::Alter { from, to, message, .. }) =
            &steps[row].action
        else {
            return None;
        };
        let from_row = sent_in(self.story, row).unwrap_or(row);
        let is_altered = |row: usize| matches!(steps[row].action, Act::Alter { .. });
        Some(Arrow {
            from_lane: self.lane(from),
            to_lane: self.lane(to),
            from_row,
            kind: match message {
                Said::Prepare { .. } => Kind::Prepare,
                Said::Promise { .. } | Said::LogPromise { .. } => Kind::Promise,
                Said::Accept(cast) => Kind::Accept(self.paint(&cast.value)),
                Said::Accepted(cast) => Kind::Accepted(self.paint(&cast.value)),
                Said::Query => Kind::Query,
                Said::Read { .. } => Kind::Read,
                Said::Unvoted { .. } => Kind::Unvoted,
                Said::Refused { .. } => Kind::Refused,
                Said::Learned { value } => Kind::Learned(self.paint(value)),
            },
            was_altered: from_row < row && is_altered(from_row),
            is_altered: is_altered(row),
        })
    }

    /// The lanes to which this step sends something that never arrives.
    fn lost(&self, row: usize) -> Vec<usize> {
        let steps = &self.story.steps;
        if let Act::Alter { .. } = steps[row].action {
            return Vec::new();
        }
        let arrives = |sent: &&crate::model::story::Sent| {
            steps[row + 1..].iter().any(|step| match &step.action {
                Act::Deliver { from, to, message } | Act::Alter { from, to, message, .. } => {
                    *from == sent.from && *to == sent.to && *message == sent.message
                }
                _ => false,
            })
        };
        let lost = steps[row].sent.iter().filter(|sent| !arrives(sent));
        lost.filter_map(|sent| self.lanes.iter().position(|lane| *lane == sent.to)).collect()
    }
}

/// The vote that an acceptor casts in a step, if it casts one.
fn vote(step: &Step, name: &str) -> Option<Cast> {
    match &step.action {
        Act::Deliver { to, message: Said::Accept(cast), .. } if to == name => {
            let says = step
                .sent
                .iter()
                .any(|sent| sent.from == *name && matches!(sent.message, Said::Accepted(_)));
            let changed = step.changed.iter().any(|actor| actor.name == name);
            (says || changed).then(|| cast.clone())
        }
        Act::Phase2b { acceptor, .. } | Act::Vote { acceptor, .. } if acceptor == name => {
            step.action.cast()
        }
        _ => None,
    }
}
