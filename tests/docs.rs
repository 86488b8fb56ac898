//! What the docs point to exists: the files of their links, and the models that they name.

use std::fs;
use std::path::{Path, PathBuf};

/// All pages for readers, those in the root and those in `docs`.
fn pages() -> Vec<PathBuf> {
    let files = [".", "docs"].iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut pages: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    pages
}

/// Where the links and pictures of a page lead to, but for those to other sites and within the page.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let files = links.filter(|link| !link.contains("://") && !link.starts_with('#'));
    files.filter_map(|link| link.split('#').next())
}

/// The models that a page names, with or without their folder.
fn models(text: &str) -> impl Iterator<Item = &str> {
    let part = |c: char| c.is_ascii_alphanumeric() || "_/.-".contains(c);
    text.split(move |c| !part(c)).filter(|word| {
        let path = Path::new(word);
        let folder = path.parent().unwrap_or(Path::new(""));
        let shipped = folder.starts_with("models") || folder.as_os_str().is_empty();
        path.extension().is_some_and(|extension| extension == "toml") && shipped
    })
}

#[test]
fn what_the_docs_link_to_exists() {
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for target in targets(&text) {
            let path = page.parent().unwrap().join(target);
            assert!(path.exists(), "{} links to {target}, which is not there", page.display());
        }
    }
}

#[test]
fn the_models_that_the_source_text_is_held_against_exist() {
    for page in ["docs/source.md", "docs/source.zh-CN.md"] {
        let text = fs::read_to_string(page).unwrap();
        assert!(models(&text).count() > 20);
        for model in models(&text) {
            let paths =
                ["", "models/holds", "models/violates"].map(|dir| Path::new(dir).join(model));
            assert!(
                paths.iter().any(|path| path.exists()),
                "{page} names {model}, which is not there"
            );
        }
    }
}

/// A reader of Chinese is told of the same claims, models and runs.
#[test]
fn both_pages_on_the_source_text_hold_it_against_the_same_models_and_runs() {
    let named = |page: &str| {
        let text = fs::read_to_string(page).unwrap();
        let name = |path: &str| path.rsplit('/').next().unwrap().to_string();
        let runs = targets(&text).filter(|target| target.contains("golden")).map(name);
        let mut named: Vec<String> = models(&text).map(name).chain(runs).collect();
        named.sort();
        named.dedup();
        named
    };
    let chinese = named("docs/source.zh-CN.md");
    for name in named("docs/source.md") {
        assert!(chinese.contains(&name), "the Chinese page does not name {name}");
    }
}

/// The rows of a page's tables, cell by cell.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let tables = text.lines().filter_map(|line| line.strip_prefix('|'));
    tables.map(|row| row.split('|').map(str::trim).collect())
}

/// The figures of the README are those of the page that tells how they were measured.
#[test]
fn the_readme_is_as_fast_as_the_page_on_performance() {
    let readme = fs::read_to_string("README.md").unwrap();
    let page = fs::read_to_string("docs/performance.md").unwrap();
    let (_, table) = readme.split_once("| in one run of `make bench-check`").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let figure = |cell: &str| cell.rsplit(": ").next().unwrap().to_string();
    let figures = |row: &[&str]| match row {
        [_, ours, baseline, ratio, ..] => Some([figure(ours), figure(baseline), figure(ratio)]),
        _ => None,
    };
    let measured: Vec<_> = rows(&page).filter_map(|row| figures(&row)).collect();
    let told: Vec<_> = rows(table).skip(1).filter_map(|row| figures(&row)).collect();
    assert!(told.len() > 5);
    for row in told {
        assert!(
            measured.contains(&row),
            "the README says {row:?}, and docs/performance.md does not"
        );
    }
}
