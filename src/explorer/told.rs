//! Steps, choices and hindrances as a page is told of them.

use crate::model::file::ModelFile;
use crate::model::hindrance::{Because, Hindrance};
use crate::model::story::{Act, Actor, LeaderView, Sent, Step, Story, View};
use crate::trace::{self, Language, Tongue};
use serde::Serialize;
use std::collections::BTreeMap;

/// How a run is told: in a language, but for the words of the model's author; and whether it may be told what the
/// reference would have done.
pub(super) struct Teller {
    tongue: Tongue,
    conceals: bool,
}

/// A step that was taken.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Told {
    /// Its name; none, if it is a step of another model's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    pub(super) act: Act,
    pub(super) text: String,
    pub(super) reference: Option<String>,
    pub(super) rule: Option<Rule>,
    /// The names of the actors that it changed.
    pub(super) changed: Vec<String>,
    pub(super) sent: Vec<Sent>,
    /// For each of them, what it holds now, in a few words.
    pub(super) says: BTreeMap<String, String>,
}

/// A step that can be taken.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Choice {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) act: Act,
    pub(super) label: String,
    pub(super) actors: Vec<String>,
    /// What comes of it.
    pub(super) text: String,
    pub(super) reference: Option<String>,
    pub(super) rule: Option<Rule>,
    pub(super) changed: Vec<Holds>,
    pub(super) sent: Vec<Sent>,
}

/// An actor, and what it holds.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Holds {
    pub(super) name: String,
    pub(super) state: View,
    pub(super) says: String,
}

/// What cannot happen, or would change nothing.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Hindered {
    pub(super) kind: Kind,
    pub(super) act: Option<Act>,
    pub(super) label: String,
    pub(super) actors: Vec<String>,
    pub(super) why: String,
    pub(super) because: Because,
    pub(super) rule: Option<Rule>,
}

/// What kind of step something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Deliver,
    Timeout,
    Read,
    Sync,
    Crash,
    Heal,
    Alter,
    Lose,
    /// A step of an abstract system.
    Abstract,
    /// No step of its own, but what steps lead to when there is a quorum.
    Quorum,
}

/// A rule, as the paper has it and as it is written here.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Rule {
    section: &'static str,
    sentence: &'static str,
    file: &'static str,
    line: usize,
    function: &'static str,
}

impl From<trace::Rule> for Rule {
    fn from(rule: trace::Rule) -> Self {
        let trace::Rule { section, sentence, file, function, .. } = rule;
        Self { section, sentence, file, line: rule.line(), function }
    }
}

impl Teller {
    /// Tells of runs of a model. The words of its author are those of the run so far, and all values that somebody
    /// wants.
    pub(super) fn new(file: &ModelFile, run: &Story, language: Language, conceals: bool) -> Self {
        let values = file.cast().values.into_iter().map(|value| value.to_string());
        Self { tongue: Tongue::new(language, run.words().chain(values)), conceals }
    }

    /// A sentence in the reader's language.
    pub(super) fn say(&self, words: &str) -> String {
        self.tongue.say_all(words)
    }

    /// A step that was taken.
    pub(super) fn step(&self, name: Option<String>, step: &Step) -> Told {
        Told {
            name,
            act: step.action.clone(),
            text: self.say(&step.text),
            reference: self.reference(step),
            rule: trace::Rule::of(step).map(Rule::from),
            changed: step.changed.iter().map(|actor| actor.name.clone()).collect(),
            sent: step.sent.clone(),
            says: step
                .changed
                .iter()
                .map(|actor| (actor.name.clone(), self.says(&actor.state)))
                .collect(),
        }
    }

    /// A step that can be taken.
    pub(super) fn choice(&self, name: String, step: &Step) -> Choice {
        Choice {
            name,
            kind: Kind::of(&step.action),
            label: self.say(&label(&step.action, Some(step))),
            actors: step.action.actors().into_iter().map(String::from).collect(),
            act: step.action.clone(),
            text: self.say(&step.text),
            reference: self.reference(step),
            rule: trace::Rule::of(step).map(Rule::from),
            changed: step.changed.iter().map(|actor| self.holds(actor)).collect(),
            sent: step.sent.clone(),
        }
    }

    /// What cannot happen.
    pub(super) fn hindered(&self, hindrance: Hindrance) -> Hindered {
        let Hindrance { act, actors, why, because } = hindrance;
        let rule = match because {
            Because::Rule => trace::Rule::that_hinders(act.as_ref(), &actors).map(Rule::from),
            Because::Bound | Because::Network | Because::Nothing => None,
        };
        Hindered {
            kind: act.as_ref().map_or(Kind::Quorum, Kind::of),
            label: act.as_ref().map(|act| self.say(&label(act, None))).unwrap_or_default(),
            act,
            actors,
            why: self.say(&why),
            because,
            rule,
        }
    }

    /// An actor, and what it holds.
    pub(super) fn holds(&self, actor: &Actor) -> Holds {
        let Actor { name, state } = actor;
        Holds { name: name.clone(), says: self.says(state), state: state.clone() }
    }

    /// What an actor holds, in a few words.
    pub(super) fn says(&self, state: &View) -> String {
        self.say(&state.to_string())
    }

    fn reference(&self, step: &Step) -> Option<String> {
        step.reference.as_ref().filter(|_| !self.conceals).map(|text| self.say(text))
    }
}

impl Kind {
    fn of(act: &Act) -> Self {
        match act {
            Act::Deliver { .. } => Self::Deliver,
            Act::Timeout { .. } => Self::Timeout,
            Act::Read { .. } => Self::Read,
            Act::Sync { .. } => Self::Sync,
            Act::Crash { .. } => Self::Crash,
            Act::Heal => Self::Heal,
            Act::Alter { altered: Some(_), .. } => Self::Alter,
            Act::Alter { altered: None, .. } => Self::Lose,
            Act::Phase1a { .. }
            | Act::Phase1b { .. }
            | Act::Phase2a { .. }
            | Act::Phase2b { .. }
            | Act::IncreaseMaxBal { .. }
            | Act::Vote { .. }
            | Act::Does { .. } => Self::Abstract,
        }
    }
}

/// What a button says that does this.
fn label(act: &Act, step: Option<&Step>) -> String {
    match act {
        Act::Deliver { message, .. } => message.to_string(),
        Act::Timeout { timer, .. } if timer == "next ballot" => {
            let begun = step.and_then(|step| step.changed.iter().find_map(ballot));
            begun.map_or_else(|| "begin the next ballot".into(), |b| format!("begin ballot {b}"))
        }
        Act::Timeout { timer, .. } if timer == "resend" => "send again".to_string(),
        Act::Timeout { .. } => "ask the acceptors".to_string(),
        Act::Read { .. } => "a client asks".to_string(),
        Act::Sync { .. } => "disk catches up".to_string(),
        Act::Crash { .. } => "crash and restart".to_string(),
        Act::Heal => "the partition heals".to_string(),
        Act::Alter { altered: None, .. } => "lose".to_string(),
        Act::Alter { altered: Some(altered), .. } => format!("becomes {altered}"),
        Act::Phase1a { ballot } => format!("begin ballot {ballot}"),
        Act::Phase1b { ballot, .. } => format!("promise {ballot}"),
        Act::IncreaseMaxBal { ballot, .. } => format!("vote in no ballot below {ballot}"),
        Act::Phase2a { .. } => format!("propose {}", cast(act)),
        Act::Phase2b { .. } | Act::Vote { .. } => format!("vote for {}", cast(act)),
        Act::Does { does, .. } => does.clone(),
    }
}

/// What is proposed, or voted for.
fn cast(act: &Act) -> String {
    act.cast().map_or(String::new(), |cast| cast.to_string())
}

/// The ballot of a proposer.
fn ballot(actor: &Actor) -> Option<&str> {
    match &actor.state {
        View::Proposer { ballot, .. } | View::Leader(LeaderView { ballot, .. }) => {
            ballot.as_deref()
        }
        _ => None,
    }
}
