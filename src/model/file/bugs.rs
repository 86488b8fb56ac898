//! The known ways to get Paxos, or what descends from it, wrong; and which models can be given which.

use super::model_file::ModelFile;
use super::network::NetworkSpec;
use super::spec::Spec;
use crate::model::descendants::{raft, sequence_paxos};
use crate::model::mutants::Name;
use crate::model::{message_set_log, network_log};
use crate::paxos::{QuorumSystem, Quorums};
use std::fmt;

/// One of them. Displayed by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// An actor breaks a rule.
    Mutant(Name),
    /// At least half of the acceptors are a quorum, instead of more than half.
    HalfIsAQuorum,
    /// A majority of promises is enough to propose, and as many votes to choose as are left over.
    QuorumsNeedNotMeet,
    /// A log breaks a rule.
    Log(message_set_log::Broken),
    /// An actor of a log breaks a rule.
    LogActor(network_log::Broken),
    /// Sequence Paxos without a rule of its own.
    SequencePaxos(sequence_paxos::Broken),
    /// Raft without a rule of its own.
    Raft(raft::Broken),
}

impl Bug {
    /// All that are known and show in a run.
    pub fn all() -> impl Iterator<Item = Self> {
        let shows = |name: &&Name| !name.variant().is_safe() && !name.variant().only_blocks();
        let broken = Name::ALL.iter().filter(shows);
        let quorums = [Self::HalfIsAQuorum, Self::QuorumsNeedNotMeet];
        let logs = message_set_log::Broken::ALL.into_iter().filter(|broken| !broken.is_safe());
        let log_actors = network_log::Broken::ALL.into_iter().map(Self::LogActor);
        let descendants = sequence_paxos::Broken::ALL.into_iter().map(Self::SequencePaxos);
        let descendants = descendants.chain(raft::Broken::ALL.into_iter().map(Self::Raft));
        let logs = logs.map(Self::Log).chain(log_actors);
        broken.map(|name| Self::Mutant(*name)).chain(quorums).chain(logs).chain(descendants)
    }
}

impl fmt::Display for Bug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mutant(name) => write!(f, "{name}"),
            Self::HalfIsAQuorum => f.write_str("half-is-a-quorum"),
            Self::QuorumsNeedNotMeet => f.write_str("quorums-need-not-meet"),
            Self::Log(broken) => write!(f, "{broken}"),
            Self::LogActor(broken) => write!(f, "{broken}"),
            Self::SequencePaxos(broken) => write!(f, "{broken}"),
            Self::Raft(broken) => write!(f, "{broken}"),
        }
    }
}

impl ModelFile {
    /// Whether there is any bug that the model can have.
    pub fn can_be_broken(&self) -> bool {
        Bug::all().any(|bug| self.with_bug(bug).is_ok())
    }

    /// The same model with this bug in it, without expectations, and without questions: what a reader wants to know
    /// is no rule that a bug would break.
    ///
    /// # Errors
    /// If the model cannot have it: why, in words.
    pub fn with_bug(&self, bug: Bug) -> Result<Self, String> {
        if self.mutant().is_some() {
            return Err("it has a mutant already".to_string());
        }
        let system = match (&self.system, bug) {
            (Spec::Network(spec), bug) => Spec::Network(Box::new(spec.with_bug(bug)?)),
            (Spec::NetworkLog(spec), Bug::LogActor(broken)) => {
                Spec::NetworkLog(spec.breaking(broken)?)
            }
            (Spec::MessageSetLog(model), Bug::Log(broken)) => {
                Spec::MessageSetLog(model.clone().breaking(Some(broken)))
            }
            (Spec::SequencePaxos(model), Bug::SequencePaxos(broken)) => {
                Spec::SequencePaxos(model.clone().with(Some(broken)))
            }
            (Spec::Raft(model), Bug::Raft(broken)) => Spec::Raft(model.clone().with(Some(broken))),
            _ => return Err(format!("{bug} is no bug of such a model")),
        };
        Ok(self.with_system(system))
    }

    /// The same model with the actors of the reference, or with all rules as they are, without expectations and questions;
    /// none, if it is that already.
    pub fn reference(&self) -> Option<Self> {
        let mut system = self.system.clone();
        match &mut system {
            Spec::Network(spec) => drop(spec.mutant.take()?),
            Spec::NetworkLog(spec) => drop(spec.broken.take()?),
            Spec::MessageSetLog(model) => {
                model.broken()?;
                *model = model.clone().breaking(None);
            }
            Spec::SequencePaxos(model) => {
                model.broken()?;
                *model = model.clone().with(None);
            }
            Spec::Raft(model) => {
                model.broken()?;
                *model = model.clone().with(None);
            }
            Spec::MessageSet(_) | Spec::Voting(_) | Spec::Commit(_) | Spec::TwoPhase(_) => {
                return None;
            }
        }
        Some(self.with_system(system))
    }

    fn with_system(&self, system: Spec) -> Self {
        Self {
            path: self.path.clone(),
            digest: self.digest.clone(),
            title: self.title.clone(),
            deep: self.deep,
            breaks: None,
            seen: None,
            expect: None,
            questions: Vec::new(),
            system,
        }
    }
}

impl NetworkSpec {
    fn with_bug(&self, bug: Bug) -> Result<Self, String> {
        let acceptors = self.acceptors();
        let majority = QuorumSystem::Size(acceptors / 2 + 1);
        let quorums = |prepare: QuorumSystem, accept| {
            let majorities = Quorums::majority(acceptors).as_ref() == Ok(self.roster.quorums());
            let quorums = Quorums::unchecked(acceptors, prepare, accept).ok();
            let quorums = quorums.filter(|_| majorities);
            let quorums = quorums.ok_or("its quorums are not majorities of several acceptors")?;
            Ok::<_, String>(self.with_quorums(quorums))
        };
        match bug {
            Bug::Mutant(name) => self.with_mutant(name),
            Bug::HalfIsAQuorum => {
                let half = QuorumSystem::Size(acceptors.div_ceil(2));
                quorums(half.clone(), half)
            }
            Bug::QuorumsNeedNotMeet => quorums(majority, QuorumSystem::Size((acceptors - 1) / 2)),
            Bug::Log(_) | Bug::LogActor(_) | Bug::SequencePaxos(_) | Bug::Raft(_) => {
                Err("it is about one decree".to_string())
            }
        }
    }
}
