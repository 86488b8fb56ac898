//! What each event of the nodes is in a model.

use super::not_drawn::{NotDrawn, Why};
use crate::actor::{Msg, Role, Roster};
use crate::audit::problem::At;
use crate::audit::recording::{Event, On, Recording, What};
use crate::model::story::{Act, Said};
use crate::node::{As, NodeId};
use crate::paxos::{Durable, ProposerId, Value};
use stateright::actor::Id;
use std::collections::{BTreeMap, BTreeSet};

/// What the nodes did, in the words of a model, and what that model has to have.
pub(super) struct Acts {
    /// For each event of a node the steps that it is.
    pub(super) of_nodes: BTreeMap<NodeId, Vec<Vec<Act>>>,
    /// What the clients of each proposer want, one after the other; nothing, if it never ran.
    pub(super) clients: Vec<Vec<Value>>,
    /// The last round that each proposer began, and where.
    pub(super) last_rounds: Vec<Option<(u64, At)>>,
    /// Who began a ballot in round 0.
    pub(super) owner: Option<ProposerId>,
}

impl Acts {
    /// What was recorded, in the words of a model.
    ///
    /// # Errors
    /// At the first line that says what no model can.
    pub(super) fn of(recording: &Recording) -> Result<Self, NotDrawn> {
        let roster = &recording.setting.roster;
        let proposers = roster.proposers().count();
        let mut acts = Self {
            of_nodes: BTreeMap::new(),
            clients: vec![Vec::new(); proposers],
            last_rounds: vec![None; proposers],
            owner: None,
        };
        let reads = Reads::of(recording);
        for (node, events) in &recording.nodes {
            let process: Vec<Id> =
                roster.ids().filter(|id| recording.setting.home(*id) == Some(*node)).collect();
            let mut life = Life::of(roster, &process);
            let mut of_node = Vec::new();
            for (place, event) in events.iter().enumerate() {
                let mut now = Vec::new();
                match &event.what {
                    What::Runs { found, wants, beside } => {
                        life.finds(event, found.as_ref())?;
                        if has_effects(event.id, &events[place + 1..]) {
                            // A learner that was put to sleep, and has kept what it learned, forgets nothing.
                            let has_kept = matches!(found, Some(Durable::Learner(_)));
                            let crash = (!has_kept).then(|| life.runs(event.id, beside));
                            now.extend(crash.flatten());
                            acts.wants(&life, event, wants.as_ref())?;
                        }
                    }
                    What::Does { on, has_effect, saves, learned, .. } => {
                        if *has_effect {
                            life.does(event)?;
                            now.push(reads.act(roster, event, on)?);
                        }
                        acts.saves(&mut life, event, saves.as_ref());
                        life.saved.extend(learned.as_ref().map(|_| event.id));
                    }
                }
                of_node.push(now);
            }
            acts.of_nodes.insert(*node, of_node);
        }
        Ok(acts)
    }

    /// A proposer runs for this client.
    fn wants(&mut self, life: &Life, event: &Event, wants: Option<&Value>) -> Result<(), NotDrawn> {
        let Some(Role::Proposer(proposer)) = life.roster.role(event.id) else { return Ok(()) };
        let Some(value) = wants else { return Ok(()) };
        if value.as_str().trim().is_empty() || value.as_str().contains(char::is_control) {
            return Err(Why::Value { value: value.to_string() }.at(&event.at));
        }
        // Each crash moves on to the next client, also one in whose life the proposer did not run.
        let clients = &mut self.clients[usize::from(proposer.0)];
        let before = clients.last().unwrap_or(value).clone();
        clients.resize(life.crashes, before);
        clients.push(value.clone());
        Ok(())
    }

    /// An actor saves this.
    fn saves(&mut self, life: &mut Life, event: &Event, saves: Option<&Durable>) {
        let Some(durable) = saves else { return };
        life.saved.insert(event.id);
        if let (Some(Role::Proposer(id)), Durable::Proposer(record)) =
            (life.roster.role(event.id), durable)
            && let Some(ballot) = record.ballot
        {
            self.last_rounds[usize::from(id.0)] = Some((ballot.round, event.at.clone()));
            if ballot.round == 0 {
                self.owner = Some(id);
            }
        }
    }
}

/// Whether anything comes of it that an actor runs here.
fn has_effects(id: Id, rest: &[Event]) -> bool {
    let own = rest.iter().filter(|event| event.id == id);
    let mut handlers = own.map_while(|event| match event.what {
        What::Does { has_effect, .. } => Some(has_effect),
        What::Runs { .. } => None,
    });
    handlers.any(|has_effect| has_effect)
}

/// The actors of a node, as the process that they are in a model.
struct Life<'a> {
    roster: &'a Roster,
    process: &'a [Id],
    crashes: usize,
    /// Those that have something in memory, since the last crash.
    busy: BTreeSet<Id>,
    /// Those that lost it in the last crash, and have not started again since.
    lost: BTreeSet<Id>,
    /// Those that have something on disk, and learners that have learned.
    saved: BTreeSet<Id>,
}

impl<'a> Life<'a> {
    fn of(roster: &'a Roster, process: &'a [Id]) -> Self {
        let (busy, lost, saved) = Default::default();
        Self { roster, process, crashes: 0, busy, lost, saved }
    }

    /// An actor starts from what is durable of it.
    fn finds(&self, event: &Event, found: Option<&Durable>) -> Result<(), NotDrawn> {
        if found.is_none() || self.saved.contains(&event.id) {
            return Ok(());
        }
        Err(Why::Past { who: self.roster.name(event.id) }.at(&event.at))
    }

    /// An actor runs, beside these. Those that no longer do have crashed, unless they have lost nothing by that.
    fn runs(&mut self, id: Id, beside: &BTreeSet<Id>) -> Option<Act> {
        let is_over = !self.busy.is_empty() && self.busy.is_disjoint(beside);
        let has_crashed = is_over || self.busy.contains(&id);
        if has_crashed {
            self.crashes += 1;
            self.lost = std::mem::take(&mut self.busy);
        }
        self.lost.remove(&id);
        has_crashed.then(|| Act::Crash {
            actors: self.process.iter().map(|id| self.roster.name(*id)).collect(),
        })
    }

    /// An actor does something.
    fn does(&mut self, event: &Event) -> Result<(), NotDrawn> {
        if self.lost.contains(&event.id) {
            let who = self.roster.name(event.id);
            let has_kept = self.roster.is_learner(event.id) && self.saved.contains(&event.id);
            let why = if has_kept { Why::Kept { who } } else { Why::Alone { who } };
            return Err(why.at(&event.at));
        }
        if !matches!(self.roster.role(event.id), Some(Role::Acceptor(_))) {
            self.busy.insert(event.id);
        }
        Ok(())
    }
}

/// The numbers of all reads, in their order, for each learner. In a model they are counted from 1.
struct Reads(BTreeMap<Id, Vec<u64>>);

impl Reads {
    fn of(recording: &Recording) -> Self {
        let mut reads: BTreeMap<Id, Vec<u64>> = BTreeMap::new();
        for event in recording.nodes.values().flatten() {
            if let What::Does { on: On::Read(number), has_effect: true, .. } = &event.what {
                reads.entry(event.id).or_default().push(*number);
            }
        }
        Self(reads)
    }

    /// What a step is in a model.
    fn act(&self, roster: &Roster, event: &Event, on: &On) -> Result<Act, NotDrawn> {
        let (actor, to) = (roster.name(event.id), roster.name(event.id));
        Ok(match on {
            On::Read(_) => Act::Read { actor },
            On::Timer(timer) => Act::Timeout { actor, timer: As(*timer).to_string() },
            On::Heard(src, msg) => {
                let from = roster.name(*src);
                let learner = if matches!(msg, Msg::Read { .. }) { *src } else { event.id };
                let message = self.numbered(learner, msg).ok_or_else(|| {
                    let what = format!("{to} hears from {from}: {}", Said::from(msg));
                    Why::NeverSaid { what }.at(&event.at)
                })?;
                Act::Deliver { from, to, message }
            }
        })
    }

    /// A message of this learner's reads as it is in a model; none, if there was no such read.
    fn numbered(&self, learner: Id, msg: &Msg) -> Option<Said> {
        let counted = |number: &u64| {
            let place = self.0.get(&learner)?.iter().position(|other| other == number)?;
            u64::try_from(place + 1).ok()
        };
        Some(match msg {
            Msg::Read { number } => Said::Read { read: counted(number)? },
            Msg::Unvoted { number } => Said::Unvoted { read: counted(number)? },
            other => Said::from(other),
        })
    }
}
