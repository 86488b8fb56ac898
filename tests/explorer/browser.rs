//! The page in a real browser: the stories of tests/explorer/browser, told by Playwright and pytest.

use super::server::Explorer;
use std::process::Command;

/// Those of the page without a server, which need what `make web` makes.
const OFFLINE: &str = "tests/explorer/browser/test_offline.py";

fn stories(arguments: &[&str]) {
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_string());
    let explorer = Explorer::start(&[]);
    let output = Command::new(format!("{target}/tools/browser/bin/python"))
        .args(["-B", "-m", "pytest", "-p", "no:cacheprovider", "--quiet", "--numprocesses", "2"])
        .args(arguments)
        .env("SYNOD", env!("CARGO_BIN_EXE_synod"))
        .env("SYNOD_EXPLORER", format!("http://{}/", explorer.host))
        .output()
        .expect("Playwright is missing: run tests/install-tools");
    let told = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}{errors}");
}

#[test]
fn the_page_works_in_a_browser() {
    stories(&["tests/explorer/browser", "--ignore", OFFLINE]);
}

#[test]
fn and_without_a_server() {
    stories(&[OFFLINE]);
}
