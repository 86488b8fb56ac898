//! Why something was not answered.

use serde::Serialize;
use std::fmt;

/// Why a request was not answered. Displayed as one sentence with the remedy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// What is wrong.
    pub kind: Why,
    /// The sentence.
    pub message: String,
    /// The step of the run, counted from 1, that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
}

/// What is wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The request itself.
    Request,
    /// The model that it names.
    Model,
    /// The run, or a trace.
    Run,
    /// The search was stopped.
    Stopped,
    /// The model's own code panicked.
    Panicked,
}

impl Refusal {
    /// The request is wrong.
    pub fn request(message: impl fmt::Display) -> Self {
        Self { kind: Why::Request, message: message.to_string(), step: None }
    }

    /// The model is.
    pub(super) fn model(message: impl fmt::Display) -> Self {
        Self { kind: Why::Model, message: message.to_string(), step: None }
    }

    /// The run is.
    pub(super) fn run(message: impl fmt::Display) -> Self {
        Self { kind: Why::Run, message: message.to_string(), step: None }
    }

    /// The search was stopped.
    pub(super) fn stopped(message: impl fmt::Display) -> Self {
        Self { kind: Why::Stopped, message: message.to_string(), step: None }
    }

    /// The model's own code panicked. In a browser that is a trap, of which the page tells.
    #[cfg(not(target_family = "wasm"))]
    pub(super) fn panicked(why: impl fmt::Display) -> Self {
        let message = format!("the model's code panicked; please report it: {why}");
        Self { kind: Why::Panicked, message, step: None }
    }

    /// What is asked would tell which model a level hides.
    pub(super) fn concealed() -> Self {
        Self::request("this would tell which model the level hides; reveal it first")
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}
