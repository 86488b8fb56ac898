//! A trace as text.

use super::format::Trace;
use crate::model::words::counted;
use std::fmt;

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = counted(self.story.steps.len(), "step");
        writeln!(f, "{}", self.title)?;
        match &self.violates {
            Some(property) => {
                writeln!(f, "{}: {property} is violated after {steps}\n", self.model)?;
            }
            None => writeln!(f, "{}: {steps}\n", self.model)?,
        }
        for (step, number) in self.story.steps.iter().zip(1..) {
            writeln!(f, "{number:>3}  {}", step.text)?;
            if let Some(reference) = &step.reference {
                writeln!(f, "     !  by the rules: {reference}")?;
            }
        }
        writeln!(f, "\nIn the end")?;
        for first in &self.story.start {
            let changed = self.story.steps.iter().rev().flat_map(|step| &step.changed);
            let last = changed.into_iter().find(|actor| actor.name == first.name);
            writeln!(f, "     {:<11} {}", first.name, last.unwrap_or(first).state)?;
        }
        if !self.explanation.is_empty() {
            writeln!(f, "\nWhy")?;
        }
        for sentence in &self.explanation {
            writeln!(f, "     {sentence}")?;
        }
        Ok(())
    }
}
