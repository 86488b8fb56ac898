//! Who can change places with whom.

use crate::model::columns::{quorums_allow, swapped};
use crate::model::orders::{all_orders, orders};
use crate::model::packed::Reduction;
use crate::model::question::Question;
use crate::paxos::{Quorums, Value};

/// The most acceptors that change places; where there are more, the others stay.
const MOST_MOVED: usize = 6;

/// Some of a kind, and the orders in which they can stand without anybody noticing: a group of them, the present one
/// first.
#[derive(Clone, Debug)]
pub(in crate::model) struct Alike {
    pub(super) reduction: Reduction,
    pub(super) orders: Vec<Vec<usize>>,
}

impl Alike {
    /// Acceptors, as far as neither quorums nor questions tell them apart.
    pub(in crate::model) fn acceptors(quorums: &Quorums, questions: &[Question]) -> Self {
        let count = quorums.acceptors();
        let allow =
            |at: usize| quorums_allow(quorums, at) && questions.iter().all(|q| q.allows_swap(at));
        let mut orders = vec![(0..count).collect::<Vec<usize>>()];
        for last in (1..count.min(MOST_MOVED)).take_while(|last| allow(last - 1)) {
            // Those so far in all orders, and the next moved down among them to each place.
            orders = (0..=last)
                .flat_map(|place| orders.iter().map(move |order| moved(order, last, place)))
                .collect();
            orders.sort();
        }
        Self { reduction: Reduction::AcceptorSymmetry, orders }
    }

    /// All of so many, which nothing tells apart; none of them, if they are too many.
    pub(in crate::model) fn all(reduction: Reduction, count: usize) -> Self {
        let mut orders = all_orders(count);
        orders.sort();
        Self { reduction, orders }
    }

    /// Values, as far as questions do not tell them apart.
    pub(in crate::model) fn values(values: &[Value], questions: &[Question]) -> Self {
        Self { reduction: Reduction::ValueSymmetry, orders: orders(values, questions) }
    }
}

/// An order after which the one of this number has changed places with its neighbours, down to this place.
fn moved(order: &[usize], number: usize, place: usize) -> Vec<usize> {
    (place..number).rev().fold(order.to_vec(), |order, at| {
        order.into_iter().map(|stands| swapped(at, stands)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paxos::QuorumSystem;
    use std::collections::BTreeSet;

    #[test]
    fn acceptors_stand_in_all_orders_if_nothing_tells_them_apart() {
        let majority = Quorums::majority(4).unwrap();
        let all = Alike::acceptors(&majority, &[]).orders;
        assert_eq!(all.len(), 24);
        assert_eq!(all[0], [0, 1, 2, 3]);
        assert_eq!(all.into_iter().collect::<BTreeSet<_>>().len(), 24);
        let many = Quorums::majority(9).unwrap();
        assert_eq!(Alike::acceptors(&many, &[]).orders.len(), 720);
    }

    #[test]
    fn acceptors_that_quorums_tell_apart_stay() {
        let set = |ids: &[u8]| ids.iter().map(|id| crate::paxos::AcceptorId(*id)).collect();
        let sets = QuorumSystem::Sets(vec![set(&[0, 2]), set(&[1, 2])]);
        let quorums = Quorums::new(3, sets.clone(), sets).unwrap();
        let orders = Alike::acceptors(&quorums, &[]).orders;
        assert_eq!(orders, [[0, 1, 2], [1, 0, 2]], "the third is in all quorums");
    }
}
