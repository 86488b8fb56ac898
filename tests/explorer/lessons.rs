//! The guided tour: every step of every lesson is one that the actors take, and what a lesson hints at does what it asks.

use super::{look, texts};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lesson {
    name: String,
    title: Text,
    about: Text,
    scenes: Vec<Scene>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scene {
    model: Option<String>,
    #[serde(default)]
    take: Vec<String>,
    #[serde(default)]
    look: Vec<String>,
    text: Text,
    task: Option<Task>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Task {
    ask: Text,
    done: Vec<Done>,
    hint: Vec<String>,
    well: Text,
}

/// When a task is done: all of these are so.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Done {
    Holds { actor: String, has: Map<String, Value> },
    Property { property: String, now: String },
    Taken { step: String },
}

/// In each language.
type Text = BTreeMap<String, String>;

fn lessons() -> Vec<Lesson> {
    let text = fs::read_to_string("web/page/lessons.js").unwrap();
    let json = &text[text.find('[').unwrap()..=text.rfind(']').unwrap()];
    serde_json::from_str(json).unwrap()
}

impl Done {
    fn is_so(&self, place: &Value) -> bool {
        let named = |list: &str, name: &str| {
            let all = place[list].as_array().unwrap();
            all.iter()
                .find(|one| one["name"] == name)
                .unwrap_or_else(|| panic!("no {name}"))
                .clone()
        };
        match self {
            Self::Holds { actor, has } => {
                let state = named("actors", actor)["state"].clone();
                let (_, view) = state.as_object().unwrap().iter().next().unwrap();
                has.iter().all(|(field, value)| view[field] == *value)
            }
            Self::Property { property, now } => named("properties", property)["now"] == *now,
            Self::Taken { step } => texts(&place["steps"], "name").contains(&step.as_str()),
        }
    }
}

/// Where these steps lead, all of which must be possible.
fn take(lesson: &str, model: &str, run: &[String]) -> Value {
    let run: Vec<&str> = run.iter().map(String::as_str).collect();
    let name = Path::new(model).file_stem().unwrap().to_str().unwrap();
    let place = look(name, &run);
    assert_eq!(place["departure"], Value::Null, "{lesson}: {model}");
    place
}

#[test]
fn every_step_of_the_tour_is_one_of_the_actors_and_every_hint_does_what_is_asked() {
    let lessons = lessons();
    assert_eq!(lessons.len(), 6);
    for Lesson { name, scenes, .. } in &lessons {
        let (mut model, mut run) = (String::new(), Vec::new());
        for scene in scenes {
            if let Some(other) = &scene.model {
                model.clone_from(other);
                run.clear();
            }
            run.extend(scene.take.iter().cloned());
            let place = take(name, &model, &run);
            let actors = texts(&place["actors"], "name");
            let known = scene.look.iter().all(|actor| actors.contains(&actor.as_str()));
            assert!(known, "{name}: {:?}", scene.look);
            let Some(task) = &scene.task else { continue };
            let is_done = |place: &Value| task.done.iter().all(|done| done.is_so(place));
            assert!(!is_done(&place), "{name}: there is nothing left to do");
            run.extend(task.hint.iter().cloned());
            assert!(is_done(&take(name, &model, &run)), "{name}: the hint does not do it");
        }
        let task = scenes.last().and_then(|scene| scene.task.as_ref());
        assert!(task.is_some(), "{name} ends without something to do");
    }
}

#[test]
fn the_tour_is_told_in_both_languages() {
    for Lesson { name, title, about, scenes } in lessons() {
        let tasks = scenes.iter().filter_map(|scene| scene.task.as_ref());
        let texts = tasks.flat_map(|task| [&task.ask, &task.well]);
        for text in texts.chain(scenes.iter().map(|scene| &scene.text)).chain([&title, &about]) {
            assert_eq!(text.keys().collect::<Vec<_>>(), ["en", "zh"], "{name}");
            let is_wide = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
            assert!(
                text["zh"].contains(is_wide) && !text["en"].contains(is_wide),
                "{name}: {text:?}"
            );
        }
    }
}
