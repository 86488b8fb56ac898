//! The `synod` command; see [`synod::cli`].

use include_dir::{Dir, include_dir};
use std::process::ExitCode;
use synod::cli::Shipped;

static MODELS: Dir = include_dir!("$CARGO_MANIFEST_DIR/models");
static DOCS: Dir = include_dir!("$CARGO_MANIFEST_DIR/docs");

fn main() -> ExitCode {
    synod::cli::main(Shipped { models: &MODELS, docs: &DOCS })
}
