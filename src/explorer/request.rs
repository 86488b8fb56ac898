//! What can be asked.

use super::refusal::Refusal;
use crate::trace::{Language, Theme};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of the wire that this program speaks.
pub const VERSION: u32 = 1;

/// A question about a run of a model.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The version of the wire.
    pub version: u32,
    /// In which language sentences are told.
    #[serde(default)]
    pub language: Language,
    /// The model; none, where a question needs none.
    #[serde(default)]
    pub model: Option<ModelRef>,
    /// The steps of the run so far, by their names.
    #[serde(default)]
    pub run: Vec<String>,
    /// The question.
    pub ask: Ask,
}

impl Request {
    /// Reads a request.
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        // Who is refused is told so in his language, if that much can be read.
        let Spoken { version, language } = serde_json::from_str(text).unwrap_or_default();
        let refused = |message| Err(Refusal::request(message).told(language));
        if let Some(version) = version.filter(|version| *version != VERSION) {
            return refused(format!(
                "version {version} is unknown; this program speaks version {VERSION}: load the page again"
            ));
        }
        serde_json::from_str(text).or_else(|error| refused(format!("this is no request: {error}")))
    }
}

/// As much of a request as tells how to refuse it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Spoken {
    version: Option<u32>,
    language: Language,
}

/// Which model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum ModelRef {
    /// One of the list, by its path.
    Listed(String),
    /// One that the page has the text of.
    Pasted {
        /// What it is called.
        name: String,
        /// The text of the model file.
        toml: String,
    },
    /// A level of Beat Paxos, by its number: which model that is stays hidden.
    Level {
        /// The number, counted from 1.
        level: usize,
    },
}

/// What is asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Ask {
    /// Which models there are.
    Models,
    /// A file of the source in which a rule is written.
    Source {
        /// The file, as a rule names it.
        file: String,
    },
    /// Where the run has come to, and what can happen there.
    Look,
    /// A trace, to be taken again by the actors.
    Open {
        /// The trace.
        trace: Value,
    },
    /// The shortest way from there to something.
    Shortest {
        /// To what.
        goal: Goal,
    },
    /// Whether a value can still be chosen from there.
    Outlook,
    /// How near something is, and how near after each step that can be taken.
    Nearer {
        /// What.
        goal: Goal,
    },
    /// All runs: the verdict on the model.
    Check,
    /// The run beside what the actors of the reference do with the same messages.
    Twin,
    /// The causes of what the run violates first.
    Why,
    /// The run as a file.
    Export {
        /// In which format.
        format: Format,
        /// On which paper, if it is a picture.
        #[serde(default)]
        theme: Theme,
    },
    /// An exercise: which rule is broken?
    Quiz {
        /// The number of the exercise, counted from 1.
        number: usize,
    },
    /// Which model a level of Beat Paxos is.
    Reveal,
}

/// What may come about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Goal {
    /// A property is violated: this one; or any, if none is named.
    Violated(Option<String>),
    /// A witness of this name, or what the model file asks to reach, is reached.
    Reached(String),
    /// Something is so, in the language of `docs/questions.md`.
    Asked(String),
}

/// The formats of a run as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A sequence diagram.
    Svg,
    /// The same, to fill a slide.
    Slide,
    /// A trace, as `synod check` writes it.
    Json,
    /// The same in words.
    Text,
    /// A sequence diagram for Mermaid.
    Mermaid,
    /// The Informal Trace Format.
    Itf,
    /// A page in one file that shows it, but for the core.
    Html,
}
