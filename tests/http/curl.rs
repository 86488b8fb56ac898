//! The real curl, where it is: it is on most machines, and the tests do without it elsewhere.

use super::scene::Scene;
use super::support::{chosen, stdout};
use std::fs;
use std::process::{Command, Output};

fn is_there() -> bool {
    let is_there = Command::new("curl").arg("--version").output().is_ok();
    if !is_there {
        eprintln!("there is no curl here, so this was not tried");
    }
    is_there
}

#[test]
fn who_lost_does_not_go_on() {
    if !is_there() {
        return;
    }
    let scene = Scene::start(1);
    let url = format!("http://localhost:{}/v1/decrees/leader", scene.address(1).port());
    let curl = |arguments: &[&str]| {
        let mut curl = Command::new("curl");
        curl.args(["-sSf", "--noproxy", "*"]).args(arguments).arg(&url).output().expect("it runs")
    };
    let put = |value| curl(&["-X", "PUT", "-d", value]);
    assert_eq!(chosen(&put("alice")), r#"{"decree":"leader","value":"alice"}"#);
    assert_eq!(put("bob").status.code(), Some(22));
    assert_eq!(put("alice").status.code(), Some(0));
    assert_eq!(stdout(&curl(&["-H", "Accept: text/plain"])), "alice");
}

/// The commands of a page that ask a node, each with what it is said to print.
fn quoted(page: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(page).expect("a page");
    let blocks = text.split("```console\n").skip(1).filter_map(|block| block.split("```").next());
    let commands =
        blocks.flat_map(|block| block.split("$ ").skip(1).map(str::to_owned).collect::<Vec<_>>());
    let asking =
        commands.filter(|command| command.starts_with("curl") && command.contains("localhost:480"));
    asking
        .map(|command| {
            let (command, printed) = command.split_once('\n').expect("a line");
            (command.to_owned(), printed.to_owned())
        })
        .collect()
}

#[test]
fn it_prints_what_the_pages_quote() {
    if !is_there() {
        return;
    }
    for page in ["README.md", "docs/http.md"] {
        let scene = Scene::start(3);
        let commands = quoted(page);
        assert!(commands.len() > 3, "{page}");
        for (command, printed) in commands {
            let here = |text: String, node| {
                let port = scene.address(node).port();
                text.replace(&format!("localhost:480{node}"), &format!("localhost:{port}"))
            };
            let command = (1..=3).fold(command, here);
            let output = Command::new("sh").args(["-c", &command]).env("no_proxy", "*").output();
            let Output { stdout, stderr, .. } = output.expect("it runs");
            let said = [stdout, stderr].concat();
            // A prompt comes after an answer without a line end.
            let said = String::from_utf8(said).expect("text").trim_end().to_owned();
            assert_eq!(said, printed.trim_end(), "{page}: {command}");
        }
    }
}
