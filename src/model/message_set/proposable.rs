//! What the messages of a ballot allow its leader to propose.

use super::model::MessageSet;
use super::state::MessageSetState;
use crate::model::reports;
use crate::paxos::{AcceptorId, Ballot, Message, Value, Vote, value_rule};
use std::collections::BTreeSet;

impl MessageSet {
    /// The values that may be proposed in a ballot: for each quorum of promises, and each value
    /// that the leader might want, what the value rule makes of them. None once it has proposed.
    pub(in crate::model) fn proposable(
        &self,
        state: &MessageSetState,
        ballot: Ballot,
    ) -> BTreeSet<Value> {
        let mut promises: Vec<(AcceptorId, Option<&Vote>)> = Vec::new();
        for (from, message) in &state.sent {
            match (from, message) {
                (_, Message::Accept { ballot: proposed, .. }) if *proposed == ballot => {
                    return BTreeSet::new();
                }
                (Some(from), Message::Promise { ballot: answered, vote })
                    if *answered == ballot =>
                {
                    promises.push((*from, vote.as_ref()));
                }
                _ => {}
            }
        }
        // The value rule asks for the highest vote alone.
        let highest = reports::quorums(&self.constants.quorums, &promises).into_iter();
        let values = highest.flat_map(|(highest, _)| {
            self.values().iter().map(move |wanted| value_rule(highest.into_iter(), wanted))
        });
        values.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paxos::{ProposerId, QuorumSystem, Quorums};

    const BALLOT: Ballot = Ballot { round: 9, proposer: ProposerId(0) };

    /// What an acceptor reports; none if it has not promised.
    type Report = Option<Option<Vote>>;

    fn vote(round: u64, value: &str) -> Vote {
        let ballot = Ballot { round, proposer: ProposerId(0) };
        Vote { ballot, value: Value::from(value) }
    }

    fn values() -> Vec<Value> {
        ["8", "5"].map(Value::from).to_vec()
    }

    fn proposable(model: &MessageSet, reports: &[Report]) -> BTreeSet<Value> {
        let promised = model.acceptors().zip(reports).filter_map(|(acceptor, report)| {
            let promise = Message::Promise { ballot: BALLOT, vote: report.clone()? };
            Some((Some(acceptor), promise))
        });
        let state = MessageSetState { acceptors: Vec::new(), sent: promised.collect() };
        model.proposable(&state, BALLOT)
    }

    /// The same, by trying every set of promises.
    fn proposable_by_some_quorum(model: &MessageSet, reports: &[Report]) -> BTreeSet<Value> {
        let promises: Vec<_> =
            model.acceptors().zip(reports).filter(|(_, r)| r.is_some()).collect();
        let mut found = BTreeSet::new();
        for subset in 0..1 << promises.len() {
            let chosen = promises.iter().zip(0..).filter(|(_, bit)| subset >> bit & 1 == 1);
            let quorum: Vec<_> = chosen.map(|(promise, _)| promise).collect();
            if model
                .constants
                .quorums
                .is_prepare_quorum(quorum.iter().map(|(from, _)| *from).collect())
            {
                let reported = || quorum.iter().filter_map(|(_, report)| report.as_ref()?.as_ref());
                found.extend(values().iter().map(|wanted| value_rule(reported(), wanted)));
            }
        }
        found
    }

    #[test]
    fn what_may_be_proposed_is_what_the_value_rule_makes_of_every_quorum() {
        let set = |acceptors: &[u8]| acceptors.iter().map(|a| AcceptorId(*a)).collect();
        let sets = QuorumSystem::Sets(vec![set(&[0, 1]), set(&[1, 2, 3])]);
        let majority = Quorums::majority(4).unwrap();
        let votes = [vote(1, "8"), vote(1, "5"), vote(2, "8"), vote(2, "5")];
        let reports: Vec<Report> =
            [None, Some(None)].into_iter().chain(votes.map(|vote| Some(Some(vote)))).collect();
        for quorums in [majority, Quorums::new(4, sets.clone(), sets).unwrap()] {
            let model = MessageSet::new(quorums, 9, values());
            for number in 0..reports.len().pow(4) {
                let digits = [0, 1, 2, 3].map(|place| number / reports.len().pow(place));
                let reports = digits.map(|digit| reports[digit % reports.len()].clone());
                let expected = proposable_by_some_quorum(&model, &reports);
                assert_eq!(proposable(&model, &reports), expected, "{reports:?}");
            }
        }
    }

    /// There are 2^32 sets of promises here.
    #[test]
    fn it_is_found_soon_for_as_many_acceptors_as_there_may_be() {
        let model = MessageSet::new(Quorums::majority(32).unwrap(), 9, values());
        let mut reports = vec![Some(Some(vote(1, "8"))); 17];
        reports.resize(32, Some(Some(vote(2, "5"))));
        assert_eq!(proposable(&model, &reports), values().into_iter().collect());
        reports[0] = Some(Some(vote(2, "5")));
        assert_eq!(proposable(&model, &reports), [Value::from("5")].into());
    }
}
