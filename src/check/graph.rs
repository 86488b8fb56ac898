//! Graphs that are systems: for tests of what walks through a system.

use crate::model::coverage::Coverage;
use crate::model::packed::{About, Packed, Reduction, Step};
use crate::model::story::Story;
use crate::paxos::{Ballot, ProposerId, Quorums, Value, Vote};
use crate::properties::{AcceptorHistory, History, Run, Sought};
use std::sync::Arc;

/// A graph whose nodes are states, by their numbers; it begins in the first.
#[derive(Debug)]
pub(super) struct Graph {
    /// Where steps lead from each.
    pub(super) steps: Vec<Vec<u64>>,
    /// The nodes in which something is chosen.
    pub(super) chosen: Vec<u64>,
    /// The nodes in which the bound leaves nobody to go on.
    pub(super) obstructed: Vec<u64>,
    pub(super) quorums: Quorums,
}

impl Graph {
    /// A graph in which nothing is chosen.
    pub(super) fn new(steps: Vec<Vec<u64>>) -> Self {
        let quorums = Quorums::majority(1).expect("one acceptor is a majority");
        Self { steps, chosen: Vec::new(), obstructed: Vec::new(), quorums }
    }

    /// So many nodes, from each of which so many steps or fewer lead anywhere.
    pub(super) fn random(seed: u64, nodes: u64, steps: usize) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed);
        let node = |_| (0..rng.usize(..=steps)).map(|_| rng.u64(..nodes)).collect();
        Self::new((0..nodes).map(node).collect())
    }
}

impl Packed<1> for Graph {
    fn initial(&self) -> [u64; 1] {
        [0]
    }

    fn successors(&self, [state]: &[u64; 1], found: &mut Vec<(Step, [u64; 1])>) {
        let steps = &self.steps[usize::try_from(*state).expect("few nodes")];
        found.extend(steps.iter().zip(0..).map(|(next, number)| (Step(number), [*next])));
    }

    fn canonical(&self, _: &mut [u64; 1]) {}

    fn glimpse(&self, state: &[u64; 1], _promises: bool) -> [u64; 1] {
        *state
    }

    fn with_histories(&self, [state]: &[u64; 1], look: &mut dyn FnMut(&History, &[Step])) {
        let mut acceptor = AcceptorHistory::default();
        if self.chosen.contains(state) {
            let ballot = Ballot { round: 1, proposer: ProposerId(0) };
            acceptor.votes.insert(Vote { ballot, value: Value::from("8") });
        }
        let (proposers, learners) = (Vec::new(), Vec::new());
        let acceptors = vec![acceptor];
        let run =
            Run { slot: None, quorums: &self.quorums, wanted: &[], acceptors, proposers, learners };
        look(&History::of(&run), &[]);
    }

    fn is_unobstructed(&self, [state]: &[u64; 1]) -> bool {
        !self.obstructed.contains(state)
    }

    fn orbit(&self, _: &[u64; 1]) -> u64 {
        1
    }

    fn about(&self) -> &dyn About {
        self
    }
}

impl About for Graph {
    fn sought(&self) -> Vec<Arc<dyn Sought>> {
        Vec::new()
    }

    fn bounds(&self) -> Vec<String> {
        Vec::new()
    }

    fn coverage(&self) -> Coverage {
        Coverage::default()
    }

    fn reductions(&self) -> Vec<Reduction> {
        Vec::new()
    }

    fn actors(&self) -> usize {
        1
    }

    fn actor(&self, _: Step) -> Option<usize> {
        None
    }

    fn describe(&self, Step(step): Step) -> String {
        format!("step {step}")
    }

    fn story(&self, _: &[Step]) -> Story {
        Story { start: Vec::new(), steps: Vec::new() }
    }
}
