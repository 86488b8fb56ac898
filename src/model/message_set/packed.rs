//! The abstract model in the form that is searched.
//!
//! Acceptors are closed under all prepares and accepts, so their code runs only before the search;
//! and what may be proposed in a ballot is looked up by what each acceptor has promised in it.

use super::order::Order;
use super::tables::{Layout, Tables};
use super::{MessageSet, MessageSetAction, MessageSetState};
use crate::model::coverage::Coverage;
use crate::model::packed::{
    About, Field, NotPacked, Packed, PackedVisitor, Packing, Reduction, Step, quorums_allow,
    with_width,
};
use crate::model::story::Story;
use crate::model::system::System;
use crate::paxos::{AcceptorId, Ballot, Message};
use crate::properties::{Property, Run};
use stateright::Model;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The most entries of the table that says what may be proposed in a ballot.
const MAX_PROPOSALS: usize = 1 << 22;

/// What the messages of one ballot allow a leader.
#[derive(Debug)]
struct BallotTable {
    prepare: Field,
    /// The accepts, in the order of values.
    accepts: Vec<Field>,
    /// For each acceptor, its promises in this ballot.
    promises: Vec<Vec<Field>>,
    /// The values that may be proposed, as bits, by what each acceptor has promised: 0 for nothing,
    /// else its first promise is 1, and so on; the last acceptor is the lowest digit.
    proposable: Vec<u64>,
}

/// The abstract model, closed and packed.
#[derive(Debug)]
struct PackedSet<const N: usize> {
    model: MessageSet,
    tables: Tables,
    layout: Layout,
    ballots: Vec<BallotTable>,
    /// Whether acceptors can change places.
    alike: bool,
    /// The orders of values under which states are the same, but for the one in which they are
    /// listed; empty without symmetry.
    orders: Vec<Order>,
    /// For each state of an acceptor, the requests that it has met.
    met: Vec<Vec<AtomicU64>>,
    glimpse: [u64; N],
}

impl MessageSet {
    /// Hands the system over in its packed form.
    ///
    /// # Errors
    /// If it is too large.
    pub fn pack<V: PackedVisitor>(
        self,
        packing: &Packing,
        visitor: V,
    ) -> Result<V::Output, NotPacked> {
        let symmetry = packing.reductions.symmetry;
        let tables = Tables::close(&self);
        let acceptors = self.quorums.acceptors();
        let layout = Layout::new(&tables, acceptors);
        let ballots = self.ballots().map(|ballot| self.ballot_table(ballot, &tables, &layout));
        let ballots = ballots.collect::<Result<Vec<_>, _>>()?;
        let alike = symmetry && (1..acceptors).all(|next| quorums_allow(&self.quorums, next - 1));
        let width = layout.words;
        with_width!(width, N => {
            let orders = match symmetry {
                true => self.orders(&tables, &layout, N * 64),
                false => Vec::new(),
            };
            let met = tables.states.iter().map(|_| {
                (0..tables.requests.len().div_ceil(64)).map(|_| AtomicU64::new(0)).collect()
            }).collect();
            let mut packed =
                PackedSet::<N> { model: self, tables, layout, ballots, alike, orders, met, glimpse: [0; N] };
            packed.glimpse = packed.visible();
            Ok(visitor.visit(Arc::new(packed)))
        })
    }

    /// Asks the model what it would propose in a ballot for all that acceptors can have promised.
    fn ballot_table(
        &self,
        ballot: Ballot,
        tables: &Tables,
        layout: &Layout,
    ) -> Result<BallotTable, NotPacked> {
        let answers: Vec<usize> = (0..tables.answers.len())
            .filter(|answer| {
                let message = &tables.answers[*answer];
                matches!(message, Message::Promise { .. }) && message.ballot() == ballot
            })
            .collect();
        let fields = |of: &Message| tables.requests.iter().position(|request| request == of);
        let field = |of: Message| layout.requests[fields(&of).expect("it can be sent")];
        let acceptors: Vec<AcceptorId> = self.acceptors().collect();
        let digits = answers.len() + 1;
        let exponent = u32::try_from(acceptors.len()).expect("at most MAX_ACCEPTORS");
        let size = digits.checked_pow(exponent).filter(|size| *size <= MAX_PROPOSALS);
        let size = size.ok_or_else(|| {
            let many = format!("{} acceptors have too many promises in {ballot}", acceptors.len());
            NotPacked::TooLarge(many)
        })?;
        let proposable = (0..size).map(|mut number| {
            let mut sent = BTreeSet::new();
            for acceptor in acceptors.iter().rev() {
                if let Some(promise) = (number % digits).checked_sub(1) {
                    let message = tables.answers[answers[promise]].clone();
                    sent.insert((Some(*acceptor), message));
                }
                number /= digits;
            }
            let state = MessageSetState { acceptors: Vec::new(), sent };
            let values = self.proposable(&state, ballot);
            let numbers = self.wanted[0].iter().enumerate().filter(|(_, v)| values.contains(v));
            numbers.fold(0, |bits, (number, _)| bits | 1 << number)
        });
        Ok(BallotTable {
            proposable: proposable.collect(),
            prepare: field(Message::Prepare { ballot }),
            accepts: self.wanted[0]
                .iter()
                .map(|value| field(Message::Accept { ballot, value: value.clone() }))
                .collect(),
            promises: layout
                .answers
                .iter()
                .map(|column| answers.iter().map(|answer| column[*answer]).collect())
                .collect(),
        })
    }
}

impl<const N: usize> PackedSet<N> {
    /// The bits that properties can see: proposals, votes, and what acceptors have promised.
    fn visible(&self) -> [u64; N] {
        let mut visible = [0; N];
        let accepts = self.ballots.iter().flat_map(|ballot| &ballot.accepts);
        let votes = self.layout.answers.iter().flat_map(|column| {
            let votes = self.tables.answers.iter().zip(column);
            votes.filter(|(m, _)| matches!(m, Message::Accepted(_))).map(|(_, field)| field)
        });
        for field in accepts.chain(votes).chain(&self.layout.states) {
            visible[field.word] |= field.mask << field.shift;
        }
        visible
    }

    /// Steps of leaders.
    fn lead(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>) {
        let mut step = 0;
        for ballot in &self.ballots {
            if ballot.prepare.get(state) == 0 {
                let mut next = *state;
                ballot.prepare.set(&mut next, 1);
                found.push((Step(step), next));
            }
            step += 1;
            if ballot.accepts.iter().all(|accept| accept.get(state) == 0) {
                let digits = ballot.promises[0].len() + 1;
                let number = ballot.promises.iter().fold(0, |number, promises| {
                    let sent = promises.iter().position(|promise| promise.get(state) == 1);
                    number * digits + sent.map_or(0, |sent| sent + 1)
                });
                let values = ballot.proposable[number];
                for (accept, value) in ballot.accepts.iter().zip(0..) {
                    if values >> value & 1 == 1 {
                        let mut next = *state;
                        accept.set(&mut next, 1);
                        found.push((Step(step + value), next));
                    }
                }
            }
            step += u32::try_from(ballot.accepts.len()).expect("few values");
        }
    }

    /// The step in which an acceptor receives a request.
    fn step(&self, acceptor: usize, request: usize) -> Step {
        let leaders = self.tables.requests.len();
        let number = leaders + acceptor * self.tables.requests.len() + request;
        Step(u32::try_from(number).expect("few steps"))
    }

    fn action(&self, Step(number): Step) -> MessageSetAction {
        use MessageSetAction::{Phase1a, Phase1b, Phase2a, Phase2b};
        let requests = self.tables.requests.len();
        let number = number as usize;
        if number < requests {
            let values = self.model.wanted[0].len();
            let ballot =
                Ballot { round: (number / (values + 1)) as u64 + 1, ..self.first_ballot() };
            return match (number % (values + 1)).checked_sub(1) {
                None => Phase1a(ballot),
                Some(value) => Phase2a(ballot, self.model.wanted[0][value].clone()),
            };
        }
        let acceptor = u8::try_from(number / requests - 1).expect("at most MAX_ACCEPTORS");
        match self.tables.requests[number % requests].clone() {
            Message::Accept { ballot, value } => Phase2b(AcceptorId(acceptor), ballot, value),
            other => Phase1b(AcceptorId(acceptor), other.ballot()),
        }
    }

    fn first_ballot(&self) -> Ballot {
        self.model.ballots().next().expect("there is a ballot")
    }

    fn sort(&self, state: &mut [u64; N]) {
        if self.alike {
            let columns = &self.layout.columns;
            columns.sort(
                state,
                |state, acceptor| columns.compare(state, acceptor),
                |state, acceptor| columns.swap(state, acceptor),
            );
        }
    }

    fn renamed(&self, state: &[u64; N], order: &Order) -> [u64; N] {
        let mut renamed = [0; N];
        let mut rest = *state;
        for field in &self.layout.states {
            field.set(&mut rest, 0);
            field.set(&mut renamed, order.states[field.index(state)]);
        }
        for (word, base) in rest.into_iter().zip((0..).step_by(64)) {
            let mut bits = word;
            while bits != 0 {
                let to = order.bits[base + bits.trailing_zeros() as usize];
                renamed[to as usize / 64] |= 1 << (to % 64);
                bits &= bits - 1;
            }
        }
        self.sort(&mut renamed);
        renamed
    }

    fn unpack(&self, state: &[u64; N]) -> MessageSetState {
        let acceptors = self.layout.states.iter();
        let acceptors =
            acceptors.map(|field| self.tables.states[field.index(state)].clone()).collect();
        let requests = self.tables.requests.iter().zip(&self.layout.requests);
        let requests = requests.map(|(message, field)| (None, message, field));
        let answers = self.model.acceptors().zip(&self.layout.answers).flat_map(|(id, column)| {
            self.tables.answers.iter().zip(column).map(move |(m, field)| (Some(id), m, field))
        });
        let sent = requests.chain(answers).filter(|(.., field)| field.get(state) == 1);
        let sent = sent.map(|(from, message, _)| (from, message.clone())).collect();
        MessageSetState { acceptors, sent }
    }
}

impl<const N: usize> Packed<N> for PackedSet<N> {
    fn initial(&self) -> [u64; N] {
        [0; N]
    }

    fn successors(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>) {
        self.lead(state, found);
        for (acceptor, column) in self.layout.states.iter().enumerate() {
            let own = column.index(state);
            for (request, field) in self.layout.requests.iter().enumerate() {
                if field.get(state) == 0 {
                    continue;
                }
                let met = &self.met[own][request / 64];
                if met.load(Relaxed) >> (request % 64) & 1 == 0 {
                    met.fetch_or(1 << (request % 64), Relaxed);
                }
                if let Some((next_state, answer)) = self.tables.outcomes[own][request] {
                    let mut next = *state;
                    column.set(&mut next, next_state as u64);
                    self.layout.answers[acceptor][answer].set(&mut next, 1);
                    if next != *state {
                        found.push((self.step(acceptor, request), next));
                    }
                }
            }
        }
    }

    fn canonical(&self, state: &mut [u64; N]) {
        self.sort(state);
        let others = self.orders.iter().map(|order| self.renamed(state, order)).min();
        *state = others.map_or(*state, |least| least.min(*state));
    }

    fn orbit(&self, state: &[u64; N]) -> u64 {
        let columns = &self.layout.columns;
        let acceptors = match self.alike {
            true => columns.orders(state, |state, acceptor| columns.compare(state, acceptor)),
            false => 1,
        };
        let same = self.orders.iter().filter(|order| self.renamed(state, order) == *state).count();
        acceptors * (self.orders.len() as u64 + 1) / (same as u64 + 1)
    }

    fn glimpse(&self, state: &[u64; N]) -> [u64; N] {
        std::array::from_fn(|word| state[word] & self.glimpse[word])
    }

    fn with_runs(&self, state: &[u64; N], look: &mut dyn FnMut(&Run, &[Step])) {
        self.model.with_run(&self.unpack(state), |run| look(run, &[]));
    }

    fn about(&self) -> &dyn About {
        self
    }
}

impl<const N: usize> About for PackedSet<N> {
    fn relevant(&self) -> Vec<Property> {
        self.model.relevant()
    }

    fn bounds(&self) -> Vec<String> {
        self.model.bounds()
    }

    fn coverage(&self) -> Coverage {
        let mut coverage = Coverage::of(self.model.cases());
        for (cases, met) in self.tables.cases.iter().zip(&self.met) {
            for (request, case) in cases.iter().enumerate() {
                if met[request / 64].load(Relaxed) >> (request % 64) & 1 == 1 {
                    coverage.see(*case);
                }
            }
        }
        coverage
    }

    fn reductions(&self) -> Vec<Reduction> {
        let used = [
            (self.alike, Reduction::AcceptorSymmetry),
            (!self.orders.is_empty(), Reduction::ValueSymmetry),
        ];
        used.iter().filter(|(used, _)| *used).map(|(_, reduction)| *reduction).collect()
    }

    fn describe(&self, step: Step) -> String {
        self.model.format_action(&self.action(step))
    }

    fn story(&self, steps: &[Step]) -> Story {
        let actions: Vec<_> = steps.iter().map(|step| self.action(*step)).collect();
        self.model.story(&actions)
    }
}
