//! `specs/Paxos.tla`, or `specs/MultiPaxos.tla`, as the checker walks it: all states of an instance, and all steps
//! between them, each with its action and its parameters.

use crate::tla;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;

/// The actions of the specs, with their parameters, and the definition of what is chosen. Slots has only the log.
const ACTIONS: [(&str, &str); 5] = [
    ("Phase1a", "b"),
    ("Phase1b", "a b"),
    ("Phase2a", "s b v"),
    ("Phase2b", "a s b v"),
    (CHOSEN, "s b v"),
];

/// In `Voting.tla`, which the log has for each slot. It is drawn as if it were an action that changes nothing.
pub(crate) const CHOSEN: &str = "ChosenAt";

/// How many values there are in each instance.
pub(crate) const VALUES: usize = 2;

/// Some small constants of a spec. Acceptors are counted from 0, and so are slots.
#[derive(Debug)]
pub(crate) struct Instance {
    /// Of the log; one decree has none.
    pub(crate) slots: Option<usize>,
    pub(crate) acceptors: usize,
    pub(crate) ballots: usize,
    pub(crate) prepare: &'static [&'static [usize]],
    pub(crate) accept: &'static [&'static [usize]],
}

/// An action with its parameters; those that it does not have are 0, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Label {
    pub(crate) action: &'static str,
    acceptor: usize,
    slot: Option<usize>,
    ballot: usize,
    value: usize,
}

impl Label {
    pub(crate) fn new(
        name: &str,
        acceptor: usize,
        slot: Option<usize>,
        ballot: usize,
        value: usize,
    ) -> Self {
        let known = ACTIONS.iter().find(|(action, _)| *action == name);
        let (action, parameters) = known.unwrap_or_else(|| panic!("{name} is no action"));
        let of = |letter, number| if parameters.contains(letter) { number } else { 0 };
        let slot = slot.filter(|_| parameters.contains('s'));
        Self { action, acceptor: of('a', acceptor), slot, ballot, value: of('v', value) }
    }

    fn of(self, left: &str, between: &str, right: &str) -> String {
        let (_, parameters) = ACTIONS.iter().find(|(action, _)| *action == self.action).unwrap();
        let parameters = parameters.split(' ').filter_map(|letter| match letter {
            "a" => Some(format!("a{}", self.acceptor + 1)),
            "s" => self.slot.map(|slot| format!("s{}", slot + 1)),
            "b" => Some(self.ballot.to_string()),
            _ => Some(format!("v{}", self.value + 1)),
        });
        let parameters = parameters.collect::<Vec<_>>().join(between);
        format!("{}{left}{parameters}{right}", self.action)
    }

    /// As a formula of the spec.
    fn formula(self) -> String {
        match (self.action, self.slot) {
            (CHOSEN, None) => format!("V!{self} /\\ UNCHANGED vars"),
            (CHOSEN, Some(slot)) => {
                let here = Self { slot: None, ..self };
                format!("Slot{}!V!{here} /\\ UNCHANGED vars", slot + 1)
            }
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.of("(", ", ", ")"))
    }
}

/// The ballot and the value of a vote.
pub(crate) type Vote = (usize, usize);

/// A message that was sent.
#[derive(Debug)]
pub(crate) enum Message {
    Begun { ballot: usize },
    Promised { acceptor: usize, ballot: usize, report: Report },
    Proposed { slot: Option<usize>, ballot: usize, value: usize },
    Voted { acceptor: usize, slot: Option<usize>, ballot: usize, value: usize },
}

/// What a promise reports.
#[derive(Debug)]
pub(crate) enum Report {
    Decree(Option<Vote>),
    Slots(Vec<Option<Vote>>),
}

/// A state, as far as something is made of it here: of the last votes nothing is.
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
            Value::read(found.unwrap_or_else(|| panic!("{name} is not in {text}")))
        };
        let max_bal = variable("maxBal").all().map(number).collect();
        let msgs = variable("msgs").set().iter().map(message).collect();
        Self { text, max_bal, msgs }
    }
}

/// A ballot, or an acceptor, a slot or a value by its number less 1; -1 and None are none.
fn number(value: &Value) -> Option<usize> {
    match value.word().strip_prefix(['a', 's', 'v']) {
        Some(named) => named.parse::<usize>().ok().map(|number| number - 1),
        None => value.word().parse().ok(),
    }
}

/// The vote that a record has under these names.
fn vote(record: &Value, ballot: &str, value: &str) -> Option<Vote> {
    let [ballot, value] = [ballot, value].map(|name| number(record.at(name).unwrap()));
    assert_eq!(ballot.is_some(), value.is_some(), "half a vote: {record:?}");
    ballot.zip(value)
}

fn message(record: &Value) -> Message {
    let named = |name: &str| record.at(name).and_then(number);
    let there = |name: &str| named(name).unwrap_or_else(|| panic!("{name} of {record:?}"));
    let (slot, ballot) = (named("slot"), there("bal"));
    match record.at("type").unwrap().word() {
        "\"1a\"" => Message::Begun { ballot },
        "\"1b\"" => {
            let report = match record.at("report") {
                Some(slots) => Report::Slots(slots.all().map(|s| vote(s, "bal", "val")).collect()),
                None => Report::Decree(vote(record, "mbal", "mval")),
            };
            Message::Promised { acceptor: there("acc"), ballot, report }
        }
        "\"2a\"" => Message::Proposed { slot, ballot, value: there("val") },
        "\"2b\"" => Message::Voted { acceptor: there("acc"), slot, ballot, value: there("val") },
        other => panic!("{other} is no type: {record:?}"),
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
    /// The module that says what the spec is.
    pub(crate) fn module(&self) -> &'static str {
        self.slots.map_or("Paxos", |_| "MultiPaxos")
    }

    /// Each slot; or that there is none.
    pub(crate) fn each_slot(&self) -> Vec<Option<usize>> {
        self.slots.map_or(vec![None], |slots| (0..slots).map(Some).collect())
    }

    /// All actions with all parameters.
    fn labels(&self) -> BTreeSet<Label> {
        let mut labels = BTreeSet::new();
        for (action, _) in ACTIONS {
            for (acceptor, slot) in
                (0..self.acceptors).flat_map(|a| self.each_slot().into_iter().map(move |s| (a, s)))
            {
                for ballot in 0..self.ballots {
                    let label = |value| Label::new(action, acceptor, slot, ballot, value);
                    labels.extend((0..VALUES).map(label));
                }
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
        let mut constants = vec![
            format!("Value = {}", names('v', &up_to(VALUES))),
            format!("Acceptor = {}", names('a', &up_to(self.acceptors))),
            format!("PrepareQuorum = {}", quorums(self.prepare)),
            format!("AcceptQuorum = {}", quorums(self.accept)),
            format!("Ballot = {}", set((0..self.ballots).map(|b| b.to_string()).collect())),
            "None = None".to_string(),
        ];
        if let Some(slots) = self.slots {
            constants.push(format!("Slot = {}", names('s', &up_to(slots))));
            constants.push("AnySlot = s1".to_string());
        }
        constants
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
        let slots = self.slots.unwrap_or(0);
        let letters = [('a', self.acceptors), ('v', VALUES), ('s', slots)].into_iter();
        let names = letters.flat_map(|(letter, n)| (1..=n).map(move |n| format!("{letter}{n}")));
        let names: Vec<String> = names.collect();
        let mut module = format!(
            "---- MODULE Bridge ----\nEXTENDS {}\nCONSTANTS {}\n",
            self.module(),
            names.join(", ")
        );
        for slot in 1..=slots {
            let _ = writeln!(
                module,
                "Slot{slot} == INSTANCE {} WITH AnySlot <- s{slot}",
                self.module()
            );
        }
        // The checker drops the name of a disjunct that is the first.
        module += "Steps ==\n    \\/ FALSE\n";
        for label in self.labels() {
            let _ = writeln!(module, "    \\/ {} :: {}", label.of("_", "_", ""), label.formula());
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
