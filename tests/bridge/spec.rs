//! `specs/Paxos.tla`, as its checker walks it: all states of an instance, and all steps between them, each
//! with its action and its parameters.

use crate::tla;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;

/// The actions of the spec, with their parameters, and the definition of what is chosen.
const ACTIONS: [(&str, &str); 5] = [
    ("Phase1a", "(b)"),
    ("Phase1b", "(a, b)"),
    ("Phase2a", "(b, v)"),
    ("Phase2b", "(a, b, v)"),
    (CHOSEN, "(b, v)"),
];

/// In `Voting.tla`. It is drawn as if it were an action that changes nothing.
pub(crate) const CHOSEN: &str = "ChosenAt";

/// How many values there are in each instance.
pub(crate) const VALUES: usize = 2;

/// Some small constants of the spec. Acceptors are counted from 0.
#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) acceptors: usize,
    pub(crate) ballots: usize,
    pub(crate) prepare: &'static [&'static [usize]],
    pub(crate) accept: &'static [&'static [usize]],
}

/// An action with its parameters; those that it does not have are 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Label {
    pub(crate) action: &'static str,
    acceptor: usize,
    ballot: usize,
    value: usize,
}

impl Label {
    pub(crate) fn new(name: &str, acceptor: usize, ballot: usize, value: usize) -> Self {
        let known = ACTIONS.iter().find(|(action, _)| *action == name);
        let (action, parameters) = known.unwrap_or_else(|| panic!("{name} is no action"));
        let of = |letter, number| if parameters.contains(letter) { number } else { 0 };
        Self { action, acceptor: of('a', acceptor), ballot, value: of('v', value) }
    }

    fn of(self, left: &str, between: &str, right: &str) -> String {
        let (_, parameters) = ACTIONS.iter().find(|(action, _)| *action == self.action).unwrap();
        let parameters =
            parameters.trim_matches(['(', ')']).split(", ").map(|letter| match letter {
                "a" => format!("a{}", self.acceptor + 1),
                "b" => self.ballot.to_string(),
                _ => format!("v{}", self.value + 1),
            });
        let parameters = parameters.collect::<Vec<_>>().join(between);
        format!("{}{left}{parameters}{right}", self.action)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.of("(", ", ", ")"))
    }
}

/// A message that was sent.
#[derive(Debug)]
pub(crate) enum Message {
    Begun { ballot: usize },
    Promised { acceptor: usize, ballot: usize, vote: Option<(usize, usize)> },
    Proposed { ballot: usize, value: usize },
    Voted { acceptor: usize, ballot: usize, value: usize },
}

/// A state, as far as something is made of it here: of `maxVBal` and `maxVal` nothing is.
#[derive(Debug)]
pub(crate) struct State {
    /// All of it, as the checker writes it.
    pub(crate) text: String,
    pub(crate) max_bal: Vec<Option<usize>>,
    pub(crate) msgs: Vec<Message>,
}

impl State {
    fn read(text: &str) -> Self {
        let text = text.replace("\\n", " /\\ ").replace("\\\"", "\"");
        let variable = |name: &str| {
            let found = text.split(" /\\ ").find_map(|v| v.strip_prefix(name)?.strip_prefix('='));
            found.unwrap_or_else(|| panic!("{name} is not in {text}"))
        };
        let max_bal = variable("maxBal").trim_matches(['(', ')']).split(" @@ ");
        let max_bal = max_bal.map(|pair| number(pair.split_once(" :> ").unwrap().1)).collect();
        let msgs = variable("msgs").trim_matches(['{', '}', '[', ']']).split("], [");
        let msgs = msgs.filter(|message| !message.is_empty()).map(message).collect();
        Self { text, max_bal, msgs }
    }
}

/// A ballot, or an acceptor or a value by its number less 1; -1 and None are none.
fn number(text: &str) -> Option<usize> {
    match text.strip_prefix(['a', 'v']) {
        Some(named) => named.parse::<usize>().ok().map(|number| number - 1),
        None => text.parse().ok(),
    }
}

fn message(text: &str) -> Message {
    let fields: BTreeMap<_, _> =
        text.split(", ").map(|field| field.split_once(" |-> ").unwrap()).collect();
    let named = |name: &str| number(fields[name]);
    let there = |name: &str| named(name).unwrap_or_else(|| panic!("{name} of {text}"));
    let ballot = there("bal");
    match fields["type"] {
        "\"1a\"" => Message::Begun { ballot },
        "\"1b\"" => {
            let vote = named("mbal").zip(named("mval"));
            assert_eq!(vote.is_some(), fields["mval"] != "None", "half a vote: {text}");
            Message::Promised { acceptor: there("acc"), ballot, vote }
        }
        "\"2a\"" => Message::Proposed { ballot, value: there("val") },
        "\"2b\"" => Message::Voted { acceptor: there("acc"), ballot, value: there("val") },
        other => panic!("{other} is no type: {text}"),
    }
}

/// States, the first of which is the initial one, and the steps from each: by which action, and to which.
#[derive(Debug)]
pub(crate) struct Graph<L> {
    pub(crate) states: Vec<State>,
    pub(crate) steps: Vec<BTreeSet<(L, usize)>>,
}

impl<L: Ord> Graph<L> {
    /// What the checker has drawn, with labels that mean something.
    fn read(drawn: &str, label: impl Fn(&str) -> L) -> Self {
        let mut graph = Self { states: Vec::new(), steps: Vec::new() };
        let node = |name: &str| name.trim().strip_prefix('s').unwrap().parse::<usize>().unwrap();
        for line in drawn.lines().filter(|line| line.contains(" [label=\"")) {
            let (name, rest) = line.split_once(" [label=\"").unwrap();
            let text = rest.strip_suffix("\"];").unwrap_or_else(|| panic!("{line}"));
            if let Some((from, to)) = name.split_once(" -> ") {
                graph.steps[node(from)].insert((label(text), node(to)));
            } else {
                assert_eq!(node(name), graph.states.len(), "{line}");
                graph.states.push(State::read(text));
                graph.steps.push(BTreeSet::new());
            }
        }
        graph
    }
}

impl Instance {
    /// All actions with all parameters.
    fn labels(&self) -> BTreeSet<Label> {
        let mut labels = BTreeSet::new();
        for (action, _) in ACTIONS {
            for (acceptor, ballot) in
                (0..self.acceptors).flat_map(|a| (0..self.ballots).map(move |b| (a, b)))
            {
                labels.extend((0..VALUES).map(|v| Label::new(action, acceptor, ballot, v)));
            }
        }
        labels
    }

    /// The constants, a line for each, as a configuration has them.
    pub(crate) fn constants(&self) -> Vec<String> {
        let set = |elements: Vec<String>| format!("{{{}}}", elements.join(", "));
        let names = |letter: char, numbers: &[usize]| {
            set(numbers.iter().map(|number| format!("{letter}{}", number + 1)).collect())
        };
        let quorums =
            |sets: &[&[usize]]| set(sets.iter().map(|members| names('a', members)).collect());
        let up_to = |count: usize| (0..count).collect::<Vec<_>>();
        vec![
            format!("Value = {}", names('v', &up_to(VALUES))),
            format!("Acceptor = {}", names('a', &up_to(self.acceptors))),
            format!("PrepareQuorum = {}", quorums(self.prepare)),
            format!("AcceptQuorum = {}", quorums(self.accept)),
            format!("Ballot = {}", set((0..self.ballots).map(|b| b.to_string()).collect())),
            "None = None".to_string(),
        ]
    }

    /// The states and steps of the spec in a folder, in the words of its own `Next`, from the initial state
    /// that this specification names.
    pub(crate) fn as_it_stands(&self, folder: &Path, specification: &str) -> Graph<String> {
        Graph::read(&self.draw(folder, specification, &[]), str::to_string)
    }

    /// The states and steps of the spec in a folder, each action with each choice of parameters by itself.
    /// That these are all there are is a test of its own.
    pub(crate) fn one_by_one(&self, folder: &Path, arguments: &[&str]) -> Graph<Label> {
        let name = |label: Label| label.of("_", "_", "");
        let known: BTreeMap<_, _> = self.labels().into_iter().map(|l| (name(l), l)).collect();
        let drawn = self.draw(folder, "OneByOne", arguments);
        Graph::read(&drawn, |text| *known.get(text).unwrap_or_else(|| panic!("{text}, by whom?")))
    }

    fn draw(&self, folder: &Path, specification: &str, arguments: &[&str]) -> String {
        let acceptors = (1..=self.acceptors).map(|number| format!("a{number}"));
        let names = acceptors.chain((1..=VALUES).map(|number| format!("v{number}")));
        let names: Vec<String> = names.collect();
        // The checker drops the name of a disjunct that is the first.
        let mut module = format!(
            "---- MODULE Bridge ----\nEXTENDS Paxos\nCONSTANTS {}\nSteps ==\n    \\/ FALSE\n",
            names.join(", ")
        );
        for label in self.labels() {
            let formula = match label.action {
                CHOSEN => format!("V!{label} /\\ UNCHANGED vars"),
                _ => label.to_string(),
            };
            let _ = writeln!(module, "    \\/ {} :: {formula}", label.of("_", "_", ""));
        }
        module += "OneByOne == Init /\\ [][Steps]_vars\n====\n";
        fs::write(folder.join("Bridge.tla"), module).unwrap();
        let constants = names.iter().map(|name| format!("{name} = {name}"));
        let constants: Vec<String> = constants.chain(self.constants()).collect();
        let configuration =
            format!("CONSTANTS\n    {}\nSPECIFICATION {specification}\n", constants.join("\n    "));
        fs::write(folder.join("Bridge.cfg"), configuration).unwrap();
        tla::draw(folder, "Bridge", arguments)
    }
}
