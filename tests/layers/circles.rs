//! No file knows itself by way of others.
//!
//! A file knows another if it names something of it, wherever that was handed on: what a `mod.rs` exports of
//! a file below it is that file's. So a `mod.rs` that only says what is there, and hands it on, is in
//! nobody's way, and one that has code of its own must not be known to the files below it that it uses.

use super::collect;
use super::paths::{Named, Paths, flatten};
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use proc_macro2::TokenStream;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The files of a crate, by their modules, with all that each names.
struct Source {
    files: BTreeMap<Vec<String>, Vec<Named>>,
}

/// The module of a file like `src/model/file/mod.rs`: `crate::model::file`, in parts.
fn module(file: &str) -> Vec<String> {
    let inner = file.trim_start_matches("src/").trim_end_matches(".rs");
    let mut module = vec!["crate".to_string()];
    module.extend(inner.split('/').map(str::to_string));
    if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        module.pop();
    }
    module
}

impl Source {
    fn new(files: &[(String, String)]) -> Self {
        let named = |(file, text): &(String, String)| {
            let tokens = flatten(text.parse::<TokenStream>().expect("it is Rust"));
            (module(file), Paths::of(file, &tokens))
        };
        Self { files: files.iter().map(named).collect() }
    }

    /// The file in which something stands that is named from a module; none if it is of another crate.
    fn home(&self, from: &[String], path: &[String]) -> Option<&Vec<String>> {
        let below = |first: &String| {
            let child = [from, std::slice::from_ref(first)].concat();
            self.files.contains_key(&child).then_some(child)
        };
        let (mut at, rest) = match path {
            [root, rest @ ..] if root == "crate" => (vec![root.clone()], rest),
            [first, rest @ ..] => (below(first)?, rest),
            [] => return None,
        };
        let mut rest = rest;
        while let [first, others @ ..] = rest {
            let child = [&at[..], std::slice::from_ref(first)].concat();
            if !self.files.contains_key(&child) {
                break;
            }
            (at, rest) = (child, others);
        }
        let (at, named) = self.files.get_key_value(&at)?;
        let handed_on = rest
            .first()
            .and_then(|item| named.iter().find(|named| named.exported.as_ref() == Some(item)));
        match handed_on {
            Some(named) => self.home(at, &named.segments).or(Some(at)),
            None => Some(at),
        }
    }

    /// All circles, each as the files in it.
    fn circles(&self) -> Vec<Vec<String>> {
        let mut graph = DiGraph::<String, ()>::new();
        let nodes: BTreeMap<&Vec<String>, NodeIndex> =
            self.files.keys().map(|file| (file, graph.add_node(file.join("::")))).collect();
        for (file, named) in &self.files {
            // What is only handed on is not known.
            for path in named.iter().filter(|named| named.exported.is_none()) {
                if let Some(home) = self.home(file, &path.segments).filter(|home| *home != file) {
                    graph.add_edge(nodes[file], nodes[home], ());
                }
            }
        }
        let circles = tarjan_scc(&graph).into_iter().filter(|circle| circle.len() > 1);
        let names = |circle: Vec<NodeIndex>| {
            let mut files: Vec<_> = circle.into_iter().map(|file| graph[file].clone()).collect();
            files.sort();
            files
        };
        let mut circles: Vec<Vec<String>> = circles.map(names).collect();
        circles.sort();
        circles
    }
}

#[test]
fn no_file_knows_itself_by_way_of_others() {
    let mut files = Vec::new();
    collect(Path::new("src"), &mut files);
    let text = |file: String| {
        let text = fs::read_to_string(&file).expect("it is text");
        (file, text)
    };
    let source = Source::new(&files.into_iter().map(text).collect::<Vec<_>>());
    let circles: Vec<String> = source.circles().iter().map(|circle| circle.join(" ")).collect();
    assert!(circles.is_empty(), "files that know each other in a circle: {circles:#?}");
}

/// The circles of a crate of these files, below `src/`.
fn found(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let files: Vec<_> =
        files.iter().map(|(name, text)| (format!("src/{name}"), (*text).to_string())).collect();
    Source::new(&files).circles()
}

#[test]
fn a_circle_is_found_through_whatever_hands_things_on() {
    let direct = [("a.rs", "use crate::b::B;"), ("b.rs", "fn f() { crate::a::f() }")];
    assert_eq!(found(&direct), [["crate::a", "crate::b"]]);
    let parent = [("m/mod.rs", "mod c; struct M; use c::C;"), ("m/c.rs", "use super::M;")];
    assert_eq!(found(&parent), [["crate::m", "crate::m::c"]]);
    let siblings = [
        ("m/mod.rs", "mod c; mod d; pub use c::C; pub(crate) use d::D as Other;"),
        ("m/c.rs", "use super::Other;"),
        ("m/d.rs", "use crate::m::C;"),
    ];
    assert_eq!(found(&siblings), [["crate::m::c", "crate::m::d"]]);
    let three =
        [("a.rs", "use crate::b::B;"), ("b.rs", "use crate::c;"), ("c.rs", "use super::a;")];
    assert_eq!(found(&three), [["crate::a", "crate::b", "crate::c"]]);
}

#[test]
fn what_is_handed_on_and_what_is_below_makes_no_circle() {
    let files = [
        ("m/mod.rs", "mod c; mod d; pub use c::C; pub use d::D;"),
        ("m/c.rs", "use super::D; mod tests { use super::*; use super::super::d; }"),
        ("m/d.rs", "use std::fmt; use serde::Serialize;"),
        ("n.rs", "use crate::m::{C, D};"),
    ];
    assert_eq!(found(&files), Vec::<Vec<String>>::new());
}
