//! What the README quotes is what the program prints, but for the seconds.

use std::fs;
use std::process::Command;

/// The words of each line that is printed, without those that differ from run to run.
fn lines(text: &str) -> Vec<Vec<String>> {
    let timed = |word: &&str| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        !(word.contains('.') && digits > 1 && word.parse::<f64>().is_ok())
    };
    let words = |line: &str| line.split_whitespace().filter(timed).map(String::from).collect();
    text.lines().map(words).collect()
}

#[test]
fn the_check_prints_what_the_readme_quotes() {
    let output = Command::new(env!("CARGO_BIN_EXE_synod"))
        .args(["check", "models", "--trace-dir", env!("CARGO_TARGET_TMPDIR")])
        .output()
        .unwrap();
    let printed = lines(&String::from_utf8(output.stdout).unwrap());
    let readme = fs::read_to_string("README.md").unwrap();
    let (_, quoted) = readme.split_once("$ make check\n").unwrap();
    let (quoted, _) = quoted.split_once("```").unwrap();
    let quoted = quoted.lines().filter(|line| !line.starts_with('['));
    let quoted: Vec<&str> = quoted.filter(|line| !line.is_empty()).collect();
    assert!(quoted.len() > 20);
    for line in quoted {
        let words = &lines(line)[0];
        assert!(printed.contains(words), "the README says, but the program does not: {line}");
    }
}
