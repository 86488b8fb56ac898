//! What descends from Paxos, told as stories: the steps that a model allows, one after the other, and those that its
//! rules forbid where their forefather would allow them, or the other way round.

#[path = "support/golden.rs"]
mod golden;

use golden::is_kept;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use synod::check::{Engine, Hunt, Limits, Options, Progress, check, hunt};
use synod::model::System;
use synod::model::file::{ModelFile, Visitor};
use synod::model::packed::Reductions;
use synod::model::story::Story;
use synod::properties::Kind;
use synod::trace::{Language, Style, Trace};

/// A story: what happens, as the model tells it; and, behind a dash, what then cannot happen, as an order.
struct Told<'a>(&'a [&'a str]);

impl Visitor for Told<'_> {
    /// The properties that its end violates, and the run.
    type Output = (Vec<&'static str>, Story);

    fn visit<S: System>(self, system: S) -> Self::Output {
        let mut state = system.init_states().pop().unwrap();
        let mut actions = Vec::new();
        for line in self.0 {
            let possible = system.next_steps(&state);
            if let Some(order) = line.strip_prefix("- ") {
                let orders: Vec<_> =
                    possible.iter().map(|(action, _)| system.format_action(action)).collect();
                assert!(!orders.iter().any(|other| other == order), "{order} can happen");
                continue;
            }
            let told = |action: &S::Action| system.format_step(&state, action.clone()).unwrap();
            let found = possible.iter().find(|(action, _)| told(action) == *line);
            let all = || possible.iter().map(|(action, _)| told(action)).collect::<Vec<_>>();
            let (action, next) = found.unwrap_or_else(|| panic!("{line}: not among {:#?}", all()));
            actions.push(action.clone());
            state = next.clone();
        }
        let violated = system.with_history(&state, |history| {
            let mut properties = system.relevant();
            properties.retain(|p| p.kind == Kind::Always && !p.holds(history));
            properties.iter().map(|property| property.name).collect()
        });
        (violated, system.story(&actions))
    }
}

/// Tells a story of a model within wider bounds, and of its broken variant if it is named.
fn violated(system: &str, mutant: Option<&str>, story: &[&str]) -> Vec<&'static str> {
    let mutant = mutant.map_or(String::new(), |name| format!("[mutant]\nname = \"{name}\"\n"));
    let text = format!(
        "version = 1\ntitle = \"a story\"\nsystem = \"{system}\"\n{mutant}\
         [roles]\nacceptors = 3\nvalues = [\"8\", \"5\"]\n[bounds]\nballots = 4\nslots = 2\n"
    );
    told(&text, story)
}

/// Tells a story of the model of this text.
fn told(text: &str, story: &[&str]) -> Vec<&'static str> {
    ModelFile::parse(Path::new("a story"), text).unwrap().visit(Told(story)).0
}

/// A transaction of two managers, of whom, and of the acceptors, one may stop.
fn transaction(acceptors: usize, story: &[&str]) -> Vec<&'static str> {
    let text = format!(
        "version = 1\ntitle = \"a story\"\nsystem = \"commit\"\n\
         [roles]\nmanagers = 2\nacceptors = {acceptors}\n[bounds]\nballots = 2\n[faults]\nstops = 1\n"
    );
    told(&text, story)
}

#[test]
fn two_phase_commit_waits_for_its_coordinator() {
    let story = [
        "manager 1 prepares",
        "acceptor 1 votes for prepared at 0.A in slot 1",
        "manager 2 prepares",
        "acceptor 1 stops for ever",
        "- acceptor 1 votes for prepared at 0.A in slot 2",
        "ballot 1.A begins",
        "- acceptor 1 receives prepare 1.A",
        "- manager 1 chooses to abort",
        "- the transaction is told to be committed",
        "- the transaction is told to be aborted",
    ];
    assert!(transaction(1, &story).is_empty());
    is_drawn("two_phase_blocks", "models/violates/commit_coordinator_stops.toml", &story);
}

/// Compares the picture of a story of a shipped model with the one in the docs, in both languages; or draws it anew.
fn is_drawn(name: &str, model: &str, story: &[&str]) {
    let file = ModelFile::read(Path::new(model)).unwrap();
    let (_, run) = file.visit(Told(story));
    let trace = Trace::of(&file, run);
    for (language, extension) in [(Language::English, "svg"), (Language::Chinese, "zh-CN.svg")] {
        let path = Path::new("pictures/commit").join(name).with_extension(extension);
        let drawn = trace.svg(&file, Style { language, ..Style::default() }).unwrap();
        is_kept(&path, &drawn);
    }
}

#[test]
fn paxos_commit_finds_out_what_was_noted_before_somebody_stopped() {
    let story = [
        "manager 1 prepares",
        "acceptor 1 votes for prepared at 0.A in slot 1",
        "acceptor 2 votes for prepared at 0.A in slot 1",
        "manager 2 stops for ever",
        "- manager 2 prepares",
        "ballot 1.A begins",
        "acceptor 2 promises 1.A and reports its vote for prepared at 0.A in slot 1",
        "acceptor 3 promises 1.A and reports no vote",
        "- aborted is proposed at 1.A in slot 1",
        "aborted is proposed at 1.A in slot 2",
        "acceptor 2 votes for aborted at 1.A in slot 2",
        "- the transaction is told to be aborted",
        "acceptor 3 votes for aborted at 1.A in slot 2",
        "the transaction is told to be aborted",
        "manager 1 hears that the transaction is aborted",
    ];
    assert!(transaction(3, &story).is_empty());
}

/// From so many of all states nobody can tell the outcome any more.
#[test]
fn as_many_states_are_dead_ends_as_are_told() {
    for (name, dead, all) in [
        ("commit_coordinator_stops", 102, 2_676),
        ("commit_nobody_takes_over", 16, 3_270),
        ("two_phase_coordinator_stops", 64, 576),
    ] {
        let file = ModelFile::read(Path::new(&format!("models/violates/{name}.toml"))).unwrap();
        let options = Options {
            engine: Engine::Synod,
            reductions: Reductions::NONE,
            threads: NonZeroUsize::MIN,
        };
        let judgement = check(&file, &options, &Limits::default(), &Progress::default());
        assert_eq!(judgement.outlook.unwrap().dead, dead, "{name}");
        assert_eq!(judgement.unique_states, all, "{name}");
    }
}

/// The shipped model of a broken rule, with other bounds.
fn bounded(name: &str, old: &str, new: &str) -> Hunt {
    let path = format!("models/violates/{name}.toml");
    let text = fs::read_to_string(&path).unwrap();
    let (text, _) = text.split_once("[expect]").unwrap();
    assert!(text.contains(old), "{path}");
    let file = ModelFile::parse(Path::new(&path), &text.replace(old, new)).unwrap();
    hunt(&file, NonZeroUsize::MIN, &Limits::default(), &Progress::default())
}

/// As their models say; that agreement breaks where they have a ballot more, the models themselves show.
#[test]
fn what_does_not_show_with_fewer_ballots() {
    let with_two = |name| bounded(name, "ballots = 3", "ballots = 2");
    assert_eq!(with_two("raft_length_only"), Hunt::Missed);
    assert_eq!(with_two("sequence_paxos_part_adopted"), Hunt::Missed);
    let property = "logs match".to_string();
    assert_eq!(with_two("raft_no_predecessor_check"), Hunt::Caught { property, steps: 8 });
    let with_three = bounded("raft_counts_older_terms", "ballots = 4", "ballots = 3");
    assert_eq!(with_three, Hunt::Missed);
}

#[test]
fn a_new_ballot_of_sequence_paxos_takes_the_whole_log_over() {
    let until_the_second_adopts = [
        "ballot 1.A begins",
        "acceptor 1 promises 1.A and reports no vote",
        "acceptor 2 promises 1.A and reports no vote",
        "ballot 1.A adopts the empty log: {1, 2} reported no vote",
        "8 is proposed in slot 1 at 1.A",
        "5 is proposed in slot 2 at 1.A",
        "acceptor 1 votes for the log 8, 5 at 1.A",
        "acceptor 2 votes for the log 8 at 1.A",
        "ballot 2.A begins",
        "acceptor 1 promises 2.A and reports its vote for 2 entries of 1.A",
        "acceptor 2 promises 2.A and reports its vote for 1 entry of 1.A",
        "- adopt 1 entry of 1.A at 2.A",
        "ballot 2.A adopts the log 8, 5: the highest report of {1, 2} is for 2 entries of 1.A",
    ];
    let story = |more: &[&'static str]| [&until_the_second_adopts[..], more].concat();
    let whole = story(&[
        "- acceptor 3: vote for 1 entry of 2.A",
        "acceptor 3 votes for the log 8, 5 at 2.A",
        "acceptor 2 votes for the log 8, 5 at 2.A",
    ]);
    assert!(violated("sequence-paxos", None, &whole).is_empty());
    let part = story(&["acceptor 3 votes for the log 8 at 2.A"]);
    assert!(violated("sequence-paxos", Some("part-adopted"), &part).is_empty(), "not yet");
}

#[test]
fn a_candidate_of_raft_that_has_less_is_not_supported() {
    let story = [
        "acceptor 1 stands for 1.A with an empty log",
        "acceptor 2 supports acceptor 1 for 1.A: it has an empty log, the candidate an empty log",
        "acceptor 1 leads 1.A and appends 8 in slot 1",
        "acceptor 2 acknowledges 1 entry of 1.A: it takes 8 at 1.A for slot 1",
        "acceptor 3 stands for 2.A with an empty log",
        "- acceptor 1: support 2.A",
        "- acceptor 2: support 2.A",
        "acceptor 2 stands for 3.A with a log of 1 entry, the last of 1.A",
        "acceptor 3 supports acceptor 2 for 3.A: it has an empty log, \
         the candidate a log of 1 entry, the last of 1.A",
        "acceptor 2 leads 3.A and appends 5 in slot 2",
        "- acceptor 3: acknowledge 2 entries of 3.A",
        "acceptor 3 acknowledges 1 entry of 3.A: it takes 8 at 1.A for slot 1; that is no vote",
        "acceptor 3 acknowledges 2 entries of 3.A: it takes 5 at 3.A for slot 2",
    ];
    assert!(violated("raft", None, &story).is_empty());
}

/// Figure 8 of the Raft paper. With Paxos the leader of 3.A would have 8 voted for again, in 3.A, and 4.A would hear of it.
#[test]
fn what_a_majority_has_of_an_older_term_can_still_be_overwritten() {
    let story = |vote: &str| {
        let mut story = [
            "acceptor 1 stands for 1.A with an empty log",
            "acceptor 2 supports acceptor 1 for 1.A: it has an empty log, the candidate an empty log",
            "acceptor 1 leads 1.A and appends 8 in slot 1",
            "acceptor 3 stands for 2.A with an empty log",
            "acceptor 2 supports acceptor 3 for 2.A: it has an empty log, the candidate an empty log",
            "acceptor 3 leads 2.A and appends 5 in slot 1",
            "acceptor 1 stands for 3.A with a log of 1 entry, the last of 1.A",
            "acceptor 2 supports acceptor 1 for 3.A: it has an empty log, \
             the candidate a log of 1 entry, the last of 1.A",
            "acceptor 2 acknowledges 1 entry of 3.A: it takes 8 at 1.A for slot 1",
            "acceptor 1 acknowledges 1 entry of 3.A, its own log",
            "acceptor 3 stands for 4.A with a log of 1 entry, the last of 2.A",
            "acceptor 2 supports acceptor 3 for 4.A: it has a log of 1 entry, the last of 1.A, \
             the candidate a log of 1 entry, the last of 2.A",
            "acceptor 2 acknowledges 1 entry of 4.A: it takes 5 at 2.A for slot 1, in place of 8 at 1.A",
            "acceptor 3 acknowledges 1 entry of 4.A, its own log",
        ]
        .map(String::from);
        for line in story.iter_mut().filter(|line| line.contains("acknowledges")) {
            *line += vote;
        }
        story
    };
    let told = |story: &[String], mutant| {
        violated("raft", mutant, &story.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert!(told(&story("; that is no vote"), None).is_empty());
    let broken = told(&story("; that is a vote"), Some("counts-older-terms"));
    assert_eq!(broken, ["agreement", "votes are safe", "leaders keep what is chosen"]);
}
