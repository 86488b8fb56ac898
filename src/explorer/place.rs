//! Where a run has come to: what everybody holds, what is on its way, what can happen and what cannot.

use super::library::Subject;
use super::refusal::Refusal;
use super::request::Goal;
use super::route::Route;
use super::told::{Choice, Hindered, Holds, Teller, Told};
use crate::model::System;
use crate::model::file::{ModelFile, Visitor};
use crate::model::story::{Act, Actor, Cast, Said, Step, Story, View};
use crate::model::words::counted;
use crate::properties::{self, Run, Sought};
use crate::trace::{Language, Trace, VERSION};
use serde::Serialize;
use std::sync::Arc;

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

/// A message that is on its way.
#[derive(Clone, Debug, Serialize)]
struct Message {
    from: String,
    to: String,
    said: Said,
    text: String,
    /// The last step that sent it; 0, if it was there from the beginning.
    sent_in: usize,
    /// How often it has arrived.
    delivered: usize,
    /// Whether the last step sent it.
    new: bool,
    /// What can happen to it: places in the list of all that can.
    can: Vec<usize>,
    /// Why it does not arrive: a place in the list of what cannot happen.
    cannot: Option<usize>,
}

/// A property, as it is now.
#[derive(Clone, Debug, Serialize)]
struct Property {
    name: String,
    kind: PropertyKind,
    now: Now,
    explanation: Option<String>,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum PropertyKind {
    Always,
    Sometimes,
}

/// What has become of a property so far.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Now {
    Holds,
    Violated,
    Reached,
    Open,
}

/// The votes by which a value is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Chosen {
    pub(super) vote: Cast,
    pub(super) voters: Vec<String>,
}

/// A question that fits the model.
#[derive(Clone, Debug, Serialize)]
struct Question {
    text: String,
    goal: Goal,
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
        let teller = teller(&subject.file, story.clone(), language, subject.is_concealed());
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
        let judge = |run: &Run| (properties(run, &sought, &teller), chosen(run));
        let (properties, chosen) = system.with_run(here, judge);
        let names = taken.iter().zip(&story.steps);
        Ok(Place {
            model: About::of(subject, &system),
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

/// How runs of a model are told. The words of its author are those of the run so far, and all values that somebody
/// wants.
pub(super) fn teller(file: &ModelFile, story: Story, language: Language, conceals: bool) -> Teller {
    let mut words = Trace {
        version: VERSION,
        model: String::new(),
        title: String::new(),
        model_blake3: String::new(),
        violates: None,
        explanation: Vec::new(),
        story,
    };
    let wants = |value: String| Actor {
        name: String::new(),
        state: View::Proposer {
            wanted: value,
            ballot: None,
            promised_by: Vec::new(),
            proposed: None,
        },
    };
    let values = file.cast().values.into_iter().map(|value| wants(value.to_string()));
    words.story.start.extend(values);
    Teller::new(words, language, conceals)
}

impl About {
    fn of<S: System>(subject: &Subject, system: &S) -> Self {
        let Subject { file, text, level } = subject;
        let told = level.is_none();
        Self {
            path: told.then(|| file.path.display().to_string()),
            title: if told { file.title.clone() } else { String::new() },
            system: file.system_name(),
            digest: told.then(|| file.digest.clone()),
            mutant: file.mutant().filter(|_| told),
            bounds: system.bounds(),
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

/// What is on its way: all that can be delivered or altered, or is kept from it.
fn messages(story: &Story, can: &[Choice], cannot: &[Hindered], teller: &Teller) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    let acts = can.iter().zip(0..).map(|(choice, place)| (&choice.act, Ok(place)));
    let hindered = cannot.iter().zip(0..);
    let hindered =
        hindered.filter_map(|(hindered, place)| Some((hindered.act.as_ref()?, Err(place))));
    for (act, place) in acts.chain(hindered) {
        let (Act::Deliver { from, to, message } | Act::Alter { from, to, message, .. }) = act
        else {
            continue;
        };
        let is_it = |told: &Message| (&told.from, &told.to, &told.said) == (from, to, message);
        let number = messages.iter().position(is_it).unwrap_or_else(|| {
            messages.push(Message::of(from, to, message, &story.steps, teller));
            messages.len() - 1
        });
        match place {
            Ok(place) => messages[number].can.push(place),
            Err(place) => messages[number].cannot = Some(place),
        }
    }
    messages.sort_by_key(|message| message.sent_in);
    messages
}

impl Message {
    fn of(from: &str, to: &str, said: &Said, steps: &[Step], teller: &Teller) -> Self {
        let sends = |step: &Step| {
            step.sent.iter().any(|sent| (&*sent.from, &*sent.to, &sent.message) == (from, to, said))
        };
        let sent_in = steps.iter().rposition(sends).map_or(0, |step| step + 1);
        let arrives = |step: &&Step| match &step.action {
            Act::Deliver { from: f, to: t, message } => (&**f, &**t, message) == (from, to, said),
            _ => false,
        };
        Self {
            from: from.to_string(),
            to: to.to_string(),
            said: said.clone(),
            text: teller.say(&said.to_string()),
            sent_in,
            delivered: steps.iter().filter(arrives).count(),
            new: sent_in > 0 && sent_in == steps.len(),
            can: Vec::new(),
            cannot: None,
        }
    }
}

fn properties(run: &Run, sought: &[Arc<dyn Sought>], teller: &Teller) -> Vec<Property> {
    let property = |sought: &Arc<dyn Sought>| {
        let hit = sought.is_hit(run);
        let (kind, now) = match (sought.kind(), hit) {
            (properties::Kind::Always, false) => (PropertyKind::Always, Now::Holds),
            (properties::Kind::Always, true) => (PropertyKind::Always, Now::Violated),
            (properties::Kind::Sometimes, true) => (PropertyKind::Sometimes, Now::Reached),
            (properties::Kind::Sometimes, false) => (PropertyKind::Sometimes, Now::Open),
        };
        let explanation = hit.then(|| sought.explain(run)).flatten();
        let explanation = explanation.map(|text| teller.say(&text));
        Property { name: sought.name().to_string(), kind, now, explanation }
    };
    sought.iter().map(property).collect()
}

/// The votes by which values are chosen.
fn chosen(run: &Run) -> Vec<Chosen> {
    let chosen = run.chosen().map(|(vote, voters)| Chosen {
        vote: Cast::from(vote),
        voters: voters.iter().map(|voter| format!("acceptor {voter}")).collect(),
    });
    chosen.collect()
}

/// Questions that fit a model: what is to be reached, what may be violated, and a vote for one of its values.
fn questions(file: &ModelFile, teller: &Teller) -> Vec<Question> {
    let sought = file.sought();
    let named = sought.iter().map(|sought| {
        let name = sought.name().to_string();
        let goal = match sought.kind() {
            properties::Kind::Always => Goal::Violated(Some(name)),
            properties::Kind::Sometimes => Goal::Reached(name),
        };
        Question { text: teller.say(sought.name()), goal }
    });
    let value = file.cast().values.last().map(ToString::to_string);
    let is_word = |value: &String| value.chars().all(char::is_alphanumeric);
    let vote = value.filter(is_word).map(|value| {
        let text = format!("acceptor 1 voted {value}");
        Question { text: text.clone(), goal: Goal::Asked(text) }
    });
    named.chain(vote).collect()
}
