//! The properties of a run as they are now, and questions about what may still come of it.

use super::request::Goal;
use super::told::Teller;
use crate::model::file::ModelFile;
use crate::properties::{History, Kind, Sought};
use serde::Serialize;
use std::sync::Arc;

/// A property, as it is now.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Property {
    name: String,
    kind: PropertyKind,
    now: Now,
    explanation: Option<String>,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum PropertyKind {
    Always,
    Sometimes,
}

/// What has become of a property so far.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Now {
    Holds,
    Violated,
    Reached,
    Open,
}

/// A question that fits the model.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Question {
    text: String,
    goal: Goal,
}

/// The properties of a run.
pub(super) fn properties(
    history: &History,
    sought: &[Arc<dyn Sought>],
    teller: &Teller,
) -> Vec<Property> {
    let property = |sought: &Arc<dyn Sought>| {
        let hit = sought.is_hit(history);
        let (kind, now) = match (sought.kind(), hit) {
            (Kind::Always, false) => (PropertyKind::Always, Now::Holds),
            (Kind::Always, true) => (PropertyKind::Always, Now::Violated),
            (Kind::Sometimes, true) => (PropertyKind::Sometimes, Now::Reached),
            (Kind::Sometimes, false) => (PropertyKind::Sometimes, Now::Open),
        };
        let explanation = hit.then(|| sought.explain(history)).flatten();
        let explanation = explanation.map(|text| teller.say(&text));
        Property { name: sought.name().to_string(), kind, now, explanation }
    };
    sought.iter().map(property).collect()
}

/// Questions that fit a model: what is to be reached, what may be violated, and a vote for one of its values.
pub(super) fn questions(file: &ModelFile, teller: &Teller) -> Vec<Question> {
    let sought = file.sought();
    let named = sought.iter().map(|sought| {
        let name = sought.name().to_string();
        let goal = match sought.kind() {
            Kind::Always => Goal::Violated(Some(name)),
            Kind::Sometimes => Goal::Reached(name),
        };
        // The page has a name for those that every model knows; others are the author's.
        Question { text: sought.name().to_string(), goal }
    });
    let value = file.cast().values.last().map(ToString::to_string);
    let is_word = |value: &String| value.chars().all(char::is_alphanumeric);
    let vote = value.filter(is_word).map(|value| {
        let text = format!("acceptor 1 voted {value}");
        Question { text: teller.say(&text), goal: Goal::Asked(text) }
    });
    named.chain(vote).collect()
}
