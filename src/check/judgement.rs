//! What checking a model has shown.

use super::catalogue;
use super::dead_ends::Outlook;
use super::expectation::violations;
use super::verdict::{Judged, PropertyResult, PropertyVerdict, Verdict};
use crate::model::file::{Expect, ModelFile};
use crate::model::packed::Reduction;
use crate::model::words::counted;
use crate::properties::AskedFor;

/// All that checking a model has shown.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The path of the model file.
    pub model: String,
    /// Its title.
    pub title: String,
    /// The verdict in one word.
    pub verdict: Verdict,
    /// Why the search was stopped, or what the panic said.
    pub reason: Option<String>,
    /// What is not as expected; nothing, if all is.
    pub unexpected: Vec<String>,
    /// The properties that the model file expects to be violated.
    pub expected_violations: Vec<String>,
    /// Whether every reachable state was visited.
    pub complete: bool,
    /// Different states visited.
    pub unique_states: u64,
    /// The states of the unreduced system, where they can be told.
    pub unreduced_states: Option<u64>,
    /// States generated, the same ones again included.
    pub generated_states: u64,
    /// The breadth-first diameter in states, if the search was breadth-first and left out no step.
    pub depth: Option<usize>,
    /// Whether whole states were compared, and not only their hashes.
    pub exact: bool,
    /// Whether this is what a second search has shown, after one with persistent sets that was no
    /// answer to the end.
    pub searched_again: bool,
    /// The engine that was asked for a second opinion, if one was.
    pub second_opinion: Option<String>,
    /// The reductions that were in use.
    pub reductions: Vec<Reduction>,
    /// The states of the search that this one has continued, if it has continued one.
    pub resumed_states: Option<u64>,
    /// Seconds taken; those of a search that was continued, up to its last checkpoint, included.
    pub seconds: f64,
    /// The properties, in the order of reports.
    pub properties: Vec<PropertyResult>,
    /// If the model file asks whether a decision stays reachable, and every state was visited: from where.
    pub outlook: Option<Outlook>,
    /// The bounds of the model in words.
    pub bounds: Vec<String>,
    /// Kinds of messages that were never heeded.
    pub unheeded: Vec<String>,
    /// The cases of the handlers that never occurred.
    pub unseen: Vec<String>,
    /// Which of the known bugs the model would catch.
    pub bugs: Bugs,
    /// How many cases the handlers have, and how many of them occurred.
    pub cases: (usize, usize),
}

/// How many of the known bugs a model would catch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bugs {
    /// Of such a model no bugs are known, or it is broken itself.
    NotAsked,
    /// Nobody has found out yet.
    Unknown,
    /// So many.
    Known {
        /// Those that would be caught.
        caught: usize,
        /// All that the model can have.
        all: usize,
    },
}

impl Bugs {
    /// What is known of a model.
    pub(super) fn of(file: &ModelFile) -> Self {
        match catalogue::look_up(&file.digest) {
            Some(known) => Self::Known { caught: known.caught.len(), all: known.all() },
            None if file.can_be_broken() => Self::Unknown,
            None => Self::NotAsked,
        }
    }
}

/// The properties that a model file expects to be violated.
pub(super) fn expected_violations(file: &ModelFile) -> Vec<String> {
    file.expect.iter().flat_map(|expect| expect.violates.iter().cloned()).collect()
}

impl Judgement {
    /// The judgement on a model of which nothing more is known than why it was not searched.
    pub(super) fn unsearched(file: &ModelFile, verdict: Verdict, reason: &str) -> Self {
        let panicked = verdict == Verdict::Panicked;
        let sought = file.sought().into_iter().map(Judged::OfRuns);
        let asked_for = file.asked_for().into_iter().map(Judged::AskedFor);
        Self {
            model: file.path.display().to_string(),
            title: file.title.clone(),
            verdict,
            unexpected: panicked
                .then(|| format!("the model panicked: {reason}"))
                .into_iter()
                .collect(),
            expected_violations: expected_violations(file),
            reason: Some(reason.to_string()),
            complete: false,
            unique_states: 0,
            generated_states: 0,
            unreduced_states: None,
            depth: None,
            exact: true,
            searched_again: false,
            second_opinion: None,
            reductions: Vec::new(),
            resumed_states: None,
            seconds: 0.0,
            properties: sought.chain(asked_for).map(PropertyResult::unknown).collect(),
            outlook: None,
            bounds: Vec::new(),
            unheeded: Vec::new(),
            unseen: Vec::new(),
            bugs: Bugs::NotAsked,
            cases: (0, 0),
        }
    }

    /// Whether all is as the model file expects; without expectations, whether the search is
    /// complete and every safety property holds.
    pub fn as_expected(&self) -> bool {
        self.complete && self.unexpected.is_empty()
    }

    /// Whether it is expected what became of a property that is violated.
    pub(super) fn expects(&self, violated: &PropertyResult) -> bool {
        self.expected_violations.iter().any(|name| name == violated.name())
    }

    /// Whether no step is known that is none of the abstract algorithm's. Who does otherwise than Paxos need not
    /// do wrong, so this is no part of the verdict.
    pub fn refines(&self) -> bool {
        let strange = |result: &PropertyResult| {
            matches!(result.judged, Judged::AskedFor(AskedFor::RefinesPaxos))
                && result.verdict == PropertyVerdict::Violated
        };
        !self.properties.iter().any(strange)
    }

    /// Compares this with what another engine says of the same model. What differs is not as
    /// expected; so it is if the other one did not finish.
    pub fn compare(&mut self, engine: &str, other: &Self) {
        let text = |judgement: &Self| {
            let mut text = vec![
                format!("{:?}", judgement.verdict).to_lowercase(),
                counted(judgement.unique_states, "state"),
                format!("{} generated", judgement.generated_states),
                format!("depth {}", judgement.depth.unwrap_or(0)),
            ];
            // What observers do is no step of the search, and stateright finds the first state that
            // hits a property, after which they may need more steps than after another.
            let steps_differ = judgement.reductions.contains(&Reduction::Observers);
            text.extend(judgement.properties.iter().map(|result| {
                let trace = result.trace.as_ref().filter(|_| !steps_differ);
                let steps = trace.map(|trace| trace.story.steps.len());
                let steps = steps.map(|steps| format!(" in {}", counted(steps, "step")));
                let steps = steps.unwrap_or_default();
                let verdict = format!("{:?}", result.verdict).to_lowercase();
                format!("{} {verdict}{steps}", result.name())
            }));
            text
        };
        let (here, there) = (text(self), text(other));
        let differences = here.iter().zip(&there).filter(|(here, there)| here != there);
        self.unexpected.extend(
            differences
                .map(|(here, there)| format!("second opinion of {engine}: {there}, not {here}")),
        );
        self.second_opinion = Some(engine.to_string());
    }

    /// Takes back which witnesses are unreached: what persistent sets have shown of that is no more than a reason
    /// to search again.
    pub(super) fn forget_unreached(&mut self) {
        for result in &mut self.properties {
            if result.verdict == PropertyVerdict::Unreached {
                result.verdict = PropertyVerdict::Unknown;
            }
        }
    }

    /// Takes what this search, which was stopped, does not know from one with persistent sets that was
    /// complete: all but which witnesses are unreached. Its runs may be longer than the shortest.
    pub(super) fn complete_with(&mut self, mut first: Self, expect: Option<&Expect>) {
        first.forget_unreached();
        self.outlook = self.outlook.or(first.outlook);
        for known in first.properties {
            let same = |result: &&mut PropertyResult| result.name() == known.name();
            if let Some(result) = self.properties.iter_mut().find(same)
                && result.verdict == PropertyVerdict::Unknown
            {
                *result = known;
            }
        }
        if self.properties.iter().any(PropertyResult::is_wrong) {
            self.verdict = Verdict::Violated;
        }
        self.unexpected = violations(expect, &self.properties);
    }

    /// The chance that two states had the same 64-bit fingerprint, so that one was passed over; 0
    /// where whole states were compared.
    pub fn collision_probability(&self) -> f64 {
        if self.exact {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a probability needs no 53 bits")]
        let states = self.unique_states as f64;
        states * states / 2_f64.powi(65)
    }
}
