//! The proof in `specs/proof`, for any number of acceptors, ballots and values: two solvers answer for each
//! action and each conjunct of the invariant; and so that nothing is proved of nothing, runs that must be
//! possible are, and the proof fails without any line that it is said to need.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

const FOLDER: &str = "specs/proof";
const VARIANTS: [&str; 2] = ["classic", "flexible"];

/// What a condition is stated about: two states, and the parameters of an action.
const ANY: &str = "\
(declare-const s State) (declare-const t State) (declare-const n Node)
(declare-const b Ballot) (declare-const v Value) (declare-const c Ballot)
(declare-const q PrepareQuorum) (declare-const r AcceptQuorum)
";

/// How an action begins: all have the same parameters.
const ACTION: &str = " ((s State) (t State) (n Node) (b Ballot) (v Value) (c Ballot)";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Solver {
    Z3,
    Cvc5,
}

const SOLVERS: [Solver; 2] = [Solver::Z3, Solver::Cvc5];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Sat,
    Unsat,
}

impl Solver {
    /// One answer to each question; whatever is no answer is a failure.
    fn ask(self, theory: &str, questions: &[&str]) -> Vec<Answer> {
        static SCRIPTS: AtomicUsize = AtomicUsize::new(0);
        let mut script = format!("(set-logic UF)\n{theory}");
        for question in questions {
            let _ = writeln!(script, "(push 1)\n{question}\n(check-sat)\n(pop 1)");
        }
        let number = SCRIPTS.fetch_add(1, Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("proof-{number}.smt2"));
        fs::write(&path, script).unwrap();
        let (program, arguments) = match self {
            Self::Z3 => ("z3", &["-T:120"][..]),
            Self::Cvc5 => {
                ("cvc5", &["--finite-model-find", "--incremental", "--tlimit=120000"][..])
            }
        };
        let output = Command::new(program).args(arguments).arg(&path).output();
        let output = output.unwrap_or_else(|e| panic!("{program}: {e}; make tools installs it"));
        let said = String::from_utf8(output.stdout).unwrap();
        let complaint = String::from_utf8(output.stderr).unwrap();
        let answer = |line: &str| match line {
            "sat" => Answer::Sat,
            "unsat" => Answer::Unsat,
            other => panic!("{program} says {other:?} of {}: {complaint}", path.display()),
        };
        let answers: Vec<Answer> = said.lines().map(answer).collect();
        assert_eq!(answers.len(), questions.len(), "{program} of {}: {complaint}", path.display());
        assert!(complaint.is_empty(), "{program}: {complaint}");
        fs::remove_file(path).unwrap();
        answers
    }
}

impl fmt::Display for Solver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Z3 => "z3",
            Self::Cvc5 => "cvc5",
        })
    }
}

fn read(name: &str) -> String {
    let path = Path::new(FOLDER).join(name);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The tag of a line, if it has one.
fn tag(line: &str) -> Option<&str> {
    line.split_once("; @").map(|(_, tag)| tag)
}

/// All that is said of Paxos with such quorums, but for the line with this tag.
fn theory(variant: &str, without: Option<&str>) -> String {
    let files = ["ballots", variant, "paxos"].map(|name| read(&format!("{name}.smt2")));
    let mut lines: Vec<&str> = files.iter().flat_map(|text| text.lines()).collect();
    let all = lines.len();
    lines.retain(|line| tag(line).is_none() || tag(line) != without);
    assert_eq!(all - lines.len(), usize::from(without.is_some()), "{without:?} is one line");
    lines.join("\n")
}

/// What must be impossible, by name.
fn conditions() -> BTreeMap<String, String> {
    let paxos = read("paxos.smt2");
    let definitions = paxos.lines().filter_map(|line| line.strip_prefix("(define-fun "));
    let actions: Vec<&str> =
        definitions.filter_map(|line| Some(line.split_once(ACTION)?.0)).collect();
    let (_, invariant) = paxos.split_once("(define-fun invariant ").unwrap();
    let (invariant, _) = invariant.split_once("\n))").unwrap();
    let conjuncts: Vec<&str> = invariant.lines().filter_map(tag).collect();
    assert_eq!((actions.len(), conjuncts.len()), (9, 9), "{actions:?}, {conjuncts:?}");

    let mut all = BTreeMap::new();
    let holds = "(assert (invariant s))";
    for conjunct in conjuncts {
        let initial = format!("(assert (initial s)) (assert (not ({conjunct} s)))");
        all.insert(format!("initial/{conjunct}"), initial);
        let prepared = format!("(assert (prepared s b)) (assert (not ({conjunct} s)))");
        all.insert(format!("prepared/{conjunct}"), prepared);
        for action in &actions {
            let step = format!("(assert ({action} s t n b v c q r))");
            let kept = format!("{holds} {step} (assert (not ({conjunct} t)))");
            all.insert(format!("{action}/{conjunct}"), kept);
        }
    }
    for (what, follows) in [
        ("(sees_no_vote s b q)", "(no_vote s b q)"),
        ("(sees_highest s n b v c q)", "(highest s n b v c q)"),
        ("(invariant s)", "(agreement s)"),
        ("(invariant s)", "(validity s)"),
    ] {
        let name = |term: &str| term[1..].split(' ').next().unwrap().to_string();
        let condition = format!("{holds} (assert {what}) (assert (not {follows}))");
        all.insert(format!("{}/{}", name(what), name(follows)), condition);
    }
    all
}

/// Those of the conditions that fail, as a solver says.
fn failing(
    conditions: &BTreeMap<String, String>,
    solver: Solver,
    variant: &str,
    without: Option<&str>,
) -> Vec<String> {
    let questions: Vec<&str> = conditions.values().map(String::as_str).collect();
    let answers = solver.ask(&(theory(variant, without) + ANY), &questions);
    let failing = conditions.keys().zip(answers).filter(|(_, answer)| *answer == Answer::Sat);
    failing.map(|(name, _)| name.clone()).collect()
}

#[test]
fn agreement_and_validity_hold_for_any_number_of_acceptors_ballots_and_values() {
    let all = conditions();
    for variant in VARIANTS {
        for solver in SOLVERS {
            let failing = failing(&all, solver, variant, None);
            assert!(failing.is_empty(), "{variant} quorums, {solver}: {failing:?} fail");
            println!("{variant} quorums: {solver} proves {0} of {0} conditions", all.len());
        }
    }
}

#[test]
fn the_proof_needs_every_line_that_it_is_said_to_need_and_no_other() {
    let needed = read("needed.txt");
    let lines = needed.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let needed: BTreeMap<&str, &str> = lines.map(|line| line.split_once(": ").unwrap()).collect();
    let texts = ["ballots.smt2", "flexible.smt2", "paxos.smt2"].map(read);
    let mut tags: Vec<&str> = texts.iter().flat_map(|text| text.lines().filter_map(tag)).collect();
    tags.sort_unstable();
    assert_eq!(tags, needed.keys().copied().collect::<Vec<_>>(), "needed.txt has a line for each");
    let all = conditions();
    for variant in VARIANTS {
        for (tag, conditions) in &needed {
            if let Some(why) = conditions.strip_prefix("nothing, ") {
                let failing = failing(&all, Solver::Z3, variant, Some(tag));
                assert!(failing.is_empty(), "{tag} is needed, by {failing:?}, and not: {why}");
                continue;
            }
            // Where there is a counterexample, cvc5 is the one that always finds it: it looks for small ones.
            let condition = |name: &str| (name.to_string(), all[name].clone());
            let named: BTreeMap<_, _> = conditions.split(", ").map(condition).collect();
            let failing = failing(&named, Solver::Cvc5, variant, Some(tag));
            let kept: Vec<_> = named.keys().filter(|name| !failing.contains(name)).collect();
            assert!(kept.is_empty(), "{variant} quorums: {kept:?} do not need {tag}");
        }
        println!("{variant} quorums: {} lines taken away, each with what it should", needed.len());
    }
}

#[test]
fn runs_are_possible_and_disagreement_is_not_but_for_a_missing_line() {
    let text = read("runs.smt2");
    let (setting, runs) = text.split_once(";; run: ").unwrap();
    let mut asked = 0;
    for run in runs.split(";; run: ") {
        let (name, steps) = run.split_once('\n').unwrap();
        for expected in steps.lines().filter_map(|line| line.strip_prefix(";; ")) {
            let (expected, without) = match expected.split_once(" without ") {
                Some((expected, tag)) => (expected, Some(tag)),
                None => (expected, None),
            };
            let expected = match expected {
                "possible" => Answer::Sat,
                "impossible" => Answer::Unsat,
                other => panic!("{name}: {other:?} is neither possible nor impossible"),
            };
            for (variant, solver) in VARIANTS.iter().flat_map(|v| SOLVERS.map(|s| (v, s))) {
                let answers = solver.ask(&(theory(variant, without) + setting), &[steps]);
                assert_eq!(answers, [expected], "{name}, without {without:?}, {variant}, {solver}");
                asked += 1;
            }
        }
    }
    println!("{asked} answers on runs, as expected");
    assert!(asked >= 40, "only {asked} answers");
}
