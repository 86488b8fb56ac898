//! Things of a kind that change places.

use super::question::Question;
use crate::paxos::Value;

/// The most orders that are tried for symmetry: those of five.
const MAX_ORDERS: usize = 120;

/// All orders of these values that leave the questions as they are, the present one first; it alone, if there are too
/// many. They are a group.
pub(super) fn orders(values: &[Value], questions: &[Question]) -> Vec<Vec<usize>> {
    let mut orders = all_orders(values.len());
    orders.retain(|order| {
        let renamed = |value: &Value| renamed(values, order, value);
        questions.iter().all(|question| question.allows_renaming(&renamed))
    });
    orders
}

/// What a value is called in another order.
pub(super) fn renamed(values: &[Value], order: &[usize], value: &Value) -> Value {
    let number = values.iter().position(|v| v == value).expect("it is listed");
    values[order[number]].clone()
}

/// All orders of so many things, the present one first; it alone, if there are too many.
pub(super) fn all_orders(things: usize) -> Vec<Vec<usize>> {
    let mut orders: Vec<Vec<usize>> = vec![Vec::new()];
    for thing in 0..things {
        orders = orders
            .into_iter()
            .flat_map(|order| {
                (0..=order.len()).rev().map(move |at| {
                    let mut longer = order.clone();
                    longer.insert(at, thing);
                    longer
                })
            })
            .collect();
        if orders.len() > MAX_ORDERS {
            return vec![(0..things).collect()];
        }
    }
    orders
}
