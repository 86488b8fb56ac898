//! What is to be drawn of each step.

use crate::model::story::{Act, Cast, Said, Step, View};
use crate::trace::Trace;
use crate::trace::arrows::sent_in;
use crate::trace::lanes::lanes;

/// The lanes, and what happens in each row.
pub(super) struct Picture {
    /// The actors that take part.
    pub(super) lanes: Vec<String>,
    /// One for each step.
    pub(super) events: Vec<Event>,
}

/// What happens in a row.
pub(super) struct Event {
    pub(super) lane: usize,
    pub(super) what: What,
    pub(super) mark: Mark,
    /// What arrives.
    pub(super) label: String,
    /// What comes of it.
    pub(super) tag: String,
    /// Whether a rule is broken.
    pub(super) wrong: bool,
    pub(super) arrow: Option<Arrow>,
    /// The lanes to which something is sent that never arrives.
    pub(super) lost: Vec<usize>,
    /// Where it is told.
    pub(super) side: Side,
}

/// A side of a lane.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Left,
    Right,
}

impl Side {
    /// The side that the arrows of an actor leave free: proposers stand left of all with which they speak.
    fn left_free_by(name: &str) -> Self {
        if name.starts_with("proposer") { Self::Left } else { Self::Right }
    }
}

pub(super) enum What {
    Crash,
    Heals,
    Altered,
    Other,
}

/// A sign on a lane; values have colours, counted from 0.
pub(super) enum Mark {
    None,
    Promise,
    Proposal(usize),
    Vote { colour: usize, counts: bool },
    Learned(usize),
}

/// Where a message comes from.
pub(super) struct Arrow {
    pub(super) from_lane: usize,
    pub(super) from_row: usize,
    /// Whether it was another on its way, and comes from where it was altered.
    pub(super) altered: bool,
}

impl Picture {
    pub(super) fn of(trace: &Trace) -> Self {
        let steps = &trace.story.steps;
        let lanes = lanes(&trace.story);
        let drawing = Drawing { trace, lanes: &lanes, colours: colours(steps) };
        let events = (0..steps.len()).map(|row| drawing.event(row)).collect();
        Self { lanes, events }
    }
}

/// The values, in the order in which they turn up.
fn colours(steps: &[Step]) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for step in steps {
        let value = match &step.action {
            Act::Deliver { message: Said::Accept(cast), .. } => Some(&cast.value),
            Act::Phase2a { value, .. } | Act::Vote { value, .. } => Some(value),
            _ => proposal(step).map(|cast| &cast.value).or(None),
        };
        if let Some(value) = value.filter(|value| !values.contains(value)) {
            values.push(value.clone());
        }
    }
    values
}

/// What a step proposes.
fn proposal(step: &Step) -> Option<&Cast> {
    step.sent.iter().find_map(|sent| match &sent.message {
        Said::Accept(cast) => Some(cast),
        _ => None,
    })
}

/// A message in a few words.
fn words(message: &Said) -> String {
    match message {
        Said::Prepare { ballot } => format!("prepare {ballot}"),
        Said::Promise { ballot, vote: None } => format!("promise {ballot}, no vote"),
        Said::Promise { ballot, vote: Some(vote) } => format!("promise {ballot}, vote {vote}"),
        Said::Accept(cast) => format!("accept {cast}"),
        Said::Accepted(cast) => format!("accepted {cast}"),
        Said::Query => "query".to_string(),
    }
}

struct Drawing<'a> {
    trace: &'a Trace,
    lanes: &'a [String],
    colours: Vec<String>,
}

impl Drawing<'_> {
    fn lane(&self, name: &str) -> usize {
        self.lanes.iter().position(|lane| lane == name).unwrap_or(0)
    }

    /// Only so many colours can be told apart.
    fn colour(&self, value: &str) -> usize {
        self.colours.iter().position(|other| other == value).unwrap_or(0) % 4
    }

    fn event(&self, row: usize) -> Event {
        let step = &self.trace.story.steps[row];
        let mut event = Event {
            lane: 0,
            what: What::Other,
            mark: Mark::None,
            label: String::new(),
            tag: String::new(),
            wrong: step.reference.is_some(),
            arrow: None,
            lost: self.lost(row),
            side: Side::Right,
        };
        match &step.action {
            Act::Deliver { from, to, message } => {
                event.lane = self.lane(to);
                event.side = Side::left_free_by(to);
                event.label = words(message);
                event.arrow = Some(self.arrow(row, from));
                (event.mark, event.tag) = self.outcome(step, to, message);
            }
            Act::Timeout { actor, timer } => {
                event.lane = self.lane(actor);
                event.side = Side::left_free_by(actor);
                (event.mark, event.tag) = self.begun(step, actor, timer);
            }
            Act::Sync { actor } => {
                event.lane = self.lane(actor);
                event.tag = "is on disk".to_string();
            }
            Act::Crash { actors } => {
                event.lane = actors.first().map_or(0, |actor| self.lane(actor));
                event.what = What::Crash;
                event.tag = "crashes, restarts".to_string();
            }
            Act::Heal => {
                event.what = What::Heals;
                event.tag = "the partition heals".to_string();
            }
            Act::Alter { from, to, altered, .. } => {
                event.lane = self.lane(to);
                event.what = What::Altered;
                event.arrow = Some(self.arrow(row, from));
                event.tag = match altered {
                    Some(altered) => format!("becomes {}", words(altered)),
                    None => "is damaged".to_string(),
                };
            }
            Act::Phase1a { ballot } => event.tag = format!("begins {ballot}"),
            Act::Phase2a { ballot, value } => {
                event.tag = format!("proposes {value} at {ballot}");
                event.mark = Mark::Proposal(self.colour(value));
            }
            Act::Phase1b { acceptor, ballot } | Act::IncreaseMaxBal { acceptor, ballot } => {
                event.lane = self.lane(acceptor);
                event.tag = format!("promises {ballot}");
                event.mark = Mark::Promise;
            }
            Act::Phase2b { acceptor, ballot, value } | Act::Vote { acceptor, ballot, value } => {
                event.lane = self.lane(acceptor);
                let cast = Cast { ballot: ballot.clone(), value: value.clone() };
                (event.mark, event.tag) = self.vote(&cast);
            }
        }
        event
    }

    /// What comes of a message.
    fn outcome(&self, step: &Step, to: &str, message: &Said) -> (Mark, String) {
        let now = step.changed.iter().find(|actor| actor.name == to).map(|actor| &actor.state);
        match (message, now) {
            (Said::Prepare { .. }, _) => (Mark::Promise, String::new()),
            (Said::Accept(cast), _) => self.vote(cast),
            (Said::Promise { .. }, Some(View::Proposer { proposed: Some(value), .. })) => {
                (Mark::Proposal(self.colour(value)), format!("proposes {value}"))
            }
            (Said::Accepted(_), Some(View::Learner { learned: Some(value), .. })) => {
                (Mark::Learned(self.colour(value)), format!("learns {value}"))
            }
            _ => (Mark::None, String::new()),
        }
    }

    fn vote(&self, cast: &Cast) -> (Mark, String) {
        let chosen = format!("chose {cast}");
        let counts = self.trace.explanation.iter().any(|sentence| sentence.contains(&chosen));
        (Mark::Vote { colour: self.colour(&cast.value), counts }, format!("votes {}", cast.value))
    }

    /// What a timer begins.
    fn begun(&self, step: &Step, actor: &str, timer: &str) -> (Mark, String) {
        let now = step.changed.iter().find(|changed| changed.name == actor);
        match now.map(|actor| &actor.state) {
            Some(View::Proposer { ballot: Some(ballot), proposed: Some(value), .. }) => {
                (Mark::Proposal(self.colour(value)), format!("proposes {value} at {ballot}"))
            }
            Some(View::Proposer { ballot: Some(ballot), .. }) => {
                (Mark::None, format!("begins {ballot}"))
            }
            _ => (Mark::None, timer.to_string()),
        }
    }

    /// Where the message comes from that this one has sent and that arrives in this row.
    fn arrow(&self, row: usize, from: &str) -> Arrow {
        let from_row = sent_in(&self.trace.story, row).unwrap_or(row);
        let steps = &self.trace.story.steps;
        let altered = matches!(steps[from_row].action, Act::Alter { .. }) && from_row < row;
        Arrow { from_lane: self.lane(from), from_row, altered }
    }

    /// The lanes to which this step sends something that never arrives.
    fn lost(&self, row: usize) -> Vec<usize> {
        let steps = &self.trace.story.steps;
        let is_altered = matches!(steps[row].action, Act::Alter { .. });
        let sent = steps[row].sent.iter().filter(|_| !is_altered);
        let arrives = |sent: &crate::model::story::Sent| {
            steps[row + 1..].iter().any(|step| match &step.action {
                Act::Deliver { from, to, message } | Act::Alter { from, to, message, .. } => {
                    *from == sent.from && *to == sent.to && *message == sent.message
                }
                _ => false,
            })
        };
        let lost = sent.filter(|sent| !arrives(sent) && self.lanes.contains(&sent.to));
        lost.map(|sent| self.lane(&sent.to)).collect()
    }
}
