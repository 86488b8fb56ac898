//! A reader's questions in model files: what becomes of them in a search, in a simulation and in a trace; which
//! reductions they leave; and what is refused.

use std::num::NonZeroUsize;
use std::path::Path;
use synod::check::simulate::{self, Order, simulate};
use synod::check::{self, Engine, Judgement, Limits, Options, Progress, PropertyVerdict, Verdict};
use synod::model::file::ModelFile;
use synod::model::packed::Reductions;
use synod::trace::replay;

/// Two proposers duel, and this is asked.
fn duel(asked: &str) -> String {
    format!(
        "version = 1\ntitle = \"a duel\"\nsystem = \"network\"\n\n[roles]\n\
         proposers = [\"8\", \"5\"]\nacceptors = 3\n\n[bounds]\nballots_per_proposer = 1\n\n{asked}"
    )
}

fn always(holds: &str) -> String {
    format!("[[always]]\nname = \"mine\"\nholds = '{holds}'\n")
}

fn reach(holds: &str) -> String {
    format!("[[reach]]\nname = \"mine\"\nholds = '{holds}'\n")
}

#[track_caller]
fn read(text: &str) -> ModelFile {
    ModelFile::parse(Path::new("asked.toml"), text).unwrap_or_else(|error| panic!("{error}"))
}

fn check(file: &ModelFile, engine: Engine, reductions: Reductions) -> Judgement {
    let options = Options { engine, reductions, threads: NonZeroUsize::MIN };
    check::check(file, &options, &Limits::default(), &Progress::default())
}

/// What is said of the question, and in how many steps it is violated.
fn answer(judgement: &Judgement) -> (PropertyVerdict, Option<usize>) {
    let mine = judgement.properties.iter().find(|result| result.name() == "mine");
    let mine = mine.expect("it is in the report");
    (mine.verdict, mine.trace.as_ref().map(|trace| trace.story.steps.len()))
}

#[test]
fn what_is_not_always_so_comes_with_its_shortest_trace_which_replays_and_says_why() {
    let file = read(&duel(&always("not chosen 5 at 1.B")));
    let judgement = check(&file, Engine::Synod, Reductions::ALL);
    assert_eq!(judgement.verdict, Verdict::Violated);
    assert_eq!(judgement.unexpected, ["mine is violated"]);
    assert_eq!(answer(&judgement), (PropertyVerdict::Violated, Some(7)));
    let mine = judgement.properties.iter().find(|result| result.name() == "mine").unwrap();
    let trace = mine.trace.as_ref().unwrap();
    assert_eq!(trace.explanation, ["`not chosen 5 at 1.B` is not so: {1, 2} chose 5 at 1.B"]);
    assert_eq!(replay(trace, &file).unwrap(), *trace);
    let order = Order { seed: 1, first_run: 0, runs: 100, depth: 100, threads: NonZeroUsize::MIN };
    let simulation = simulate(&file, &order, &Limits::default(), &simulate::Progress::default());
    let found = simulation.findings.iter().find(|finding| finding.is_unexpected()).unwrap();
    assert_eq!(found.sought.name(), "mine");
    let found = found.trace.as_ref().expect("it is violated");
    assert!(found.explanation[0].starts_with("`not chosen 5 at 1.B` is not so: "), "{found:?}");
    assert_eq!(replay(found, &file).unwrap(), *found);
}

#[test]
fn a_question_can_be_expected_to_be_violated_and_what_is_to_be_reached_must_be() {
    let expected = duel(&always("not chosen 5")) + "[expect]\nviolates = [\"mine\"]\n";
    let judgement = check(&read(&expected), Engine::Synod, Reductions::ALL);
    assert_eq!((judgement.verdict, judgement.as_expected()), (Verdict::Violated, true));
    let reached = check(&read(&duel(&reach("chosen 5"))), Engine::Synod, Reductions::ALL);
    assert_eq!(answer(&reached), (PropertyVerdict::Reached, None));
    assert!(reached.as_expected());
    let never = read(&duel(&reach("chosen 5 and chosen 8")));
    let unreached = check(&never, Engine::Synod, Reductions::ALL);
    assert_eq!(answer(&unreached), (PropertyVerdict::Unreached, None));
    assert_eq!(unreached.verdict, Verdict::Holds);
    assert_eq!(unreached.unexpected, ["mine should be possible, and is not"]);
}

/// The reductions that are used for a question, and whether it is answered as without any, and by stateright.
#[track_caller]
fn reductions(text: &str) -> Vec<String> {
    let file = read(text);
    let reduced = check(&file, Engine::Synod, Reductions::ALL);
    let whole = check(&file, Engine::Synod, Reductions::NONE);
    assert_eq!(answer(&reduced), answer(&whole), "{text}");
    let other = check(&file, Engine::StaterightBfs, Reductions::NONE);
    assert_eq!(answer(&other), answer(&whole), "{text}");
    assert!(whole.reductions.is_empty());
    reduced.reductions.iter().map(ToString::to_string).collect()
}

#[test]
fn a_question_takes_away_the_reductions_that_would_change_its_answer_and_no_others() {
    let all =
        ["symmetry of acceptors", "stale messages", "learners as observers", "persistent sets"];
    assert_eq!(reductions(&duel(&always("chosen 8 implies not chosen 5"))), all);
    let without = |one: &str| all.into_iter().filter(|other| *other != one).collect::<Vec<_>>();
    // A promise does not last.
    let of_promises = always("at most 2 acceptors promised 1.A");
    assert_eq!(reductions(&duel(&of_promises)), without("persistent sets"));
    // It tells one acceptor from the others.
    let of_one = always("not acceptor 2 (voted 8 at 1.A and voted 5 at 1.A)");
    assert_eq!(reductions(&duel(&of_one)), without("symmetry of acceptors"));
}

#[test]
fn what_cannot_be_asked_is_refused_with_the_line_and_a_caret() {
    let refused = |asked: &str| {
        let error = ModelFile::parse(Path::new("asked.toml"), &duel(asked)).unwrap_err();
        error.to_string()
    };
    let caret = "asked.toml: always.holds: in \"mine\": 9 is no value of this model; there are 5 and 8\n   \
                 |\n14 | chosen 9\n   |        ^";
    assert_eq!(refused(&always("chosen 9")), caret);
    let below = "[[reach]]\nname = \"mine\"\nholds = '''\nchosen 8\nand voted at 3.A'''\n";
    let caret = "asked.toml: reach.holds: in \"mine\": there is no ballot 3.A; there are 1.A and 1.B\n   \
                 |\n16 | and voted at 3.A\n   |              ^^^";
    assert_eq!(refused(below), caret);
    for (asked, says) in [
        (
            always("chosen").replace("mine", "agreement"),
            "always.name: \"agreement\" is taken by a property",
        ),
        (always("chosen").replace("mine", "refines Paxos"), "is taken by a property"),
        (
            always("chosen") + &reach("chosen"),
            "reach.name: \"mine\" is taken by a property or a question",
        ),
        (
            always("chosen").replace("mine", "a/b"),
            "give one line of text without slashes and commas",
        ),
        (always("chosen").replace("mine", " "), "is no name"),
        (always("chosen").replace("mine", "a, b"), "is no name"),
        (always("chosen").replace("mine", &"x".repeat(101)), "of at most 100 bytes"),
        (always("chosen").replace("mine", "value-chosen"), "is taken by a property"),
        (always("chosen").replace("holds", "is"), "unknown field `is`"),
        (always("chosen") + "[expect]\nreaches = [\"mine\"]\n", "no such property: \"mine\""),
        (
            (1..=33).map(|n| reach("chosen").replace("mine", &n.to_string())).collect(),
            "33 questions",
        ),
    ] {
        let said = refused(&asked);
        assert!(
            said.starts_with("asked.toml: ") && said.contains(says),
            "{says:?} is not in: {said}"
        );
    }
}
