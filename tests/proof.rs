//! The proofs in `specs/proof`, of one decree and of a log, for any number of acceptors, ballots, values and slots:
//! two solvers answer for each action and each conjunct of the invariant; and so that nothing is proved of nothing,
//! runs that must be possible are, and the proof fails without any line that it is said to need: there, and only
//! there.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

const FOLDER: &str = "specs/proof";
const VARIANTS: [&str; 2] = ["classic", "flexible"];

/// A proof: the name of its file, which stands before `_needed.txt` and `_runs.smt2` too; and how much is in it.
#[derive(Clone, Copy, Debug)]
struct Proof {
    name: &'static str,
    actions: usize,
    conditions: usize,
}

const DECREE: Proof = Proof { name: "paxos", actions: 9, conditions: 103 };
const LOG: Proof = Proof { name: "multipaxos", actions: 8, conditions: 94 };

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
        // z3 uses again what it has made of the theory; cvc5 is kept busy by the questions before.
        let at_a_time = match self {
            Self::Z3 => questions.len().max(1),
            Self::Cvc5 => 1,
        };
        let scripts = questions.chunks(at_a_time);
        scripts.flat_map(|questions| self.run(theory, questions)).collect()
    }

    fn run(self, theory: &str, questions: &[&str]) -> Vec<Answer> {
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

/// What a text defines: names, and the names and sorts of their parameters, which stand in the first line.
struct Definitions<'a>(BTreeMap<&'a str, Vec<(&'a str, &'a str)>>);

impl<'a> Definitions<'a> {
    fn read(text: &'a str) -> Self {
        let lines = text.lines().filter_map(|line| line.strip_prefix("(define-fun "));
        let all = lines.map(|line| {
            let (name, rest) = line.split_once(" ((").unwrap();
            let (parameters, _) = rest.split_once(")) ").unwrap();
            (name, parameters.split(") (").map(|one| one.split_once(' ').unwrap()).collect())
        });
        Self(all.collect())
    }

    /// The parameters of an action: all have the same.
    fn of_an_action(&self) -> &[(&'a str, &'a str)] {
        &self.0["begin"]
    }

    fn actions(&self) -> Vec<&'a str> {
        let actions = self.0.iter().filter(|(_, parameters)| *parameters == self.of_an_action());
        actions.map(|(name, _)| *name).collect()
    }

    /// A definition, of the constants that are named like its parameters.
    fn of_constants(&self, name: &str) -> String {
        let constants = self.0[name].iter().map(|(constant, _)| *constant);
        format!("({})", [name].into_iter().chain(constants).collect::<Vec<_>>().join(" "))
    }
}

impl Proof {
    fn text(self) -> String {
        read(&format!("{}.smt2", self.name))
    }

    /// All that is said, with such quorums, but for the line with this tag.
    fn theory(self, variant: &str, without: Option<&str>) -> String {
        let files = ["ballots", variant, self.name].map(|name| read(&format!("{name}.smt2")));
        let mut lines: Vec<&str> = files.iter().flat_map(|text| text.lines()).collect();
        let all = lines.len();
        lines.retain(|line| tag(line).is_none() || tag(line) != without);
        assert_eq!(all - lines.len(), usize::from(without.is_some()), "{without:?} is one line");
        lines.join("\n")
    }

    /// What a condition is stated about: two states, and the parameters of an action.
    fn constants(self) -> String {
        let text = self.text();
        let definitions = Definitions::read(&text);
        let parameters = definitions.of_an_action().iter();
        let declared = parameters.map(|(name, sort)| format!("\n(declare-const {name} {sort})"));
        declared.collect::<Vec<_>>().concat()
    }

    /// What must be impossible, by name.
    fn conditions(self) -> BTreeMap<String, String> {
        let text = self.text();
        let definitions = Definitions::read(&text);
        let actions = definitions.actions();
        let (_, invariant) = text.split_once("(define-fun invariant ").unwrap();
        let (invariant, _) = invariant.split_once("\n))").unwrap();
        let conjuncts: Vec<&str> = invariant.lines().filter_map(tag).collect();
        assert_eq!((actions.len(), conjuncts.len()), (self.actions, 9), "{actions:?}");

        let mut all = BTreeMap::new();
        let holds = "(assert (invariant s))";
        for conjunct in conjuncts {
            for beginning in ["initial", "prepared"] {
                let begun = format!("(assert {})", definitions.of_constants(beginning));
                let fails = format!("{begun} (assert (not ({conjunct} s)))");
                all.insert(format!("{beginning}/{conjunct}"), fails);
            }
            for action in &actions {
                let step = format!("(assert {})", definitions.of_constants(action));
                let kept = format!("{holds} {step} (assert (not ({conjunct} t)))");
                all.insert(format!("{action}/{conjunct}"), kept);
            }
        }
        for (what, follows) in [
            ("sees_no_vote", "no_vote"),
            ("sees_highest", "highest"),
            ("invariant", "agreement"),
            ("invariant", "validity"),
        ] {
            let [so, then] = [what, follows].map(|name| definitions.of_constants(name));
            let fails = format!("{holds} (assert {so}) (assert (not {then}))");
            all.insert(format!("{what}/{follows}"), fails);
        }
        assert_eq!(all.len(), self.conditions);
        all
    }

    /// Those of the conditions that fail, as a solver says.
    fn failing(
        self,
        conditions: &BTreeMap<String, String>,
        solver: Solver,
        variant: &str,
        without: Option<&str>,
    ) -> Vec<String> {
        let questions: Vec<&str> = conditions.values().map(String::as_str).collect();
        let theory = self.theory(variant, without) + &self.constants();
        let answers = solver.ask(&theory, &questions);
        let failing = conditions.keys().zip(answers).filter(|(_, answer)| *answer == Answer::Sat);
        failing.map(|(name, _)| name.clone()).collect()
    }

    /// No condition fails.
    fn holds(self) {
        let all = self.conditions();
        for (variant, solver) in VARIANTS.iter().flat_map(|v| SOLVERS.map(|s| (v, s))) {
            let failing = self.failing(&all, solver, variant, None);
            assert!(failing.is_empty(), "{variant} quorums, {solver}: {failing:?} fail");
            println!("{}, {variant} quorums: {solver} proves all {}", self.name, all.len());
        }
    }

    /// Without a tagged line those conditions fail that are said to need it, and no others.
    fn needs_its_lines(self) {
        let needed = read(&format!("{}_needed.txt", self.name));
        let lines = needed.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let needed: BTreeMap<_, _> = lines.map(|line| line.split_once(": ").unwrap()).collect();
        let theory = self.theory("flexible", None);
        let mut tags: Vec<&str> = theory.lines().filter_map(tag).collect();
        tags.sort_unstable();
        assert_eq!(tags, needed.keys().copied().collect::<Vec<_>>(), "a line is needed for each");
        let all = self.conditions();
        for variant in VARIANTS {
            for (tag, conditions) in &needed {
                let named: Vec<_> = match conditions.strip_prefix("nothing, ") {
                    Some(_) => Vec::new(),
                    None => conditions.split(", ").collect(),
                };
                let unknown = named.iter().find(|name| !all.contains_key(**name));
                assert!(unknown.is_none(), "{tag}: {unknown:?} is no condition");
                let (fail, hold): (BTreeMap<_, _>, BTreeMap<_, _>) =
                    all.clone().into_iter().partition(|(name, _)| named.contains(&name.as_str()));
                // Where there is a counterexample, cvc5 is the one that always finds it: it looks for small ones.
                let failing = self.failing(&fail, Solver::Cvc5, variant, Some(tag));
                assert_eq!(
                    failing,
                    fail.into_keys().collect::<Vec<_>>(),
                    "{variant} without {tag}"
                );
                // Whoever does not have a conjunct cannot keep it.
                let hold = hold.into_iter().filter(|(name, _)| !name.ends_with(&format!("/{tag}")));
                let failing = self.failing(&hold.collect(), Solver::Z3, variant, Some(tag));
                assert!(failing.is_empty(), "{variant} without {tag}: {failing:?} fail, too");
            }
            let (name, count) = (self.name, needed.len());
            println!(
                "{name}, {variant} quorums: {count} lines taken away, each with what it should"
            );
        }
    }

    /// What can happen, and what cannot, but for a missing line.
    fn has_its_runs(self, at_least: usize) {
        let text = read(&format!("{}_runs.smt2", self.name));
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
                    let theory = self.theory(variant, without) + setting;
                    let case = format!("{name}, without {without:?}, {variant}, {solver}");
                    assert_eq!(solver.ask(&theory, &[steps]), [expected], "{case}");
                    asked += 1;
                }
            }
        }
        println!("{}: {asked} answers on runs, as expected", self.name);
        assert!(asked >= at_least, "only {asked} answers");
    }
}

#[test]
fn agreement_and_validity_hold_for_any_number_of_acceptors_ballots_and_values() {
    DECREE.holds();
}

#[test]
fn and_in_each_of_any_number_of_slots_of_a_log() {
    LOG.holds();
}

#[test]
fn the_proof_needs_every_line_that_it_is_said_to_need_and_no_other() {
    DECREE.needs_its_lines();
}

#[test]
fn and_so_does_the_proof_of_a_log() {
    LOG.needs_its_lines();
}

#[test]
fn runs_are_possible_and_disagreement_is_not_but_for_a_missing_line() {
    DECREE.has_its_runs(52);
}

#[test]
fn and_so_it_is_with_runs_of_a_log() {
    LOG.has_its_runs(60);
}
