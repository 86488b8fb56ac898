//! Values that change places.

/// The most orders of values that are tried for symmetry: those of five.
const MAX_ORDERS: usize = 120;

/// All orders of so many values but the first, if there are not too many.
pub(super) fn orders(values: usize) -> Vec<Vec<usize>> {
    let mut orders: Vec<Vec<usize>> = vec![Vec::new()];
    for value in 0..values {
        orders = orders
            .into_iter()
            .flat_map(|order| {
                (0..=order.len()).map(move |at| {
                    let mut longer = order.clone();
                    longer.insert(at, value);
                    longer
                })
            })
            .collect();
        if orders.len() > MAX_ORDERS {
            return Vec::new();
        }
    }
    orders.retain(|order| !order.is_sorted());
    orders
}
