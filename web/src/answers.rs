//! Questions of the page, and their answers by the explorer's core.

use crate::host;
use include_dir::{Dir, include_dir};
use std::num::NonZeroUsize;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use synod::check::{Limits, Machine, Progress};
use synod::explorer::{Explorer, Library, Line, Means};

static MODELS: Dir = include_dir!("$CARGO_MANIFEST_DIR/../models");
static PAGE: Dir = include_dir!("$CARGO_MANIFEST_DIR/page");

/// The most memory that a search takes before it is stopped.
const MOST_MEMORY: u64 = 1 << 30;

/// How many milliseconds after a progress the next is told.
const TICK: u64 = 200;

/// Answers a request: how far a search has come now and then, and then the answer or the error.
pub(crate) fn answer(request: &str) {
    static EXPLORER: LazyLock<Explorer> =
        LazyLock::new(|| Explorer::new(Library::within(&MODELS, &PAGE)));
    let machine = Machine { now: host::now, memory: host::memory };
    let limits = Limits { machine, memory: Some(MOST_MEMORY), ..Limits::default() };
    let progress = &Progress::told_to(tell_progress);
    let means = Means { threads: NonZeroUsize::MIN, limits, progress };
    host::tell(&Line::from(EXPLORER.answer_json(request, &means)).to_string());
}

/// Tells how far a search has come, if it has not just been told.
fn tell_progress(progress: &Progress) {
    static TOLD: AtomicU64 = AtomicU64::new(0);
    let now = u64::try_from(host::now().as_millis()).unwrap_or(u64::MAX);
    if now < TOLD.load(Relaxed).saturating_add(TICK) {
        return;
    }
    TOLD.store(now, Relaxed);
    host::tell(&Line::from(progress).to_string());
}
