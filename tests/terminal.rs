//! Sessions of a terminal, as a user sees them: at 60 and at 100 columns, and where nobody looks.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod support;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use support::SYNOD;
use support::models::{text, without_expectations};

/// What is typed, one after the other.
const SESSION: [&str; 10] = [
    "check crash_and_restart quorums_do_not_meet",
    "check broken.toml",
    "check two_proposer",
    "check one_proposer quorums_do_not_meet -q",
    "trace traces/models/violates/quorums_do_not_meet.agreement.json",
    "simulate quorums_do_not_meet --seed 1 --runs 30",
    "mutants one_proposer",
    "mutants",
    "explain coverage",
    "explain",
];

/// A terminal of so many columns, of which the second end is what a program prints to.
fn terminal(columns: u16) -> (File, File) {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let path = ptsname(&ours, Vec::new()).unwrap();
    let theirs = File::options().read(true).write(true).open(path.to_str().unwrap()).unwrap();
    let size = Winsize { ws_row: 40, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(&theirs, size).unwrap();
    (File::from(ours), theirs)
}

/// The command that is typed in a folder. Complaints go elsewhere, so that both can be told apart.
fn command(folder: &Path, line: &str) -> Command {
    let mut command = Command::new(SYNOD);
    command.args(line.split(' ')).current_dir(folder).stderr(Stdio::piped());
    command.env("TERM", "xterm-256color").env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

/// What a command prints on a terminal of so many columns, or elsewhere, and what it complains of.
fn printed(mut command: Command, columns: Option<u16>) -> (String, String) {
    let Some(columns) = columns else {
        let output = command.output().unwrap();
        return (text(&output.stdout), text(&output.stderr));
    };
    let (ours, theirs) = terminal(columns);
    let mut child = command.stdout(theirs).spawn().unwrap();
    // What is held open here is no end for who reads.
    drop(command);
    let seen = seen(ours);
    let mut complaint = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
    child.wait().unwrap();
    (seen, complaint)
}

/// All that is printed to a terminal. When the last program has closed it, it answers with an error.
fn seen(mut terminal: File) -> String {
    let mut bytes = Vec::new();
    let mut some = [0; 4096];
    while let Ok(count @ 1..) = terminal.read(&mut some) {
        bytes.extend_from_slice(&some[..count]);
    }
    text(&bytes).replace("\r\n", "\n")
}

/// The same with all seconds alike, and with marks for the codes of colours.
fn scrubbed(text: &str) -> String {
    let is_time = |word: &str| {
        let (whole, part) = word.split_once('.').unwrap_or(("", ""));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        digits(whole) && digits(part) && part.len() < 3
    };
    let words = text.split_inclusive([' ', '\n']).map(|word| {
        let bare = word.trim_end();
        let zeros = bare.replace(|c: char| c.is_ascii_digit(), "0");
        if is_time(bare) { word.replacen(bare, &zeros, 1) } else { word.to_string() }
    });
    words.collect::<String>().replace('\x1b', "<ESC>")
}

/// A folder with a model that breaks a rule, and does not say so.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let model = without_expectations("models/violates/largest_value.toml");
    fs::write(folder.path().join("broken.toml"), model).unwrap();
    folder
}

/// The whole session.
fn session(columns: Option<u16>) -> String {
    let folder = folder();
    let mut all = String::new();
    for line in SESSION {
        let (out, err) = printed(command(folder.path(), line), columns);
        let err: Vec<_> = err.lines().map(|line| format!("2> {line}")).collect();
        all += &scrubbed(&format!("$ synod {line}\n{out}{}\n\n", err.join("\n")));
    }
    all
}

/// Compares a session with the one that is known.
fn compare(name: &str, columns: Option<u16>) -> String {
    let path = PathBuf::from(format!("tests/golden/terminal/{name}.txt"));
    let found = session(columns);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap();
    assert!(
        found == expected,
        "{} is not what is printed now. If it is right so, run UPDATE_GOLDEN=1 cargo test --test \
         terminal\n\nexpected:\n{expected}\nfound:\n{found}",
        path.display()
    );
    found
}

/// The lines that are wider, but for commands, which are to be copied, and for what is not ours to break.
fn too_wide(session: &str, columns: usize) -> Vec<String> {
    let ours = |line: &&str| !line.starts_with("$ ") && !line.starts_with("2> ");
    let bare = session.lines().filter(ours).map(uncoloured);
    bare.filter(|line| line.chars().count() > columns && !line.contains("synod ")).collect()
}

fn uncoloured(line: &str) -> String {
    let mut parts = line.split("<ESC>[");
    let first = parts.next().unwrap_or_default().to_string();
    first + &parts.map(|part| part.split_once('m').map_or("", |(_, rest)| rest)).collect::<String>()
}

#[test]
fn a_session_at_60_columns_is_as_it_was_and_fits() {
    let session = compare("60_columns", Some(60));
    assert_eq!(too_wide(&session, 60), [""; 0]);
}

#[test]
fn a_session_at_100_columns_is_as_it_was_and_fits() {
    let session = compare("100_columns", Some(100));
    assert_eq!(too_wide(&session, 100), [""; 0]);
}

#[test]
fn where_nobody_looks_lines_are_whole_and_without_colours() {
    let session = compare("piped", None);
    assert!(!session.contains("<ESC>"));
    assert!(
        session
            .contains("messages lost, delayed, reordered and duplicated, 1 crash, any 2 promise")
    );
}

#[test]
fn colours_are_the_users_choice() {
    let folder = folder();
    let check = "check one_proposer";
    let has_colours = |command: Command, columns| printed(command, columns).0.contains('\x1b');
    let with = |line: &str| command(folder.path(), line);
    assert!(has_colours(with(check), Some(80)));
    assert!(!has_colours(with(check), None));
    assert!(!has_colours(with("check one_proposer --color never"), Some(80)));
    assert!(has_colours(with("check one_proposer --color always"), None));
    let mut without = with(check);
    without.env("NO_COLOR", "1");
    assert!(!has_colours(without, Some(80)));
}

#[test]
fn a_line_tells_how_far_a_search_has_come() {
    let folder = folder();
    let model = fs::read_to_string("models/holds/five_acceptors.toml").unwrap();
    let (model, _) = model.split_once("[expect]").unwrap();
    let endless = model.replace("ballots_per_proposer = 1", "ballots_per_proposer = 9");
    assert_ne!(endless, model);
    fs::write(folder.path().join("endless.toml"), endless).unwrap();
    let told = |more: &str| {
        let line = format!("check one_proposer endless.toml --no-reductions --timeout 2s{more}");
        let (ours, theirs) = terminal(100);
        let mut command = command(folder.path(), &line);
        let mut child = command.stderr(theirs).stdout(Stdio::null()).spawn().unwrap();
        drop(command);
        let seen = seen(ours);
        child.wait().unwrap();
        seen
    };
    let seen = told("");
    let last = seen.rsplit("model 2 of 2: ").next().unwrap();
    let words: String = last.chars().filter(|c| !c.is_ascii_digit() && *c != ',').collect();
    assert!(words.starts_with(" states /s depth   s  in the queue; endless.toml"), "{seen}");
    assert!(!told(" -q").contains("model "), "quiet is quiet");
}
