//! False alarms: what is said to be wrong with a model in which nothing can be.

use super::model::{Log, Model, Network};
use synod::check::{Judged, Judgement, PropertyResult, PropertyVerdict};
use synod::model::mutants::Name;
use synod::properties::{self, Sought};

impl Model {
    /// What a search says is wrong with the reference, or with a change that is known to be safe, though quorums
    /// meet and messages arrive as they were sent.
    pub(crate) fn false_alarms(&self, judgement: &Judgement) -> Vec<String> {
        let (quorums, acceptors) = match self {
            Self::Network(network) => (&network.quorums, network.acceptors),
            Self::Abstract(model) => (&model.quorums, model.acceptors),
        };
        let all_is_well = match self {
            Self::Network(network) => network.alterations == 0 || network.notices(),
            Self::Abstract(_) => true,
        };
        if !all_is_well || !quorums.meet(acceptors) {
            return Vec::new();
        }
        let violated = |result: &&PropertyResult| {
            result.verdict == PropertyVerdict::Violated && self.must_hold(&result.judged)
        };
        let violated = judgement.properties.iter().filter(violated);
        violated.map(|result| format!("a false alarm: {}", result.name())).collect()
    }

    /// Whether what is judged must hold, if quorums meet. A reader may ask anything. Who is safe and does otherwise
    /// than Paxos need not refine it, nor get on; and where somebody stops for ever the others need not.
    fn must_hold(&self, judged: &Judged) -> bool {
        if matches!(judged, Judged::OfRuns(sought) if is_question(&**sought)) {
            return false;
        }
        match self {
            Self::Network(network @ Network { mutant: Some(name), .. }) => {
                matches!(judged, Judged::OfRuns(_)) && network.is_safe(*name)
            }
            Self::Network(Network { log: Some(Log { broken, .. }), .. }) => broken.is_none(),
            Self::Network(_) => true,
            Self::Abstract(model) => {
                let stops = model.transaction.as_ref().is_some_and(|of| of.stops > 0);
                model.mutant.is_none() && (matches!(judged, Judged::OfRuns(_)) || !stops)
            }
        }
    }
}

/// Whether something is asked by a reader, and no property.
pub(crate) fn is_question(sought: &dyn Sought) -> bool {
    properties::ALL.iter().all(|property| property.name != sought.name())
}

impl Network {
    /// Whether a mutant breaks no rule of safety here.
    fn is_safe(&self, name: Name) -> bool {
        let first = |proposer: &super::model::Proposer| proposer.first_round;
        let lowest = self.proposers.iter().map(first).min();
        // The one that skips phase 1 takes its first ballot for the lowest of all.
        let owns_lowest = lowest == self.proposers.first().map(first);
        let variant = name.variant();
        (variant.is_safe() || variant.only_blocks())
            && (name != Name::LowestBallotSkipsPhase1 || owns_lowest)
    }

    /// Whether whoever receives an altered message sees that it is one.
    pub(crate) fn notices(&self) -> bool {
        match self.integrity {
            "keyed-tag" => true,
            "checksum" => !self.tampering,
            _ => false,
        }
    }
}
