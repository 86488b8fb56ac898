//! Why the end of a run violates what it violates: its causes alone.
//!
//! A step is left out if the run without it, and without the steps that it made possible, still ends in the
//! violation, and in none before. So what is left is a run again: every message that is delivered in it was sent
//! in it, and the actors take it step by step.

use super::explain::{blame, end};
use super::format::Trace;
use super::rules::Rule;
use super::steps::{Departure, take};
use crate::model::System;
use crate::model::file::{ModelFile, Visitor};
use crate::model::story::{Act, Story};
use crate::properties::Sought;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// The causes of a violation. Displayed as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The run with nothing but causes.
    pub trace: Trace,
    /// The numbers that its steps had in the run that was asked about, counted from 1.
    pub numbers: Vec<usize>,
    /// How many steps that run had.
    pub of: usize,
    /// The first step after which the invariant of the proof fails, and which conjuncts of it; none, if it
    /// never does.
    pub invariant: Option<(usize, String)>,
}

/// Leaves nothing of a run but the causes of what its end violates.
///
/// # Errors
/// If the run violates nothing; at the first step that the actors do not take; or if the end does not violate
/// what it is said to.
pub fn why(trace: &Trace, file: &ModelFile) -> Result<Why, Departure> {
    let Some(violates) = &trace.violates else {
        let text = "it violates nothing, so there is nothing to give causes for".to_string();
        return Err(Departure::ShowsNothing(text));
    };
    let acts: Vec<&Act> = trace.story.steps.iter().map(|step| &step.action).collect();
    let causes = file.visit(Causes { violates, acts: &acts, sought: file.sought() })?;
    Ok(Why {
        trace: Trace::new(file, violates, causes.story),
        numbers: causes.kept.iter().map(|step| step + 1).collect(),
        of: acts.len(),
        invariant: causes.invariant,
    })
}

struct Causes<'a> {
    violates: &'a str,
    acts: &'a [&'a Act],
    sought: Vec<Arc<dyn Sought>>,
}

struct Found {
    story: Story,
    /// The places of the causes in the run.
    kept: Vec<usize>,
    invariant: Option<(usize, String)>,
}

impl Visitor for Causes<'_> {
    type Output = Result<Found, Departure>;

    fn visit<S: System>(self, system: S) -> Self::Output {
        let Self { violates, acts, sought } = self;
        let shows = |states: &[S::State]| end(&system, states, violates, &sought);
        let (states, _) = take(&system, acts.iter().map(|act| (*act, "")))?;
        shows(&states)?;
        let mut kept: Vec<usize> = (0..acts.len()).collect();
        // What a step needs comes before it, so the later one is left out first; and again, since the causes of
        // what was left out may be causes of nothing now.
        loop {
            let before = kept.len();
            for step in (0..acts.len()).rev() {
                if kept.binary_search(&step).is_ok() {
                    let rest = kept.iter().copied().filter(|kept| *kept != step);
                    let (rest, states) = as_far_as_possible(&system, acts, rest);
                    if shows(&states).is_ok() {
                        kept = rest;
                    }
                }
            }
            if kept.len() == before {
                break;
            }
        }
        let (states, actions) = take(&system, kept.iter().map(|step| (acts[*step], "")))?;
        let mut all = states.iter().enumerate();
        let invariant = all.find_map(|(step, state)| {
            let broken = system.keeps_invariant(state).err()?;
            Some((step, broken))
        });
        Ok(Found { story: system.story(&actions), kept, invariant })
    }
}

/// Takes these steps of a run, but for those that have become impossible: which were taken, and the states.
fn as_far_as_possible<S: System>(
    system: &S,
    acts: &[&Act],
    steps: impl Iterator<Item = usize>,
) -> (Vec<usize>, Vec<S::State>) {
    let mut states = system.init_states();
    let mut taken = Vec::new();
    for step in steps {
        let state = states.last().expect("it begins in one state");
        let mut possible = system.next_steps(state).into_iter();
        if let Some((_, next)) = possible.find(|(action, _)| system.act(action) == *acts[step]) {
            states.push(next);
            taken.push(step);
        }
    }
    (taken, states)
}

impl Why {
    /// How the end violates what it violates, and which step is to blame, by its number in the run that was asked
    /// about.
    pub fn explanation(&self) -> Vec<String> {
        let end = self.trace.explanation.first().cloned();
        let blamed = blame(&self.trace.story, |number| self.numbers[number - 1]);
        end.into_iter().chain(blamed).collect()
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Trace { title, model, violates, story, explanation, .. } = &self.trace;
        let violates = violates.as_deref().unwrap_or_default();
        writeln!(f, "{title}\n{model}: why {violates} is violated")?;
        let numbers: BTreeSet<usize> = self.numbers.iter().copied().collect();
        let left_out = (1..=self.of).filter(|number| !numbers.contains(number));
        let left_out: Vec<String> = left_out.map(|number| number.to_string()).collect();
        match &left_out[..] {
            [] if self.of == 1 => writeln!(f, "Its one step is the cause.\n")?,
            [] => writeln!(f, "Each of its {} steps is a cause.\n", self.of)?,
            some => {
                let (causes, of, some) = (numbers.len(), self.of, some.join(", "));
                writeln!(f, "{causes} of its {of} steps are causes; left out: {some}.\n")?;
            }
        }
        let mut quoted = BTreeSet::new();
        for (step, number) in story.steps.iter().zip(1..) {
            writeln!(f, "{number:>3}  {}", step.text)?;
            if let Some(rule) = Rule::of(step) {
                writeln!(f, "       {rule}")?;
                if quoted.insert(rule.sentence) {
                    writeln!(f, "       \"{}\"", rule.sentence)?;
                }
            }
            if let Some(reference) = &step.reference {
                writeln!(f, "     ! by the rules: {reference}")?;
            }
        }
        writeln!(f)?;
        for sentence in explanation {
            writeln!(f, "     {sentence}")?;
        }
        if let Some((step, conjuncts)) = &self.invariant {
            writeln!(
                f,
                "     the invariant of the proof fails first after step {step}: {conjuncts}"
            )?;
        }
        Ok(())
    }
}
