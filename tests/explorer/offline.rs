//! A run in one page: `synod explore --export` writes it, and `synod trace` verifies what is inside.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A run of a model that is not shipped.
const TRACE: &str = "tests/golden/worked_example/as_described.json";

/// A folder as `make web` makes it, but for the core, of which only a browser takes notice.
fn web() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir("web/page").unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    fs::write(folder.path().join("synod.wasm.gz"), "the core").unwrap();
    folder
}

fn synod(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_synod")).args(arguments).output().unwrap()
}

fn exported(folder: &TempDir, of: &[&str]) -> PathBuf {
    let page = folder.path().join("slide.html");
    let web = folder.path().to_str().unwrap();
    let arguments = [&["explore", "--web", web, "--export", page.to_str().unwrap()], of].concat();
    let output = synod(&arguments);
    assert!(output.status.success(), "{output:?}");
    page
}

fn trace(page: &Path) -> (Option<i32>, String, String) {
    let output = synod(&["trace", page.to_str().unwrap()]);
    let [out, err] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    (output.status.code(), out, err)
}

#[test]
fn the_run_inside_a_page_is_verified_like_a_trace() {
    let folder = web();
    let page = exported(&folder, &["--trace", TRACE]);
    let (code, out, err) = trace(&page);
    assert_eq!(code, Some(0), "{err}");
    assert!(err.contains("none that is shipped"), "{err}");
    let json = synod(&["trace", TRACE]);
    assert_eq!(out, String::from_utf8(json.stdout).unwrap());
    let page = exported(&folder, &["two_proposers"]);
    let (code, _, err) = trace(&page);
    assert_eq!(code, Some(0), "{err}");
    assert!(err.contains("models/holds/two_proposers.toml, as shipped"), "{err}");
}

#[test]
fn a_page_with_a_model_of_its_own_says_so() {
    let folder = web();
    let model = folder.path().join("mine.toml");
    let text = fs::read_to_string("models/holds/one_proposer.toml").unwrap();
    fs::write(&model, text.replace("\"8\"", "\"</script>\"")).unwrap();
    let page = exported(&folder, &[model.to_str().unwrap()]);
    assert!(!fs::read_to_string(&page).unwrap().contains("\"</script>\""));
    let (code, _, err) = trace(&page);
    assert_eq!(code, Some(0), "{err}");
    assert!(err.contains("none that is shipped"), "{err}");
}

#[test]
fn a_page_whose_run_or_model_was_changed_is_refused() {
    let folder = web();
    let page = exported(&folder, &["--trace", TRACE]);
    let text = fs::read_to_string(&page).unwrap();
    let refused = |old: &str, new: &str| {
        assert!(text.contains(old), "{old}");
        fs::write(&page, text.replace(old, new)).unwrap();
        let (code, _, err) = trace(&page);
        assert!(matches!(code, Some(1 | 2)), "{code:?} {err}");
        err
    };
    let told = refused("\"to\":\"acceptor 1\"", "\"to\":\"acceptor 2\"");
    assert!(told.contains("step") || told.contains("otherwise"), "{told}");
    let other = refused("ballots_per_proposer = 1", "ballots_per_proposer = 2");
    assert!(other.contains("another version"), "{other}");
    let none = refused("id=\"synod-run\"", "id=\"nothing\"");
    assert!(none.contains("--export"), "{none}");
}

#[test]
fn what_a_page_is_to_show_must_be_named() {
    let folder = web();
    let web = folder.path().to_str().unwrap();
    let output = synod(&["explore", "--web", web, "--export", "never.html"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("of which model?"));
}
