//! A run of broken actors, and beside it what those of the reference do with the same messages.

use super::format::Trace;
use super::steps::{Departure, run};
use crate::model::System;
use crate::model::file::{ModelFile, Visitor};
use crate::model::story::{Act, Actor, Step, Story};
use std::fmt;
use std::mem::discriminant;

/// Two runs, step by step. Displayed as text, from the first step that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// The title of the model.
    pub title: String,
    /// The path of its file.
    pub model: String,
    /// Every actor as it begins.
    pub start: Vec<Actor>,
    /// The steps.
    pub pairs: Vec<Pair>,
}

/// A step of the broken actors, and what comes of it with those of the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// What the broken actors do.
    pub broken: Step,
    /// What those of the reference do.
    pub reference: Counterpart,
}

/// What becomes of a step in the run of the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counterpart {
    /// The same.
    Same,
    /// It comes out otherwise, or another message is delivered in the place of one that was never sent: from the
    /// same to the same, of the same kind and in the same ballot.
    Otherwise(Box<Step>),
    /// The message that is delivered was never sent, nor one in its place.
    NeverSent,
    /// It happens, and changes nothing: a message is ignored, or a crash makes nobody forget anything.
    Nothing,
    /// What happens to the broken actors cannot happen there.
    Impossible,
}

/// Takes the steps of a trace again with the actors of the reference, as far as they can be taken.
///
/// # Errors
/// If the model has no actors but those of the reference; or at the first step of the trace that its own
/// actors do not take.
pub fn twin(trace: &Trace, file: &ModelFile) -> Result<Twin, Departure> {
    let reference = file.reference().ok_or_else(|| {
        let text = "its model has no mutant: these are the actors of the reference".to_string();
        Departure::ShowsNothing(text)
    })?;
    let acts: Vec<Act> = trace.story.steps.iter().map(|step| step.action.clone()).collect();
    let broken = run(file, &acts)?;
    let counterparts = reference.visit(AsFarAsPossible(&broken.steps));
    let pairs = broken.steps.into_iter().zip(counterparts);
    Ok(Twin {
        title: trace.title.clone(),
        model: trace.model.clone(),
        start: broken.start,
        pairs: pairs.map(|(broken, reference)| Pair { broken, reference }).collect(),
    })
}

struct AsFarAsPossible<'a>(&'a [Step]);

impl Visitor for AsFarAsPossible<'_> {
    type Output = Vec<Counterpart>;

    fn visit<S: System>(self, system: S) -> Self::Output {
        let mut state = system.init_states().swap_remove(0);
        let mut actions: Vec<S::Action> = Vec::new();
        let counterparts = self.0.iter().map(|broken| {
            let mut possible = system.next_steps(&state);
            let acts: Vec<Act> = possible.iter().map(|(action, _)| system.act(action)).collect();
            let same = acts.iter().position(|act| *act == broken.action);
            let in_its_place = || acts.iter().position(|act| comes_instead(act, &broken.action));
            let Some(place) = same.or_else(in_its_place) else {
                return unmatched(&system.story(&actions), &broken.action);
            };
            let (action, next) = possible.swap_remove(place);
            actions.push(action);
            state = next;
            let is = system.story(&actions).steps.pop().expect("a step was taken");
            let told = |step: &Step| (step.text.clone(), step.sent.clone(), step.changed.clone());
            if told(&is) == told(broken) {
                Counterpart::Same
            } else {
                Counterpart::Otherwise(Box::new(is))
            }
        });
        counterparts.collect()
    }
}

/// Whether a message is delivered in the place of another: from the same to the same, of the same kind and in the
/// same ballot, and only what else it says is different.
fn comes_instead(act: &Act, broken: &Act) -> bool {
    let (
        Act::Deliver { from, to, message },
        Act::Deliver { from: from_too, to: to_too, message: broken },
    ) = (act, broken)
    else {
        return false;
    };
    let ballot_and_kind = (message.ballot(), discriminant(message));
    (from, to) == (from_too, to_too) && ballot_and_kind == (broken.ballot(), discriminant(broken))
}

/// What becomes of something that cannot happen after a run. A crash that cannot is one that changes nothing.
fn unmatched(story: &Story, action: &Act) -> Counterpart {
    let (from, to, message) = match action {
        Act::Deliver { from, to, message } => (from, to, message),
        Act::Crash { .. } => return Counterpart::Nothing,
        _ => return Counterpart::Impossible,
    };
    let mut sent = story.steps.iter().flat_map(|step| &step.sent);
    match sent.any(|sent| (&sent.from, &sent.to, &sent.message) == (from, to, message)) {
        true => Counterpart::Nothing,
        false => Counterpart::NeverSent,
    }
}

impl fmt::Display for Counterpart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same => f.write_str("the same"),
            Self::Otherwise(step) => f.write_str(&step.text),
            Self::NeverSent => f.write_str("(this message was never sent)"),
            Self::Nothing => f.write_str("(nothing changes)"),
            Self::Impossible => f.write_str("(this cannot happen)"),
        }
    }
}

impl Twin {
    /// An actor at the end, with the broken actors and with those of the reference.
    pub fn ends<'a>(&'a self, first: &'a Actor) -> [&'a Actor; 2] {
        let is_it = |actor: &&Actor| actor.name == first.name;
        let changes = |step: &'a Step| step.changed.iter().find(is_it);
        let mut pairs = self.pairs.iter().rev();
        let broken = pairs.clone().find_map(|pair| changes(&pair.broken));
        let reference = pairs.find_map(|pair| match &pair.reference {
            Counterpart::Same => changes(&pair.broken),
            Counterpart::Otherwise(step) => changes(step),
            _ => None,
        });
        [broken.unwrap_or(first), reference.unwrap_or(first)]
    }
}

impl fmt::Display for Twin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}: beside the reference\n", self.title, self.model)?;
        let same = |pair: &&Pair| pair.reference == Counterpart::Same;
        match self.pairs.iter().take_while(same).count() {
            0 => {}
            alike if alike == self.pairs.len() => {
                return writeln!(f, "The reference does the same in all {alike} steps.");
            }
            1 => writeln!(f, "     step 1 is the same\n")?,
            alike => writeln!(f, "     steps 1 to {alike} are the same\n")?,
        }
        let differ = self.pairs.iter().zip(1..).skip_while(|(pair, _)| same(pair));
        for (Pair { broken, reference }, number) in differ {
            match reference {
                Counterpart::Same => writeln!(f, "{number:>3}  both       {}", broken.text)?,
                other => {
                    writeln!(f, "{number:>3}  broken     {}", broken.text)?;
                    writeln!(f, "     reference  {other}")?;
                }
            }
        }
        writeln!(f, "\nIn the end")?;
        for first in &self.start {
            let [broken, reference] = self.ends(first);
            let name = &first.name;
            if broken == reference {
                writeln!(f, "     {name:<11} both       {}", broken.state)?;
            } else {
                writeln!(f, "     {name:<11} broken     {}", broken.state)?;
                writeln!(f, "     {:<11} reference  {}", "", reference.state)?;
            }
        }
        Ok(())
    }
}
