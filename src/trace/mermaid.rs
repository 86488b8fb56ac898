//! A run as a sequence diagram in Mermaid, which many sites draw from text.

use super::Trace;
use super::lanes::{LEADERS, lanes};
use crate::model::story::{Act, Step, View};
use std::fmt::Write;

impl Trace {
    /// The run as a Mermaid diagram: messages where they arrive, what acceptors hold then, and behind a step that
    /// breaks a rule a red ground and what the rules would have done.
    pub fn mermaid(&self) -> String {
        let lanes = lanes(&self.story);
        let mut text = format!("---\ntitle: {}\n---\nsequenceDiagram\n", quoted(&self.title));
        let _ = writeln!(text, "    accTitle: {}", plain(&self.title));
        let _ = writeln!(text, "    accDescr: {}", plain(&self.explanation.join(", ")));
        for (number, name) in lanes.iter().enumerate() {
            let _ = writeln!(text, "    participant l{number} as {name}");
        }
        for step in &self.story.steps {
            let wrong = step.reference.is_some();
            if wrong {
                text.push_str("    rect rgba(255, 0, 0, 0.15)\n");
            }
            for line in step_lines(step, &lanes) {
                let _ = writeln!(text, "    {line}");
            }
            if let Some(rules) = &step.reference {
                let over = all(&lanes);
                let _ =
                    writeln!(text, "    Note over {over}: by the rules: {}\n    end", plain(rules));
            }
        }
        if let Some(last) = self.explanation.first() {
            let _ = writeln!(text, "    Note over {}: {}", all(&lanes), plain(last));
        }
        text
    }
}

/// What is drawn of a step.
fn step_lines(step: &Step, lanes: &[String]) -> Vec<String> {
    let id = |name: &str| {
        let lane = lanes.iter().position(|lane| lane == name).unwrap_or(0);
        format!("l{lane}")
    };
    let (arrow, actor) = match &step.action {
        Act::Deliver { from, to, message } => (
            Some(format!("{}->>{}: {}", id(from), id(to), plain(&message.to_string()))),
            to.as_str(),
        ),
        Act::Alter { from, to, message, .. } => {
            let arrow = format!("{}-x{}: {}", id(from), id(to), plain(&message.to_string()));
            return vec![arrow, format!("Note over {}: {}", all(lanes), plain(&step.text))];
        }
        Act::Heal => return vec![format!("Note over {}: {}", all(lanes), plain(&step.text))],
        other => (None, other.actors().first().copied().unwrap_or(LEADERS)),
    };
    let holds = step.changed.iter().find(|changed| changed.name == actor);
    let holds = holds.and_then(|changed| match &changed.state {
        state @ (View::Acceptor { .. } | View::Voter { .. } | View::Server { .. }) => {
            Some(state.to_string())
        }
        View::Proposer { proposed: Some(value), .. } => Some(format!("proposes {value}")),
        View::Learner { learned: Some(value), .. } => Some(format!("learns {value}")),
        state @ (View::Leader(_) | View::LogLearner(_)) => Some(state.to_string()),
        _ => None,
    });
    let note = match (&arrow, holds) {
        (Some(_), holds) => holds,
        (None, _) => Some(step.text.clone()),
    };
    let note = note.map(|note| format!("Note over {}: {}", id(actor), plain(&note)));
    arrow.into_iter().chain(note).collect()
}

/// From the first lane to the last.
fn all(lanes: &[String]) -> String {
    match lanes.len() {
        0 | 1 => "l0".to_string(),
        more => format!("l0,l{}", more - 1),
    }
}

/// Words without what means something to Mermaid.
fn plain(words: &str) -> String {
    words.replace('#', "no. ").replace(';', ",").replace(['{', '}'], "").replace('\n', " ")
}

/// Words as a value in the head of a diagram.
fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "'"))
}
