//! Traces as pictures: the same every time, and without labels that overlap.
//!
//! `UPDATE_GOLDEN=1 cargo test --test pictures` draws the pictures of the docs anew, for you to look at.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use support::models::counterexamples;
use synod::trace::Trace;

const FOLDER: &str = "docs/pictures";

/// The traces that the models in `models/violates` are about.
fn traces(folder: &Path) -> Vec<(String, Trace)> {
    let paths = counterexamples(folder);
    let named = |path: &PathBuf| path.file_stem().unwrap().to_str().unwrap().to_string();
    paths.iter().map(|path| (named(path), Trace::read(path).unwrap())).collect()
}

/// The value of an attribute.
fn attribute<'a>(element: &'a str, name: &str) -> &'a str {
    let (_, rest) = element.split_once(&format!(" {name}=\"")).unwrap();
    rest.split_once('"').unwrap().0
}

/// The box around each label: left, right, top and bottom, and what it says.
fn labels(svg: &str) -> Vec<(f64, f64, f64, f64, String)> {
    let elements = svg.lines().filter(|line| line.starts_with("<text "));
    let boxed = |element: &str| {
        let number = |name| attribute(element, name).parse::<f64>().unwrap();
        let words = element.split_once('>').unwrap().1.trim_end_matches("</text>");
        let letter = match attribute(element, "class") {
            "title" => 9.0,
            class if class.starts_with("label") || class.starts_with("number") => 6.2,
            _ => 6.9,
        };
        let letters = f64::from(u32::try_from(words.chars().count()).unwrap());
        let (x, y, width) = (number("x"), number("y"), letters * letter);
        let left = match attribute(element, "text-anchor") {
            "start" => x,
            "middle" => x - width / 2.0,
            _ => x - width,
        };
        (left, left + width, y - 10.0, y + 3.0, words.to_string())
    };
    elements.map(boxed).collect()
}

#[test]
fn no_two_labels_overlap_and_none_leaves_the_picture() {
    let folder = tempfile::tempdir().unwrap();
    for (name, trace) in traces(folder.path()) {
        let svg = trace.svg();
        assert_eq!(svg, trace.svg(), "{name}: drawn twice");
        let head = svg.lines().next().unwrap();
        let width: f64 = attribute(head, "width").parse().unwrap();
        let labels = labels(&svg);
        for (number, one) in labels.iter().enumerate() {
            assert!(one.0 >= 0.0 && one.1 <= width, "{name}: {:?} leaves the picture", one.4);
            for other in &labels[number + 1..] {
                let apart =
                    one.1 <= other.0 || other.1 <= one.0 || one.3 <= other.2 || other.3 <= one.2;
                assert!(apart, "{name}: {:?} and {:?} overlap", one.4, other.4);
            }
        }
    }
}

#[test]
fn the_pictures_in_the_docs_are_those_of_the_traces() {
    let folder = tempfile::tempdir().unwrap();
    for (name, trace) in traces(folder.path()) {
        let (stem, property) = name.split_once('.').unwrap();
        let model = synod::model::file::ModelFile::read(Path::new(&trace.model)).unwrap();
        let primary = model.expect.unwrap().primary.unwrap().replace(' ', "-");
        if property != primary {
            continue;
        }
        let path = Path::new(FOLDER).join(stem).with_extension("svg");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::create_dir_all(FOLDER).unwrap();
            fs::write(&path, trace.svg()).unwrap();
        }
        let known = fs::read_to_string(&path).unwrap_or_default();
        assert!(known == trace.svg(), "{}: draw it anew with make catalogue", path.display());
    }
}
