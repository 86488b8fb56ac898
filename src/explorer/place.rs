//! Where a run has come to: what everybody holds, what is on its way, what can happen and what cannot.

use super::chosen::{Chosen, chosen};
use super::library::Subject;
use super::messages::{Message, messages};
use super::properties::{Property, Question, properties, questions};
use super::refusal::Refusal;
use super::route::Route;
use super::told::{Choice, Hindered, Holds, Teller, Told};
use crate::model::System;
use crate::model::file::{ModelFile, Visitor};
use crate::model::story::{Act, Actor, Story};
use crate::model::words::counted;
use crate::properties::History;
use crate::trace::Language;
use serde::Serialize;

/// Where a run has come to.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    model: About,
    pub(super) steps: Vec<Told>,
    departure: Option<Departure>,
    actors: Vec<Shown>,
    messages: Vec<Message>,
    can: Vec<Choice>,
    cannot: Vec<Hindered>,
    properties: Vec<Property>,
    pub(super) chosen: Vec<Chosen>,
    questions: Vec<Question>,
}

/// What is said of the model.
#[derive(Clone, Debug, Serialize)]
struct About {
    path: Option<String>,
    title: String,
    system: &'static str,
    digest: Option<String>,
    mutant: Option<String>,
    bounds: Vec<String>,
    toml: Option<String>,
    level: Option<usize>,
}

/// The first step that the actors do not take.
#[derive(Clone, Debug, Serialize)]
struct Departure {
    step: usize,
    name: String,
    message: String,
}

/// An actor.
#[derive(Clone, Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    holds: Holds,
    role: String,
    short: String,
    /// The number of the process that it is in: who has the same crashes together.
    process: usize,
    /// Whether the last step changed it.
    changed: bool,
}

/// The most that can happen in a state at which one looks; more nobody could overlook.
const MOST_CHOICES: usize = 2_000;

/// Takes the steps of a run as far as the actors take them, and looks round there.
///
/// # Errors
/// If more can happen there than anybody can look at.
pub(super) fn look(
    subject: &Subject,
    run: &[String],
    language: Language,
) -> Result<Place, Refusal> {
    subject.file.visit(Look { subject, run, language })
}

struct Look<'a> {
    subject: &'a Subject,
    run: &'a [String],
    language: Language,
}

impl Visitor for Look<'_> {
    type Output = Result<Place, Refusal>;

    fn visit<S: System>(self, system: S) -> Self::Output {
        let Self { subject, run, language } = self;
        let route = Route::take(&system, run);
        let mut actions = Vec::new();
        system.actions(route.last(), &mut actions);
        if actions.len() > MOST_CHOICES {
            let all = counted(actions.len(), "thing");
            let message = format!("{all} can happen here, which is more than a page can show");
            return Err(Refusal::run(format!("{message}; take a model with less in it")));
        }
        let taken = &run[..route.actions.len()];
        let story = system.story(&route.actions);
        let teller = Teller::new(&subject.file, &story, language, subject.is_concealed());
        let here = route.last();
        let tell = |action: S::Action, next: S::State| {
            teller.choice(system.format_action(&action), &system.tell(here, &action, &next))
        };
        let can = actions.into_iter().filter_map(|action| {
            let next = system.next_state(here, action.clone())?;
            Some(tell(action, next))
        });
        let can: Vec<Choice> = can.collect();
        let cannot = system.hindered(here).into_iter().map(|hindrance| teller.hindered(hindrance));
        let cannot: Vec<Hindered> = cannot.collect();
        let sought = subject.file.sought();
        let judge = |history: &History| (properties(history, &sought, &teller), chosen(history));
        let (properties, chosen) = system.with_history(here, judge);
        let names = taken.iter().zip(&story.steps);
        Ok(Place {
            model: About::of(subject, &system, &teller),
            steps: names.map(|(name, step)| teller.step(Some(name.clone()), step)).collect(),
            departure: run.get(taken.len()).map(|name| Departure {
                step: taken.len() + 1,
                name: name.clone(),
                message: teller.say("in this model this cannot happen here"),
            }),
            actors: actors(&system.actors(here), &story, &can, &cannot, &teller),
            messages: messages(&story, &can, &cannot, &teller),
            can,
            cannot,
            properties,
            chosen,
            questions: questions(&subject.file, &teller),
        })
    }
}

/// The bounds of a model, in words.
pub(super) fn bounds(file: &ModelFile) -> Vec<String> {
    file.visit(Bounds)
}

struct Bounds;

impl Visitor for Bounds {
    type Output = Vec<String>;

    fn visit<S: System>(self, system: S) -> Self::Output {
        system.bounds()
    }
}

impl About {
    fn of<S: System>(subject: &Subject, system: &S, teller: &Teller) -> Self {
        let Subject { file, text, level } = subject;
        let told = level.is_none();
        Self {
            path: told.then(|| file.path.display().to_string()),
            title: if told { file.title.clone() } else { String::new() },
            system: file.system_name(),
            digest: told.then(|| file.digest.clone()),
            mutant: file.mutant().filter(|_| told),
            bounds: system.bounds().iter().map(|bound| teller.say(bound)).collect(),
            toml: told.then(|| text.clone()),
            level: *level,
        }
    }
}

fn actors(
    now: &[Actor],
    story: &Story,
    can: &[Choice],
    cannot: &[Hindered],
    teller: &Teller,
) -> Vec<Shown> {
    let acts = can.iter().map(|choice| &choice.act);
    let acts = acts.chain(cannot.iter().filter_map(|hindered| hindered.act.as_ref()));
    let mut processes: Vec<&Vec<String>> = acts
        .filter_map(|act| match act {
            Act::Crash { actors } => Some(actors),
            _ => None,
        })
        .collect();
    // Those that can crash come before those that cannot.
    processes.sort_by_key(|actors| now.iter().position(|actor| actor.name == actors[0]));
    let last = story.steps.last();
    let shown = now.iter().enumerate().map(|(number, actor)| {
        let (role, short) = actor.name.split_once(' ').unwrap_or((&actor.name, ""));
        let together = processes.iter().position(|actors| actors.contains(&actor.name));
        let is_it = |changed: &Actor| changed.name == actor.name;
        Shown {
            holds: teller.holds(actor),
            role: role.to_string(),
            short: short.to_string(),
            process: together.unwrap_or(number),
            changed: last.is_some_and(|step| step.changed.iter().any(is_it)),
        }
    });
    shown.collect()
}
