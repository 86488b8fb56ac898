//! A decree and its value, as the commands that ask a cluster print them.

use super::Failure;
use super::say::{say, say_value};
use crate::node::Decree;
use crate::paxos::Value;
use serde::Serialize;

/// A decree and the value that was chosen for it.
pub(super) struct Line<'a> {
    pub(super) decree: &'a Decree,
    pub(super) value: &'a Value,
}

/// The same in JSON.
#[derive(Serialize)]
struct Json<'a> {
    decree: &'a str,
    value: &'a str,
}

impl Line<'_> {
    /// Prints it as a JSON object, or for a person, who may know the name already.
    pub(super) fn say(&self, json: bool, name_too: bool) -> Result<(), Failure> {
        let Self { decree, value } = self;
        match (json, name_too) {
            (true, _) => {
                let line = Json { decree: decree.as_str(), value: value.as_str() };
                say(serde_json::to_string(&line).map_err(Failure::unexpected)?)
            }
            (false, true) => say_value(&format!("{decree} {value}")),
            (false, false) => say_value(value.as_str()),
        }
    }
}
