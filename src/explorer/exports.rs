//! Runs as files, and back.

use super::library::Subject;
use super::refusal::Refusal;
use super::request::{Format, ModelRef, Paper};
use super::route;
use crate::trace::{Language, Style, Trace, replay};
use serde::Serialize;

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

/// The run as a file.
pub(super) fn export(
    subject: &Subject,
    run: &[String],
    format: Format,
    paper: Paper,
    language: Language,
) -> Result<File, Refusal> {
    let file = &subject.file;
    let trace = route::trace(file, run)
        .ok_or_else(|| Refusal::run("in this model some step of the run cannot happen"))?;
    let trace = if subject.is_concealed() { without_names(&trace) } else { trace };
    let style = |slide| Style { theme: paper.into(), slide, language };
    let svg = |slide| trace.svg(file, style(slide)).map_err(Refusal::run);
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
    };
    let model = match subject.level {
        Some(level) => format!("level_{level}"),
        None => file.path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
    };
    let shows = trace.violates.as_deref().unwrap_or("run").replace(' ', "-");
    let name = format!("{model}.{shows}.{ending}");
    Ok(File { name, media_type, text })
}

/// Takes a trace again with the actors of its model.
pub(super) fn open(
    subject: &Subject,
    model: ModelRef,
    trace: &Trace,
    own: Option<&str>,
) -> Result<Opened, Refusal> {
    let again = replay(trace, &subject.file).map_err(Refusal::run)?;
    let run = route::names(&subject.file, &again).map_err(Refusal::run)?;
    let shipped = matches!(&model, ModelRef::Listed(path) if Some(path.as_str()) != own);
    let Trace { violates, explanation, .. } = again;
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
