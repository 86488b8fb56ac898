//! A run in the Informal Trace Format of Apalache, which Quint and its viewers read too (Apalache's ADR 15).

use super::format::Trace;
use crate::model::story::{Actor, Sent, Step};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

impl Trace {
    /// The run as a sequence of states in the Informal Trace Format: what happened last, what each actor holds, and
    /// the messages that were ever sent, all in words.
    ///
    /// # Panics
    /// Never: all of it can be written as JSON.
    pub fn itf(&self) -> String {
        let mut actors: BTreeMap<&str, &Actor> =
            self.story.start.iter().map(|actor| (actor.name.as_str(), actor)).collect();
        let mut sent: Vec<&Sent> = Vec::new();
        let mut states = vec![state(0, "it begins", &actors, &sent)];
        for (step, number) in self.story.steps.iter().zip(1..) {
            let Step { text, changed, sent: new, .. } = step;
            actors.extend(changed.iter().map(|actor| (actor.name.as_str(), actor)));
            sent.extend(new);
            states.push(state(number, text, &actors, &sent));
        }
        let violates = self.violates.as_ref().map_or(Value::Null, |name| json!(name));
        let trace = json!({
            "#meta": {
                "format": "ITF",
                "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
                "source": self.model,
                "description": self.title,
                "violates": violates,
            },
            "vars": ["happened", "actors", "sent"],
            "states": states,
        });
        serde_json::to_string_pretty(&trace).expect("it is JSON") + "\n"
    }
}

fn state(index: usize, happened: &str, actors: &BTreeMap<&str, &Actor>, sent: &[&Sent]) -> Value {
    let actors: Map<String, Value> = actors
        .iter()
        .map(|(name, actor)| ((*name).to_string(), json!(actor.state.to_string())))
        .collect();
    let mut messages: Vec<String> = sent
        .iter()
        .map(|Sent { from, to, message }| format!("{from} to {to}: {message}"))
        .collect();
    messages.sort_unstable();
    messages.dedup();
    json!({
        "#meta": { "index": index },
        "happened": happened,
        "actors": actors,
        "sent": { "#set": messages },
    })
}
