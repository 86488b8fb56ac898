//! From the fields of a model file to the network of a log that it describes.

use super::faults::mortal;
use super::format::NetworkLogFile;
use super::limits::{MAX_FAULTS, MAX_ROLES, MAX_SLOTS_OF_ACTORS, Refusal, at_most, one_to, value};
use super::network::{ballots, some_proposers};
use super::quorums::quorums;
use super::visitor::Visitor;
use crate::actor::log::Process;
use crate::actor::{Role, Roster};
use crate::model::network_log::{Bounds, Broken, BrokenActor, NetworkLog, Subject};
use crate::model::packed::{NotPacked, Packing};
use crate::model::question::{Cast, Question};
use crate::model::width::AnyWidth;
use crate::paxos::{Ballot, ProposerId, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A network model of a log, checked and ready to be built.
#[derive(Clone, Debug)]
pub(super) struct NetworkLogSpec {
    roster: Arc<Roster>,
    /// For each leader, what its clients want in each slot.
    wanted: Vec<Vec<Value>>,
    bounds: Bounds,
    /// The rule that is broken, if one is.
    pub(super) broken: Option<Broken>,
}

impl NetworkLogSpec {
    pub(super) fn new(file: &NetworkLogFile) -> Result<Self, Refusal> {
        let (roles, slots) = (&file.roles, file.bounds.slots);
        at_most("roles.learners", usize::from(roles.learners), MAX_ROLES)?;
        at_most("faults.crashes", file.faults.crashes.into(), MAX_FAULTS.into())?;
        one_to(MAX_SLOTS_OF_ACTORS, "bounds.slots", (slots, "slots"))?;
        one_to(MAX_SLOTS_OF_ACTORS, "bounds.window", (file.bounds.window, "slots"))?;
        some_proposers(roles.proposers.len())?;
        let quorums = quorums(roles.acceptors, &roles.quorums, file.expect.as_ref())?;
        let wanted = roles.proposers.iter().map(|clients| wanted(&clients.0, slots));
        let wanted = wanted.collect::<Result<Vec<_>, _>>()?;
        let ballots = ballots(&file.bounds.ballots_per_proposer, wanted.len())?;
        let leaders = u16::try_from(wanted.len()).expect("at most MAX_ROLES");
        let roster = Arc::new(Roster::new(leaders, quorums, roles.learners));
        let processes: Vec<_> = roster.ids().map(|id| vec![id]).collect();
        let may_crash = file.faults.may_crash.as_deref();
        let bounds = Bounds {
            ballots,
            slots,
            window: file.bounds.window,
            duplicate: file.faults.duplicate,
            crashes: file.faults.crashes,
            mortal: mortal(&roster, &processes, (file.faults.crashes, may_crash))?,
        };
        let spec = Self { roster, wanted, bounds, broken: None };
        match &file.mutant {
            None => Ok(spec),
            Some(mutant) => spec.breaking(mutant.name).map_err(|why| ("mutant.name", why)),
        }
    }

    /// The same with this of its rules broken; why not, if it cannot be.
    pub(super) fn breaking(&self, broken: Broken) -> Result<Self, String> {
        if broken.needs_learners() && self.roster.learners().next().is_none() {
            return Err("what it does shows only to learners, and there is none".to_string());
        }
        Ok(Self { broken: Some(broken), ..self.clone() })
    }

    pub(super) fn pack(
        &self,
        packing: &Packing,
        questions: &[Question],
    ) -> Result<AnyWidth, NotPacked> {
        match self.broken {
            None => self.build(|_, process| process).pack(packing, questions),
            Some(broken) => self.with(broken).pack(packing, questions),
        }
    }

    pub(super) fn visit<V: Visitor>(&self, visitor: V) -> V::Output {
        match self.broken {
            None => visitor.visit(self.build(|_, process| process)),
            Some(broken) => visitor.visit(self.with(broken)),
        }
    }

    fn with(&self, broken: Broken) -> NetworkLog<BrokenActor> {
        self.build(|role, process| BrokenActor::new(role, process, broken))
    }

    /// Whom and what a question can be about.
    pub(super) fn cast(&self) -> Cast {
        let ballots = self.bounds.ballots.iter().zip(0..).map(|(ballots, leader)| {
            let ballot = |round| Ballot { round, proposer: ProposerId(leader) };
            (1..=*ballots).map(ballot).collect()
        });
        let proposers: Vec<Vec<Ballot>> = ballots.collect();
        let ballots: BTreeSet<Ballot> = proposers.iter().flatten().copied().collect();
        let wanted: BTreeSet<Value> = self.wanted.iter().flatten().cloned().collect();
        Cast {
            acceptors: self.roster.quorums().acceptors(),
            proposers,
            learners: self.roster.learners().count(),
            ballots: ballots.into_iter().collect(),
            values: wanted.into_iter().chain([Value::no_op()]).collect(),
            has_proposals: true,
        }
    }

    fn build<A: Subject>(&self, actor: impl Fn(Role, Process) -> A) -> NetworkLog<A> {
        let roster = || Arc::clone(&self.roster);
        let process = |role| match role {
            Role::Proposer(id) => Process::Leader {
                id,
                wanted: self.wanted[usize::from(id.0)].clone(),
                window: self.bounds.window,
                roster: roster(),
            },
            Role::Acceptor(_) => Process::Acceptor { roster: roster() },
            Role::Learner(_) => Process::Learner { roster: roster() },
        };
        let roles = self.roster.ids().filter_map(|id| self.roster.role(id));
        let actors = roles.map(|role| actor(role, process(role))).collect();
        NetworkLog::new(roster(), actors, &self.wanted, self.bounds.clone())
    }
}

/// What the clients of a leader want in each slot: one value in all, or as many as there are slots.
fn wanted(clients: &[String], slots: u64) -> Result<Vec<Value>, Refusal> {
    let field = "roles.proposers";
    let values = clients.iter().map(|text| match value(field, text)? {
        no_op if no_op.is_no_op() => {
            let why = "a no-op is what a leader fills holes with; let clients want something else";
            Err((field, why.to_string()))
        }
        value => Ok(value),
    });
    let values = values.collect::<Result<Vec<_>, _>>()?;
    let slots = usize::try_from(slots).expect("at most MAX_SLOTS_OF_ACTORS");
    match &values[..] {
        [value] => Ok(vec![value.clone(); slots]),
        values if values.len() == slots => Ok(values.to_vec()),
        values => {
            let listed = values.len();
            Err((field, format!("{listed} values; list one for all slots, or one for each")))
        }
    }
}
