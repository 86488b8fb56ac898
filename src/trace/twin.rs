//! A run of broken actors, and beside it what those of the reference do with the same messages.

use super::format::Trace;
use super::steps::{Departure, run, take};
use crate::model::System;
use crate::model::file::{ModelFile, Visitor};
use crate::model::story::{Act, Actor, Said, Step, Story};
use std::fmt;

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
    /// It comes out otherwise.
    Otherwise(Step),
    /// The message that is delivered was never sent.
    NeverSent,
    /// The message was sent, and whom it is delivered to does nothing with it.
    Ignored,
    /// Nothing: what happens to the broken actors cannot happen there.
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
    let counterparts = reference.visit(AsFarAsPossible(&broken.steps))?;
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
    type Output = Result<Vec<Counterpart>, Departure>;

    fn visit<S: System>(self, system: S) -> Self::Output {
        let mut taken: Vec<&Act> = Vec::new();
        let mut counterparts = Vec::new();
        for broken in self.0 {
            taken.push(&broken.action);
            let way = take(&system, taken.iter().map(|act| (*act, "")));
            counterparts.push(match way {
                Ok((_, actions)) => {
                    let is = system.story(&actions).steps.pop().expect("a step was taken");
                    let same = (&is.text, &is.sent, &is.changed)
                        == (&broken.text, &broken.sent, &broken.changed);
                    if same { Counterpart::Same } else { Counterpart::Otherwise(is) }
                }
                Err(_) => {
                    taken.pop();
                    let (_, actions) = take(&system, taken.iter().map(|act| (*act, "")))?;
                    unmatched(&system.story(&actions), &broken.action)
                }
            });
        }
        Ok(counterparts)
    }
}

/// What becomes of something that cannot happen after a run.
fn unmatched(story: &Story, action: &Act) -> Counterpart {
    let Act::Deliver { from, to, message } = action else { return Counterpart::Impossible };
    let mut sent = story.steps.iter().flat_map(|step| &step.sent);
    let is_it = |from_there: &str, to_here: &str, says: &Said| {
        from_there == from && to_here == to && says == message
    };
    match sent.any(|sent| is_it(&sent.from, &sent.to, &sent.message)) {
        true => Counterpart::Ignored,
        false => Counterpart::NeverSent,
    }
}

impl fmt::Display for Counterpart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same => f.write_str("the same"),
            Self::Otherwise(step) => f.write_str(&step.text),
            Self::NeverSent => f.write_str("(this message was never sent)"),
            Self::Ignored => f.write_str("ignores it"),
            Self::Impossible => f.write_str("(this cannot happen)"),
        }
    }
}

impl Twin {
    /// An actor at the end, with the broken actors and with those of the reference.
    fn ends<'a>(&'a self, first: &'a Actor) -> [&'a Actor; 2] {
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
