//! The system that a model file describes, of whatever kind.

use super::abstract_systems::{
    commit, message_set, message_set_log, raft, sequence_paxos, two_phase, voting,
};
use super::error::FileError;
use super::format::{self, About, from_toml};
use super::network::NetworkSpec;
use super::network_log::NetworkLogSpec;
use super::visitor::Visitor;
use crate::model::commit::Commit;
use crate::model::descendants::raft::Raft;
use crate::model::descendants::sequence_paxos::SequencePaxos;
use crate::model::message_set::MessageSet;
use crate::model::message_set_log::MessageSetLog;
use crate::model::packed::{NotPacked, Packing};
use crate::model::question::{Cast, Question};
use crate::model::two_phase::TwoPhase;
use crate::model::voting::Voting;
use crate::model::width::AnyWidth;
use crate::properties::AskedFor;
use std::path::Path;

/// The system, checked and ready to be built.
#[derive(Clone, Debug)]
pub(super) enum Spec {
    Network(Box<NetworkSpec>),
    NetworkLog(NetworkLogSpec),
    MessageSet(MessageSet),
    MessageSetLog(MessageSetLog),
    Voting(Voting),
    SequencePaxos(SequencePaxos),
    Raft(Raft),
    Commit(Commit),
    TwoPhase(TwoPhase),
}

impl Spec {
    /// Reads the text of a file that describes a system of this kind.
    pub(super) fn parse(
        path: &Path,
        system: format::System,
        text: &str,
    ) -> Result<(About, Self), FileError> {
        let field = |(field, message): (&str, String)| FileError::field(path, field, message);
        match system {
            format::System::Network => {
                let file: format::NetworkFile = from_toml(path, text)?;
                let spec = NetworkSpec::new(&file).map_err(field)?;
                Ok((file.into(), Self::Network(Box::new(spec))))
            }
            format::System::NetworkLog => {
                let file: format::NetworkLogFile = from_toml(path, text)?;
                let spec = NetworkLogSpec::new(&file).map_err(field)?;
                Ok((file.into(), Self::NetworkLog(spec)))
            }
            format::System::MessageSet => {
                let file: format::MessageSetFile = from_toml(path, text)?;
                let system = message_set(&file).map_err(field)?;
                Ok((file.into(), Self::MessageSet(system)))
            }
            format::System::MessageSetLog => {
                let file: format::MessageSetLogFile = from_toml(path, text)?;
                let system = message_set_log(&file).map_err(field)?;
                Ok((file.into(), Self::MessageSetLog(system)))
            }
            format::System::Voting => {
                let file: format::VotingFile = from_toml(path, text)?;
                let system = voting(&file).map_err(field)?;
                Ok((file.into(), Self::Voting(system)))
            }
            format::System::SequencePaxos => {
                let file: format::SequencePaxosFile = from_toml(path, text)?;
                let system = sequence_paxos(&file).map_err(field)?;
                Ok((file.into(), Self::SequencePaxos(system)))
            }
            format::System::Commit => {
                let file: format::CommitFile = from_toml(path, text)?;
                let system = commit(&file).map_err(field)?;
                Ok((file.into(), Self::Commit(system)))
            }
            format::System::TwoPhase => {
                let file: format::TwoPhaseFile = from_toml(path, text)?;
                let system = two_phase(&file).map_err(field)?;
                Ok((file.into(), Self::TwoPhase(system)))
            }
            format::System::Raft => {
                let file: format::RaftFile = from_toml(path, text)?;
                let system = raft(&file).map_err(field)?;
                Ok((file.into(), Self::Raft(system)))
            }
        }
    }

    /// What a property that can be asked for is for instead, if it is not for this system.
    pub(super) fn makes_no_sense(&self, property: AskedFor) -> Option<&'static str> {
        use AskedFor::{DecisionStaysReachable, KeepsTheInvariant, RefinesPaxos};
        match (self, property) {
            (Self::Network(spec), DecisionStaysReachable) if spec.loses_messages() => Some(
                "networks on which every message can still arrive, and have its effect; leave it out, or \
                 faults.alterations, or let the partition heal, or let messages be duplicated where a crash \
                 takes what a disk has cached of their effects",
            ),
            (Self::MessageSet(_), RefinesPaxos) => {
                Some("networks: an abstract model is the algorithm itself; leave it out")
            }
            (Self::Voting(_), RefinesPaxos | KeepsTheInvariant) => {
                Some("systems with messages, as the algorithm is; leave it out")
            }
            (
                Self::SequencePaxos(_) | Self::Raft(_) | Self::TwoPhase(_),
                RefinesPaxos | KeepsTheInvariant,
            ) => Some("systems of Paxos, which this is not; leave it out"),
            (Self::Raft(_), DecisionStaysReachable) => Some(
                "systems in which the highest ballot can always succeed; here it is lost if a candidate stands for \
                 it whose log is not up to date; leave it out",
            ),
            _ => None,
        }
    }

    /// Whom and what a question can be about.
    pub(super) fn cast(&self) -> Cast {
        match self {
            Self::Network(spec) => spec.cast(),
            Self::NetworkLog(spec) => spec.cast(),
            Self::MessageSet(system) => system.cast(),
            Self::MessageSetLog(system) => system.cast(),
            Self::Voting(system) => system.cast(),
            Self::SequencePaxos(system) => system.cast(),
            Self::Raft(system) => system.cast(),
            Self::Commit(system) => system.cast(),
            Self::TwoPhase(system) => system.cast(),
        }
    }

    pub(super) fn pack(
        &self,
        packing: &Packing,
        questions: &[Question],
    ) -> Result<AnyWidth, NotPacked> {
        match self {
            Self::Network(spec) => spec.pack(packing, questions),
            Self::NetworkLog(spec) => spec.pack(packing, questions),
            Self::MessageSet(system) => system.clone().pack(packing, questions),
            Self::MessageSetLog(system) => system.clone().pack(packing, questions),
            Self::Voting(system) => system.clone().pack(packing, questions),
            Self::SequencePaxos(system) => system.clone().pack(packing, questions),
            Self::Raft(system) => system.clone().pack(packing, questions),
            Self::Commit(system) => system.clone().pack(packing, questions),
            Self::TwoPhase(system) => system.clone().pack(packing, questions),
        }
    }

    pub(super) fn visit<V: Visitor>(&self, visitor: V) -> V::Output {
        match self {
            Self::Network(spec) => spec.visit(visitor),
            Self::NetworkLog(spec) => spec.visit(visitor),
            Self::MessageSet(system) => visitor.visit(system.clone()),
            Self::MessageSetLog(system) => visitor.visit(system.clone()),
            Self::Voting(system) => visitor.visit(system.clone()),
            Self::SequencePaxos(system) => visitor.visit(system.clone()),
            Self::Raft(system) => visitor.visit(system.clone()),
            Self::Commit(system) => visitor.visit(system.clone()),
            Self::TwoPhase(system) => visitor.visit(system.clone()),
        }
    }
}
