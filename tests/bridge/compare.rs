//! The comparison: which action of the proof is which of the spec, and what of the one is not in the other.

use crate::action::{Action, Step};
use crate::formula::Facts;
use crate::logic::Theory;
use crate::map::Map;
use crate::spec::{CHOSEN, Graph, Instance, Label};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};

/// An action of a proof, the one of the spec that does the same, and what a proposer must have been told: of the
/// two things that the proof says of a proposal, what is seen and what may be concluded from it, the spec has the
/// first. To decide is no step of the spec; its counterpart is that a value is chosen. To promise is one action in
/// a log, and two of one decree.
const COUNTERPARTS: [(&str, &str, Option<&str>); 8] = [
    ("begin", "Phase1a", None),
    ("promise", "Phase1b", None),
    ("promise_free", "Phase1b", None),
    ("promise_vote", "Phase1b", None),
    ("propose_free", "Phase2a", Some("sees_no_vote")),
    ("propose_adopted", "Phase2a", Some("sees_highest")),
    ("vote", "Phase2b", None),
    ("decide", CHOSEN, None),
];

/// The actions of the proof that the spec does not have. A promise whose answer is lost is one that nobody
/// reacts to, and a crash that forgets nothing is no step.
const WITHOUT: [&str; 2] = ["leave", "crash"];

/// What a comparison finds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Finding {
    /// A step of the spec is one of the proof.
    Both(&'static str, String),
    /// A step of the proof is none of the spec, and why that is meant.
    Meant(String, Why),
    /// A step of the proof is none of the spec.
    NotInSpec(String),
    /// A step of the spec is none of the proof.
    NotInProof(&'static str),
    /// An action of the proof does not say what becomes of a relation.
    Open(String, String),
}

/// Why the proof may have a step that the spec has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    /// It has been said already. Every spec allows that, by `[Next]_vars`.
    ChangesNothing,
    /// An acceptor that has voted in a ballot promises that ballot, which it had not. Its vote was such a
    /// promise.
    AfterItsVote,
    /// A proposer concludes what is so of a quorum without a promise of each member.
    Untold,
    /// The spec has no such action.
    NoCounterpart,
}

impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Both(spec, proof) => write!(f, "{spec} is {proof}"),
            Self::Meant(proof, Why::ChangesNothing) => write!(f, "{proof} changes nothing"),
            Self::Meant(proof, Why::AfterItsVote) => write!(f, "{proof} after its vote"),
            Self::Meant(proof, Why::Untold) => write!(f, "{proof} of what nobody has told"),
            Self::Meant(proof, Why::NoCounterpart) => write!(f, "{proof} has no counterpart"),
            Self::NotInSpec(proof) => write!(f, "{proof} is not in the spec"),
            Self::NotInProof(spec) => write!(f, "{spec} is not in the proof"),
            Self::Open(proof, relation) => write!(f, "{proof} leaves {relation} open"),
        }
    }
}

/// How often each is found: of the spec, steps by their states and labels; of what only the proof has, by
/// states and parameters. And of each kind that should not be the first, with its state.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) counts: BTreeMap<String, usize>,
    pub(crate) departures: Vec<String>,
}

impl Findings {
    fn add(&mut self, finding: &Finding, example: impl FnOnce() -> String) {
        let meant = matches!(finding, Finding::Both(..) | Finding::Meant(..));
        let count = self.counts.entry(finding.to_string()).or_default();
        *count += 1;
        if !meant && *count == 1 {
            self.departures.push(format!("{finding}: {}", example()));
        }
    }

    /// Those of which others have more or fewer.
    pub(crate) fn changed(&self, others: &Self) -> BTreeSet<String> {
        let all = self.counts.keys().chain(others.counts.keys());
        all.filter(|key| self.counts.get(*key) != others.counts.get(*key)).cloned().collect()
    }
}

/// Every step of the spec against every step of the proof, from every state from which the checker has taken
/// the steps.
pub(crate) fn compare(proof: &str, instance: &Instance, graph: &Graph<Label>) -> Findings {
    let map = Map::new(proof, instance);
    let images: Vec<Facts> = graph.states.iter().map(|state| map.image(state)).collect();
    let pairs = pairs(&map.theory);
    let mut findings = Findings::default();
    for (action, _) in &pairs {
        for relation in &action.open {
            let finding = Finding::Open(action.name.clone(), relation.clone());
            findings.add(&finding, || "in all states".to_string());
        }
    }
    for (number, steps) in graph.steps.iter().enumerate().filter(|(_, steps)| !steps.is_empty()) {
        let steps = steps.iter().map(|(label, to)| (*label, images[*to])).collect();
        let place = &graph.states[number].text;
        from_a_state(&map, images[number], &steps, &pairs, &mut |finding, example| {
            findings.add(finding, || format!("{example} in {place}"));
        });
    }
    findings
}

/// Each action with its counterpart. They must be all of which it is proved that they keep the invariant.
fn pairs(theory: &Theory) -> Vec<(Action, Option<&'static str>)> {
    let with = COUNTERPARTS.map(|(proof, spec, told)| (proof, Some(spec), told));
    let all = with.into_iter().chain(WITHOUT.map(|proof| (proof, None, None)));
    let there = all.filter(|(proof, ..)| theory.definitions.contains_key(*proof));
    let pairs: Vec<_> =
        there.map(|(proof, spec, told)| (Action::read(theory, proof, told), spec)).collect();
    let names = pairs.iter().map(|(action, _)| action.name.as_str());
    assert_eq!(names.collect::<BTreeSet<_>>(), Action::all(theory), "the actions of the proof");
    pairs
}

/// The steps of both from a state.
fn from_a_state(
    map: &Map,
    before: Facts,
    steps: &BTreeSet<(Label, Facts)>,
    pairs: &[(Action, Option<&'static str>)],
    find: &mut dyn FnMut(&Finding, &dyn Display),
) {
    let mut missing = steps.clone();
    for (action, spec) in pairs {
        let mut both = BTreeSet::new();
        action.steps(before, map.always, &mut |step| match judge(
            map, before, steps, action, *spec, step,
        ) {
            Ok(found) => {
                both.insert(found);
            }
            Err(finding) => {
                find(&finding, &format_args!("{}{:?}", action.name, step.parameters));
            }
        });
        for found in both {
            missing.remove(&found);
            find(&Finding::Both(found.0.action, action.name.clone()), &found.0);
        }
    }
    for (label, _) in missing {
        find(&Finding::NotInProof(label.action), &label);
    }
}

/// The step of the spec that a step of the proof is, or why there is none.
fn judge(
    map: &Map,
    before: Facts,
    steps: &BTreeSet<(Label, Facts)>,
    action: &Action,
    spec: Option<&'static str>,
    step: &Step,
) -> Result<(Label, Facts), Finding> {
    let at = |name| {
        let place = map.theory.parameters().iter().position(|(other, _)| other == name);
        place.map(|place| step.parameters[place])
    };
    let (node, slot, ballot, value) = (at("n"), at("k"), at("b"), at("v"));
    let [node, ballot, value] = [node, ballot, value].map(|of_all| of_all.expect("of each action"));
    let meant = |why| Err(Finding::Meant(action.name.clone(), why));
    let departs = || Err(Finding::NotInSpec(action.name.clone()));
    let Some(spec) = spec else {
        // Nor may it be a step of the spec by another name.
        return match step.after {
            after if after == before => meant(Why::ChangesNothing),
            after if steps.iter().any(|(_, other)| *other == after) => departs(),
            _ => meant(Why::NoCounterpart),
        };
    };
    let after = match spec {
        CHOSEN => map.undecided(step.after, slot, ballot, value),
        _ => step.after,
    };
    let found = (Label::new(spec, node, slot, ballot, value), after);
    let has_voted = || map.has_voted(before, node, ballot);
    match () {
        () if !step.told => meant(Why::Untold),
        () if steps.contains(&found) => {
            let states = [before, step.after, map.always];
            assert!(action.allows(&states, step.parameters), "{} was misread", action.name);
            Ok(found)
        }
        () if step.after == before => meant(Why::ChangesNothing),
        () if spec == "Phase1b" && has_voted() => meant(Why::AfterItsVote),
        () => departs(),
    }
}
