//! Takes the explorer's core for the browser into the program, if `make web` has made it since its sources changed.

use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{env, fs, io};

/// The code of the core, and what else is in it; but for what no browser runs.
const CODE: [&str; 3] = ["Cargo.lock", "src", "web/src"];
const TEXTS: [&str; 2] = ["models", "web/page"];
const NATIVE: [&str; 5] =
    ["src/main.rs", "src/audit", "src/cli", "src/node", "src/explorer/server"];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    // The core itself has no core inside.
    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        return Ok(());
    }
    println!("cargo::rerun-if-env-changed=SYNOD_WEB");
    let folder = env::var("SYNOD_WEB").unwrap_or_else(|_| "target/web".to_string());
    let [path, made] = ["synod.wasm.gz", ".made"].map(|file| Path::new(&folder).join(file));
    let mut sources = Vec::new();
    for source in CODE {
        add(Path::new(source), &mut sources)?;
    }
    // A text alone that has changed has the library not compiled anew; it is looked at when the code has.
    for source in &sources {
        println!("cargo::rerun-if-changed={}", source.display());
    }
    for text in TEXTS {
        add(Path::new(text), &mut sources)?;
    }
    let mut core = Vec::new();
    // Not where there is none: what is missing counts as changed each time. `make web` touches this file then.
    if path.exists() {
        println!("cargo::rerun-if-changed={}", path.display());
        let newest =
            sources.iter().map(|source| changed(source)).collect::<io::Result<Vec<_>>>()?;
        match newest.into_iter().max() > changed(&made).ok() {
            // An old core would not answer as the page asks.
            true => println!(
                "cargo::warning=the core for the browser is older than its sources: make web"
            ),
            false => core = fs::read(&path)?,
        }
    }
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("synod.wasm.gz"), core)
}

fn add(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if NATIVE.iter().any(|native| path == Path::new(native)) {
        return Ok(());
    }
    if !path.is_dir() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        add(&entry?.path(), files)?;
    }
    Ok(())
}

fn changed(path: &Path) -> io::Result<SystemTime> {
    fs::metadata(path)?.modified()
}
