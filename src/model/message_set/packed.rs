//! The abstract model in the form that is searched.
//!
//! Acceptors are closed under all prepares and accepts, so their code runs only before the search;
//! and what may be proposed in a ballot is looked up by what each acceptor has promised in it.

use super::leader::BallotTable;
use super::model::MessageSet;
use super::order::Order;
use super::state::{MessageSetAction, MessageSetState};
use super::tables::{Layout, Tables};
use crate::model::columns::quorums_allow;
use crate::model::coverage::Coverage;
use crate::model::field::Field;
use crate::model::invariant;
use crate::model::packed::{About, NotPacked, Packed, Packing, Reduction, Step};
use crate::model::question::{Question, sought};
use crate::model::story::Story;
use crate::model::system::System;
use crate::model::width::{AnyWidth, Pack};
use crate::paxos::{AcceptorId, Ballot, Message};
use crate::properties::{History, Sought};
use stateright::Model;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The abstract model, closed and packed.
#[derive(Debug)]
struct PackedSet<const N: usize> {
    model: MessageSet,
    questions: Vec<Question>,
    tables: Tables,
    layout: Layout,
    ballots: Vec<BallotTable>,
    /// Whether acceptors can change places.
    alike: bool,
    /// The orders of values under which states are the same, but for the one in which they are
    /// listed; empty without symmetry.
    orders: Vec<Order>,
    /// All requests.
    requests: [u64; N],
    /// For each acceptor and each of its states, what it does.
    rows: Vec<Vec<Row<N>>>,
    /// The bits that properties can see beside promises, and with them.
    glimpses: [[u64; N]; 2],
}

/// A state of an acceptor, ready to be left.
#[derive(Debug)]
struct Row<const N: usize> {
    /// The requests that are answered.
    heeded: [u64; N],
    /// For each request that is answered, by its bit, what becomes of the whole.
    outcomes: Vec<Outcome<N>>,
    /// The requests that were met.
    met: [AtomicU64; N],
}

/// What becomes of the whole when an acceptor answers: some bits flip, and some are set.
#[derive(Clone, Debug)]
struct Outcome<const N: usize> {
    flip: [u64; N],
    set: [u64; N],
}

impl<const N: usize> Row<N> {
    fn new(tables: &Tables, layout: &Layout, acceptor: usize, state: usize) -> Self {
        let nothing = Outcome { flip: [0; N], set: [0; N] };
        let (mut heeded, mut outcomes) = ([0; N], vec![nothing; tables.requests.len()]);
        let answered = tables.outcomes[state].iter().zip(&layout.requests).zip(&mut outcomes);
        for ((outcome, field), entry) in answered {
            if let Some((next, answer)) = outcome {
                heeded[field.word] |= 1 << field.shift;
                layout.states[acceptor].set(&mut entry.flip, (state ^ next) as u64);
                layout.answers[acceptor][*answer].set(&mut entry.set, 1);
            }
        }
        Self { heeded, outcomes, met: std::array::from_fn(|_| AtomicU64::new(0)) }
    }
}

impl MessageSet {
    /// The packed form of the system, of which this is asked.
    ///
    /// # Errors
    /// If it is too large.
    pub fn pack(self, packing: &Packing, questions: &[Question]) -> Result<AnyWidth, NotPacked> {
        let symmetry = packing.reductions.symmetry;
        let tables = Tables::close(&self);
        let acceptors = self.constants.quorums.acceptors();
        let layout = Layout::new(&tables, acceptors);
        let ballots = self.ballots().map(|ballot| self.ballot_table(ballot, &tables, &layout));
        let ballots = ballots.collect::<Result<Vec<_>, _>>()?;
        let allow = |at: usize| {
            quorums_allow(&self.constants.quorums, at)
                && questions.iter().all(|q| q.allows_swap(at))
        };
        let alike = symmetry && (1..acceptors).all(|next| allow(next - 1));
        let (words, questions) = (layout.words, questions.to_vec());
        let unpacked =
            Unpacked { model: self, questions, tables, layout, ballots, symmetry, alike };
        AnyWidth::pack(words, unpacked)
    }
}

/// The abstract model, closed and not packed yet.
struct Unpacked {
    model: MessageSet,
    questions: Vec<Question>,
    tables: Tables,
    layout: Layout,
    ballots: Vec<BallotTable>,
    symmetry: bool,
    alike: bool,
}

impl Pack for Unpacked {
    fn pack<const N: usize>(self) -> Arc<dyn Packed<N>> {
        let Self { model, questions, tables, layout, ballots, symmetry, alike } = self;
        let orders = match symmetry {
            true => model.orders(&tables, &layout, &questions, N * 64),
            false => Vec::new(),
        };
        let row = |acceptor, state| Row::new(&tables, &layout, acceptor, state);
        let (acceptors, states) = (model.constants.quorums.acceptors(), tables.states.len());
        let rows = (0..acceptors).map(|a| (0..states).map(|s| row(a, s)).collect()).collect();
        let mut requests = [0; N];
        for field in &layout.requests {
            requests[field.word] |= 1 << field.shift;
        }
        let glimpses = [[0; N]; 2];
        let mut packed = PackedSet::<N> {
            model,
            questions,
            tables,
            layout,
            ballots,
            alike,
            orders,
            requests,
            rows,
            glimpses,
        };
        packed.glimpses = [false, true].map(|promises| packed.visible(promises));
        Arc::new(packed)
    }
}

impl<const N: usize> PackedSet<N> {
    /// The bits that properties can see: proposals, votes, and perhaps what acceptors have promised.
    fn visible(&self, promises: bool) -> [u64; N] {
        let mut visible = [0; N];
        let accepts = self.ballots.iter().flat_map(|ballot| &ballot.accepts);
        let votes = self.layout.answers.iter().flat_map(|column| {
            let votes = self.tables.answers.iter().zip(column);
            votes.filter(|(m, _)| matches!(m, Message::Accepted(_))).map(|(_, field)| field)
        });
        let of_states = self.layout.states.iter().filter(|_| promises);
        for field in accepts.chain(votes).chain(of_states) {
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
                let number = ballot.promises.iter().fold(0, |number, promises| {
                    number * ballot.digits
                        + (u64::BITS - promises.get(state).leading_zeros()) as usize
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
            let values = self.model.values().len();
            let ballot = self.ballot(number / (values + 1));
            return match (number % (values + 1)).checked_sub(1) {
                None => Phase1a(ballot),
                Some(value) => Phase2a(ballot, self.model.values()[value].clone()),
            };
        }
        let acceptor = u8::try_from(number / requests - 1).expect("at most MAX_ACCEPTORS");
        match self.tables.requests[number % requests].clone() {
            Message::Accept { ballot, value } => Phase2b(AcceptorId(acceptor), ballot, value),
            other => Phase1b(AcceptorId(acceptor), other.ballot()),
        }
    }

    fn ballot(&self, number: usize) -> Ballot {
        self.model.ballots().nth(number).expect("there is a ballot")
    }

    /// Where a message stands that can be sent.
    fn field(&self, from: Option<AcceptorId>, message: &Message) -> Field {
        let Tables { requests, answers, .. } = &self.tables;
        let (all, fields) = match from {
            None => (requests, &self.layout.requests),
            Some(id) => (answers, &self.layout.answers[usize::from(id.0)]),
        };
        fields[all.iter().position(|known| known == message).expect("it can be sent")]
    }

    fn sort(&self, state: &mut [u64; N]) {
        if self.alike {
            self.layout.columns.sort_as_they_are(state);
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
        let mut state = [0; N];
        for (from, message) in self.model.prepared() {
            self.field(from, &message).set(&mut state, 1);
        }
        state
    }

    fn successors(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>) {
        self.lead(state, found);
        for (acceptor, column) in self.layout.states.iter().enumerate() {
            let row = &self.rows[acceptor][column.index(state)];
            for (word, requests) in self.requests.iter().enumerate().filter(|(_, r)| **r != 0) {
                let sent = state[word] & requests;
                if sent & !row.met[word].load(Relaxed) != 0 {
                    row.met[word].fetch_or(sent, Relaxed);
                }
                let mut heeded = sent & row.heeded[word];
                while heeded != 0 {
                    let at = word * 64 + heeded.trailing_zeros() as usize;
                    heeded &= heeded - 1;
                    let request = at - self.layout.requests[0].bit();
                    let Outcome { flip, set } = &row.outcomes[request];
                    let next = std::array::from_fn(|word| (state[word] ^ flip[word]) | set[word]);
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
        let acceptors = if self.alike { self.layout.columns.orders_as_they_are(state) } else { 1 };
        let same = self.orders.iter().filter(|order| self.renamed(state, order) == *state).count();
        acceptors * (self.orders.len() as u64 + 1) / (same as u64 + 1)
    }

    fn glimpse(&self, state: &[u64; N], promises: bool) -> [u64; N] {
        let visible = &self.glimpses[usize::from(promises)];
        std::array::from_fn(|word| state[word] & visible[word])
    }

    fn with_histories(&self, state: &[u64; N], look: &mut dyn FnMut(&History, &[Step])) {
        self.model.with_history(&self.unpack(state), |history| look(history, &[]));
    }

    fn abstracted(&self, glimpse: &[u64; N]) -> Vec<MessageSetState> {
        vec![self.unpack(glimpse)]
    }

    fn keeps_invariant(&self, states: &[MessageSetState]) -> Result<(), String> {
        invariant::holds_in_each(&self.model, states)
    }

    fn about(&self) -> &dyn About {
        self
    }
}

impl<const N: usize> About for PackedSet<N> {
    fn sought(&self) -> Vec<Arc<dyn Sought>> {
        sought(self.model.relevant(), &self.questions)
    }

    fn bounds(&self) -> Vec<String> {
        self.model.bounds()
    }

    fn coverage(&self) -> Coverage {
        let mut coverage = Coverage::of(self.model.cases());
        let rows = self.rows.iter().flat_map(|rows| self.tables.cases.iter().zip(rows));
        for (cases, row) in rows {
            for (case, field) in cases.iter().zip(&self.layout.requests) {
                if row.met[field.word].load(Relaxed) >> field.shift & 1 == 1 {
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

    fn actors(&self) -> usize {
        self.model.constants.quorums.acceptors()
    }

    /// Leaders have no state, and are not counted.
    fn actor(&self, Step(number): Step) -> Option<usize> {
        (number as usize / self.tables.requests.len()).checked_sub(1)
    }

    fn describe(&self, step: Step) -> String {
        self.model.format_action(&self.action(step))
    }

    fn story(&self, steps: &[Step]) -> Story {
        let actions: Vec<_> = steps.iter().map(|step| self.action(*step)).collect();
        self.model.story(&actions)
    }
}
