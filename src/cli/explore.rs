//! `synod explore`: a model in the browser.

use super::check::most_memory;
use super::output::write;
use super::say::say;
use super::threads::threads;
use super::trace::is_of;
use super::{Exit, Failure, Shipped};
use crate::explorer::offline;
use crate::explorer::server::{self, Assets, Bounds};
use crate::explorer::{self, Explorer, Library, ModelRef, Opens};
use crate::model::file::ModelFile;
use crate::trace::Trace;
use clap::Args;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};

/// Play with a model in the browser: you are the network.
///
/// Serves a page until Ctrl-C. It shows what every process holds and what is on its way, and you decide what happens
/// next; it tells why something cannot happen, finds the shortest way to whatever you ask for, and has a guided tour,
/// a game and a quiz. The page asks nobody but this program.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  synod explore                  then open the address that it prints
  synod explore two_proposers
  synod explore --trace traces/models/violates/largest_value.agreement.json
  synod explore --trace traces/models/violates/largest_value.agreement.json --export slide.html")]
pub(super) struct ExploreArgs {
    /// The model file, or the name of a model that is shipped; without one, the page begins with the list of all.
    model: Option<PathBuf>,

    /// Show this run, a trace as `synod check` and `synod simulate` write it.
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,

    /// Where to listen. Whoever reaches the address can have models searched: keep it on this machine.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,

    /// The longest that anything is searched for, such as 30s.
    #[arg(long, value_name = "TIME", default_value = "2m")]
    timeout: humantime::Duration,

    /// Write a page that needs no server to this file, with the model and the run inside: it opens from disk.
    #[arg(long, value_name = "FILE.html")]
    export: Option<PathBuf>,

    /// Take the page from this folder, and not the one in the program: `web/page`, or `target/web` as `make web` makes it.
    #[arg(long, value_name = "DIR")]
    web: Option<PathBuf>,
}

/// Serves the explorer.
pub(super) fn run(args: &ExploreArgs, shipped: Shipped) -> Result<Exit, Failure> {
    let library = library(args, shipped)?;
    let assets = Assets { page: shipped.page, core: shipped.core, folder: args.web.clone() };
    if let Some(out) = &args.export {
        return export(out, &library, &assets);
    }
    let bounds = Bounds {
        threads: threads(None),
        time: Duration::from(args.timeout),
        memory: most_memory(),
    };
    let shown = args.model.as_deref().or(args.trace.as_deref());
    let what = shown.map_or("all models".to_string(), |shown| shown.display().to_string());
    let listens = |address| {
        // That nobody reads where it listens is no reason not to.
        let _ = say(format_args!("exploring {what} at http://{address}/ (Ctrl-C ends it)"));
    };
    server::serve(Explorer::new(library), assets, args.listen, bounds, listens).map_err(
        |error| {
            let remedy = "choose another with --listen, such as --listen 127.0.0.1:3001";
            Failure::unexpected(format!("cannot listen on {}: {error}; {remedy}", args.listen))
        },
    )?;
    Ok(Exit::AsExpected)
}

/// Writes a page in one file.
fn export(out: &Path, library: &Library, assets: &Assets) -> Result<Exit, Failure> {
    let Some(Opens { model, run, .. }) = &library.opens else {
        let message = "--export: of which model? name it, or a run of it with --trace";
        return Err(Failure::usage(message));
    };
    let core = assets.core().ok_or_else(|| {
        Failure::usage(
            "--export: this program was built without the core for a browser; run `make web` in the repository of \
             synod and name what it makes with --web target/web, or build the program after it",
        )
    })?;
    let page = explorer::page(library, model, run).map_err(Failure::unexpected)?;
    write(out, &offline::with_core(&page, &core).map_err(Failure::unexpected)?)?;
    Ok(Exit::AsExpected)
}

/// The names and the texts of the page's files in a folder.
fn page_files(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    if !folder.join("index.html").is_file() {
        let folder = folder.display();
        return Err(Failure::usage(format!("--web: {folder} has no index.html; name web/page")));
    }
    let unread = |error: io::Error| Failure::usage(format!("--web: {}: {error}", folder.display()));
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        let is_text =
            ["html", "css", "js"].map(OsStr::new).contains(&path.extension().unwrap_or_default());
        if let (true, Some(name)) = (is_text, path.file_name().and_then(OsStr::to_str)) {
            files.insert(name.to_string(), fs::read_to_string(&path).map_err(unread)?);
        }
    }
    Ok(files)
}

/// All models that are shipped, and those that are named: with what the page shows first.
fn library(args: &ExploreArgs, shipped: Shipped) -> Result<Library, Failure> {
    let mut library = shipped.library();
    if let Some(folder) = &args.web {
        library.page = page_files(folder)?;
    }
    let trace = args.trace.as_deref().map(Trace::read).transpose().map_err(Failure::usage)?;
    let named = match (&args.model, &trace) {
        (Some(model), _) => Some(shipped.model(model)?),
        (None, Some(trace)) => Some(model_of(trace, args, shipped)?),
        (None, None) => None,
    };
    let Some(file) = named else { return Ok(library) };
    let path = add(&mut library, &file)?;
    let run = match &trace {
        None => Vec::new(),
        Some(trace) => {
            let name = args.trace.as_deref().unwrap_or(Path::new("")).display();
            let wrong = |why: &dyn std::fmt::Display| Failure::usage(format!("{name}: {why}"));
            is_of(trace, &file, "as MODEL").map_err(|why| wrong(&why))?;
            explorer::names(&file, trace).map_err(|departure| wrong(&departure))?
        }
    };
    let from = args.trace.as_ref().map(|trace| trace.display().to_string());
    library.opens = Some(Opens { model: ModelRef::Listed(path), run, from });
    Ok(library)
}

/// The model that a trace names.
fn model_of(trace: &Trace, args: &ExploreArgs, shipped: Shipped) -> Result<ModelFile, Failure> {
    shipped.model(Path::new(&trace.model)).map_err(|error| {
        let name = args.trace.as_deref().unwrap_or(Path::new("")).display();
        Failure::usage(format!("{name}: its model: {error}; name the file as MODEL"))
    })
}

/// Puts a model into the list, under its path, where the same is not there already; tells under which path it is.
fn add(library: &mut Library, file: &ModelFile) -> Result<String, Failure> {
    if let Some((shipped, _)) = library.of_digest(&file.digest) {
        return Ok(shipped.clone());
    }
    let path = file.path.display().to_string();
    let text = fs::read_to_string(&file.path)
        .map_err(|error| Failure::usage(format!("{path}: cannot be read: {error}")))?;
    library.models.retain(|(listed, _)| *listed != path);
    library.models.insert(0, (path.clone(), text));
    library.own = Some(path.clone());
    Ok(path)
}
