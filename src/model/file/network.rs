//! From the fields of a model file to the network that it describes.

use super::fault_fields::Disks;
use super::faults::{actor, alteration, mortal, partition, processes};
use super::format::{NetworkFile, NetworkRoles};
use super::forms::Ballots;
use super::limits::{MAX_BALLOTS, MAX_FAULTS, MAX_ROLES, Refusal, at_most, bound, value};
use super::quorums::quorums;
use super::visitor::Visitor;
use crate::actor::{Process, Role, Roster};
use crate::model::mutants::{Mutant, Name, Variant};
use crate::model::network::{Bounds, Network, Subject};
use crate::model::packed::{NotPacked, Packing};
use crate::model::question::{Cast, Question};
use crate::model::width::AnyWidth;
use crate::paxos::{Ballot, ProposerId, Quorums, Value};
use stateright::actor::Id;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A network model, checked and ready to be built.
#[derive(Clone, Debug)]
pub(super) struct NetworkSpec {
    pub(super) roster: Arc<Roster>,
    proposers: Vec<(Vec<Value>, u64)>,
    /// Whose the lowest ballot is.
    owner: Option<ProposerId>,
    processes: Vec<Vec<Id>>,
    mortal: Vec<usize>,
    bounds: Bounds,
    /// Whether acceptors say that they do not answer.
    refusals: bool,
    /// Whether learners ask each other as well.
    learners_tell: bool,
    pub(super) mutant: Option<Name>,
}

impl NetworkSpec {
    pub(super) fn new(file: &NetworkFile) -> Result<Self, Refusal> {
        let roles = &file.roles;
        at_most("roles.learners", usize::from(roles.learners), MAX_ROLES)?;
        for (field, number) in [
            ("bounds.resends", file.bounds.resends),
            ("bounds.reads", file.bounds.reads),
            ("faults.crashes", file.faults.crashes),
            ("faults.alterations", file.faults.alterations),
        ] {
            at_most(field, number.into(), MAX_FAULTS.into())?;
        }
        let quorums = quorums(roles.acceptors, &roles.quorums, file.expect.as_ref())?;
        let mut proposers = proposers(roles)?;
        let ballots = ballots(&file.bounds.ballots_per_proposer, proposers.len())?;
        let count = u16::try_from(proposers.len()).expect("at most MAX_ROLES");
        let roster = Arc::new(Roster::new(count, quorums, roles.learners));
        let owner = owner(&roster, roles)?;
        if let Some(owner) = owner {
            proposers[usize::from(owner.0)].1 = 0;
        }
        let processes = processes(&roster, roles.processes.as_deref())?;
        let may_crash = file.faults.may_crash.as_deref();
        let mortal = mortal(&roster, &processes, (file.faults.crashes, may_crash))?;
        let bounds = Bounds {
            ballots,
            duplicate: file.faults.duplicate,
            crashes: file.faults.crashes,
            partition: partition(&roster, &processes, &file.faults)?,
            heals: file.faults.heals,
            alterations: file.faults.alterations,
            alteration: alteration(&file.faults)?,
            caching_disks: file.faults.disks == Disks::Caching,
            resends: file.bounds.resends,
            reads: file.bounds.reads,
        };
        let spec = Self {
            learners_tell: learners_tell(roles, &bounds)?,
            refusals: roles.refusals,
            mutant: None,
            roster,
            proposers,
            owner,
            processes,
            mortal,
            bounds,
        };
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
        if name.variant().needs_reads() && self.bounds.reads == 0 {
            let why = "what it does shows only where clients ask: `reads = 1` or more";
            return Err(why.to_string());
        }
        if name.variant().needs_refusals() && !self.refusals {
            let why = "what it does shows only where acceptors refuse: `refusals = true`";
            return Err(why.to_string());
        }
        if name.variant().needs_learners_that_tell() && !self.learners_tell {
            let why = "what it does shows only where learners tell: `learners_tell = true`";
            return Err(why.to_string());
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

    pub(super) fn pack(
        &self,
        packing: &Packing,
        questions: &[Question],
    ) -> Result<AnyWidth, NotPacked> {
        match self.mutant {
            None => self.build(|_, process| process).pack(packing, questions),
            Some(name) => self.broken(name).pack(packing, questions),
        }
    }

    pub(super) fn visit<V: Visitor>(&self, visitor: V) -> V::Output {
        match self.mutant {
            None => visitor.visit(self.build(|_, process| process)),
            Some(name) => visitor.visit(self.broken(name)),
        }
    }

    /// Whom and what a question can be about. A mutant can have other ballots, and a value that nobody wants.
    pub(super) fn cast(&self) -> Cast {
        let variant = self.mutant.map(Name::variant);
        let proposers: Vec<Vec<Ballot>> = std::iter::zip(self.firsts(), &self.bounds.ballots)
            .map(|(Ballot { round: first, proposer }, ballots)| {
                let rounds = first..first + ballots;
                rounds.map(|round| Ballot { round, proposer }).collect()
            })
            .collect();
        let ballots: BTreeSet<Ballot> = proposers.iter().flatten().copied().collect();
        let wanted = self.proposers.iter().flat_map(|(clients, _)| clients).cloned();
        let invented = variant.and_then(Variant::invents);
        let values: BTreeSet<Value> = wanted.chain(invented).collect();
        Cast {
            acceptors: self.acceptors(),
            proposers,
            learners: self.roster.learners().count(),
            ballots: ballots.into_iter().collect(),
            values: values.into_iter().collect(),
            has_proposals: true,
        }
    }

    /// The first ballot of each proposer. A mutant can have another than the reference.
    fn firsts(&self) -> impl Iterator<Item = Ballot> {
        let variant = self.mutant.map(Name::variant);
        self.roster.proposers().zip(0..).map(move |(_, number)| {
            let role = Role::Proposer(ProposerId(number));
            let process = self.incarnations(role).remove(0);
            let process = match variant.filter(|variant| variant.changes(role)) {
                Some(variant) => variant.process(process),
                None => process,
            };
            let Process::Proposer { id: proposer, first_round: round, .. } = process else {
                unreachable!("a proposer is one, also if it is broken")
            };
            Ballot { round, proposer }
        })
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
            Role::Acceptor(_) => {
                vec![Process::Acceptor { refuses: self.refusals, roster: roster() }]
            }
            Role::Learner(_) => {
                vec![Process::Learner { tells: self.learners_tell, roster: roster() }]
            }
        }
    }

    fn build<A: Subject>(&self, actor: impl Fn(Role, Process) -> A) -> Network<A> {
        let roster = || Arc::clone(&self.roster);
        let incarnations = |id| {
            let role = self.roster.role(id).expect("it is of the roster");
            self.incarnations(role).into_iter().map(|process| actor(role, process)).collect()
        };
        let wanted = self.proposers.iter().map(|(wanted, _)| wanted.clone());
        Network::new(
            roster(),
            self.roster.ids().map(incarnations).collect(),
            wanted.zip(self.firsts().map(|ballot| ballot.round)).collect(),
            self.owner,
            self.processes.clone(),
            self.mortal.clone(),
            self.bounds.clone(),
        )
    }
}

/// Refuses none, and too many proposers.
pub(super) fn some_proposers(number: usize) -> Result<(), Refusal> {
    if number == 0 {
        return Err(("roles.proposers", "there must be at least one proposer".to_string()));
    }
    at_most("roles.proposers", number, MAX_ROLES)
}

/// What the clients of each proposer want, and its first round.
fn proposers(roles: &NetworkRoles) -> Result<Vec<(Vec<Value>, u64)>, Refusal> {
    some_proposers(roles.proposers.len())?;
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

/// Whose the lowest ballot is.
fn owner(roster: &Roster, roles: &NetworkRoles) -> Result<Option<ProposerId>, Refusal> {
    let field = "roles.fast";
    let Some(name) = &roles.fast else { return Ok(None) };
    if roles.first_round.is_some() {
        let why = "its first round is 0, and that of all others 1; leave out roles.first_round";
        return Err((field, why.to_string()));
    }
    match roster.role(actor(roster, field, name)?) {
        Some(Role::Proposer(owner)) => Ok(Some(owner)),
        _ => Err((field, format!("{name} is no proposer; name one, such as \"proposer A\""))),
    }
}

/// Whether learners ask each other as well.
fn learners_tell(roles: &NetworkRoles, bounds: &Bounds) -> Result<bool, Refusal> {
    let why = match (roles.learners_tell, roles.learners, bounds.resends) {
        (false, ..) => return Ok(false),
        (true, 0 | 1, _) => "there is nobody to tell; list `learners = 2` or more",
        (true, _, 0) => "a learner tells who asks, and nobody does; list `resends = 1` or more",
        (true, ..) => return Ok(true),
    };
    Err(("roles.learners_tell", why.to_string()))
}

/// How many ballots each proposer may begin.
pub(super) fn ballots(listed: &Ballots, proposers: usize) -> Result<Vec<u64>, Refusal> {
    let field = "bounds.ballots_per_proposer";
    let ballots = match listed {
        Ballots::Each(number) => vec![*number; proposers],
        Ballots::List(numbers) => numbers.clone(),
    };
    if ballots.len() != proposers {
        return Err((field, "it must list one number for each proposer".to_string()));
    }
    ballots.iter().try_for_each(|number| bound(field, *number))?;
    Ok(ballots)
}
