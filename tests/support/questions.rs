//! Questions drawn at random.

use fastrand::Rng;
use synod::model::question::Cast;
use synod::paxos::{Ballot, ProposerId, Value};

/// A question that means something in a model with this cast.
pub(crate) fn draw(rng: &mut Rng, cast: &Cast) -> String {
    Drawing { rng, cast }.expression(3, None)
}

struct Drawing<'a> {
    rng: &'a mut Rng,
    cast: &'a Cast,
}

/// Whom a verb is about: a group, and which of them, if it is one.
type About = (&'static str, Option<usize>);

impl Drawing<'_> {
    /// Something with so many levels at most; about whom, if it stands in the parentheses after a subject.
    fn expression(&mut self, levels: u32, about: Option<About>) -> String {
        if levels == 0 || self.rng.u8(..3) == 0 {
            return match about {
                None => self.clause(levels),
                Some(about) => self.verb(about),
            };
        }
        let mut part = || {
            let part = self.expression(levels - 1, about);
            if self.rng.bool() { format!("({part})") } else { part }
        };
        let (one, other) = (part(), part());
        match self.rng.u8(..7) {
            0..2 => format!("not {one}"),
            2..4 => format!("{one} and {other}"),
            4..6 => format!("{one} or {other}"),
            _ => format!("{one} implies {other}"),
        }
    }

    fn clause(&mut self, levels: u32) -> String {
        let group = self.group();
        match self.rng.u8(..5) {
            0 => {
                let what = self.what(None);
                format!("chosen{what}")
            }
            1 if self.cast.has_proposals => {
                let what = self.what(None);
                format!("proposed{what}")
            }
            1 => self.verb((group, None)),
            2..4 => {
                let number = self.rng.usize(..self.size(group));
                let name = match group {
                    "proposer" => ProposerId(u16::try_from(number).expect("a few")).to_string(),
                    _ => (number + 1).to_string(),
                };
                let predicate = self.predicate(levels, (group, Some(number)));
                format!("{group} {name} {predicate}")
            }
            _ => {
                let quantity = self.quantity(self.size(group));
                let predicate = self.predicate(levels, (group, None));
                format!("{quantity} {group}s {predicate}")
            }
        }
    }

    fn group(&mut self) -> &'static str {
        let groups = ["acceptor", "acceptor", "proposer", "learner"];
        let some = groups.into_iter().filter(|group| self.size(group) > 0);
        self.rng.choice(some.collect::<Vec<_>>()).expect("there are acceptors")
    }

    fn size(&self, group: &str) -> usize {
        match group {
            "acceptor" => self.cast.acceptors,
            "proposer" => self.cast.proposers.len(),
            _ => self.cast.learners,
        }
    }

    fn quantity(&mut self, all: usize) -> String {
        match self.rng.u8(..6) {
            0 => "some".to_string(),
            1 => "every".to_string(),
            2 => "no".to_string(),
            3 => format!("at least {}", self.rng.usize(1..=all)),
            4 => format!("at most {}", self.rng.usize(..all)),
            _ => format!("exactly {}", self.rng.usize(..=all)),
        }
    }

    fn predicate(&mut self, levels: u32, about: About) -> String {
        if self.rng.bool() {
            return self.verb(about);
        }
        format!("({})", self.expression(levels.min(2), Some(about)))
    }

    fn verb(&mut self, (group, number): About) -> String {
        match (group, self.rng.bool()) {
            ("acceptor", true) => match self.rng.bool() {
                true => format!("promised {}", self.test()),
                false => "promised".to_string(),
            },
            ("acceptor", false) => format!("voted{}", self.what(None)),
            ("proposer", true) => match self.rng.bool() {
                true => format!("began {}", self.own(number)),
                false => "began".to_string(),
            },
            ("proposer", false) => format!("proposed{}", self.what(number)),
            (_, true) => format!("learned {}", self.value()),
            (_, false) => "learned".to_string(),
        }
    }

    /// A value, perhaps, and a ballot, perhaps; one of this proposer's own.
    fn what(&mut self, proposer: Option<usize>) -> String {
        let value = if self.rng.bool() { format!(" {}", self.value()) } else { String::new() };
        match (self.rng.u8(..3), proposer) {
            (0, None) => format!("{value} at {}", self.test()),
            (0, _) => format!("{value} at {}", self.own(proposer)),
            _ => value,
        }
    }

    fn value(&mut self) -> String {
        let value: &Value = self.rng.choice(&self.cast.values).expect("there is one");
        let is_simple = value.as_str().chars().all(|character| character.is_ascii_digit());
        if is_simple && self.rng.bool() {
            value.to_string()
        } else {
            format!("{:?}", value.as_str())
        }
    }

    fn test(&mut self) -> String {
        let relation = self.rng.choice(["", "", "<", "<=", ">", ">= "]).expect("it is listed");
        format!("{relation}{}", self.own(None))
    }

    fn own(&mut self, proposer: Option<usize>) -> Ballot {
        let ballots = proposer.map_or(&self.cast.ballots, |number| &self.cast.proposers[number]);
        *self.rng.choice(ballots).expect("there is one")
    }
}
