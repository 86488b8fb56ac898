//! The `synod` command; see [`synod::cli`].

use include_dir::{Dir, include_dir};
use mimalloc::MiMalloc;
use std::process::ExitCode;
use synod::cli::Shipped;

/// A node makes and drops a few small things for each message, and a checker for each state.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

static MODELS: Dir = include_dir!("$CARGO_MANIFEST_DIR/models");
static DOCS: Dir = include_dir!("$CARGO_MANIFEST_DIR/docs");
static PAGE: Dir = include_dir!("$CARGO_MANIFEST_DIR/web/page");
static CORE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/synod.wasm.gz"));

fn main() -> ExitCode {
    let core = Some(CORE).filter(|core| !core.is_empty());
    synod::cli::main(Shipped { models: &MODELS, docs: &DOCS, page: &PAGE, core })
}
