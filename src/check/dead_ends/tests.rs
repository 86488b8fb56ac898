//! Dead ends of graphs that are made for it.

use super::*;
use crate::check::graph::Graph;

fn dead_ends(graph: &Graph, threads: usize) -> (Outlook, Option<Vec<Step>>) {
    let threads = NonZeroUsize::new(threads).unwrap();
    let DeadEnds { outlook, run } =
        search(graph, threads, &Limits::default(), &Progress::default()).unwrap();
    (outlook, run)
}

#[test]
fn a_state_is_no_dead_end_if_a_step_leads_back_to_where_there_is_a_way_out() {
    // 7 leads back to the beginning alone, from where 1 and 2 lead to 6; 3 and 4 go round for ever, and 5 stops.
    let steps =
        vec![vec![1, 3], vec![2], vec![7, 6], vec![4], vec![3, 5], vec![], vec![5], vec![0]];
    let graph = Graph { chosen: vec![6], ..Graph::new(steps) };
    let outlook = Outlook { pending: 7, dead: 3, unexcused: 3 };
    assert_eq!(dead_ends(&graph, 1), (outlook, Some(vec![Step(1)])));
    let graph = Graph { obstructed: vec![3, 5], ..graph };
    let outlook = Outlook { unexcused: 1, ..outlook };
    assert_eq!(dead_ends(&graph, 2), (outlook, Some(vec![Step(1), Step(0)])));
    let graph = Graph { obstructed: vec![3, 4, 5], ..graph };
    assert_eq!(dead_ends(&graph, 2), (Outlook { unexcused: 0, ..outlook }, None));
}

/// The same by following each state for itself; what comes behind a decision is of no concern.
fn one_by_one(graph: &Graph) -> Outlook {
    let reach = |from: u64| {
        let (mut seen, mut stack) = (vec![from], vec![from]);
        while let Some(state) = stack.pop() {
            if graph.chosen.contains(&state) {
                continue;
            }
            for next in &graph.steps[usize::try_from(state).unwrap()] {
                if !seen.contains(next) {
                    seen.push(*next);
                    stack.push(*next);
                }
            }
        }
        seen
    };
    let is_chosen = |state: &u64| graph.chosen.contains(state);
    let pending: Vec<u64> = reach(0).into_iter().filter(|state| !is_chosen(state)).collect();
    let dead = pending.iter().filter(|state| !reach(**state).iter().any(is_chosen));
    let dead: Vec<u64> = dead.copied().collect();
    let unexcused = dead.iter().filter(|state| !graph.obstructed.contains(state));
    let [pending, unexcused] = [pending.len(), unexcused.count()].map(|count| count as u64);
    Outlook { pending, dead: dead.len() as u64, unexcused }
}

#[test]
fn dead_ends_are_those_that_following_each_state_finds_whatever_the_number_of_threads() {
    let mut dead = 0;
    for seed in 0..20 {
        let graph = Graph::random(seed, 300, 3);
        let graph = Graph { chosen: vec![40, 41], obstructed: (100..200).collect(), ..graph };
        let (outlook, run) = dead_ends(&graph, 1);
        assert_eq!(outlook, one_by_one(&graph), "seed {seed}");
        assert_eq!(dead_ends(&graph, 3), (outlook, run.clone()), "seed {seed}");
        assert_eq!(run.is_some(), outlook.unexcused > 0);
        dead += u64::from(outlook.dead > 0 && outlook.dead < outlook.pending);
    }
    assert!(dead >= 5, "only {dead} graphs have states of both kinds");
}
