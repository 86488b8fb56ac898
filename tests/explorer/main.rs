//! The explorer: what its core answers, and how its server carries that.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]
#![allow(clippy::needless_pass_by_value, reason = "a question is made where it is asked")]

#[path = "../support/parallel.rs"]
mod parallel;
#[path = "../support/mod.rs"]
mod support;

mod answers;
mod browser;
mod chinese;
mod games;
mod lessons;
mod offline;
mod server;
mod session;
mod titles;
mod ways;

use include_dir::{Dir, include_dir};
use serde_json::{Value, json};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::LazyLock;
use synod::check::{Limits, Progress};
use synod::explorer::{Explorer, Library, Line, Means, Refusal};

static MODELS: Dir = include_dir!("$CARGO_MANIFEST_DIR/models");
static PAGE: Dir = include_dir!("$CARGO_MANIFEST_DIR/web/page");

/// An explorer of all shipped models.
static EXPLORER: LazyLock<Explorer> =
    LazyLock::new(|| Explorer::new(Library::within(&MODELS, &PAGE)));

/// The last line of what is answered to a request, given as JSON but for its version.
pub(crate) fn answered(mut request: Value) -> Line {
    request["version"] = json!(1);
    let progress = Progress::default();
    let threads = NonZeroUsize::new(2).unwrap();
    let means = Means { threads, limits: Limits::default(), progress: &progress };
    EXPLORER.answer_json(&request.to_string(), &means).into()
}

/// What is answered to it.
pub(crate) fn try_ask(request: Value) -> Result<Value, Refusal> {
    match answered(request) {
        Line::Answer(answer) => Ok(serde_json::to_value(answer).unwrap()),
        Line::Error(refusal) => Err(refusal),
        Line::Progress(_) => unreachable!("it is the last line"),
    }
}

/// What is answered to a question about a run of a model.
pub(crate) fn ask(model: &str, run: &[&str], question: Value) -> Value {
    let request = json!({ "model": path(model), "run": run, "ask": question });
    try_ask(request).unwrap_or_else(|refusal| panic!("{model}: {refusal}"))
}

/// Where a run of a model has come to.
pub(crate) fn look(model: &str, run: &[&str]) -> Value {
    ask(model, run, json!("look"))["place"].clone()
}

/// The path of a shipped model.
pub(crate) fn path(model: &str) -> String {
    let folders = ["models/holds", "models/violates"];
    let paths = folders.map(|folder| format!("{folder}/{model}.toml"));
    paths.into_iter().find(|path| Path::new(path).exists()).expect(model)
}

/// The texts of a field in a list.
pub(crate) fn texts<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|entry| entry[field].as_str().unwrap_or("")).collect()
}
