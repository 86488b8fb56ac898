//! A trace as text.

use super::Trace;
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
            writeln!(f, "     {:<11} {}", first.name, last.unwrap_or(first).state)?;
        }
        Ok(())
    }
}
