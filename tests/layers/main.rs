//! The layers of the crate, enforced: imports go downwards only and never in a circle, the algorithm stays
//! pure, and the source stays tidy. ARCHITECTURE.md explains the layers; [`LAYERS`] is what counts.
//!
//! A source file is read as tokens, so comments, strings and doc tests cannot mislead the test, and
//! paths are found wherever they stand: in nested `use` trees, in code, and inside macros.

mod circles;
mod paths;

use paths::{Paths, flatten};
use proc_macro2::TokenStream;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A folder of `src/`, and what its files may name.
struct Layer {
    folder: &'static str,
    /// Which other folders.
    knows: &'static [&'static str],
    /// Which other crates, or which modules of them; none means any that Cargo.toml lists.
    crates: Option<&'static [&'static str]>,
}

/// From the bottom to the top.
const LAYERS: &[Layer] = &[
    Layer { folder: "files", knows: &[], crates: Some(&["tempfile"]) },
    Layer { folder: "origin", knows: &[], crates: Some(&[]) },
    Layer { folder: "paxos", knows: &[], crates: Some(&["serde", "smol_str"]) },
    Layer { folder: "actor", knows: &["paxos"], crates: Some(&["serde", "stateright::actor"]) },
    Layer { folder: "properties", knows: &["paxos"], crates: Some(&["serde"]) },
    Layer { folder: "model", knows: &["paxos", "actor", "properties"], crates: None },
    Layer {
        folder: "trace",
        knows: &["files", "paxos", "actor", "properties", "model"],
        crates: None,
    },
    Layer {
        folder: "check",
        knows: &["files", "paxos", "actor", "properties", "model", "trace"],
        crates: None,
    },
    Layer { folder: "quiz", knows: &["model", "check", "trace"], crates: None },
    // The nodes run the actors, not a model of them.
    Layer { folder: "node", knows: &["files", "origin", "paxos", "actor"], crates: None },
    // Who asks knows of nodes what they hear and answer.
    Layer { folder: "client", knows: &["paxos", "node"], crates: None },
    // It runs the actors once more, and knows of nodes what they write down; what they did is drawn as a run of a model.
    Layer {
        folder: "audit",
        knows: &["paxos", "actor", "properties", "model", "trace", "node"],
        crates: None,
    },
    Layer {
        folder: "explorer",
        knows: &["origin", "properties", "model", "trace", "check", "quiz"],
        crates: None,
    },
    Layer {
        folder: "cli",
        knows: &[
            "files",
            "paxos",
            "actor",
            "properties",
            "model",
            "trace",
            "check",
            "quiz",
            "node",
            "client",
            "audit",
            "explorer",
        ],
        crates: None,
    },
];

/// What the algorithm does without: the outside world, and any order that differs from run to run.
const IMPURE: &[&str] = &["fs", "net", "time", "thread", "io", "env", "process"];
const RANDOMLY_ORDERED: &[&str] = &["HashMap", "HashSet"];

const LONGEST_FILE: usize = 400;
const UNFINISHED: &[&str] = &["todo", "unimplemented", "dbg"];

#[test]
fn the_source_keeps_to_its_layers_and_is_tidy() {
    let manifest = fs::read_to_string("Cargo.toml").expect("the tests run beside Cargo.toml");
    let dependencies = dependencies(&manifest);
    assert!(dependencies.contains("stateright"), "Cargo.toml was not understood: {manifest}");
    let mut breaches = Vec::new();
    let mut files = Vec::new();
    collect(Path::new("src"), &mut files);
    for file in &files {
        let text = fs::read_to_string(file).expect("it is text");
        breaches.extend(check(file, &text, &dependencies));
    }
    assert!(files.len() > 10, "the source was not found: {files:?}");
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

/// The Rust files below a folder, as paths like `src/paxos/ballot.rs`.
fn collect(folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("it is a folder") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path.display().to_string().replace('\\', "/"));
        }
    }
}

/// The crates that a manifest lists under any kind of dependencies, as Rust names them.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut listed = false;
    for line in manifest.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_end_matches(']');
            listed = header.ends_with("dependencies");
            if let Some((_, name)) = header.split_once("dependencies.") {
                names.insert(name.replace('-', "_"));
            }
        } else if listed && !line.starts_with('#') {
            let name: &str = line.split(['=', '.', ' ']).next().unwrap_or_default();
            names.insert(name.replace('-', "_"));
        }
    }
    names.remove("");
    names
}

/// All that is wrong with a file, each as `file:line: rule`.
fn check(file: &str, text: &str, dependencies: &BTreeSet<String>) -> Vec<String> {
    let mut breaches = Vec::new();
    let mut breach = |line: usize, rule: String| breaches.push(format!("{file}:{line}: {rule}"));

    let lines = text.lines().count();
    if lines > LONGEST_FILE {
        breach(lines, format!("a file has at most {LONGEST_FILE} lines; divide it"));
    }
    for (line, number) in text.lines().zip(1..) {
        if line.contains("FIXME") {
            breach(number, "a FIXME; mend it, or file an issue".to_string());
        }
    }
    let tokens = match text.parse::<TokenStream>() {
        Ok(stream) => flatten(stream),
        Err(error) => {
            breach(error.span().start().line, format!("not Rust: {error}"));
            return breaches;
        }
    };
    let paths = Paths::of(file, &tokens);
    for pair in tokens.windows(2) {
        if UNFINISHED.contains(&pair[0].text.as_str()) && pair[1].text == "!" {
            breach(pair[0].line, format!("`{}!` does not stay in the source", pair[0].text));
        }
    }
    let quorums_itself = file == "src/paxos/quorum.rs" || file.starts_with("src/model/");
    for token in tokens.iter().filter(|token| token.text == "unchecked" && !quorums_itself) {
        let rule = "`Quorums::unchecked` is for src/model alone: quorums must meet";
        breach(token.line, rule.to_string());
    }

    // The two roots of the crate stand above all layers.
    let Some((folder, _)) = file.strip_prefix("src/").and_then(|inner| inner.split_once('/'))
    else {
        if !["src/lib.rs", "src/main.rs"].contains(&file) {
            breach(1, "it belongs to no layer; put it into a folder".to_string());
        }
        return breaches;
    };
    let Some(layer) = LAYERS.iter().find(|layer| layer.folder == folder) else {
        breach(1, format!("src/{folder} has no layer; give it one in tests/layers.rs"));
        return breaches;
    };
    for path in paths {
        if let Err(rule) = layer.allows(&path.segments, dependencies) {
            breach(path.line, rule);
        }
    }
    if folder == "paxos" {
        for token in &tokens {
            if RANDOMLY_ORDERED.contains(&token.text.as_str()) {
                breach(token.line, format!("src/paxos does without `{}`", token.text));
            }
        }
    }
    breaches.dedup();
    breaches
}

impl Layer {
    /// Whether a file of this layer may name a path, or else the rule that it breaks.
    fn allows(&self, path: &[String], dependencies: &BTreeSet<String>) -> Result<(), String> {
        let Self { folder, knows, .. } = self;
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        let rule = match names[..] {
            ["crate"] => format!("src/{folder} may not name the crate as a whole"),
            ["crate", other, ..] if other != *folder && !knows.contains(&other) => {
                format!("src/{folder} may not name `{other}`; it knows {}", list(knows))
            }
            ["std", module, ..] if *folder == "paxos" && IMPURE.contains(&module) => {
                format!("src/paxos is pure, and does without `std::{module}`")
            }
            [name, ..] if dependencies.contains(name) => return self.allows_crate(&names),
            _ => return Ok(()),
        };
        Err(rule)
    }

    fn allows_crate(&self, names: &[&str]) -> Result<(), String> {
        let Self { folder, crates: Some(crates), .. } = self else { return Ok(()) };
        let is_known = |known: &&str| {
            let known: Vec<_> = known.split("::").collect();
            names.starts_with(&known)
        };
        if crates.iter().any(is_known) {
            return Ok(());
        }
        let (path, crates) = (names.join("::"), list(crates));
        Err(format!("src/{folder} may not use `{path}`; of other crates it knows {crates}"))
    }
}

fn list(names: &[&str]) -> String {
    if names.is_empty() { "none".to_string() } else { names.join(", ") }
}

/// What `check` finds in a file of that name, without the file's name.
fn found(file: &str, text: &str) -> Vec<String> {
    let dependencies =
        dependencies("[dependencies]\nserde = \"1\"\nstateright = \"0.31\"\nrand = \"1\"");
    let breaches = check(file, text, &dependencies);
    breaches.into_iter().map(|breach| breach.replacen(&format!("{file}:"), "", 1)).collect()
}

#[test]
fn an_import_from_above_is_found_wherever_it_stands() {
    for (file, text) in [
        ("src/paxos/ballot.rs", "use crate::actor::Roster;"),
        ("src/paxos/ballot.rs", "use crate::{\n    actor,\n    paxos::Ballot,\n};"),
        ("src/paxos/ballot.rs", "fn f() { crate::actor::emit() }"),
        ("src/paxos/ballot.rs", "fn f() { println!(\"{}\", crate::actor::PORT) }"),
        ("src/paxos/ballot.rs", "use super::super::actor;"),
        ("src/paxos/ballot.rs", "use super::{Vote, super::actor};"),
        ("src/paxos/mod.rs", "pub use super::actor::Roster as Everyone;"),
        ("src/paxos/ballot.rs", "mod tests { use super::super::super::actor::Roster; }"),
        ("src/paxos/ballot.rs", "mod a { fn f() {} }\nuse super::super::actor::Roster;"),
        ("src/paxos/ballot.rs", "use crate as everything; use everything::actor;"),
        ("src/paxos/ballot.rs", "use crate::*;"),
        ("src/paxos/ballot.rs", "use synod::actor::Roster;"),
        ("src/actor/process.rs", "use crate::model::Mutant;"),
        ("src/actor/process.rs", "use stateright::{Model, actor::Actor};"),
        ("src/properties/agreement.rs", "use crate::actor::LearnerId;"),
        ("src/model/mod.rs", "use crate::trace::Trace;"),
        ("src/node/wire.rs", "use crate::model::Instance;"),
        ("src/node/wire.rs", "use crate::trace::Trace;"),
        ("src/trace/mod.rs", "use crate::check::Verdict;"),
        ("src/explorer/mod.rs", "use crate::node::Node;"),
        ("src/check/mod.rs", "use crate::node::Node;"),
        ("src/check/mod.rs", "use crate::cli::Exit;"),
        ("src/paxos/ballot.rs", "use std::{fmt, time::Duration};"),
        ("src/paxos/ballot.rs", "fn f() { ::std::thread::yield_now() }"),
        ("src/paxos/ballot.rs", "use rand::Rng;"),
        ("src/paxos/ballot.rs", "fn f() -> u64 { rand::random() }"),
        ("src/paxos/ballot.rs", "use stateright::actor::Id;"),
        ("src/paxos/ballot.rs", "use std::collections::{BTreeMap, HashMap};"),
        ("src/paxos/acceptor.rs", "fn f() { Quorums::unchecked(3, a, b) }"),
        ("src/check/mod.rs", "fn f() { todo!() }"),
        ("src/check/mod.rs", "// FIXME"),
        ("src/check/mod.rs", "fn f() {"),
        ("src/extra/mod.rs", ""),
        ("src/extra.rs", ""),
    ] {
        assert_eq!(found(file, text).len(), 1, "{file}: {text}: {:?}", found(file, text));
    }
    assert_eq!(found("src/check/mod.rs", &"\n".repeat(401)).len(), 1);
}

#[test]
fn what_is_allowed_passes() {
    for (file, text) in [
        ("src/paxos/mod.rs", "mod ballot; pub use ballot::Ballot;"),
        (
            "src/paxos/ballot.rs",
            "//! crate::actor\n/// ```\n/// use synod::actor;\n/// ```\nfn f() {}",
        ),
        ("src/paxos/ballot.rs", "fn f() -> &'static str { \"crate::actor FIX ME\" }"),
        ("src/paxos/ballot.rs", "use super::{Vote, quorum}; use serde::Serialize; use std::fmt;"),
        ("src/paxos/ballot.rs", "mod tests { use super::*; use super::super::quorum; }"),
        ("src/paxos/quorum.rs", "fn f() { Self::unchecked(3, a, b) }"),
        ("src/paxos/quorum.rs", "impl Trait<{ 3 }> for T {} fn f() -> impl use<> {}"),
        ("src/actor/emit.rs", "use crate::paxos::Output; use stateright::actor::{Actor, Out};"),
        (
            "src/model/mod.rs",
            "use crate::{actor::Process, paxos, properties}; fn f() { unchecked() }",
        ),
        ("src/check/mod.rs", "use crate::trace::Trace; use stateright::Checker;"),
        ("src/node/store.rs", "use std::{fs, net}; use crate::actor::Process;"),
        ("src/explorer/mod.rs", "use crate::trace::Trace;"),
        ("src/cli/mod.rs", "use crate::{check, explorer, node};"),
        ("src/main.rs", "fn main() { synod::cli::main() }"),
    ] {
        assert_eq!(found(file, text), Vec::<String>::new(), "{file}: {text}");
    }
}

#[test]
fn a_breach_is_told_with_its_file_its_line_and_the_rule() {
    let text = "use super::{\n    Ballot,\n    super::actor::{Roster, Role},\n};\n";
    let dependencies = BTreeSet::new();
    assert_eq!(
        check("src/paxos/acceptor.rs", text, &dependencies),
        ["src/paxos/acceptor.rs:3: src/paxos may not name `actor`; it knows none"]
    );
}

#[test]
fn every_kind_of_dependency_is_read() {
    let manifest = "[package]\nname = \"synod\"\n[dependencies]\nclap = { version = \"4\" }\n\
        # no = \"1\"\nproc-macro2.workspace = true\n\n[target.'cfg(unix)'.dependencies]\nrustix = \"1\"\n\
        [dev-dependencies.insta]\nversion = \"1\"\n[lints.rust]\nunsafe_code = \"forbid\"";
    let names: Vec<_> = dependencies(manifest).into_iter().collect();
    assert_eq!(names, ["clap", "insta", "proc_macro2", "rustix"]);
}
