//! What the docs point to exists: the files of their links, and the models that they name. And what they tell in two
//! languages, or twice, is the same.

use std::fs;
use std::path::{Path, PathBuf};
use synod::model::file::ModelFile;

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

/// A page and its twin, on what stands on Paxos.
const DESCENDANTS: [&str; 2] = ["docs/descendants.md", "docs/descendants.zh-CN.md"];

/// The commands that a page names, in order.
fn commands(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter(|code| code.starts_with("synod ")).collect()
}

#[test]
fn both_pages_on_what_stands_on_paxos_have_the_same_commands() {
    let [english, chinese] = DESCENDANTS.map(|page| fs::read_to_string(page).unwrap());
    assert!(commands(&english).len() > 40);
    assert_eq!(commands(&english), commands(&chinese));
}

/// The model of a cell that has the command which finds what it violates.
fn violating(cell: &str) -> Option<&str> {
    let model = cell.strip_prefix("`synod check ")?.strip_suffix('`')?;
    model.starts_with("models/violates/").then_some(model)
}

/// The number of a cell that has a number of steps, with or without that word.
fn told_steps(cell: &str) -> Option<usize> {
    let number = cell.strip_suffix(" steps").or_else(|| cell.strip_suffix(" 步"));
    number.unwrap_or(cell).parse().ok()
}

/// The number of steps that a model expects.
fn expected_steps(model: &str) -> Option<usize> {
    ModelFile::read(Path::new(model)).unwrap().expect.unwrap().steps
}

#[test]
fn what_stands_on_paxos_breaks_in_as_many_steps_as_the_models_say() {
    for page in DESCENDANTS {
        let text = fs::read_to_string(page).unwrap();
        let found = rows(&text).filter_map(|row| {
            let model = row.iter().copied().find_map(violating)?;
            let steps = row.iter().copied().find_map(told_steps)?;
            Some((model, steps))
        });
        let found: Vec<(&str, usize)> = found.collect();
        assert!(found.len() > 15, "{page} tells of {found:?} alone");
        for (model, steps) in found {
            assert_eq!(Some(steps), expected_steps(model), "{page} on {model}");
        }
    }
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
