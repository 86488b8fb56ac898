//! Takes the explorer's core for the browser into the program, if `make web` has made it since its sources changed.

use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{env, fs, io};

/// The code of the core, but for what no browser runs. Models and page are not looked at: that these have changed has
/// nothing compiled anew, and the program brings its own.
const SOURCES: [&str; 3] = ["Cargo.lock", "src", "web/src"];
const NATIVE: [&str; 4] = ["src/main.rs", "src/cli", "src/node", "src/explorer/server"];

fn main() -> io::Result<()> {
    // The core itself has no core inside.
    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        return Ok(());
    }
    println!("cargo::rerun-if-env-changed=SYNOD_WEB");
    let folder = env::var("SYNOD_WEB").unwrap_or_else(|_| "target/web".to_string());
    let path = Path::new(&folder).join("synod.wasm.gz");
    let mut sources = Vec::new();
    for source in SOURCES {
        add(Path::new(source), &mut sources)?;
    }
    for source in &sources {
        println!("cargo::rerun-if-changed={}", source.display());
    }
    let mut core = Vec::new();
    // Not where there is none: what is missing counts as changed each time. `make web` touches this file then.
    println!("cargo::rerun-if-changed=build.rs");
    if path.exists() {
        println!("cargo::rerun-if-changed={}", path.display());
        let newest =
            sources.iter().map(|source| changed(source)).collect::<io::Result<Vec<_>>>()?;
        match newest.into_iter().max() > Some(changed(&path)?) {
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
