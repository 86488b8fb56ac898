//! Takes the explorer's core for the browser into the program, if `make web` has made it before.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    // Not the core itself: where it is missing, everything would be compiled anew each time.
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=SYNOD_WEB");
    let folder = env::var("SYNOD_WEB").unwrap_or_else(|_| "target/web".to_string());
    let core = Path::new(&folder).join("synod.wasm.gz");
    let core = if core.exists() { fs::read(core)? } else { Vec::new() };
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("synod.wasm.gz"), core)
}
