//! What can come of a run: ways on, by the search of `check`.

use super::library::Subject;
use super::means::Means;
use super::place;
use super::refusal::Refusal;
use super::request::Goal;
use super::route;
use crate::check::ways::{self, Found, Onward};
use crate::model::file::ModelFile;
use crate::model::question::{Mistake, Question};
use crate::model::words::did_you_mean;
use crate::properties::{History, Kind, Sought, stays_reachable};
use crate::trace::Language;
use serde::Serialize;
use std::sync::Arc;

/// The shortest way on to something.
#[derive(Clone, Debug, Serialize)]
pub struct Way {
    /// How many steps the run has that was asked about.
    from: usize,
    /// How many states were visited.
    states: u64,
    result: Outcome,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    /// The whole run, from the beginning.
    Found { run: Vec<String>, steps: usize, shows: String },
    /// On no way, within these bounds.
    Never { bounds: Vec<String> },
    /// The search was stopped.
    Unknown { reason: String },
}

/// How near something is, and how near after each step.
#[derive(Clone, Debug, Serialize)]
pub struct Nearer {
    here: Distance,
    steps: Vec<StepTo>,
    states: u64,
}

#[derive(Clone, Debug, Serialize)]
struct StepTo {
    name: String,
    distance: Distance,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Distance {
    /// So many steps.
    In(usize),
    /// More than so many.
    Beyond(usize),
    Never,
    Unknown(String),
}

impl From<ways::Way> for Distance {
    fn from(way: ways::Way) -> Self {
        match way {
            ways::Way::Found { steps, .. } => Self::In(steps.len()),
            ways::Way::Beyond(steps) => Self::Beyond(steps),
            ways::Way::Never => Self::Never,
            ways::Way::Unknown(reason) => Self::Unknown(reason),
        }
    }
}

impl Way {
    /// Says its words in a language.
    pub(super) fn tell(&mut self, language: Language) {
        match &mut self.result {
            Outcome::Found { .. } => {}
            Outcome::Never { bounds } => language.say_each(bounds),
            Outcome::Unknown { reason } => *reason = language.say(reason),
        }
    }
}

impl Nearer {
    /// Says its words in a language.
    pub(super) fn tell(&mut self, language: Language) {
        let steps = self.steps.iter_mut().map(|step| &mut step.distance);
        for distance in steps.chain([&mut self.here]) {
            if let Distance::Unknown(reason) = distance {
                *reason = language.say(reason);
            }
        }
    }
}

/// The shortest way to a goal.
pub(super) fn shortest(
    subject: &Subject,
    run: &[String],
    goal: &Goal,
    means: &Means,
) -> Result<Way, Refusal> {
    let (file, sought) = sought(&subject.file, goal)?;
    way(&file, run, &sought, means)
}

/// The shortest way to a decision.
pub(super) fn outlook(subject: &Subject, run: &[String], means: &Means) -> Result<Way, Refusal> {
    way(&subject.file, run, &[Arc::new(ValueIsChosen)], means)
}

fn way(
    file: &ModelFile,
    run: &[String],
    sought: &[Arc<dyn Sought>],
    means: &Means,
) -> Result<Way, Refusal> {
    route::must_be_a_run(file, run)?;
    let Found { way, states } = ways::way(file, &onward(run, sought, means));
    let result = match way {
        ways::Way::Found { steps, shows } => {
            let further = steps.len();
            let run = run.iter().cloned().chain(steps).collect();
            Outcome::Found { run, steps: further, shows }
        }
        ways::Way::Never => Outcome::Never { bounds: place::bounds(file) },
        ways::Way::Beyond(steps) => {
            Outcome::Unknown { reason: format!("not within {steps} steps") }
        }
        ways::Way::Unknown(reason) => Outcome::Unknown { reason },
    };
    Ok(Way { from: run.len(), states, result })
}

/// How near a goal is, and how near after each step.
pub(super) fn nearer(
    subject: &Subject,
    run: &[String],
    goal: &Goal,
    means: &Means,
) -> Result<Nearer, Refusal> {
    let (file, sought) = sought(&subject.file, goal)?;
    route::must_be_a_run(&file, run)?;
    let (Found { way, states }, steps) = ways::nearer(&file, &onward(run, &sought, means));
    let steps = steps.into_iter().map(|(name, way)| StepTo { name, distance: way.into() });
    Ok(Nearer { here: way.into(), steps: steps.collect(), states })
}

fn onward<'a>(run: &'a [String], sought: &'a [Arc<dyn Sought>], means: &'a Means) -> Onward<'a> {
    let Means { threads, limits, progress } = means;
    Onward { run, sought, threads: *threads, limits, progress }
}

/// What is looked for, in a model that is asked about it.
fn sought(file: &ModelFile, goal: &Goal) -> Result<(ModelFile, Vec<Arc<dyn Sought>>), Refusal> {
    let all = file.sought();
    let named = |kind: Kind, name: &str| {
        let of_kind = all.iter().filter(|sought| sought.kind() == kind);
        let names: Vec<&str> = of_kind.clone().map(|sought| sought.name()).collect();
        let found = of_kind.clone().find(|sought| sought.name() == name);
        found.cloned().ok_or_else(|| {
            let remedy = did_you_mean(name, names.iter().copied());
            let names = names.join(", ");
            Refusal::request(format!(
                "no such property of this model: {name:?}; there are {names}{remedy}"
            ))
        })
    };
    match goal {
        Goal::Violated(None) => {
            let always = all.iter().filter(|sought| sought.kind() == Kind::Always);
            Ok((file.clone(), always.cloned().collect()))
        }
        Goal::Violated(Some(name)) => Ok((file.clone(), vec![named(Kind::Always, name)?])),
        Goal::Reached(name) => Ok((file.clone(), vec![named(Kind::Sometimes, name)?])),
        Goal::Asked(text) => {
            let refuse = |mistake: Mistake| Refusal::request(mistake.to_string());
            let question =
                Question::new(text, Kind::Sometimes, text, &file.cast()).map_err(refuse)?;
            let sought: Arc<dyn Sought> = Arc::new(question.clone());
            Ok((file.clone().asking(question), vec![sought]))
        }
    }
}

/// That a value is chosen, as what should stay reachable.
#[derive(Debug)]
struct ValueIsChosen;

impl Sought for ValueIsChosen {
    fn name(&self) -> &'static str {
        "a value is chosen"
    }

    fn kind(&self) -> Kind {
        Kind::Sometimes
    }

    fn looks_at_promises(&self) -> bool {
        false
    }

    fn is_hit(&self, history: &History) -> bool {
        stays_reachable::is_reached(history)
    }

    fn explain(&self, _: &History) -> Option<String> {
        None
    }
}
