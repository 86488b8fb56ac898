//! The command line as its users' hands expect it: no verdict is lost, whatever becomes of files and of readers.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod support;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use support::SYNOD;
use support::models::{
    ENDLESS, SMALL, following, interrupted, model, property, synod, text, without_expectations,
};

/// Violated in no time.
const BROKEN: &str = "models/violates/quorums_do_not_meet.toml";

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

#[test]
fn a_folder_that_cannot_take_traces_is_told_before_the_search() {
    let folder = tempfile::tempdir().unwrap();
    let endless = model(folder.path(), "endless.toml", ENDLESS);
    fs::write(folder.path().join("traces"), "a file").unwrap();
    for (subcommand, more) in [("check", &[][..]), ("simulate", &["--runs", "1000000000"])] {
        let mut command = synod(subcommand, folder.path(), &[endless.as_str()]);
        let output = command.args(more).output().unwrap();
        let err = text(&output.stderr);
        assert_eq!((code(&output), text(&output.stdout)), (Some(2), String::new()), "{err}");
        assert!(err.contains("/traces: traces cannot be written there: not a directory"), "{err}");
        assert!(err.contains("name another folder with --trace-dir"), "{err}");
    }
}

/// A folder of traces, in which something is in the way.
fn something_in_the_way() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("traces")).unwrap();
    fs::write(folder.path().join("traces/models"), "a file").unwrap();
    folder
}

#[test]
fn a_verdict_is_told_though_its_trace_cannot_be_written() {
    let folder = something_in_the_way();
    let output = synod("check", folder.path(), &[BROKEN]).output().unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(code(&output), Some(0), "{err}");
    assert!(out.contains("agreement in 12 steps"), "{out}");
    assert!(out.contains("1 of 1 models as expected"), "{out}");
    assert!(err.contains("warning: ") && err.contains("could not be written: 3; the first: "));

    let output = synod("check", folder.path(), &[BROKEN, "--format", "json"]).output().unwrap();
    let report = following("check", &output.stdout);
    let agreement = property(&report[0], "agreement");
    assert_eq!((&agreement["steps"], &agreement["trace"]), (&12.into(), &Value::Null));
}

#[test]
fn a_simulation_tells_seed_and_run_though_its_trace_cannot_be_written() {
    let folder = something_in_the_way();
    let output = synod("simulate", folder.path(), &[BROKEN, "--seed", "1"]).output().unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(code(&output), Some(0), "{err}");
    for expected in ["seed       1\n", "violated   agreement in ", "simulate", "--first-run "] {
        assert!(out.contains(expected), "{expected:?} is missing in\n{out}");
    }
    assert!(err.contains("warning: "), "{err}");
}

#[test]
fn that_nobody_reads_any_more_changes_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, expected) in [
        (&["check", BROKEN, SMALL, "--trace-dir"][..], 0),
        (&["spec-states", "models/holds/message_set_2_ballots.toml"], 0),
        (&["explain"], 0),
    ] {
        let mut command = Command::new(SYNOD);
        command.args(arguments);
        if arguments[0] == "check" {
            command.arg(folder.path());
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((code(&output), text(&output.stderr)), (Some(expected), String::new()));
    }
    assert!(folder.path().join("models/violates/quorums_do_not_meet.agreement.json").exists());
}

#[test]
fn ctrl_c_is_told_once_however_many_models_are_left() {
    let folder = tempfile::tempdir().unwrap();
    for name in 0..9 {
        model(folder.path(), &format!("{name}.toml"), ENDLESS);
    }
    let models = folder.path().to_str().unwrap();
    let output = interrupted(synod("check", folder.path(), &[models]));
    let out = text(&output.stdout);
    assert_eq!(code(&output), Some(3), "{out}");
    assert_eq!(out.matches("NOT COMPLETE (interrupted)").count(), 1, "{out}");
    assert_eq!(out.matches("More than anybody can search").count(), 1, "{out}");
    assert!(out.contains("0 of 9 models as expected\n8 models not begun (interrupted)\n"), "{out}");

    // A program is told of each.
    let output = interrupted(synod("check", folder.path(), &[models, "--format", "json"]));
    assert_eq!(following("check", &output.stdout).as_array().unwrap().len(), 9);
}

#[test]
fn a_loop_of_links_is_walked_once() {
    let folder = tempfile::tempdir().unwrap();
    let models = folder.path().join("models");
    fs::create_dir_all(models.join("more")).unwrap();
    fs::copy(SMALL, models.join("more/small.toml")).unwrap();
    symlink("..", models.join("more/back")).unwrap();
    symlink("more", models.join("other")).unwrap();
    let output = synod("check", folder.path(), &[models.to_str().unwrap()]).output().unwrap();
    let out = text(&output.stdout);
    assert_eq!(code(&output), Some(0), "{}", text(&output.stderr));
    assert!(out.contains("2 of 2 models as expected"), "once by each name that is no loop: {out}");
}

#[test]
fn a_hidden_link_that_leads_nowhere_is_left_out_and_another_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(SMALL, folder.path().join("small.toml")).unwrap();
    // As an editor leaves it beside a file that is open.
    symlink("me@here.4711", folder.path().join(".#small.toml")).unwrap();
    let check = || synod("check", folder.path(), &[folder.path().to_str().unwrap()]).output();
    let output = check().unwrap();
    assert_eq!(code(&output), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("1 of 1 models as expected"));
    symlink("nowhere", folder.path().join("other.toml")).unwrap();
    let output = check().unwrap();
    assert_eq!(code(&output), Some(2), "a model that was moved is no model that holds");
    assert!(text(&output.stderr).contains("other.toml"), "{}", text(&output.stderr));
}

#[test]
fn an_ending_is_added_to_a_name_that_has_none() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(SMALL, folder.path().join("small.toml")).unwrap();
    for (name, expected) in [("small", Some(0)), ("small.toml", Some(0)), ("small.model", Some(2))]
    {
        let path = folder.path().join(name);
        let output = synod("check", folder.path(), &[path.to_str().unwrap()]).output().unwrap();
        assert_eq!(code(&output), expected, "{name}: {}", text(&output.stderr));
    }
}

#[test]
fn what_shows_a_violation_is_a_command_that_a_shell_takes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("of mine");
    fs::create_dir(&path).unwrap();
    fs::copy(BROKEN, path.join("it's broken.toml")).unwrap();
    let output = synod("check", &path, &["it's broken.toml"]).current_dir(&path).output().unwrap();
    let out = text(&output.stdout);
    let see = out.lines().find_map(|line| line.trim_start().strip_prefix("see it")).unwrap();
    let command = see.trim().replacen("synod", SYNOD, 1);
    let shell = Command::new("sh").args(["-c", &command]).current_dir(&path).output().unwrap();
    assert!(shell.status.success(), "{command}: {}", text(&shell.stderr));
}

/// What `ls -lh` calls 25M, with the core of the explorer for a browser in it. A system is code for each width of states.
const MOST_BYTES: u64 = 25 << 20;

#[test]
#[cfg_attr(debug_assertions, ignore = "of the program as it is released")]
fn the_program_is_small_enough_to_be_sent() {
    let bytes = fs::metadata(SYNOD).unwrap().len();
    assert!(bytes <= MOST_BYTES, "{bytes} bytes");
}

/// The trace of a model, written into a folder.
fn trace_of(folder: &Path, model: &str, property: &str) -> PathBuf {
    let output = synod("check", folder, &[&format!("models/violates/{model}.toml")]).output();
    assert_eq!(code(&output.unwrap()), Some(0));
    folder.join(format!("traces/models/violates/{model}.{property}.json"))
}

fn trace(trace: &Path, arguments: &[&str]) -> Output {
    Command::new(SYNOD).arg("trace").arg(trace).args(arguments).output().unwrap()
}

#[test]
fn a_dash_is_the_standard_output_and_nothing_else_is_printed_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = trace_of(folder.path(), "message_set_one_promise_is_enough", "agreement");
    let file = folder.path().join("Run.tla");

    let output = trace(&path, &["--svg", "-"]);
    let out = text(&output.stdout);
    assert!(out.starts_with("<svg") && out.ends_with("</svg>\n"), "{out}");

    let output =
        trace(&path, &["--tla", "-", "--svg", folder.path().join("p.svg").to_str().unwrap()]);
    let out = text(&output.stdout);
    trace(&path, &["--tla", file.to_str().unwrap()]);
    let [module, configuration] =
        ["tla", "cfg"].map(|e| fs::read_to_string(file.with_extension(e)));
    let module = module.unwrap().replace("MODULE Run", "MODULE Behaviour");
    assert_eq!(out, module + &configuration.unwrap());

    let output = trace(&path, &["--tla", "-", "--svg", "-"]);
    assert_eq!((code(&output), text(&output.stdout)), (Some(2), String::new()));
    assert!(text(&output.stderr).contains("only one output can be `-`"));
}

#[test]
fn a_field_of_a_trace_that_nobody_knows_is_refused_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = trace_of(folder.path(), "largest_value", "agreement");
    let told: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    for place in [
        "",
        "/steps/0",
        "/steps/0/sent/0",
        "/steps/0/sent/0/message/prepare",
        "/steps/11/action/deliver",
        "/steps/11/action/deliver/message/accept",
        "/start/0",
        "/start/0/state/proposer",
        "/steps/11/changed/0/state/acceptor/voted",
    ] {
        let mut told = told.clone();
        let object = told.pointer_mut(place).unwrap_or_else(|| panic!("nothing is at {place}"));
        object.as_object_mut().unwrap().insert("balot".into(), "1.A".into());
        fs::write(&path, told.to_string()).unwrap();
        let output = trace(&path, &[]);
        let err = text(&output.stderr);
        assert_eq!(code(&output), Some(2), "{place}: {err}");
        assert!(err.contains(".json: it is no trace: unknown field `balot`"), "{place}: {err}");
    }
}

#[test]
fn a_trace_that_tells_otherwise_what_is_sent_or_how_it_begins_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = trace_of(folder.path(), "largest_value", "agreement");
    let told: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let lies = [
        ("/steps/0/sent/0/to", "acceptor 9", "proposer A sends prepare 1.A to acceptor 1 then"),
        ("/start/0/state/proposer/wanted", "4", "it begins so: proposer A wants"),
    ];
    for (place, lie, truth) in lies {
        let mut told = told.clone();
        *told.pointer_mut(place).unwrap_or_else(|| panic!("nothing is at {place}")) = lie.into();
        fs::write(&path, told.to_string()).unwrap();
        let output = trace(&path, &[]);
        let err = text(&output.stderr);
        assert_eq!(code(&output), Some(1), "{place}: {err}");
        assert!(err.contains(truth) && err.contains("the trace says otherwise"), "{place}: {err}");
    }
}

#[test]
fn what_cannot_be_printed_ends_the_search() {
    let folder = tempfile::tempdir().unwrap();
    let endless = model(folder.path(), "endless.toml", ENDLESS);
    let mut command = synod("check", folder.path(), &[SMALL, &endless]);
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    // Ends, and does not wait for a search that has no end.
    let output = command.stdout(full).output().unwrap();
    assert_eq!(code(&output), Some(1));
    assert!(text(&output.stderr).contains("the output cannot be written"));
}

/// A command that knows no files but what is shipped with it.
fn anywhere(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(SYNOD).current_dir(folder).args(arguments).output().unwrap()
}

#[test]
fn what_is_shipped_is_what_the_folders_have() {
    let folder = tempfile::tempdir().unwrap();
    let output = anywhere(folder.path(), &["check", "--export-models", "there"]);
    assert_eq!(code(&output), Some(0), "{}", text(&output.stderr));
    for name in ["models", "docs"] {
        let here = files(Path::new(name));
        assert!(here.len() > 10, "{name}");
        let remedy = "what is shipped is not as in the folder; touch src/main.rs, and build again";
        assert!(files(&folder.path().join("there").join(name)) == here, "{name}: {remedy}");
    }
    let output = anywhere(folder.path(), &["check", "--export-models", "there"]);
    assert_eq!(code(&output), Some(2));
    assert!(text(&output.stderr).contains("there/models: is there already; name another folder"));
}

/// All files below a folder, by their names, with what they have.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = PathBuf::from(path.file_name().unwrap());
        if path.is_dir() {
            all.extend(files(&path).into_iter().map(|(below, text)| (name.join(below), text)));
        } else {
            all.insert(name, fs::read(&path).unwrap());
        }
    }
    all
}

#[test]
fn models_that_are_shipped_are_known_by_name_in_any_folder() {
    let folder = tempfile::tempdir().unwrap();
    let shipped = "models/violates/quorums_do_not_meet.toml";
    for name in ["quorums_do_not_meet", "violates/quorums_do_not_meet", shipped] {
        let output = anywhere(folder.path(), &["check", name]);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(code(&output), Some(0), "{err}");
        assert!(out.starts_with(shipped), "{out}");
        let note =
            format!("note: there is no file {name} here; this is {shipped} as shipped with ");
        assert!(err.starts_with(&note), "{err}");
    }
    let path = "traces/models/violates/quorums_do_not_meet.agreement.json";
    let output = anywhere(folder.path(), &["trace", path]);
    assert_eq!(code(&output), Some(0), "{}", text(&output.stderr));

    let output = anywhere(folder.path(), &["check", "holds", "--timeout", "0s"]);
    assert!(text(&output.stderr).contains("note: there is no holds here; these are shipped"));
    assert!(text(&output.stdout).contains("0 of 88 models as expected"));

    for (subcommand, more) in
        [("simulate", &["--runs", "1"][..]), ("mutants", &["--states", "10"]), ("spec-states", &[])]
    {
        let output =
            anywhere(folder.path(), &[&[subcommand, "message_set_2_ballots"], more].concat());
        let told = text(&output.stdout) + &text(&output.stderr);
        assert!(told.contains("models/holds/message_set_2_ballots.toml"), "{subcommand}: {told}");
    }
}

#[test]
fn a_model_that_is_here_is_taken_before_one_that_is_shipped() {
    let folder = tempfile::tempdir().unwrap();
    let holds = folder.path().join("models/holds");
    fs::create_dir_all(&holds).unwrap();
    let title = "title = \"One proposer, alone\"";
    let mine = fs::read_to_string(SMALL).unwrap();
    assert!(mine.contains(title));
    fs::write(holds.join("one_proposer.toml"), mine.replace(title, "title = \"Mine\"")).unwrap();
    for named in ["models", "models/holds/one_proposer.toml", "models/holds/one_proposer"] {
        let output = anywhere(folder.path(), &["check", named]);
        assert!(text(&output.stdout).contains("\n  Mine\n"), "{named}");
        assert_eq!(text(&output.stderr), "");
    }
    let output = anywhere(folder.path(), &["check", "one_proposer"]);
    assert!(text(&output.stdout).contains("\n  One proposer, alone\n"));
    let output = anywhere(folder.path(), &["check", "--timeout", "0s"]);
    let note =
        "note: these are the models shipped with synod 0.1.0; models/ is for those in this folder";
    assert!(text(&output.stderr).starts_with(note), "{}", text(&output.stderr));
}

#[test]
fn who_mistypes_is_told_what_may_be_meant() {
    let folder = tempfile::tempdir().unwrap();
    let with = |from: &str, to: &str, name: &str| {
        let text = fs::read_to_string(BROKEN).unwrap();
        assert!(text.contains(from), "{from}");
        model(folder.path(), name, &text.replacen(from, to, 1))
    };
    let trace = trace_of(folder.path(), "largest_value", "agreement");
    let told = fs::read_to_string(&trace).unwrap().replace("\"agreement\"", "\"agrement\"");
    fs::write(&trace, told).unwrap();
    for (arguments, meant) in [
        (["check", "two_proposer"], "two_proposers"),
        (["mutants", "models/holds/crash_and_restat.toml"], "crash_and_restart"),
        (["check", &with("[\"refines Paxos\"]", "[\"validty\"]", "1.toml")], "validity"),
        (
            ["check", &with("[expect]", "[mutant]\nname = \"largest-valu\"\n[expect]", "2.toml")],
            "largest-value",
        ),
        (["check", &with("title", "titel", "3.toml")], "title"),
        (["trace", trace.to_str().unwrap()], "agreement"),
        (["explain", "coverge"], "coverage"),
    ] {
        let output = anywhere(Path::new("."), &arguments);
        let err = text(&output.stderr);
        assert_ne!(code(&output), Some(0), "{arguments:?}");
        assert!(err.contains(&format!("did you mean `{meant}`?")), "{arguments:?}: {err}");
    }
    let output = anywhere(Path::new("."), &["chek"]);
    assert!(text(&output.stderr).contains("a similar subcommand exists: 'check'"));
}

#[test]
fn every_label_of_a_paragraph_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let small = fs::read_to_string(SMALL).unwrap();
    let odd = model(folder.path(), "odd.toml", &small.replace("depth = 12", "depth = 11"));
    let mut said = String::new();
    for arguments in [
        &["check", BROKEN, "models/holds/crash_and_restart.toml", SMALL][..],
        &["check", &odd, "--no-reductions"],
        &["simulate", BROKEN, "--seed", "4", "--runs", "1"],
        &["simulate", BROKEN, "--seed", "1"],
    ] {
        let traces = folder.path().to_str().unwrap();
        let output = anywhere(Path::new("."), &[arguments, &["--trace-dir", traces]].concat());
        said += &text(&output.stdout);
    }
    let labels = said.lines().filter_map(|line| line.strip_prefix("  ")?.get(..10));
    let labels: BTreeSet<_> = labels.map(str::trim_end).filter(|l| !l.starts_with(' ')).collect();
    let titles = |label: &&&str| {
        !said
            .lines()
            .any(|line| line.starts_with(&format!("  {label}")) && !line[12..].starts_with(' '))
    };
    let labels: Vec<_> = labels.iter().filter(titles).collect();
    assert!(labels.len() > 12, "{labels:?}");
    for label in labels {
        let output = anywhere(Path::new("."), &["explain", label]);
        assert_eq!(code(&output), Some(0), "{label}: {}", text(&output.stderr));
        assert!(output.stdout.len() > 60, "{label}");
    }
}

#[test]
fn a_shell_and_a_manual_know_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let man = folder.path().join("man");
    let help = text(&anywhere(Path::new("."), &["help"]).stdout);
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let (commands, _) = commands.split_once("\n\n").unwrap();
    // Where a description is too long, its lines go on further to the right.
    let commands = commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let commands: Vec<_> = commands.filter(|name| !["", "help"].contains(name)).collect();
    assert!(commands.len() > 10, "{commands:?}");
    assert_eq!(code(&anywhere(Path::new("."), &["man", man.to_str().unwrap()])), Some(0));
    for shell in ["bash", "zsh", "fish"] {
        let script = text(&anywhere(Path::new("."), &["completions", shell]).stdout);
        assert!(commands.iter().all(|command| script.contains(command)), "{shell}");
    }
    for command in &commands {
        let page = fs::read_to_string(man.join(format!("synod-{command}.1"))).unwrap();
        assert!(page.contains(&format!(".TH synod-{command} 1")), "{page}");
    }
    let first = text(&anywhere(Path::new("."), &["man"]).stdout);
    assert_eq!(fs::read_to_string(man.join("synod.1")).unwrap(), first);
}

#[test]
fn who_wants_quiet_hears_of_what_is_unexpected_and_of_the_sum() {
    let folder = tempfile::tempdir().unwrap();
    let output = synod("check", folder.path(), &[BROKEN, SMALL, "-q"]).output().unwrap();
    assert_eq!(text(&output.stdout), "2 of 2 models as expected\n");
    let bad = model(
        folder.path(),
        "bad.toml",
        &without_expectations("models/violates/largest_value.toml"),
    );
    let output = synod("check", folder.path(), &[&bad, SMALL, "-q"]).output().unwrap();
    let out = text(&output.stdout);
    assert!(out.starts_with(&bad) && out.contains("UNEXPECTED agreement is violated"), "{out}");
    assert!(out.ends_with("\n1 of 2 models as expected\n") && !out.contains(SMALL), "{out}");
    let arguments = [SMALL, "--seed", "1", "--runs", "3", "-q"];
    let output = synod("simulate", folder.path(), &arguments).output().unwrap();
    let out = text(&output.stdout);
    assert_eq!(out.lines().count(), 4, "{out}");
}

#[test]
fn every_property_is_explained() {
    for property in synod::properties::ALL {
        let output = Command::new(SYNOD).args(["explain", property.name]).output().unwrap();
        assert!(output.status.success(), "{}: {}", property.name, text(&output.stderr));
    }
}
