//! Runs as files, and back.

use super::library::{Library, Subject};
use super::offline::{self, Carried};
use super::refusal::Refusal;
use super::request::{Format, ModelRef};
use super::route;
use super::told::Teller;
use crate::trace::{Language, Style, Trace, replay};
use serde::Serialize;
use std::collections::BTreeMap;

/// A run as a file.
#[derive(Clone, Debug, Serialize)]
pub struct File {
    name: String,
    #[serde(rename = "type")]
    media_type: &'static str,
    text: String,
}

/// A trace that the actors have taken again.
#[derive(Clone, Debug, Serialize)]
pub struct Opened {
    model: ModelRef,
    run: Vec<String>,
    violates: Option<String>,
    explanation: Vec<String>,
    /// Whether its model is a shipped one.
    shipped: bool,
}

/// The run as a file; a picture of it in this style; a page that shows it out of these files.
pub(super) fn export(
    subject: &Subject,
    run: &[String],
    format: Format,
    style: Style,
    page: &BTreeMap<String, String>,
) -> Result<File, Refusal> {
    let file = &subject.file;
    let trace = route::trace(file, run)?;
    let trace = if subject.is_concealed() { without_names(&trace) } else { trace };
    let svg = |slide| trace.svg(file, Style { slide, ..style }).map_err(Refusal::run);
    let (ending, media_type, text) = match format {
        Format::Svg => ("svg", "image/svg+xml", svg(false)?),
        Format::Slide => ("slide.svg", "image/svg+xml", svg(true)?),
        Format::Json => {
            let json = serde_json::to_string_pretty(&trace).map_err(Refusal::run)?;
            ("json", "application/json", json + "\n")
        }
        Format::Text => ("txt", "text/plain", trace.to_string()),
        Format::Mermaid => ("mmd", "text/plain", trace.mermaid()),
        Format::Itf => ("itf.json", "application/json", trace.itf()),
        Format::Html => ("html", "text/html", html(subject, trace.clone(), page)?),
    };
    let model = match subject.level {
        Some(level) => format!("level_{level}"),
        None => file.path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
    };
    let shows = trace.violates.as_deref().unwrap_or("run").replace(' ', "-");
    let name = format!("{model}.{shows}.{ending}");
    Ok(File { name, media_type, text })
}

/// A page in one file that shows a run of a model, but for the core.
///
/// # Errors
/// If there is no such model, if the run is none of it, or if the library has no page.
pub fn page(library: &Library, model: &ModelRef, run: &[String]) -> Result<String, Refusal> {
    let subject = library.subject(Some(model))?;
    html(&subject, route::trace(&subject.file, run)?, &library.page)
}

fn html(
    Subject { file, text, .. }: &Subject,
    trace: Trace,
    page: &BTreeMap<String, String>,
) -> Result<String, Refusal> {
    let carried = Carried { name: file.path.display().to_string(), toml: text.clone(), trace };
    offline::page(page, &carried).map_err(Refusal::request)
}

/// Takes a trace again with the actors of its model.
pub(super) fn open(
    subject: &Subject,
    model: ModelRef,
    trace: &Trace,
    own: Option<&str>,
    language: Language,
) -> Result<Opened, Refusal> {
    let again = replay(trace, &subject.file).map_err(Refusal::run)?;
    let run = route::names(&subject.file, &again).map_err(Refusal::run)?;
    let shipped = matches!(&model, ModelRef::Listed(path) if Some(path.as_str()) != own);
    let Trace { violates, explanation, story, .. } = again;
    let teller = Teller::new(&subject.file, &story, language, false);
    let explanation = explanation.iter().map(|sentence| teller.say(sentence)).collect();
    Ok(Opened { model, run, violates, explanation, shipped })
}

/// The run without what tells which rule is broken: its title, and what the reference would have done.
pub(super) fn without_names(trace: &Trace) -> Trace {
    let mut trace = trace.clone();
    trace.title.clear();
    trace.model.clear();
    trace.explanation.truncate(1);
    trace.story.steps.iter_mut().for_each(|step| step.reference = None);
    trace
}
