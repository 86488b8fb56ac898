//! From the fields of a model file to the system that it describes.

use super::faults::{alteration, mortal, partition, processes};
use super::format::{self, MessageSetFile, NetworkFile, NetworkRoles};
use crate::actor::{Process, Role, Roster};
use crate::model::System;
use crate::model::message_set::MessageSet;
use crate::model::mutants::{Mutant, Name};
use crate::model::network::{Bounds, Network, Subject};
use crate::model::packed::{NotPacked, PackedVisitor, Packing};
use crate::paxos::{
    AcceptorId, AcceptorSet, MAX_ACCEPTORS, QuorumError, QuorumSystem, Quorums, Value,
};
use crate::properties::Property;
use stateright::actor::Id;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The most proposers or learners of a model. No search ends with nearly so many.
const MAX_ROLES: usize = 26;

/// The most ballots of a proposer. No search ends with nearly so many.
const MAX_BALLOTS: u64 = 1_000;

/// Something to be done with a system, whatever its type.
pub trait Visitor {
    /// What comes of it.
    type Output;

    /// Does it.
    fn visit<S: System>(self, system: S) -> Self::Output;
}

/// Asks for the properties that a system has.
pub(super) struct Relevant;

impl Visitor for Relevant {
    type Output = Vec<Property>;

    fn visit<S: System>(self, system: S) -> Self::Output {
        system.relevant()
    }
}

/// A field and what is wrong with it.
pub(super) type Refusal = (&'static str, String);

/// A network model, checked and ready to be built.
#[derive(Clone, Debug)]
pub(super) struct NetworkSpec {
    pub(super) roster: Arc<Roster>,
    proposers: Vec<(Vec<Value>, u64)>,
    processes: Vec<Vec<Id>>,
    mortal: Vec<usize>,
    bounds: Bounds,
    pub(super) mutant: Option<Name>,
}

impl NetworkSpec {
    pub(super) fn new(file: &NetworkFile) -> Result<Self, Refusal> {
        let roles = &file.roles;
        at_most("roles.learners", usize::from(roles.learners), MAX_ROLES)?;
        let may_violate = file.expect.as_ref().is_some_and(|expect| !expect.violates.is_empty());
        let quorums = quorums(roles.acceptors, &roles.quorums, may_violate)?;
        let proposers = proposers(roles)?;
        let ballots = ballots(&file.bounds.ballots_per_proposer, proposers.len())?;
        let count = u16::try_from(proposers.len()).expect("at most MAX_ROLES");
        let roster = Arc::new(Roster::new(count, quorums, roles.learners));
        let processes = processes(&roster, roles.processes.as_deref())?;
        let mortal = mortal(&roster, &processes, &file.faults)?;
        let bounds = Bounds {
            ballots,
            duplicate: file.faults.duplicate,
            crashes: file.faults.crashes,
            partition: partition(&roster, &processes, &file.faults)?,
            heals: file.faults.heals,
            alterations: file.faults.alterations,
            alteration: alteration(&file.faults)?,
            caching_disks: file.faults.disks == format::Disks::Caching,
            resends: file.bounds.resends,
        };
        let spec = Self { roster, proposers, processes, mortal, bounds, mutant: None };
        match &file.mutant {
            None => Ok(spec),
            Some(mutant) => spec.with_mutant(mutant.name).map_err(|why| ("mutant.name", why)),
        }
    }

    /// The same with a mutant in it; why not, if it cannot be.
    pub(super) fn with_mutant(&self, name: Name) -> Result<Self, String> {
        if name.variant().prepares_carry_values()
            && self.proposers.iter().any(|(list, _)| list.len() > 1)
        {
            let why = "its prepares carry the proposer's value, so each must want one alone";
            return Err(why.to_string());
        }
        if name.variant().needs_learners() && self.roster.learners().next().is_none() {
            return Err("what it does shows only to learners, and there is none".to_string());
        }
        Ok(Self { mutant: Some(name), ..self.clone() })
    }

    /// The same with other quorums of the same acceptors.
    pub(super) fn with_quorums(&self, quorums: Quorums) -> Self {
        let [proposers, learners] =
            [self.roster.proposers().count(), self.roster.learners().count()]
                .map(|count| u16::try_from(count).expect("at most MAX_ROLES"));
        let roster = Arc::new(Roster::new(proposers, quorums, learners));
        Self { roster, ..self.clone() }
    }

    pub(super) fn pack<V: PackedVisitor>(
        &self,
        packing: &Packing,
        visitor: V,
    ) -> Result<V::Output, NotPacked> {
        match self.mutant {
            None => self.build(|_, process| process).pack(packing, visitor),
            Some(name) => self.broken(name).pack(packing, visitor),
        }
    }

    pub(super) fn visit<V: Visitor>(&self, visitor: V) -> V::Output {
        match self.mutant {
            None => visitor.visit(self.build(|_, process| process)),
            Some(name) => visitor.visit(self.broken(name)),
        }
    }

    /// How many acceptors there are.
    pub(super) fn acceptors(&self) -> usize {
        self.roster.quorums().acceptors()
    }

    /// Whether a message, or all that it has caused, can be lost for good: then it is that which makes a
    /// decision unreachable, and nothing that the actors do.
    pub(super) fn loses_messages(&self) -> bool {
        let bounds = &self.bounds;
        let with_a_cache = !bounds.duplicate && bounds.caching_disks && bounds.crashes > 0;
        bounds.alterations > 0 || bounds.partition.is_some() && !bounds.heals || with_a_cache
    }

    fn broken(&self, name: Name) -> Network<Mutant> {
        let first = |(clients, _): &(Vec<Value>, u64)| clients[0].clone();
        let wanted: Arc<[Value]> = self.proposers.iter().map(first).collect();
        self.build(|role, process| Mutant::new(role, process, name.variant(), &wanted))
    }

    /// The reference's process in this role, with one client after the other behind it.
    fn incarnations(&self, role: Role) -> Vec<Process> {
        let roster = || Arc::clone(&self.roster);
        match role {
            Role::Proposer(id) => {
                let (clients, first_round) = &self.proposers[usize::from(id.0)];
                let proposer = |wanted: &Value| Process::Proposer {
                    id,
                    wanted: wanted.clone(),
                    first_round: *first_round,
                    roster: roster(),
                };
                clients.iter().map(proposer).collect()
            }
            Role::Acceptor(_) => vec![Process::Acceptor { roster: roster() }],
            Role::Learner(_) => vec![Process::Learner { roster: roster() }],
        }
    }

    fn build<A: Subject>(&self, actor: impl Fn(Role, Process) -> A) -> Network<A> {
        let roster = || Arc::clone(&self.roster);
        let incarnations = |id| {
            let role = self.roster.role(id).expect("it is of the roster");
            self.incarnations(role).into_iter().map(|process| actor(role, process)).collect()
        };
        Network::new(
            roster(),
            self.roster.ids().map(incarnations).collect(),
            self.proposers.clone(),
            self.processes.clone(),
            self.mortal.clone(),
            self.bounds.clone(),
        )
    }
}

/// A message-set model, checked and ready to be built.
#[derive(Debug)]
pub(super) struct MessageSetSpec {
    quorums: Quorums,
    ballots: u64,
    values: Vec<Value>,
}

impl MessageSetSpec {
    pub(super) fn new(file: &MessageSetFile) -> Result<Self, Refusal> {
        let may_violate = file.expect.as_ref().is_some_and(|expect| !expect.violates.is_empty());
        let quorums = quorums(file.roles.acceptors, &file.roles.quorums, may_violate)?;
        bound("bounds.ballots", file.bounds.ballots)?;
        if file.roles.values.is_empty() {
            return Err(("roles.values", "there must be at least one value".to_string()));
        }
        let different: BTreeSet<_> = file.roles.values.iter().collect();
        if different.len() < file.roles.values.len() {
            return Err(("roles.values", "a value is listed twice; list it once".to_string()));
        }
        let values = file.roles.values.iter().map(|text| value("roles.values", text));
        let values = values.collect::<Result<_, _>>()?;
        Ok(Self { quorums, ballots: file.bounds.ballots, values })
    }

    pub(super) fn build(&self) -> MessageSet {
        MessageSet::new(self.quorums.clone(), self.ballots, self.values.clone())
    }
}

/// A value of a model, which stands in the sentences of its traces.
fn value(field: &'static str, text: &str) -> Result<Value, Refusal> {
    if text.trim().is_empty() || text.contains(char::is_control) {
        return Err((field, format!("{text:?} is no value; give one line of text")));
    }
    Ok(Value::from(text))
}

fn at_most(field: &'static str, number: usize, most: usize) -> Result<(), Refusal> {
    if number <= most {
        Ok(())
    } else {
        Err((field, format!("{number}; there may be at most {most}")))
    }
}

fn bound(field: &'static str, ballots: u64) -> Result<(), Refusal> {
    if (1..=MAX_BALLOTS).contains(&ballots) {
        Ok(())
    } else {
        Err((field, format!("{ballots} ballots; there must be 1 to {MAX_BALLOTS}")))
    }
}

/// The quorums of a model. Those that need not meet are there to show what goes wrong, so they are
/// taken only where the file expects that something does.
fn quorums(
    acceptors: usize,
    quorums: &format::Quorums,
    may_violate: bool,
) -> Result<Quorums, Refusal> {
    let phase = |phase: &format::Phase| match phase {
        format::Phase::Size(size) => Ok(QuorumSystem::Size(*size)),
        format::Phase::Sets(sets) => quorum_sets(sets),
    };
    let made = match quorums {
        format::Quorums::Majority => Quorums::majority(acceptors),
        format::Quorums::Phases { prepare, accept } => {
            let (prepare, accept) = (phase(prepare)?, phase(accept)?);
            if may_violate {
                Quorums::unchecked(acceptors, prepare, accept)
            } else {
                Quorums::new(acceptors, prepare, accept)
            }
        }
        format::Quorums::Sets(sets) => {
            let sets = quorum_sets(sets)?;
            if may_violate {
                Quorums::unchecked(acceptors, sets.clone(), sets)
            } else {
                Quorums::new(acceptors, sets.clone(), sets)
            }
        }
    };
    made.map_err(|error| match error {
        QuorumError::Acceptors { .. } => ("roles.acceptors", error.to_string()),
        QuorumError::NeedNotMeet => {
            let remedy = "or list under expect.violates what goes wrong";
            ("roles.quorums", format!("{error}, {remedy}"))
        }
        error => ("roles.quorums", error.to_string()),
    })
}

fn quorum_sets(sets: &[Vec<usize>]) -> Result<QuorumSystem, Refusal> {
    let set = |acceptors: &Vec<usize>| {
        let ids = acceptors.iter().map(|number| {
            let index = number.checked_sub(1).filter(|index| *index < MAX_ACCEPTORS);
            let id = index.and_then(|index| u8::try_from(index).ok()).map(AcceptorId);
            id.ok_or_else(|| {
                let message = format!("there is no acceptor {number}; they count from 1");
                ("roles.quorums", message)
            })
        });
        ids.collect::<Result<AcceptorSet, _>>()
    };
    Ok(QuorumSystem::Sets(sets.iter().map(set).collect::<Result<_, _>>()?))
}

/// What the clients of each proposer want, and its first round.
fn proposers(roles: &NetworkRoles) -> Result<Vec<(Vec<Value>, u64)>, Refusal> {
    if roles.proposers.is_empty() {
        return Err(("roles.proposers", "there must be at least one proposer".to_string()));
    }
    at_most("roles.proposers", roles.proposers.len(), MAX_ROLES)?;
    let first_rounds = roles.first_round.clone().unwrap_or(vec![1; roles.proposers.len()]);
    if first_rounds.len() != roles.proposers.len() {
        let message = "it must list one round for each proposer".to_string();
        return Err(("roles.first_round", message));
    }
    if first_rounds.iter().any(|round| !(1..=MAX_BALLOTS).contains(round)) {
        return Err(("roles.first_round", format!("a round is a number from 1 to {MAX_BALLOTS}")));
    }
    let wanted = roles.proposers.iter().map(|clients| {
        if clients.0.is_empty() {
            let message = "a proposer must want at least one value".to_string();
            return Err(("roles.proposers", message));
        }
        clients.0.iter().map(|text| value("roles.proposers", text)).collect()
    });
    wanted.zip(first_rounds).map(|(wanted, round)| Ok((wanted?, round))).collect()
}

/// How many ballots each proposer may begin.
fn ballots(listed: &format::Ballots, proposers: usize) -> Result<Vec<u64>, Refusal> {
    let field = "bounds.ballots_per_proposer";
    let ballots = match listed {
        format::Ballots::Each(number) => vec![*number; proposers],
        format::Ballots::List(numbers) => numbers.clone(),
    };
    if ballots.len() != proposers {
        return Err((field, "it must list one number for each proposer".to_string()));
    }
    ballots.iter().try_for_each(|number| bound(field, *number))?;
    Ok(ballots)
}
