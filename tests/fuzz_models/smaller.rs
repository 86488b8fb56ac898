//! Models with one thing less: to fit, and to show what is wrong with as little as possible.

use super::model::{Abstract, Actor, Model, Network, Phase, Quorums};

impl Model {
    /// The same with less that can happen, in each way in which there can be less.
    pub(crate) fn with_less(&self) -> Vec<Self> {
        match self {
            Self::Network(network) => network.with_less().into_iter().map(Self::Network).collect(),
            Self::Abstract(model) => model.with_less().into_iter().map(Self::Abstract).collect(),
        }
    }

    /// The same with one oddity less, in each way.
    pub(crate) fn plainer(&self) -> Vec<Self> {
        match self {
            Self::Network(network) => network.plainer().into_iter().map(Self::Network).collect(),
            Self::Abstract(model) => model.plainer().into_iter().map(Self::Abstract).collect(),
        }
    }
}

/// The same with one thing done to it that changes it.
fn changed<M: Clone + PartialEq>(model: &M, change: impl FnOnce(&mut M)) -> Option<M> {
    let mut other = model.clone();
    change(&mut other);
    (other != *model).then_some(other)
}

impl Network {
    fn with_less(&self) -> Vec<Self> {
        let mut less = Vec::new();
        let mut add = |change: &dyn Fn(&mut Self)| {
            let smaller = changed(self, |other| {
                change(other);
                other.tidy();
            });
            less.extend(smaller);
        };
        add(&|other| {
            if other.proposers.len() > 1 {
                other.proposers.pop();
            }
        });
        add(&|other| {
            if other.acceptors > 1 {
                other.acceptors -= 1;
                other.quorums = other.quorums.without(other.acceptors + 1);
            }
        });
        add(&|other| {
            other.learners = other.learners.saturating_sub(1);
            other.learners_tell &= other.learners > 1;
        });
        for number in 0..self.proposers.len() {
            add(&|other| {
                let ballots = &mut other.proposers[number].ballots;
                *ballots = (*ballots - 1).max(1);
            });
        }
        add(&|other| {
            other.resends = other.resends.saturating_sub(1);
            other.learners_tell &= other.resends > 0;
        });
        add(&|other| other.reads = other.reads.saturating_sub(1));
        add(&|other| other.refusals = false);
        add(&|other| other.learners_tell = false);
        add(&|other| other.crashes = other.crashes.saturating_sub(1));
        add(&|other| other.alterations = other.alterations.saturating_sub(1));
        add(&|other| other.caching = false);
        add(&|other| other.partition.clear());
        add(&|other| {
            other.log.iter_mut().for_each(|log| log.slots = (log.slots - 1).max(1));
        });
        add(&|other| {
            other.log.iter_mut().for_each(|log| log.window = (log.window - 1).max(1));
        });
        less
    }

    fn plainer(&self) -> Vec<Self> {
        let mut plainer = Vec::new();
        let mut add = |change: &dyn Fn(&mut Self)| plainer.extend(changed(self, change));
        for ask in &self.asks {
            add(&|other| other.asks.retain(|other| other != ask));
        }
        for asked in 0..self.questions.len() {
            add(&|other| drop(other.questions.remove(asked)));
        }
        add(&|other| other.mutant = None);
        add(&|other| other.log.iter_mut().for_each(|log| log.broken = None));
        add(&|other| other.processes.clear());
        add(&|other| other.may_crash.clear());
        add(&|other| other.duplicate = true);
        add(&|other| other.heals = true);
        add(&|other| (other.tampering, other.integrity) = (false, "none"));
        for number in 0..self.proposers.len() {
            add(&|other| other.proposers[number].clients.truncate(1));
            add(&|other| other.proposers[number].first_round = 1);
        }
        for quorums in self.quorums.plainer() {
            add(&|other| other.quorums = quorums.clone());
        }
        plainer
    }

    /// Takes out what is about actors that are no more, or about faults that are none.
    fn tidy(&mut self) {
        let (proposers, acceptors, learners) =
            (self.proposers.len(), self.acceptors, self.learners);
        let is_there = |actor: &Actor| match *actor {
            Actor::Proposer(number) => number < proposers,
            Actor::Acceptor(number) => number < acceptors,
            Actor::Learner(number) => number < learners,
        };
        for process in &mut self.processes {
            process.retain(is_there);
        }
        self.processes.retain(|process| !process.is_empty());
        self.may_crash.retain(is_there);
        self.partition.retain(is_there);
        if self.partition.len() == self.actors().len() {
            self.partition.clear();
        }
        if let Some(log) = &self.log {
            let clients = self.proposers.iter_mut().map(|proposer| &mut proposer.clients);
            clients.for_each(|clients| clients.truncate(log.slots));
        }
        if self.crashes == 0 {
            self.may_crash.clear();
        }
        if self.partition.is_empty() {
            self.heals = true;
        }
        if self.alterations == 0 {
            (self.tampering, self.integrity) = (false, "none");
        }
    }
}

impl Abstract {
    fn with_less(&self) -> Vec<Self> {
        let smaller = [
            changed(self, |other| {
                if other.acceptors > 1 {
                    other.acceptors -= 1;
                    other.quorums = other.quorums.without(other.acceptors + 1);
                }
            }),
            changed(self, |other| other.values = (other.values - 1).max(1)),
            changed(self, |other| other.ballots = (other.ballots - 1).max(1)),
            changed(self, |other| other.slots = other.slots.map(|slots| (slots - 1).max(1))),
        ];
        smaller.into_iter().flatten().collect()
    }

    fn plainer(&self) -> Vec<Self> {
        let asks = self
            .asks
            .iter()
            .filter_map(|ask| changed(self, |other| other.asks.retain(|other| other != ask)));
        let quorums = self.quorums.plainer().into_iter();
        let quorums = quorums.map(|quorums| Self { quorums, ..self.clone() });
        let questions = (0..self.questions.len())
            .filter_map(|asked| changed(self, |other| drop(other.questions.remove(asked))));
        let log = [
            changed(self, |other| other.mutant = None),
            changed(self, |other| other.order = other.order.map(|_| "any")),
            changed(self, |other| other.transaction.iter_mut().for_each(|of| of.stops = 0)),
            changed(self, |other| {
                other.transaction.iter_mut().for_each(|of| of.managers = (of.managers - 1).max(1));
            }),
        ];
        asks.chain(questions).chain(quorums).chain(log.into_iter().flatten()).collect()
    }
}

impl Quorums {
    /// What is left of them without the last acceptor, who has this number.
    fn without(&self, last: usize) -> Self {
        let sets = |sets: &[Vec<usize>]| -> Vec<Vec<usize>> {
            let sets = sets.iter().map(|set| {
                set.iter().copied().filter(|number| *number != last).collect::<Vec<_>>()
            });
            sets.filter(|set| !set.is_empty()).collect()
        };
        let phase = |phase: &Phase| match phase {
            Phase::Size(size) => Some(Phase::Size((*size).min(last - 1))),
            Phase::Sets(all) => Some(sets(all)).filter(|sets| !sets.is_empty()).map(Phase::Sets),
        };
        let left = match self {
            Self::Majority => None,
            Self::Phases([prepare, accept]) => phase(prepare)
                .and_then(|prepare| phase(accept).map(|accept| Self::Phases([prepare, accept]))),
            Self::Sets(all) => Some(sets(all)).filter(|sets| !sets.is_empty()).map(Self::Sets),
        };
        left.unwrap_or(Self::Majority)
    }

    /// The same with a set less in each way, and those that are the simplest.
    fn plainer(&self) -> Vec<Self> {
        let fewer = |sets: &[Vec<usize>]| -> Vec<Vec<Vec<usize>>> {
            let some = (0..sets.len()).filter(|_| sets.len() > 1).map(|number| {
                let mut fewer = sets.to_vec();
                fewer.remove(number);
                fewer
            });
            some.collect()
        };
        let phase = |phase: &Phase| -> Vec<Phase> {
            match phase {
                Phase::Size(_) => Vec::new(),
                Phase::Sets(sets) => fewer(sets).into_iter().map(Phase::Sets).collect(),
            }
        };
        let mut plainer = match self {
            Self::Majority => return Vec::new(),
            Self::Phases([prepare, accept]) => {
                let first = phase(prepare).into_iter();
                let first = first.map(|less| Self::Phases([less, accept.clone()]));
                let second = phase(accept).into_iter();
                let second = second.map(|less| Self::Phases([prepare.clone(), less]));
                first.chain(second).collect()
            }
            Self::Sets(sets) => fewer(sets).into_iter().map(Self::Sets).collect::<Vec<_>>(),
        };
        plainer.push(Self::Majority);
        plainer
    }
}
