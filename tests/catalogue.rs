//! The catalogue of broken Paxoses: every known bug has a model that shows it, a word on why, and a place
//! in `docs/catalogue.md`; and what `models/catalogue.json` says of each model is so.
//!
//! `make catalogue` writes both files anew, for you to read.

#[path = "support/parallel.rs"]
mod parallel;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::Command;
use synod::check::catalogue::{self, CODE, Catalogue, Known, MOST_STATES, Shown};
use synod::check::{Hunt, Limits, Progress, hunt};
use synod::model::file::{Bug, ModelFile};

const TABLE: &str = "models/catalogue.json";
const PAGE: &str = "docs/catalogue.md";
const REWRITE: &str = "write it anew with make catalogue, and read what has changed";

/// Models with more states than this are looked through by `make catalogue` alone.
const FEW: u64 = 50_000;

fn models(folder: &str) -> Vec<ModelFile> {
    let entries = fs::read_dir(Path::new("models").join(folder)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| ModelFile::read(path).unwrap()).collect()
}

fn rewriting() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some()
}

fn threads() -> NonZeroUsize {
    NonZeroUsize::new(2).unwrap()
}

/// The bug that a model shows, if it is one that any model can have.
fn bug_of(file: &ModelFile) -> Option<String> {
    let quorums = [
        ("half_is_no_majority.toml", Bug::HalfIsAQuorum),
        ("quorums_do_not_meet.toml", Bug::QuorumsNeedNotMeet),
    ];
    let by_quorums = quorums.iter().find(|(name, _)| file.path.ends_with(name));
    file.mutant().or(by_quorums.map(|(_, bug)| bug.to_string()))
}

/// Every bug, as the models in `models/violates` show it.
fn bugs() -> Vec<Shown> {
    let models = models("violates");
    let shown = |bug: Bug| {
        let bug = bug.to_string();
        let file = models.iter().find(|file| bug_of(file).as_ref() == Some(&bug));
        let file = file.unwrap_or_else(|| panic!("no model in models/violates shows {bug}"));
        Shown {
            bug,
            breaks: file.breaks.clone().unwrap(),
            seen: file.seen.clone().unwrap(),
            model: file.path.display().to_string(),
            steps: file.expect.as_ref().unwrap().steps.unwrap(),
        }
    };
    Bug::all().map(shown).collect()
}

/// The models of which it is known what they would catch.
fn sound() -> Vec<ModelFile> {
    models("holds").into_iter().filter(|file| !file.deep && file.can_be_broken()).collect()
}

fn find_out(file: &ModelFile) -> Known {
    let limits = Limits { states: Some(MOST_STATES), ..Limits::default() };
    catalogue::catches(file, threads(), &limits, &Progress::default(), |_| ())
}

#[test]
fn what_the_shipped_models_would_catch_is_as_the_table_says() {
    if rewriting() {
        let catalogue = Catalogue {
            version: 1,
            code: catalogue::code(),
            bugs: bugs(),
            models: sound().iter().map(find_out).collect(),
        };
        fs::write(TABLE, serde_json::to_string_pretty(&catalogue).unwrap() + "\n").unwrap();
    }
    let text = fs::read_to_string(TABLE).unwrap();
    let table: Catalogue = serde_json::from_str(&text).unwrap();
    assert_eq!(table.code, catalogue::code(), "{TABLE} is of other code; {REWRITE}");
    assert_eq!(table.bugs, bugs(), "{TABLE}: {REWRITE}");
    let sound = sound();
    let digests: Vec<_> = sound.iter().map(|file| &file.digest).collect();
    let listed: Vec<_> = table.models.iter().map(|known| &known.model_blake3).collect();
    assert_eq!(listed, digests, "{TABLE} is of other models; {REWRITE}");
    let states = |file: &ModelFile| file.expect.as_ref().unwrap().reduced_states.unwrap();
    let mut few: Vec<_> = sound.iter().zip(&table.models).collect();
    few.retain(|(file, _)| states(file) < FEW && !rewriting());
    // Several models at a time, since there is much in a hunt that one core does alone.
    parallel::for_each(&few, |(file, known)| {
        assert_eq!(find_out(file), **known, "{TABLE}: {REWRITE}");
    });
    let schema = fs::read_to_string("docs/schemas/catalogue.json").unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    assert!(schema.is_valid(&serde_json::from_str(&text).unwrap()));
}

#[test]
fn every_bug_would_be_caught_by_some_model_that_holds() {
    let text = fs::read_to_string(TABLE).unwrap();
    let table: Catalogue = serde_json::from_str(&text).unwrap();
    let caught = table.models.iter().flat_map(|known| &known.caught);
    let caught: BTreeSet<&str> = caught.map(|catch| catch.bug.as_str()).collect();
    let all = bugs();
    let missed: Vec<_> = all.iter().filter(|shown| !caught.contains(shown.bug.as_str())).collect();
    assert!(missed.is_empty(), "no model in models/holds would catch these: {missed:#?}");
}

#[test]
fn a_few_models_are_enough_to_catch_every_bug() {
    let makefile = fs::read_to_string("Makefile").unwrap();
    let (_, few) = makefile.split_once("\nmutants:\n").unwrap();
    let few: Vec<&str> = few.lines().take_while(|line| line.starts_with('\t')).collect();
    let few: Vec<&str> = few.iter().flat_map(|line| line.split_whitespace()).collect();
    let text = fs::read_to_string(TABLE).unwrap();
    let table: Catalogue = serde_json::from_str(&text).unwrap();
    let named = table.models.iter().filter(|known| few.contains(&known.model.as_str()));
    let caught: BTreeSet<String> =
        named.flat_map(|known| known.caught.iter().map(|catch| catch.bug.clone())).collect();
    assert_eq!(caught, bugs().into_iter().map(|shown| shown.bug).collect());
}

/// The text of a model without what is wrong with it.
fn mended(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let (text, _) = text.split_once("[expect]").unwrap();
    let mut model: toml::Table = toml::from_str(text).unwrap();
    if model.remove("mutant").is_none() {
        let roles = model["roles"].as_table_mut().unwrap();
        let quorums = roles.remove("quorums");
        let faults = model.get_mut("faults").and_then(toml::Value::as_table_mut);
        let altered = faults.map(|faults| {
            if faults.remove("stops").or_else(|| faults.remove("coordinator_stops")).is_none() {
                faults.insert("integrity".to_string(), "keyed-tag".into());
            }
        });
        assert!(quorums.is_some() || altered.is_some(), "what is wrong with {}?", path.display());
    }
    toml::to_string(&model).unwrap()
}

#[test]
fn each_model_without_its_bug_is_without_a_violation() {
    for file in models("violates") {
        let name = file.path.display();
        let mended = ModelFile::parse(&file.path, &mended(&file.path)).unwrap();
        let found = hunt(&mended, threads(), &Limits::default(), &Progress::default());
        assert_eq!(found, Hunt::Missed, "{name}, mended");
    }
}

#[test]
fn the_code_that_the_table_depends_on_is_all_there() {
    let mut files: Vec<String> = Vec::new();
    let ours = ["actor", "actor/log", "paxos"];
    let broken = ["model/message_set_log", "model/mutants", "model/network_log/broken"];
    let descendants =
        ["model/descendants", "model/descendants/raft", "model/descendants/sequence_paxos"];
    for folder in ours.into_iter().chain(broken).chain(descendants) {
        for entry in fs::read_dir(Path::new("src").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_str().unwrap();
                files.push(format!("{folder}/{name}"));
            }
        }
    }
    files.sort();
    let listed: Vec<_> = CODE.iter().map(|(path, _)| (*path).to_string()).collect();
    assert_eq!(listed, files);
}

/// What the comment at the head of a model says.
fn comment(file: &ModelFile) -> String {
    let text = fs::read_to_string(&file.path).unwrap();
    let lines = text.lines().take_while(|line| line.starts_with('#'));
    lines.map(|line| line.trim_start_matches('#').trim()).collect::<Vec<_>>().join(" ")
}

fn stem(file: &ModelFile) -> &str {
    file.path.file_stem().unwrap().to_str().unwrap()
}

/// What the docs say of a model that violates a property.
fn section(file: &ModelFile) -> String {
    let (path, stem) = (file.path.display(), stem(file));
    let expect = file.expect.as_ref().unwrap();
    let primary = expect.primary.as_ref().unwrap();
    let trace = format!("tests/golden/traces/{stem}.{}.txt", primary.replace(' ', "-"));
    assert!(Path::new(&trace).is_file(), "{trace} is not there");
    let mutant = file.mutant().map_or(String::new(), |mutant| format!(", mutant `{mutant}`"));
    format!(
        "\n<a name=\"{stem}\"></a>\n\n## {}\n\n{}\n\n![the run](../pictures/{stem}.svg)\n\n- **Breaks:** {}\n- **Seen in:** {}\n\
         - **Violates:** {}; {primary} in {} steps ([the run](../{trace}))\n\
         - **Model:** [`{path}`](../{path}){mutant}\n",
        file.title,
        comment(file),
        file.breaks.as_ref().unwrap(),
        file.seen.as_ref().unwrap(),
        expect.violates.join(", "),
        expect.steps.unwrap(),
    )
}

/// What the docs say of a model that holds though something is changed.
fn item(file: &ModelFile) -> String {
    let path = file.path.display();
    format!("\n- **{}.** {} ([`{path}`](../{path}))\n", file.title, comment(file))
}

fn page() -> String {
    let mut page = "\
# The catalogue of broken Paxoses

Known ways to get Paxos wrong. Each is a model in [`models/violates`](../models/violates), checked
exhaustively within the smallest bound that shows it, and `synod check models/violates` finds the
shortest run to the violation. Without its bug each of these models is without a violation.
`synod mutants MODEL` says which of them another bound would catch, and `synod check` how many.

A mutant is a wrapper around the reference, some twenty lines that restate one function
([`src/model/mutants`](../src/model/mutants); for the actors of a log
[`src/model/network_log/broken`](../src/model/network_log/broken)); the reference knows nothing of it. The abstract models of
a log ([`src/model/message_set_log`](../src/model/message_set_log)) and of what descends from Paxos
([`src/model/descendants`](../src/model/descendants)) have broken variants of their own, beside them.

"
    .to_string();
    let broken = models("violates");
    for file in &broken {
        let _ = writeln!(page, "- [{}](#{})", file.title, stem(file));
    }
    page.extend(broken.iter().map(section));
    page.push_str("\n# Changes that look wrong and are safe\n");
    let mutants: BTreeSet<_> = broken.iter().filter_map(ModelFile::mutant).collect();
    let changed = models("holds").into_iter().filter(|file| file.mutant().is_some());
    let (hidden, safe): (Vec<_>, Vec<_>) =
        changed.partition(|file| mutants.contains(&file.mutant().unwrap()));
    page.extend(safe.iter().map(item));
    page.push_str("\n# Broken rules that a smaller bound does not show\n");
    page.extend(hidden.iter().map(item));
    page
}

#[test]
fn the_catalogue_in_the_docs_is_that_of_the_models() {
    if rewriting() {
        fs::write(PAGE, page()).unwrap();
    }
    assert!(fs::read_to_string(PAGE).unwrap() == page(), "{PAGE}: {REWRITE}");
}

/// What `synod mutants` prints.
fn mutants(arguments: &[&str]) -> (String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_synod")).arg("mutants").args(arguments).output();
    let output = output.unwrap();
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8(text).unwrap(), output.status.code())
}

#[test]
fn the_command_tells_what_a_model_would_catch_and_what_would_catch_the_rest() {
    if rewriting() {
        return; // The command was built with the table as it was before.
    }
    let (text, code) = mutants(&["models/holds/two_proposers.toml"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("29 of 52 known bugs would be caught"), "{text}");
    let line = |bug: &str| text.lines().find(|line| line.trim().starts_with(bug)).unwrap();
    let ignores = line("ignores-reports");
    assert!(ignores.contains("agreement") && ignores.ends_with("14"), "{text}");
    assert!(line("largest-value").contains(" largest_value "), "{text}");

    let (text, code) = mutants(&[]);
    assert_eq!(code, Some(0));
    assert!(text.contains("80 known bugs"), "{text}");
    let (text, code) = mutants(&["models/holds/message_set_2_ballots.toml"]);
    assert_eq!(code, Some(2));
    assert!(text.contains("of such a model no bugs are known"), "{text}");
    let (text, code) = mutants(&["models/holds/three_proposers.toml", "--states", "100"]);
    assert_eq!(code, Some(3), "{text}");
    assert!(text.contains("not known"), "{text}");
}
