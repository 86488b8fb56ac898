//! `synod trace`: a run again, step by step, and what it shows.

use super::language::LanguageName;
use super::output::{is_stdout, takes_stdout, write};
use super::say::{complain, say};
use super::screen::Screen;
use super::spec_states::no_spec;
use super::{Exit, Failure, Shipped};
use crate::explorer::offline::{self, Carried};
use crate::model::file::ModelFile;
use crate::trace::{Behaviour, Style, Theme, Trace, replay, twin, why};
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
    /// The trace, as JSON; or a page that `synod explore --export` has written, whose run is then verified with the model
    /// inside it.
    trace: PathBuf,

    /// Where its model is now, or the name of a model that is shipped; by default where the trace says.
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,

    /// Print the causes of the violation alone, each with the rule that it is an instance of: the sentence of
    /// "Paxos Made Simple", and the place in the source. What is drawn or written is then the run of these causes.
    #[arg(long)]
    why: bool,

    /// Print the run beside what the actors of the reference do with the same messages, from the first step
    /// that differs.
    #[arg(long, conflicts_with_all = ["why", "svg", "mermaid", "tla"])]
    twin: bool,

    /// Draw the run as a sequence diagram, to this file; `-` is the standard output, on which there is then nothing
    /// else.
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
    /// its configuration beside it; or both to `-`, the configuration behind the end of the module `Behaviour`.
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

/// Replays the trace, and prints it.
pub(super) fn run(args: &TraceArgs, shipped: Shipped) -> Result<Exit, Failure> {
    let place = |why: String| Failure::usage(format!("{}: {why}", args.trace.display()));
    let is_page = args.trace.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html"));
    let (told, within) = if is_page {
        let inside = inside(&args.trace).map_err(place)?;
        (inside.trace, Some((inside.name, inside.toml)))
    } else {
        (Trace::read(&args.trace).map_err(Failure::usage)?, None)
    };
    let path = args.model.as_deref().unwrap_or(Path::new(&told.model));
    let file = match &within {
        Some((name, toml)) if args.model.is_none() => {
            complain(format_args!("note: {}", shipped.knows(toml)));
            ModelFile::parse(Path::new(name), toml).map_err(|error| place(error.to_string()))?
        }
        _ => shipped
            .model(path)
            .map_err(|error| place(format!("its model: {error}; name the file with --model")))?,
    };
    is_of(&told, &file, "with --model").map_err(place)?;
    let unexpected =
        |departure| Failure::unexpected(format!("{}: {departure}", args.trace.display()));
    let trace = replay(&told, &file).map_err(unexpected)?;
    let causes = args.why.then(|| why(&trace, &file)).transpose().map_err(unexpected)?;
    let shown = causes.as_ref().map_or(&trace, |causes| &causes.trace);
    let takes_stdout = takes_stdout(&[&args.svg, &args.mermaid, &args.tla])?;
    let behaviour =
        args.tla.as_deref().map(|out| behaviour(out, shown, &file)?.ok_or_else(|| no_spec(path)));
    let behaviour = behaviour.transpose()?;
    if let Some(out) = &args.svg {
        let (theme, language) = (args.theme.into(), args.lang.into());
        let style = Style { theme, slide: args.slide, language };
        write(out, &shown.svg(&file, style).map_err(Failure::unexpected)?)?;
    }
    if let Some(out) = &args.mermaid {
        write(out, &shown.mermaid())?;
    }
    if let (Some(out), Some(behaviour)) = (&args.tla, behaviour) {
        write_tla(out, behaviour)?;
    }
    if !takes_stdout {
        let screen = Screen::new();
        let text = match causes {
            Some(causes) => screen.text(&causes.to_string()),
            None if args.twin => screen.text(&twin(&trace, &file).map_err(unexpected)?.to_string()),
            None => {
                format!("{}\n\n{}", screen.text(&trace.to_string()), trace.table(screen.width()))
            }
        };
        say(text.trim_end())?;
    }
    Ok(Exit::AsExpected)
}

/// Refuses a run of another version of a model, which is named in this way.
pub(super) fn is_of(trace: &Trace, file: &ModelFile, named: &str) -> Result<(), String> {
    if file.digest == trace.model_blake3 {
        return Ok(());
    }
    let path = file.path.display();
    let remedy = format!("name the file that it is a run of {named}, or check the model again");
    Err(format!("it is a run of another version of {path}; {remedy}"))
}

/// The model and the run inside a page that `synod explore --export` has written.
fn inside(page: &Path) -> Result<Carried, String> {
    let text = fs::read_to_string(page).map_err(|error| error.to_string())?;
    offline::carried(&text)
}

/// A run as a module that is called as the file is to which it goes; none, if there is no spec of its model.
fn behaviour(out: &Path, trace: &Trace, file: &ModelFile) -> Result<Option<Behaviour>, Failure> {
    let name = match is_stdout(out) {
        true => Some("Behaviour"),
        false => out
            .file_stem()
            .and_then(OsStr::to_str)
            .filter(|_| out.extension() == Some("tla".as_ref())),
    };
    let name = name.ok_or_else(|| {
        Failure::usage(format!("{}: a module is a file that ends in .tla", out.display()))
    })?;
    trace.behaviour(file, name).map_err(Failure::unexpected)
}

/// Writes a module and its configuration: the one beside the other, or behind it, where a checker does not look.
fn write_tla(out: &Path, Behaviour { module, configuration }: Behaviour) -> Result<(), Failure> {
    if is_stdout(out) {
        return write(out, &(module + &configuration));
    }
    write(out, &module)?;
    write(&out.with_extension("cfg"), &configuration)
}
