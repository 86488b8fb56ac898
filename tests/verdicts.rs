//! Verdicts that were wrong once: each question as it was asked, and the answer as it has to be.

use std::num::NonZeroUsize;
use std::path::Path;
use synod::check::{self, Engine, Hunt, Judgement, Limits, Options, Progress};
use synod::model::file::ModelFile;
use synod::model::packed::{Reduction, Reductions};
use synod::properties::AskedFor;

/// What a network model of these fields shows: without any reduction, and with all of them the same.
fn check(fields: &str) -> Judgement {
    check_system("network", fields)
}

/// Likewise of any system.
fn check_system(system: &str, fields: &str) -> Judgement {
    let text = format!("version = 1\ntitle = \"x\"\nsystem = \"{system}\"\n{fields}");
    let file = ModelFile::parse(Path::new("x.toml"), &text).unwrap_or_else(|e| panic!("{e}"));
    let [whole, reduced] = [Reductions::NONE, Reductions::ALL].map(|reductions| {
        let options = Options { engine: Engine::Synod, reductions, threads: NonZeroUsize::MIN };
        check::check(&file, &options, &Limits::default(), &Progress::default())
    });
    assert!(whole.complete && reduced.complete, "{:?}", whole.reason);
    assert_eq!(verdicts(&reduced), verdicts(&whole));
    assert!(reduced.unreduced_states.is_none_or(|states| states == whole.unique_states));
    let hunt = check::hunt(&file, NonZeroUsize::MIN, &Limits::default(), &Progress::default());
    assert_eq!(hunt, soonest(&whole));
    reduced
}

/// What a hunt must find.
fn soonest(judgement: &Judgement) -> Hunt {
    let violated = judgement.properties.iter().filter_map(|result| {
        let steps = result.trace.as_ref()?.story.steps.len();
        let is_of_runs = AskedFor::named(result.name()).is_none();
        is_of_runs.then(|| (result.name().to_string(), steps))
    });
    let soonest = violated.min_by_key(|(_, steps)| *steps);
    soonest.map_or(Hunt::Missed, |(property, steps)| Hunt::Caught { property, steps })
}

/// Each property, what became of it, and in how many steps it is violated.
fn verdicts(judgement: &Judgement) -> Vec<String> {
    let verdict = |result: &check::PropertyResult| {
        let steps = result.trace.as_ref().map(|trace| trace.story.steps.len());
        let steps = steps.map_or(String::new(), |steps| format!(" in {steps}"));
        format!("{}: {:?}{steps}", result.name(), result.verdict)
    };
    judgement.properties.iter().map(verdict).collect()
}

fn violated(judgement: &Judgement) -> Vec<String> {
    verdicts(judgement).into_iter().filter(|text| text.contains("Violated")).collect()
}

/// Nothing is violated, and what is asked for by name is settled.
#[track_caller]
fn holds(fields: &str) {
    let judgement = check(fields);
    assert_eq!(violated(&judgement), Vec::<String>::new());
    let unknown = verdicts(&judgement).into_iter().filter(|text| text.contains("Unknown"));
    assert_eq!(unknown.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn a_vote_that_was_said_and_then_lost_has_gone_back() {
    let judgement = check(
        r#"
        [roles]
        proposers = ["8"]
        acceptors = 1
        learners = 1
        [bounds]
        ballots_per_proposer = 1
        [faults]
        crashes = 1
        may_crash = ["acceptor 1"]
        disks = "caching"
        [mutant]
        name = "sends-before-it-saves"
        "#,
    );
    let back = "promises and votes never go back: Violated in 4".to_string();
    assert!(violated(&judgement).contains(&back), "{:?}", violated(&judgement));
}

#[test]
fn and_the_reference_says_nothing_that_is_not_on_disk() {
    holds(
        r#"
        [roles]
        proposers = ["8", "5"]
        acceptors = 2
        [bounds]
        ballots_per_proposer = 1
        [faults]
        crashes = 1
        disks = "caching"
        "#,
    );
}

#[test]
fn what_a_save_rests_on_is_not_forgotten_where_messages_are_used_up() {
    for acceptors in [1, 2] {
        holds(&format!(
            r#"
            [roles]
            proposers = ["8"]
            acceptors = {acceptors}
            learners = 0
            [bounds]
            ballots_per_proposer = 2
            [faults]
            duplicate = false
            disks = "caching"
            [expect]
            holds = ["refines Paxos", "keeps the invariant", "decision stays reachable"]
            "#
        ));
    }
}

#[test]
fn and_what_a_crash_takes_of_it_is_lost() {
    let asking = |holds: &str| {
        format!(
            r#"
            [roles]
            proposers = ["8"]
            acceptors = 1
            learners = 0
            [bounds]
            ballots_per_proposer = 1
            [faults]
            duplicate = false
            disks = "caching"
            crashes = 1
            [expect]
            holds = {holds}
            "#
        )
    };
    holds(&asking(r#"["refines Paxos", "keeps the invariant"]"#));
    let fields = asking(r#"["decision stays reachable"]"#);
    let text = format!("version = 1\ntitle = \"x\"\nsystem = \"network\"\n{fields}");
    let refused = ModelFile::parse(Path::new("x.toml"), &text).unwrap_err().to_string();
    assert!(refused.contains("a crash takes what a disk has cached"), "{refused}");
}

#[test]
fn a_vote_that_was_saved_over_before_the_disk_caught_up_was_cast() {
    for learners in [0, 1] {
        holds(&format!(
            r#"
            [roles]
            proposers = ["8", "5"]
            acceptors = 2
            learners = {learners}
            quorums = {{ prepare = 1, accept = 2 }}
            [bounds]
            ballots_per_proposer = 1
            [faults]
            disks = "caching"
            [expect]
            holds = ["refines Paxos", "keeps the invariant"]
            "#
        ));
    }
}

#[test]
fn as_many_copies_of_a_message_can_be_in_flight_as_there_are_to_send_it() {
    let judgement = check(
        r#"
        [roles]
        proposers = ["8", "8", "8", "8"]
        acceptors = 1
        learners = 1
        [bounds]
        ballots_per_proposer = 1
        [faults]
        duplicate = false
        [mutant]
        name = "shares-ballots"
        "#,
    );
    assert_eq!(violated(&judgement), Vec::<String>::new());
}

#[test]
fn a_quorum_that_is_one_acceptor_makes_it_unlike_the_others() {
    let judgement = check(
        r#"
        [roles]
        proposers = ["8", "5"]
        acceptors = 3
        quorums = { prepare = 2, accept = [[1]] }
        [bounds]
        ballots_per_proposer = 1
        [expect]
        violates = ["agreement"]
        "#,
    );
    assert!(violated(&judgement).contains(&"agreement: Violated in 12".to_string()));
}

#[test]
fn quorums_that_promise_make_acceptors_unlike_though_all_together_choose() {
    for system in ["message-set", "voting"] {
        let judgement = check_system(
            system,
            r#"
            [roles]
            acceptors = 3
            values = ["8", "5"]
            quorums = { prepare = [[1]], accept = 3 }
            [bounds]
            ballots = 2
            "#,
        );
        assert_eq!(violated(&judgement), Vec::<String>::new(), "{system}");
        assert_eq!(judgement.reductions, [Reduction::ValueSymmetry], "{system}");
    }
}

#[test]
fn a_learner_that_can_ask_takes_part_though_messages_can_come_twice() {
    let judgement = check(
        r#"
        [roles]
        proposers = ["8"]
        acceptors = 1
        learners = 1
        [bounds]
        ballots_per_proposer = 1
        resends = 1
        "#,
    );
    let asked = "learned after asking: Reached".to_string();
    assert!(verdicts(&judgement).contains(&asked), "{:?}", verdicts(&judgement));
}

#[test]
fn questions_are_answered_that_reductions_would_leave_in_the_dark() {
    let judgement = check(
        r#"
        [roles]
        proposers = ["8"]
        acceptors = 2
        learners = 3
        [bounds]
        ballots_per_proposer = 1
        [[reach]]
        name = "the first alone"
        holds = "acceptor 1 voted and not acceptor 2 voted"
        [[reach]]
        name = "the second alone"
        holds = "acceptor 2 voted and not acceptor 1 voted"
        [[reach]]
        name = "all learn"
        holds = "every learner learned"
        [[reach]]
        name = "nobody has answered"
        holds = "proposer A began and no acceptor promised"
        "#,
    );
    for name in ["the first alone", "the second alone", "all learn", "nobody has answered"] {
        let reached = format!("{name}: Reached");
        assert!(verdicts(&judgement).contains(&reached), "{:?}", verdicts(&judgement));
    }
}

#[test]
fn and_so_are_those_about_values_that_nobody_prefers() {
    for (system, slots) in [("message-set", ""), ("message-set-log", "slots = 2"), ("voting", "")] {
        let judgement = check_system(
            system,
            &format!(
                r#"
                [roles]
                acceptors = 2
                values = ["8", "5"]
                [bounds]
                ballots = 1
                {slots}
                [[reach]]
                name = "8"
                holds = "chosen 8"
                [[reach]]
                name = "5"
                holds = "chosen 5"
                "#
            ),
        );
        for name in ["8", "5"] {
            let reached = verdicts(&judgement).contains(&format!("{name}: Reached"));
            assert!(reached, "{system}: {name}");
        }
    }
}

#[test]
fn a_question_is_answered_though_what_violates_it_is_soon_over() {
    let judgement = check(
        r#"
        [roles]
        proposers = ["8", "5"]
        acceptors = 2
        learners = 0
        [bounds]
        ballots_per_proposer = 1
        [[always]]
        name = "one after the other"
        holds = "acceptor 2 voted at 1.B implies acceptor 1 voted at 1.B"
        "#,
    );
    assert_eq!(violated(&judgement), ["one after the other: Violated in 6"]);
}

/// An acceptor takes over what another has promised, and tells nobody.
fn takes_over(acceptors: usize, fields: &str) -> Vec<String> {
    violated(&check(&format!(
        r#"
        [roles]
        proposers = ["8"]
        acceptors = {acceptors}
        learners = 0
        [bounds]
        ballots_per_proposer = 1
        [mutant]
        name = "takes-over-a-record"
        [faults]
        crashes = 1
        {fields}
        "#
    )))
}

#[test]
fn a_promise_that_nobody_hears_of_is_one_of_the_abstract_algorithm() {
    let may_crash = "may_crash = [\"acceptor 1\"]";
    let expect = "[expect]\nholds = [\"refines Paxos\"]";
    let back = "promises and votes never go back: Violated in 3";
    let both = [back, "refines Paxos: Violated in 9"];
    assert_eq!(takes_over(2, &format!("{may_crash}\n{expect}")), both);
    let damaged =
        "duplicate = false\nalterations = 1\naltered_by = \"damage\"\nintegrity = \"checksum\"";
    assert_eq!(takes_over(2, &format!("{may_crash}\n{damaged}\n{expect}")), both);
}

#[test]
fn acceptors_that_speak_with_each_other_are_not_alike() {
    let back = "promises and votes never go back: Violated in 3";
    assert_eq!(takes_over(3, ""), [back]);
}

#[test]
fn who_has_a_ballot_left_is_in_the_way_of_none() {
    let expect = "[expect]\nholds = [\"decision stays reachable\"]";
    let back = "promises and votes never go back: Violated in 3";
    assert_eq!(takes_over(1, expect), [back, "decision stays reachable: Violated in 1"]);
}

#[test]
fn an_acceptor_that_may_crash_is_unlike_one_that_may_not() {
    let judgement = check(
        r#"
        [roles]
        proposers = ["8", "5"]
        acceptors = 2
        learners = 0
        [bounds]
        ballots_per_proposer = 1
        [faults]
        crashes = 1
        may_crash = ["acceptor 1"]
        [mutant]
        name = "vote-not-durable"
        "#,
    );
    assert_eq!(judgement.reductions, [Reduction::StaleMessages]);
}
