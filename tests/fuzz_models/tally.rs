//! What the drawn models had and showed, so that the generator does not silently stop covering something.

use super::alarms::is_question;
use super::compare::Compared;
use super::fit::Fitting;
use super::model::{Model, Network, Phase, Quorums};
use std::collections::BTreeMap;
use std::fmt;
use synod::check::{Judged, PropertyVerdict};
use synod::model::message_set_log::Broken;
use synod::model::mutants::Name;
use synod::model::network_log;
use synod::properties::{
    ALL, AskedFor, Kind, applied, logs_match, no_ops, promises_kept, slots, transaction, votes_safe,
};

/// How often something was seen.
#[derive(Default)]
pub(crate) struct Tally {
    models: u64,
    refused: u64,
    reduced: u64,
    seen: BTreeMap<String, u64>,
}

impl Tally {
    /// Notes a model.
    pub(crate) fn add(&mut self, fitting: &Fitting, compared: &Compared) {
        self.models += 1;
        self.refused += fitting.refused;
        self.reduced += u64::from(fitting.taken > 0);
        let mut see = |what: String| *self.seen.entry(what).or_default() += 1;
        match &fitting.model {
            Model::Network(network) => network.features().into_iter().for_each(&mut see),
            Model::Abstract(model) => {
                see(format!("abstract, {}", model.quorums.kind()));
                see(format!("abstract, {}", model.system));
                model.lowest_ballot.iter().for_each(|needs| see(format!("lowest ballot {needs}")));
                if let Some(mutant) = &model.mutant {
                    see(format!("{}, broken", model.system));
                    see(format!("{}, {mutant}", model.system));
                }
                if model.fast {
                    see("lowest ballot prepared".to_string());
                }
                if let Some(transaction) = &model.transaction {
                    see(format!("promises {}", transaction.promises));
                    if transaction.stops > 0 {
                        see("somebody stops".to_string());
                    }
                }
                model.order.iter().for_each(|order| see(format!("order {order}")));
            }
        }
        let Compared { whole, reduced, .. } = compared;
        for reduction in &reduced.reductions {
            see(format!("reduction: {reduction}"));
        }
        if reduced.searched_again {
            see("searched again".to_string());
        }
        for result in &whole.properties {
            match &result.judged {
                Judged::OfRuns(sought) if is_question(&**sought) => {
                    see(format!("a question, {:?}: {:?}", sought.kind(), result.verdict));
                }
                _ => see(format!("{}: {:?}", result.name(), result.verdict)),
            }
        }
    }

    /// What was seen less often than it should be.
    pub(crate) fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        if self.refused * 3 > self.models {
            missing.push(format!("{} models were refused for {}", self.refused, self.models));
        }
        let mutants = Name::ALL.iter().map(|name| format!("mutant: {name}"));
        let of_runs = ALL.iter().map(|property| (property.name, property.kind));
        let asked_for = AskedFor::ALL.iter().map(|property| (property.name(), Kind::Always));
        let properties = of_runs.chain(asked_for).flat_map(|(name, kind)| {
            let verdicts = match kind {
                Kind::Sometimes => [PropertyVerdict::Reached, PropertyVerdict::Unreached],
                Kind::Always => [PropertyVerdict::Holds, PropertyVerdict::Violated],
            };
            verdicts.map(|verdict| format!("{name}: {verdict:?}"))
        });
        // Few drawn models of voting have more than one ballot and quorums that need not meet; and no bug is known
        // that leaves a hole where slots are voted for one after the other. Of broken logs few break
        // their promise, and few have two slots, three ballots and the one mutant that has logs differ.
        // A transaction goes wrong only where quorums need not meet, and in few steps there; who aborts or commits it
        // without a reason is nobody here.
        let rare = [
            votes_safe::PROPERTY,
            slots::NO_HOLE,
            promises_kept::PROPERTY,
            logs_match::PROPERTY,
            transaction::CONSISTENT,
            transaction::COMMITS_PREPARED,
            transaction::ABORTS_FOR_A_REASON,
        ];
        let rare = rare.map(|it| format!("{}: {:?}", it.name, PropertyVerdict::Violated));
        // Few drawn logs and transactions have quorums of votes that nobody can be; and few actors of a log have room
        // for a hole, which then comes about.
        let sometimes = [
            no_ops::HOLE_FILLED,
            slots::EVERY_SLOT_CHOSEN,
            applied::PREFIX_APPLIED,
            transaction::COMMITTED,
            transaction::ABORTED,
        ];
        let unreached =
            sometimes.map(|it| format!("{}: {:?}", it.name, PropertyVerdict::Unreached));
        let properties =
            properties.filter(|what| !rare.contains(what) && !unreached.contains(what));
        let logs = Broken::ALL.iter().map(|broken| format!("message-set-log, {broken}"));
        let of_actors = network_log::Broken::ALL.iter();
        let logs = logs.chain(of_actors.map(|broken| format!("network-log, {broken}")));
        let expected = EXPECTED.iter().map(ToString::to_string);
        let expected = expected.chain(mutants).chain(logs).chain(properties);
        missing.extend(expected.filter(|what| !self.seen.contains_key(what)));
        missing
    }
}

/// What must be seen beside mutants and verdicts.
const EXPECTED: [&str; 60] = [
    "a question, Always: Holds",
    "a question, Always: Violated",
    "a question, Sometimes: Reached",
    "a question, Sometimes: Unreached",
    "abstract, message-set",
    "abstract, message-set-log",
    "order contiguous",
    "abstract, voting",
    "abstract, sequence-paxos",
    "abstract, raft",
    "raft, broken",
    "abstract, commit",
    "abstract, two-phase",
    "promises apart",
    "somebody stops",
    "reduction: symmetry of managers",
    "lowest ballot prepared",
    "lowest ballot free",
    "lowest ballot needs-a-quorum",
    "abstract, majorities",
    "abstract, sets",
    "abstract, sizes for each phase",
    "abstract, sets for each phase",
    "majorities",
    "sets",
    "sizes for each phase",
    "sets for each phase",
    "quorums that need not meet",
    "4 proposers",
    "5 acceptors",
    "no learner",
    "2 learners",
    "a later first round",
    "round 0 has an owner",
    "2 clients",
    "2 ballots",
    "shared processes",
    "no duplication",
    "resends",
    "refusals",
    "learners that tell",
    "reads",
    "crashes",
    "2 crashes",
    "a log of 2 slots",
    "a log of 3 slots",
    "a window of 2",
    "some may crash",
    "disks that cache",
    "disks that cache, and crashes",
    "a partition that heals",
    "a partition that stays",
    "alterations, noticed",
    "alterations, unnoticed",
    "reduction: symmetry of acceptors",
    "reduction: symmetry of slots",
    "reduction: symmetry of values",
    "reduction: stale messages",
    "reduction: learners as observers",
    "reduction: persistent sets",
];

impl Network {
    /// What is remarkable about it.
    fn features(&self) -> Vec<String> {
        let any = |what: &dyn Fn(&super::model::Proposer) -> bool| self.proposers.iter().any(what);
        let mut features = vec![
            self.quorums.kind().to_string(),
            format!("{} proposers", self.proposers.len()),
            format!("{} acceptors", self.acceptors),
        ];
        let partitioned = !self.partition.is_empty();
        let some = [
            ("quorums that need not meet", !self.quorums.meet(self.acceptors)),
            ("no learner", self.learners == 0),
            ("2 learners", self.learners == 2),
            ("a later first round", any(&|proposer| proposer.first_round > 1)),
            ("round 0 has an owner", any(&|proposer| proposer.first_round == 0)),
            ("2 clients", any(&|proposer| proposer.clients.len() > 1)),
            ("2 ballots", any(&|proposer| proposer.ballots > 1)),
            ("shared processes", self.processes.iter().any(|process| process.len() > 1)),
            ("no duplication", !self.duplicate),
            ("resends", self.resends > 0),
            ("refusals", self.refusals),
            ("learners that tell", self.learners_tell),
            ("reads", self.learners > 0 && self.reads > 0),
            ("crashes", self.crashes > 0),
            ("2 crashes", self.crashes > 1),
            ("some may crash", !self.may_crash.is_empty()),
            ("disks that cache", self.caching),
            ("disks that cache, and crashes", self.caching && self.crashes > 0),
            ("a partition that heals", partitioned && self.heals),
            ("a partition that stays", partitioned && !self.heals),
            ("alterations, noticed", self.alterations > 0 && self.notices()),
            ("alterations, unnoticed", self.alterations > 0 && !self.notices()),
        ];
        features.extend(some.iter().filter(|(_, is_so)| *is_so).map(|(what, _)| what.to_string()));
        features.extend(self.mutant.map(|name| format!("mutant: {name}")));
        if let Some(log) = &self.log {
            features.push(format!("a log of {} slots", log.slots));
            features.push(format!("a window of {}", log.window));
            features.extend(log.broken.map(|name| format!("network-log, {name}")));
        }
        features
    }
}

impl Quorums {
    fn kind(&self) -> &'static str {
        match self {
            Self::Majority => "majorities",
            Self::Sets(_) => "sets",
            Self::Phases([Phase::Size(_), Phase::Size(_)]) => "sizes for each phase",
            Self::Phases(_) => "sets for each phase",
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { models, refused, reduced, .. } = self;
        writeln!(f, "{models} models, {refused} refused before, {reduced} made smaller")?;
        self.seen.iter().try_for_each(|(what, times)| writeln!(f, "{times:6} {what}"))
    }
}
