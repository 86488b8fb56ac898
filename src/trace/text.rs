//! A trace as text.

use super::Trace;
use crate::model::story::{Actor, Cast, View};
use std::fmt;

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = self.story.steps.len();
        writeln!(f, "{}", self.title)?;
        writeln!(f, "{}: {} is violated after {steps} steps\n", self.model, self.violates)?;
        for (step, number) in self.story.steps.iter().zip(1..) {
            writeln!(f, "{number:>3}  {}", step.text)?;
        }
        writeln!(f, "\nIn the end")?;
        for first in &self.story.start {
            let changed = self.story.steps.iter().rev().flat_map(|step| &step.changed);
            let last = changed.into_iter().find(|actor| actor.name == first.name);
            writeln!(f, "     {:<11} {}", first.name, state(last.unwrap_or(first)))?;
        }
        Ok(())
    }
}

fn state(actor: &Actor) -> String {
    let cast = |cast: &Cast| format!("{} at {}", cast.value, cast.ballot);
    match &actor.state {
        View::Proposer { ballot: None, wanted, .. } => format!("wants {wanted}"),
        View::Proposer { ballot: Some(ballot), proposed: Some(value), .. } => {
            format!("has proposed {value} at {ballot}")
        }
        View::Proposer { ballot: Some(ballot), wanted, promised_by, .. } => {
            let promises = if promised_by.is_empty() {
                "no promise".to_string()
            } else {
                format!("promises of {}", promised_by.join(", "))
            };
            format!("has begun {ballot}, holds {promises}, wants {wanted}")
        }
        View::Acceptor { promised: None, .. } => "has promised nothing".to_string(),
        View::Acceptor { promised: Some(promised), voted } => {
            let voted =
                voted.as_ref().map_or("has not voted".into(), |v| format!("voted for {}", cast(v)));
            format!("promised {promised}, {voted}")
        }
        View::Learner { learned: Some(value), .. } => format!("has learned {value}"),
        View::Learner { heard, learned: None } if heard.is_empty() => {
            "has heard nothing".to_string()
        }
        View::Learner { heard, learned: None } => {
            let heard =
                heard.iter().map(|h| format!("{} from {}", cast(&h.vote), h.voters.join(", ")));
            format!("has heard {}", heard.collect::<Vec<_>>().join("; "))
        }
    }
}
