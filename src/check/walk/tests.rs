//! Walks in graphs that are made for it.

use super::*;
use crate::check::graph::Graph;
use crate::check::platform::with_threads;
use std::collections::VecDeque;
use std::num::NonZeroUsize;

/// Visits everything, and notes where it has been.
struct Everywhere<'a> {
    graph: &'a Graph,
    been: Vec<usize>,
}

impl Look<1> for Everywhere<'_> {
    type Seen = Vec<usize>;

    fn look(
        &self,
        number: usize,
        state: &[u64; 1],
        seen: &mut Vec<usize>,
        found: &mut Vec<(Step, [u64; 1])>,
    ) {
        seen.push(number);
        self.graph.successors(state, found);
    }

    fn gather(&mut self, seen: Vec<usize>) -> bool {
        self.been.extend(seen);
        true
    }
}

/// The states in the order in which a queue finds them, and for each the one that it was found from.
fn one_by_one(graph: &Graph) -> (Vec<u64>, Vec<usize>) {
    let (mut states, mut from) = (vec![0], vec![0]);
    let mut queue = VecDeque::from([0]);
    while let Some(number) = queue.pop_front() {
        let mut found = Vec::new();
        graph.successors(&[states[number]], &mut found);
        for (_, [next]) in found {
            if !states.contains(&next) {
                queue.push_back(states.len());
                states.push(next);
                from.push(number);
            }
        }
    }
    (states, from)
}

#[test]
fn states_have_the_numbers_that_a_queue_gives_them_whatever_the_number_of_threads() {
    let graph = Graph::random(1, 3_000, 4);
    let (states, from) = one_by_one(&graph);
    assert!(states.len() > 2_000, "only {} states", states.len());
    let (limits, progress) = (Limits::default(), Progress::default());
    for threads in [1, 2, 3, 5] {
        let threads = NonZeroUsize::new(threads).unwrap();
        let mut walk = Walk::new(&graph, &limits, &progress);
        let mut everywhere = Everywhere { graph: &graph, been: Vec::new() };
        with_threads(threads, || walk.go(&mut everywhere)).unwrap();
        assert!(everywhere.been.iter().copied().eq(0..states.len()), "each once, in order");
        let numbered: Vec<u64> = (0..walk.len()).map(|number| walk.state(number)[0]).collect();
        assert_eq!(numbered, states, "{threads} threads");
        for number in [0, 1, states.len() / 2, states.len() - 1] {
            let mut way = vec![number];
            while let Some(last) = way.last().filter(|last| **last != 0) {
                way.push(from[*last]);
            }
            let way: Vec<[u64; 1]> = way.iter().rev().map(|number| [states[*number]]).collect();
            assert_eq!(walk.way_to(number, &everywhere), way, "to {number}");
            assert_eq!(walk.find(walk.state(number)), walk.place(number));
        }
    }
}

#[test]
fn a_walk_keeps_to_its_limits() {
    let graph = Graph::random(2, 3_000, 4);
    let go = |limits: &Limits| {
        let progress = Progress::default();
        let mut walk = Walk::new(&graph, limits, &progress);
        walk.go(&mut Everywhere { graph: &graph, been: Vec::new() })
    };
    assert_eq!(
        go(&Limits { interrupted: std::sync::Arc::new(true.into()), ..Limits::default() }),
        Err("interrupted")
    );
    assert_eq!(
        go(&Limits { deadline: Some(Duration::ZERO), ..Limits::default() }),
        Err("out of time")
    );
    assert_eq!(go(&Limits { memory: Some(1), ..Limits::default() }), Err("out of memory"));
    assert_eq!(go(&Limits { states: Some(0), ..Limits::default() }), Err("too many states"));
    assert_eq!(go(&Limits::default()), Ok(()));
}
