//! Drawing models: small and odd ones, each a function of its seed.
//!
//! Each aspect of a model is drawn from numbers of its own, and a mutant by its name; so what is added
//! to models, and which mutants there are, changes no other aspect of what the seeds stand for.

use super::model::{
    Abstract, Asked, Log, Model, Network, Phase, Proposer, Quorums, Transaction, VALUES,
};
use fastrand::Rng;
use synod::model::message_set_log::Broken;
use synod::model::mutants::{Name, Variant};
use synod::model::network_log;
use synod::model::question::Cast;
use synod::properties::Kind;

/// The systems that keep a log as one whole, and their mutants.
const LOGS: [(&str, &[&str]); 2] = [
    ("sequence-paxos", &["part-adopted"]),
    (
        "raft",
        &[
            "votes-for-anybody",
            "last-term-only",
            "length-only",
            "no-predecessor-check",
            "counts-older-terms",
        ],
    ),
];

/// Draws a model; one after the other for the same seed.
pub(crate) fn draw(seed: u64, attempt: u64) -> Model {
    let dice = Dice { seed, attempt };
    match dice.of("system").u8(..100) {
        0..8 => Model::Abstract(dice.message_set()),
        8..12 => Model::Abstract(dice.on_paxos()),
        _ => Model::Network(dice.network()),
    }
}

/// Draws the questions that a model of this seed is asked, if it has this cast.
pub(crate) fn questions(seed: u64, cast: &Cast) -> Vec<Asked> {
    let mut rng = Dice { seed, attempt: 0 }.of("questions");
    let number = weighted(&mut rng, &[(60, 0), (20, 1), (15, 2), (5, 3)]);
    // Of two-phase commit nothing can be asked, as nobody votes there.
    let number = if cast.acceptors == 0 { 0 } else { number };
    let asked = |_| {
        let kind = if chance(&mut rng, 60) { Kind::Always } else { Kind::Sometimes };
        Asked { kind, text: crate::questions::draw(&mut rng, cast) }
    };
    (0..number).map(asked).collect()
}

/// The numbers from which a model is drawn.
struct Dice {
    seed: u64,
    attempt: u64,
}

impl Dice {
    /// Those for one aspect of the model.
    fn of(&self, aspect: &str) -> Rng {
        let Self { seed, attempt } = self;
        let hash = blake3::hash(format!("{seed} {attempt} {aspect}").as_bytes());
        let (first, _) = hash.as_bytes().split_first_chunk().expect("a hash has 32 bytes");
        Rng::with_seed(u64::from_le_bytes(*first))
    }

    fn message_set(&self) -> Abstract {
        let mut rng = self.of("sizes");
        let acceptors = weighted(&mut rng, &[(20, 1), (30, 2), (40, 3), (10, 4)]);
        let votes_alone = chance(&mut self.of("votes alone"), 35);
        let lowest = self.of("lowest ballot").choice(["free", "needs-a-quorum"]);
        let model = Abstract {
            system: if votes_alone { "voting" } else { "message-set" },
            lowest_ballot: lowest.filter(|_| votes_alone),
            fast: !votes_alone && chance(&mut self.of("fast"), 25),
            acceptors,
            values: weighted(&mut rng, &[(20, 1), (60, 2), (20, 3)]),
            quorums: self.quorums(acceptors),
            ballots: weighted(&mut rng, &[(30, 1), (60, 2), (10, 3)]),
            slots: None,
            order: None,
            mutant: None,
            transaction: None,
            asks: self.asks(),
            questions: Vec::new(),
        };
        if votes_alone || !chance(&mut self.of("log"), 45) {
            model
        } else {
            self.log_of_decrees(model)
        }
    }

    /// A system that stands on Paxos: a log as one whole, or a transaction.
    fn on_paxos(&self) -> Abstract {
        let mut rng = self.of("what stands on Paxos");
        let model = self.message_set();
        if chance(&mut rng, 50) {
            Self::log(model, &mut rng)
        } else {
            Self::transaction(model, &mut rng)
        }
    }

    /// The same sizes for a log of single decrees.
    fn log_of_decrees(&self, model: Abstract) -> Abstract {
        let slots = weighted(&mut self.of("slots"), &[(25, 1), (60, 2), (15, 3)]);
        let in_order = chance(&mut self.of("order"), 40);
        let broken = self.of("broken log").choice(Broken::ALL);
        let broken = broken.filter(|_| chance(&mut self.of("mutant"), 50));
        Abstract {
            system: "message-set-log",
            fast: false,
            slots: Some(slots),
            order: Some(if in_order { "contiguous" } else { "any" }),
            mutant: broken.map(|broken| broken.to_string()),
            ..model
        }
    }

    /// The same sizes for a log that is kept as one whole.
    fn log(model: Abstract, rng: &mut Rng) -> Abstract {
        let (system, mutants) = LOGS[rng.usize(..LOGS.len())];
        Abstract {
            system,
            lowest_ballot: None,
            fast: false,
            values: model.values.min(2),
            slots: Some(weighted(rng, &[(70, 1), (30, 2)])),
            order: None,
            mutant: chance(rng, 65).then(|| mutants[rng.usize(..mutants.len())].to_string()),
            asks: Vec::new(),
            ..model
        }
    }

    /// The same sizes for a transaction.
    fn transaction(model: Abstract, rng: &mut Rng) -> Abstract {
        let managers = weighted(rng, &[(20, 1), (60, 2), (20, 3)]);
        let promises = if chance(rng, 50) { "apart" } else { "shared" };
        let stops = weighted(rng, &[(60, 0), (40, 1)]);
        let (system, asks) =
            if chance(rng, 25) { ("two-phase", Vec::new()) } else { ("commit", model.asks) };
        Abstract {
            system,
            transaction: Some(Transaction { managers, promises, stops }),
            ballots: model.ballots.min(2),
            slots: None,
            order: None,
            mutant: None,
            lowest_ballot: None,
            fast: false,
            asks,
            ..model
        }
    }

    fn network(&self) -> Network {
        let mut rng = self.of("sizes");
        let proposers = weighted(&mut rng, &[(20, 1), (60, 2), (17, 3), (3, 4)]);
        let acceptors = weighted(&mut rng, &[(15, 1), (30, 2), (40, 3), (10, 4), (5, 5)]);
        let learners = weighted(&mut rng, &[(45, 0), (40, 1), (15, 2)]);
        let mut network = Network {
            proposers: (0..proposers).map(|number| self.proposer(number)).collect(),
            acceptors,
            learners,
            quorums: self.quorums(acceptors),
            processes: Vec::new(),
            resends: 0,
            refusals: chance(&mut self.of("refusals"), 15),
            learners_tell: false,
            reads: weighted(&mut self.of("reads"), &[(80, 0), (12, 1), (8, 2)]),
            duplicate: true,
            crashes: 0,
            may_crash: Vec::new(),
            caching: false,
            partition: Vec::new(),
            heals: true,
            alterations: 0,
            tampering: false,
            integrity: "none",
            mutant: self.mutant(),
            log: None,
            asks: self.asks(),
            questions: Vec::new(),
        };
        // What some mutants do shows nowhere else.
        if let Some(variant) = network.mutant.map(Name::variant) {
            network.refusals |= variant.needs_refusals();
            if variant.needs_reads() {
                network.reads = 2;
                network.learners = network.learners.max(1);
            }
        }
        let mut rng = self.of("fast");
        if chance(&mut rng, 20) {
            network.proposers.iter_mut().for_each(|proposer| proposer.first_round = 1);
            let owner = rng.usize(..network.proposers.len());
            network.proposers[owner].first_round = 0;
        }
        self.place(&mut network);
        self.add_crashes(&mut network);
        self.add_faults(&mut network);
        self.let_learners_tell(&mut network);
        if chance(&mut self.of("a log of actors"), 9) { self.log_of(network) } else { network }
    }

    /// The same actors for a log, which know less of what can go wrong.
    fn log_of(&self, network: Network) -> Network {
        let mut rng = self.of("a log of actors, its sizes");
        let slots = weighted(&mut rng, &[(25, 1), (60, 2), (15, 3)]);
        let window = weighted(&mut rng, &[(50, 1), (50, 2)]);
        let broken = rng.choice(network_log::Broken::ALL).filter(|_| chance(&mut rng, 60));
        let proposer = |mut proposer: Proposer| {
            proposer.first_round = 1;
            if proposer.clients.len() > 1 {
                proposer.clients = (0..slots).map(|slot| VALUES[slot]).collect();
            }
            proposer
        };
        Network {
            proposers: network.proposers.into_iter().map(proposer).collect(),
            processes: Vec::new(),
            resends: 0,
            refusals: false,
            learners_tell: false,
            reads: 0,
            caching: false,
            partition: Vec::new(),
            heals: true,
            alterations: 0,
            tampering: false,
            integrity: "none",
            mutant: None,
            log: Some(Log { slots, window, broken }),
            ..network
        }
    }

    fn proposer(&self, number: usize) -> Proposer {
        let mut rng = self.of(&format!("proposer {number}"));
        let value = |rng: &mut Rng| VALUES[rng.usize(..VALUES.len())];
        let first = if chance(&mut rng, 25) { value(&mut rng) } else { VALUES[number] };
        let more = weighted(&mut rng, &[(75, 0), (20, 1), (5, 2)]);
        Proposer {
            clients: std::iter::once(first).chain((0..more).map(|_| value(&mut rng))).collect(),
            first_round: weighted(&mut rng, &[(85, 1), (10, 2), (5, 3)]),
            ballots: weighted(&mut rng, &[(80, 1), (17, 2), (3, 3)]),
        }
    }

    /// Learners that ask each other: only where there are two, and they ask.
    fn let_learners_tell(&self, network: &mut Network) {
        let variant = network.mutant.map(Name::variant);
        if variant.is_some_and(<dyn Variant>::needs_learners_that_tell) {
            (network.learners, network.resends) = (2, network.resends.max(1));
            network.learners_tell = true;
        } else if network.learners == 2 && network.resends > 0 {
            network.learners_tell = chance(&mut self.of("learners that tell"), 60);
        }
    }

    /// Quorums of any form; most of them meet.
    fn quorums(&self, acceptors: usize) -> Quorums {
        let mut rng = self.of("quorums");
        let meet = chance(&mut rng, 75);
        let drawn = (0..20).map(|_| match rng.u8(..100) {
            0..45 => Quorums::Majority,
            45..55 => Quorums::Sets(sets(&mut rng, acceptors)),
            _ => Quorums::Phases([(); 2].map(|()| match chance(&mut rng, 50) {
                true => Phase::Size(rng.usize(1..=acceptors)),
                false => Phase::Sets(sets(&mut rng, acceptors)),
            })),
        });
        let mut fitting = drawn.filter(|quorums| quorums.meet(acceptors) == meet);
        fitting.next().unwrap_or(Quorums::Majority)
    }

    /// The one that scores highest with this seed.
    fn mutant(&self) -> Option<Name> {
        let score = |name: &Name| self.of(&format!("mutant {name}")).u64(..);
        let highest = Name::ALL.iter().copied().max_by_key(score);
        highest.filter(|_| chance(&mut self.of("mutant"), 45))
    }

    fn asks(&self) -> Vec<&'static str> {
        let all = ["decision stays reachable", "refines Paxos", "keeps the invariant"];
        all.into_iter().filter(|name| chance(&mut self.of(name), 30)).collect()
    }

    /// Puts some actors together into processes.
    fn place(&self, network: &mut Network) {
        let mut rng = self.of("processes");
        if !chance(&mut rng, 40) {
            return;
        }
        let mut actors = network.actors();
        rng.shuffle(&mut actors);
        for actor in actors {
            let number = rng.usize(..=network.processes.len());
            match network.processes.get_mut(number) {
                Some(process) => process.push(actor),
                None => network.processes.push(vec![actor]),
            }
        }
    }

    fn add_crashes(&self, network: &mut Network) {
        let mut rng = self.of("crashes");
        network.caching = chance(&mut rng, 20);
        network.crashes = weighted(&mut rng, &[(60, 0), (32, 1), (8, 2)]);
        if network.crashes > 0 && chance(&mut rng, 40) {
            let mut actors = network.actors();
            rng.shuffle(&mut actors);
            actors.truncate(1 + rng.usize(..2));
            network.may_crash = actors;
        }
    }

    /// What the network does wrong, and how often something is sent again.
    fn add_faults(&self, network: &mut Network) {
        let mut rng = self.of("network");
        network.duplicate = chance(&mut rng, 65);
        network.resends = weighted(&mut rng, &[(80, 0), (15, 1), (5, 2)]);
        if chance(&mut rng, 20) {
            let mut processes = network.all_processes();
            rng.shuffle(&mut processes);
            processes.truncate(rng.usize(..processes.len()));
            network.partition = processes.concat();
            network.heals = network.partition.is_empty() || chance(&mut rng, 50);
        }
        if chance(&mut rng, 12) {
            network.alterations = weighted(&mut rng, &[(80, 1), (20, 2)]);
            network.tampering = chance(&mut rng, 50);
            network.integrity = ["none", "checksum", "keyed-tag"][rng.usize(..3)];
        }
    }
}

/// Some sets of acceptors, counted from 1.
fn sets(rng: &mut Rng, acceptors: usize) -> Vec<Vec<usize>> {
    (0..rng.usize(1..=3))
        .map(|_| {
            let members = rng.usize(1..1 << acceptors);
            (1..=acceptors).filter(|number| members >> (number - 1) & 1 == 1).collect()
        })
        .collect()
}

fn chance(rng: &mut Rng, percent: u8) -> bool {
    rng.u8(..100) < percent
}

/// One of these, as often as its weight says; the weights add up to 100.
fn weighted<T: Copy>(rng: &mut Rng, all: &[(u8, T)]) -> T {
    let mut left = rng.u8(..100);
    for (weight, one) in all {
        if left < *weight {
            return *one;
        }
        left -= weight;
    }
    unreachable!("the weights add up to 100")
}
