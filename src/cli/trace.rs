//! `synod trace`: a run again, step by step, and what it shows.

use super::say::say;
use super::spec_states::no_spec;
use super::{Exit, Failure};
use crate::model::file::ModelFile;
use crate::trace::{Language, Style, Theme, Trace, replay};
use clap::{Args, ValueEnum};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// Replay a trace through the actors, and explain it.
///
/// Each step is taken again, by the name of what happens in it, with the actors of the model of which it
/// is a run. A trace that was changed, or that is of a model that was, is refused at the first step that the
/// actors do not take. What is printed is the run in words, the state of each process where it changed,
/// and how the end violates what it violates.
///
/// Exit code: 0 if the actors take every step, and the end violates what it is said to; 1 if not; 2 for
/// bad input.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  synod check models/violates/largest_value.toml    writes traces/models/violates/largest_value.agreement.json
  synod trace traces/models/violates/largest_value.agreement.json
  synod trace traces/models/violates/largest_value.agreement.json --svg largest_value.svg
  synod trace traces/models/violates/largest_value.agreement.json --svg slide.svg --slide --theme dark")]
pub(super) struct TraceArgs {
    /// The trace, as JSON.
    trace: PathBuf,

    /// Where its model is now; by default where the trace says.
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,

    /// Draw the run as a sequence diagram, to this file.
    #[arg(long, value_name = "OUT")]
    svg: Option<PathBuf>,

    /// Draw it on light paper, on dark, or on what the reader prefers.
    #[arg(long, value_enum, value_name = "THEME", default_value = "auto", requires = "svg")]
    theme: ThemeName,

    /// Draw it to fill a slide of 1920 by 1080, in type as large as that allows.
    #[arg(long, requires = "svg")]
    slide: bool,

    /// The language in which it is told.
    #[arg(long, value_enum, value_name = "LANG", default_value = "en", requires = "svg")]
    lang: LanguageName,

    /// Write the run as a Mermaid sequence diagram, to this file.
    #[arg(long, value_name = "OUT")]
    mermaid: Option<PathBuf>,

    /// Write a run of a message-set model as a TLA+ behaviour of specs/Paxos.tla: a module, to this file, and
    /// its configuration beside it.
    #[arg(long, value_name = "OUT.tla")]
    tla: Option<PathBuf>,
}

/// On which paper a picture is drawn.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ThemeName {
    /// On light paper.
    Light,
    /// On dark paper.
    Dark,
    /// On light paper; on dark where the reader prefers it.
    Auto,
}

impl From<ThemeName> for Theme {
    fn from(name: ThemeName) -> Self {
        match name {
            ThemeName::Light => Self::Light,
            ThemeName::Dark => Self::Dark,
            ThemeName::Auto => Self::Auto,
        }
    }
}

/// The language in which a picture is told.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LanguageName {
    /// English.
    En,
    /// Chinese.
    Zh,
}

impl From<LanguageName> for Language {
    fn from(name: LanguageName) -> Self {
        match name {
            LanguageName::En => Self::English,
            LanguageName::Zh => Self::Chinese,
        }
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failure = |error| Failure::usage(format!("{}: cannot be written: {error}", path.display()));
    fs::write(path, text).map_err(failure)
}

/// Replays the trace, and prints it.
pub(super) fn run(args: &TraceArgs) -> Result<Exit, Failure> {
    let told = Trace::read(&args.trace).map_err(Failure::usage)?;
    let place = |why: String| Failure::usage(format!("{}: {why}", args.trace.display()));
    let path = args.model.as_deref().unwrap_or(Path::new(&told.model));
    let file = ModelFile::read(path)
        .map_err(|error| place(format!("its model: {error}; name the file with --model")))?;
    if file.digest != told.model_blake3 {
        let path = path.display();
        let remedy = "name the file that it is a run of with --model, or check the model again";
        return Err(place(format!("it is a run of another version of {path}; {remedy}")));
    }
    let trace = match replay(&told, &file) {
        Ok(trace) => trace,
        Err(departure) => {
            return Err(Failure::unexpected(format!("{}: {departure}", args.trace.display())));
        }
    };
    if let Some(out) = &args.svg {
        let (theme, language) = (args.theme.into(), args.lang.into());
        let style = Style { theme, slide: args.slide, language };
        write(out, &trace.svg(&file, style).map_err(Failure::unexpected)?)?;
    }
    if let Some(out) = &args.mermaid {
        write(out, &trace.mermaid())?;
    }
    if let Some(out) = &args.tla {
        let system = file.message_set().ok_or_else(|| no_spec(path))?;
        let name = out
            .file_stem()
            .and_then(OsStr::to_str)
            .filter(|_| out.extension() == Some("tla".as_ref()));
        let name = name.ok_or_else(|| {
            Failure::usage(format!("{}: a module is a file that ends in .tla", out.display()))
        })?;
        let behaviour = trace.behaviour(&system, name).map_err(Failure::unexpected)?;
        write(out, &behaviour.module)?;
        write(&out.with_extension("cfg"), &behaviour.configuration)?;
    }
    say(format!("{trace}\n{}", trace.table()).trim_end())?;
    Ok(Exit::AsExpected)
}
