//! Questions of the page, and their answers by the explorer's core.

use crate::host;
use include_dir::{Dir, File, include_dir};
use serde_json::{Value, json};
use std::num::NonZeroUsize;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use synod::check::{Limits, Machine, Progress};
use synod::explorer::{Explorer, Library, Means};

static MODELS: Dir = include_dir!("$CARGO_MANIFEST_DIR/../models");

/// The most memory that a search takes before it is stopped.
const MOST_MEMORY: u64 = 1 << 30;

/// How many milliseconds after a progress the next is told.
const TICK: u64 = 200;

/// Answers a request: how far a search has come now and then, and then the answer or the error.
pub(crate) fn answer(request: &str) {
    static EXPLORER: LazyLock<Explorer> =
        LazyLock::new(|| Explorer::new(Library { models: models(), own: None, opens: None }));
    let machine = Machine { now: host::now, memory: host::memory };
    let limits = Limits { machine, memory: Some(MOST_MEMORY), ..Limits::default() };
    let progress = &Progress::told_to(tell_progress);
    let means = Means { threads: NonZeroUsize::MIN, limits, progress };
    let line = match EXPLORER.answer_json(request, &means) {
        Ok(answer) => json!({ "answer": answer }),
        Err(refusal) => json!({ "error": refusal }),
    };
    tell(&line);
}

fn tell(line: &Value) {
    host::tell(&line.to_string());
}

/// Tells how far a search has come, if it has not just been told.
fn tell_progress(progress: &Progress) {
    static TOLD: AtomicU64 = AtomicU64::new(0);
    let now = u64::try_from(host::now().as_millis()).unwrap_or(u64::MAX);
    if now < TOLD.load(Relaxed).saturating_add(TICK) {
        return;
    }
    TOLD.store(now, Relaxed);
    tell(&json!({ "progress": {
        "states": progress.unique_states.load(Relaxed),
        "expanded": progress.expanded_states.load(Relaxed),
        "depth": progress.depth.load(Relaxed),
        "task": progress.task(),
    }}));
}

/// The paths and the texts of all models, in order.
fn models() -> Vec<(String, String)> {
    let mut models = Vec::new();
    let mut dirs = vec![&MODELS];
    while let Some(dir) = dirs.pop() {
        dirs.extend(dir.dirs());
        let files = dir.files().filter(|file| file.path().extension().is_some_and(|e| e == "toml"));
        models.extend(files.filter_map(model));
    }
    models.sort();
    models
}

fn model(file: &File) -> Option<(String, String)> {
    let path = format!("models/{}", file.path().display());
    Some((path, file.contents_utf8()?.to_string()))
}
