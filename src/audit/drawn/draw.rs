//! From a recording to a trace.

use super::acts::Acts;
use super::model::{self, Used};
use super::not_drawn::{NotDrawn, Why};
use super::order::{Copies, order};
use super::walk::{Walk, Walked};
use crate::actor::State;
use crate::audit::problem::At;
use crate::audit::recording::{Recording, What};
use crate::model::file::ModelFile;
use crate::model::story::{Act, Story, View};
use crate::model::words::did_you_mean;
use crate::node::{Decree, NodeId};
use crate::paxos::Durable;
use crate::trace::{Trace, replay};
use stateright::actor::Id;
use std::path::Path;

/// A run of real nodes as one of a model.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// The text of the model file.
    pub model: String,
    /// The run. The actors of the model have taken it again.
    pub trace: Trace,
}

impl Recording {
    /// The run as a trace, of a model that is to be written to this file.
    ///
    /// # Errors
    /// If it cannot be one: where, and why.
    pub fn draw(&self, model: &Path) -> Result<Drawing, NotDrawn> {
        if self.nodes.values().all(Vec::is_empty) {
            let decree = self.decree.as_str();
            let remedy = did_you_mean(decree, self.others.iter().map(Decree::as_str));
            return Err(Why::Nothing { decree: decree.to_string(), remedy }.into());
        }
        let acts = Acts::of(self)?;
        // The one shows what was said again, and has a bound for it; the other takes whatever was heard.
        let counted = self.draw_as(&acts, Copies::Counted, model);
        counted.or_else(|error| match error.why {
            Why::NeverSaid { .. } | Why::TooMany { .. } => {
                self.draw_as(&acts, Copies::Endless, model)
            }
            _ => Err(error),
        })
    }

    fn draw_as(&self, acts: &Acts, copies: Copies, path: &Path) -> Result<Drawing, NotDrawn> {
        let wrong = |error: &dyn std::fmt::Display| Why::Otherwise(error.to_string());
        let steps = self.steps(acts, &order(self, copies)?);
        let parse = |used| -> Result<(String, ModelFile), NotDrawn> {
            let text = model::text(self, acts, copies, used)?;
            let file = ModelFile::parse(path, &text).map_err(|error| wrong(&error))?;
            Ok((text, file))
        };
        let (_, widest) = parse(Used::MOST)?;
        let wanted: Vec<&Act> = steps.iter().map(|(act, _)| act).collect();
        let Walked { story, taken } = widest.visit(Walk(&wanted)).map_err(|place| {
            let (act, at) = &steps[place];
            let text = serde_json::to_string(act).unwrap_or_default();
            let cannot = Why::Otherwise(format!("this cannot happen in it: {text}")).at(at);
            // Where it is the bounds that are too narrow, they say so.
            Used::by(steps.iter()).err().unwrap_or(cannot)
        })?;
        let (model, file) = parse(Used::by(taken.iter().map(|place| &steps[*place]))?)?;
        let trace = Trace::of(&file, story);
        let json = serde_json::to_value(&trace).map_err(|error| wrong(&error))?;
        let read = Trace::parse(&json).map_err(|error| wrong(&error))?;
        let again = replay(&read, &file).map_err(|departure| wrong(&departure))?;
        if again != trace {
            return Err(wrong(&"it is told otherwise when it is read").into());
        }
        self.ends_so(&trace.story)?;
        Ok(Drawing { model, trace })
    }

    /// All steps in this order, each with its line.
    fn steps(&self, acts: &Acts, order: &[(NodeId, usize)]) -> Vec<(Act, At)> {
        let steps = order.iter().flat_map(|(node, place)| {
            let at = &self.nodes[node][*place].at;
            acts.of_nodes[node][*place].iter().map(|act| (act.clone(), at.clone()))
        });
        steps.collect()
    }

    /// Whether each actor has saved and learned in the model what it has by the logs.
    fn ends_so(&self, story: &Story) -> Result<(), NotDrawn> {
        for event in self.nodes.values().flatten() {
            let What::Does { learned: Some(value), .. } = &event.what else { continue };
            let name = self.setting.roster.name(event.id);
            let learns = |view: &View| matches!(view, View::Learner { learned: Some(learned), .. } if learned == value.as_str());
            if !views(story, &name).any(learns) {
                let text = format!("{name} has learned {value} by the logs, and never in it");
                return Err(Why::Otherwise(text).at(&event.at));
            }
        }
        for id in self.setting.roster.ids() {
            if let Some((saved, at)) = self.saved_last(id) {
                let name = self.setting.roster.name(id);
                if !views(story, &name).last().is_some_and(|view| holds(view, saved)) {
                    let text = format!("{name} has something else durable by the logs than in it");
                    return Err(Why::Otherwise(text).at(at));
                }
            }
        }
        Ok(())
    }

    fn saved_last(&self, id: Id) -> Option<(&Durable, &At)> {
        let events = self.nodes.values().flatten().filter(|event| event.id == id);
        let mut saves = events.filter_map(|event| match &event.what {
            What::Does { saves: Some(saves), .. } => Some((saves, &event.at)),
            What::Does { .. } | What::Runs { .. } => None,
        });
        saves.next_back()
    }
}

/// What an actor was, one after the other.
fn views<'a>(story: &'a Story, name: &'a str) -> impl Iterator<Item = &'a View> {
    let changed = story.steps.iter().flat_map(|step| &step.changed);
    changed.filter(move |actor| actor.name == name).map(|actor| &actor.state)
}

/// Whether an actor that is so has this durable.
fn holds(view: &View, saved: &Durable) -> bool {
    match (view, saved) {
        (View::Acceptor { .. }, Durable::Acceptor(acceptor)) => {
            *view == View::from(&State::Acceptor(acceptor.clone()))
        }
        (View::Proposer { ballot, proposed, .. }, Durable::Proposer(record)) => {
            let text = |it: &dyn std::fmt::Display| it.to_string();
            *ballot == record.ballot.as_ref().map(|it| text(it))
                && *proposed == record.proposed.as_ref().map(|it| text(it))
        }
        _ => false,
    }
}
