//! Which rule of Paxos a step is an instance of: its phase and sentence in *Paxos Made Simple*, and where it is
//! written here.

use crate::model::story::{Act, Said, Sent, Step};
use std::fmt;

/// A rule, as the paper has it and as it is written here. Displayed by its phase and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The section of the paper, and the phase within it, such as `2.2, phase 1 (b)`.
    pub section: &'static str,
    /// What the paper says there (Leslie Lamport, *Paxos Made Simple*, 2001).
    pub sentence: &'static str,
    /// The file with the function that does it, from the root of the repository.
    pub file: &'static str,
    /// The function.
    pub function: &'static str,
    source: &'static str,
}

macro_rules! rule {
    ($section:literal, $file:literal, $function:literal, $sentence:literal) => {
        Rule {
            section: $section,
            sentence: $sentence,
            file: concat!("src/", $file),
            function: $function,
            source: include_str!(concat!("../", $file)),
        }
    };
}

const PREPARE: Rule = rule!(
    "2.2, phase 1 (a)",
    "paxos/proposer.rs",
    "prepare",
    "A proposer selects a proposal number n and sends a prepare request with number n to a majority of acceptors."
);
const PROMISE: Rule = rule!(
    "2.2, phase 1 (b)",
    "paxos/acceptor.rs",
    "on_prepare",
    "If an acceptor receives a prepare request with number n greater than that of any prepare request to which it \
     has already responded, then it responds to the request with a promise not to accept any more proposals \
     numbered less than n and with the highest-numbered proposal (if any) that it has accepted."
);
const PROPOSE: Rule = rule!(
    "2.2, phase 2 (a)",
    "paxos/proposer.rs",
    "on_promise",
    "If the proposer receives a response to its prepare requests (numbered n) from a majority of acceptors, then it \
     sends an accept request to each of those acceptors for a proposal numbered n with a value v, where v is the \
     value of the highest-numbered proposal among the responses, or is any value if the responses reported no \
     proposals."
);
const VOTE: Rule = rule!(
    "2.2, phase 2 (b)",
    "paxos/acceptor.rs",
    "on_accept",
    "If an acceptor receives an accept request for a proposal numbered n, it accepts the proposal unless it has \
     already responded to a prepare request having a number greater than n."
);
const LEARN: Rule = rule!(
    "2.3",
    "paxos/learner.rs",
    "on_accepted",
    "To learn that a value has been chosen, a learner must find out that a proposal has been accepted by a majority \
     of acceptors."
);
const TELL: Rule = rule!(
    "2.3",
    "paxos/learner.rs",
    "on_learned",
    "We can have the acceptors respond with their acceptances to a distinguished learner, which in turn informs the \
     other learners when a value has been chosen."
);
const ANSWER: Rule = rule!(
    "2.3",
    "paxos/acceptor.rs",
    "on_query",
    "The learner could ask the acceptors what proposals they have accepted, but an acceptor failure could make it \
     impossible to know whether or not a majority had accepted a particular proposal."
);
/// The same sentence, at the learner that asks.
const ASK: Rule = Rule { sentence: ANSWER.sentence, function: "on_unvoted", ..LEARN };
const ABANDON: Rule = rule!(
    "2.2",
    "paxos/proposer.rs",
    "on_refusal",
    "If an acceptor ignores a prepare or accept request because it has already received a prepare request with a \
     higher number, then it should probably inform the proposer, who should then abandon its proposal."
);
const RECORD: Rule = rule!(
    "2.5",
    "actor/emit.rs",
    "emit",
    "An acceptor records its intended response in stable storage before actually sending the response."
);
const NUMBER: Rule = rule!(
    "2.5",
    "actor/emit.rs",
    "emit",
    "Each proposer remembers (in stable storage) the highest-numbered proposal it has tried to issue."
);

impl Rule {
    /// The rule that a step is an instance of; none, if it is of the network alone, or repeats what was said.
    pub fn of(step: &Step) -> Option<Self> {
        match &step.action {
            Act::Deliver { to, message, .. } => Some(Self::that_answers(to, message)),
            // Who proposes at once does what only promises allow.
            Act::Timeout { timer, .. } if timer == "next ballot" => {
                let proposes = |sent: &Sent| matches!(sent.message, Said::Accept(_));
                Some(if step.sent.iter().any(proposes) { PROPOSE } else { PREPARE })
            }
            Act::Read { .. } => Some(ASK),
            Act::Timeout { .. } | Act::Heal | Act::Alter { .. } | Act::Does { .. } => None,
            Act::Sync { actor } => recorded(std::slice::from_ref(actor)),
            Act::Crash { actors } => recorded(actors),
            Act::Phase1a { .. } => Some(PREPARE),
            Act::Phase1b { .. } | Act::IncreaseMaxBal { .. } => Some(PROMISE),
            Act::Phase2a { .. } => Some(PROPOSE),
            Act::Phase2b { .. } | Act::Vote { .. } => Some(VOTE),
        }
    }

    /// The rule that keeps something from happening; or keeps these actors, if it is nothing that happens, from what
    /// they do once there is a quorum.
    pub fn that_hinders(act: Option<&Act>, actors: &[String]) -> Option<Self> {
        match act {
            Some(Act::Deliver { to, message, .. }) => Some(Self::that_answers(to, message)),
            Some(_) => None,
            None if actors.iter().any(|actor| actor.starts_with("proposer ")) => Some(PROPOSE),
            None => Some(LEARN),
        }
    }

    /// The rule by which this actor answers a message, or not.
    fn that_answers(actor: &str, message: &Said) -> Self {
        match message {
            Said::Query if actor.starts_with("learner ") => TELL,
            Said::Prepare { .. } => PROMISE,
            Said::Promise { .. } | Said::LogPromise { .. } => PROPOSE,
            Said::Accept(_) => VOTE,
            Said::Accepted(_) => LEARN,
            Said::Query | Said::Read { .. } => ANSWER,
            Said::Unvoted { .. } => ASK,
            Said::Refused { .. } => ABANDON,
            Said::Learned { .. } => TELL,
        }
    }

    /// The files in which rules are written, and their texts.
    pub fn sources() -> [(&'static str, &'static str); 4] {
        [PREPARE, PROMISE, LEARN, RECORD].map(|rule| (rule.file, rule.source))
    }

    /// The line of the file in which the function begins, counted from 1.
    ///
    /// # Panics
    /// If the function is not in the file.
    pub fn line(&self) -> usize {
        let head = format!("fn {}", self.function);
        let begins = |line: &&str| {
            line.split_once(&head).is_some_and(|(_, rest)| rest.starts_with(['(', '<']))
        };
        let found = self.source.lines().zip(1..).find(|(line, _)| begins(line));
        found.expect("the function is in the file").1
    }
}

/// The rule on what these have on disk; none, if they have nothing there.
fn recorded(actors: &[String]) -> Option<Rule> {
    let any = |role: &str| actors.iter().any(|actor| actor.starts_with(role));
    if any("acceptor ") { Some(RECORD) } else { any("proposer ").then_some(NUMBER) }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}:{}", self.section, self.file, self.line())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_is_where_it_is_said_to_be() {
        for rule in [PREPARE, PROMISE, PROPOSE, VOTE, LEARN, ANSWER, ASK, ABANDON, RECORD, NUMBER] {
            let line = rule.source.lines().nth(rule.line() - 1).unwrap();
            assert!(line.contains(&format!("fn {}", rule.function)), "{rule}: {line}");
        }
    }

    #[test]
    fn what_is_on_disk_is_an_acceptors_record_or_a_proposers_number() {
        let recorded = |actors: &[&str]| {
            let actors: Vec<String> = actors.iter().map(ToString::to_string).collect();
            recorded(&actors)
        };
        assert_eq!(recorded(&["acceptor 1", "learner 1"]), Some(RECORD));
        assert_eq!(recorded(&["proposer A", "learner 1"]), Some(NUMBER));
        assert_eq!(recorded(&["learner 1"]), None);
    }
}
