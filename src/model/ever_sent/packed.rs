//! The packed form: a number for each acceptor, and a bit for each message.

use super::leader::BallotTable;
use super::order::Order;
use super::rows::{Outcome, Row};
use super::tables::{Layout, Tables};
use super::{EverSent, Renaming, Sort};
use crate::model::columns::quorums_allow;
use crate::model::coverage::Coverage;
use crate::model::field::Field;
use crate::model::message_set::MessageSetState;
use crate::model::packed::{About, NotPacked, Packed, Packing, Reduction, Step};
use crate::model::question::{Question, sought};
use crate::model::story::Story;
use crate::model::width::{AnyWidth, Pack};
use crate::paxos::AcceptorId;
use crate::properties::{History, Sought};
use std::cell::OnceCell;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// The most states of an acceptor. Who has more has more promises in a ballot than a word has bits.
const MAX_STATES: usize = 1 << 12;

/// A system, closed and packed.
#[derive(Debug)]
struct PackedSet<S: EverSent, const N: usize> {
    model: S,
    questions: Vec<Question>,
    tables: Tables<S>,
    layout: Layout,
    ballots: Vec<BallotTable>,
    /// Whether acceptors can change places.
    alike: bool,
    /// The orders of slots and values under which states are the same, but for the one in which they are
    /// listed; empty without symmetry.
    orders: Vec<Order>,
    /// What changes places in these orders.
    renamed: Renamed,
    /// Whether leaders propose slot after slot.
    in_order: bool,
    /// All requests.
    requests: [u64; N],
    /// For each acceptor and each of its states, what it does.
    rows: Vec<Vec<Row<N>>>,
    /// The bits that properties can see beside promises, and with them.
    glimpses: [[u64; N]; 2],
}

/// What changes places in the orders that are tried.
#[derive(Clone, Copy, Debug, Default)]
struct Renamed {
    slots: bool,
    values: bool,
}

/// The packed form of a system, of which this is asked.
///
/// # Errors
/// If it is too large.
pub(in crate::model) fn pack<S: EverSent>(
    model: S,
    packing: &Packing,
    questions: &[Question],
) -> Result<AnyWidth, NotPacked> {
    let too_large = |what: &str| NotPacked::TooLarge(format!("an acceptor has too many {what}"));
    let symmetry = packing.reductions.symmetry;
    let tables = Tables::close(&model, MAX_STATES).ok_or_else(|| too_large("states"))?;
    let acceptors = model.quorums().acceptors();
    let layout =
        Layout::new(&tables, acceptors).ok_or_else(|| too_large("promises in one ballot"))?;
    let ballots = model.all_ballots();
    let ballots =
        ballots.into_iter().map(|ballot| BallotTable::new(&model, ballot, &tables, &layout));
    let ballots = ballots.collect::<Result<Vec<_>, _>>()?;
    let allow = |at: usize| {
        quorums_allow(model.quorums(), at) && questions.iter().all(|q| q.allows_swap(at))
    };
    let alike = symmetry && (1..acceptors).all(|next| allow(next - 1));
    let (words, questions) = (layout.words, questions.to_vec());
    let unpacked = Unpacked { model, questions, tables, layout, ballots, symmetry, alike };
    AnyWidth::pack(words, unpacked)
}

/// A system, closed and not packed yet.
struct Unpacked<S: EverSent> {
    model: S,
    questions: Vec<Question>,
    tables: Tables<S>,
    layout: Layout,
    ballots: Vec<BallotTable>,
    symmetry: bool,
    alike: bool,
}

impl<S: EverSent> Pack for Unpacked<S> {
    fn pack<const N: usize>(self) -> Arc<dyn Packed<N>> {
        let Self { model, questions, tables, layout, ballots, symmetry, alike } = self;
        let renamings = if symmetry { model.renamings(&questions) } else { Vec::new() };
        let order = |renaming| Order::new(&model, renaming, &tables, &layout, N * 64);
        let orders: Vec<Order> = renamings.iter().map(order).collect();
        let renamed = Renamed {
            slots: renamings.iter().any(Renaming::changes_slots),
            values: renamings.iter().any(Renaming::changes_values),
        };
        let row = |acceptor, state| Row::new(&tables, &layout, acceptor, state);
        let (acceptors, states) = (model.quorums().acceptors(), tables.states.len());
        let rows = (0..acceptors).map(|a| (0..states).map(|s| row(a, s)).collect()).collect();
        let mut requests = [0; N];
        for field in &layout.requests {
            requests[field.word] |= 1 << field.shift;
        }
        let glimpses = [[0; N]; 2];
        let mut packed = PackedSet::<S, N> {
            in_order: model.is_in_order(),
            model,
            questions,
            tables,
            layout,
            ballots,
            alike,
            orders,
            renamed,
            requests,
            rows,
            glimpses,
        };
        packed.glimpses = [false, true].map(|promises| packed.visible(promises));
        Arc::new(packed)
    }
}

impl<S: EverSent, const N: usize> PackedSet<S, N> {
    /// The bits that properties can see: proposals, votes, and perhaps what acceptors have promised and reported.
    fn visible(&self, promises: bool) -> [u64; N] {
        let mut visible = [0; N];
        let slots = self.ballots.iter().flat_map(|ballot| &ballot.slots);
        let accepts = slots.flat_map(|slot| &slot.accepts);
        let answers = self.layout.answers.iter().flat_map(|column| {
            let answers = self.tables.answers.iter().zip(column);
            let seen = answers.filter(|(m, _)| promises || S::sort(m) == Sort::Vote);
            seen.map(|(_, field)| field)
        });
        let of_states = self.layout.states.iter().filter(|_| promises);
        for field in accepts.chain(answers).chain(of_states) {
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
            let promised = OnceCell::new();
            let mut may_propose = true;
            for slot in &ballot.slots {
                let is_proposed = slot.is_proposed(state);
                if may_propose && !is_proposed {
                    let promised = promised.get_or_init(|| ballot.promised(state));
                    let values = slot.proposable[*promised];
                    for (accept, value) in slot.accepts.iter().zip(0..) {
                        if values >> value & 1 == 1 {
                            let mut next = *state;
                            accept.set(&mut next, 1);
                            found.push((Step(step + value), next));
                        }
                    }
                }
                may_propose = is_proposed || !self.in_order;
                step += u32::try_from(slot.accepts.len()).expect("few values");
            }
        }
    }

    /// The step in which an acceptor receives a request.
    fn step(&self, acceptor: usize, request: usize) -> Step {
        let leaders = self.tables.requests.len();
        let number = leaders + acceptor * self.tables.requests.len() + request;
        Step(u32::try_from(number).expect("few steps"))
    }

    fn action(&self, Step(number): Step) -> S::Action {
        let requests = &self.tables.requests;
        let number = number as usize;
        let Some(received) = number.checked_sub(requests.len()) else {
            return self.model.step_of(None, &requests[self.sent_in(number)]);
        };
        let id = u8::try_from(received / requests.len()).expect("at most MAX_ACCEPTORS");
        self.model.step_of(Some(AcceptorId(id)), &requests[received % requests.len()])
    }

    /// The request that is sent in a step of a leader. Steps are numbered by ballots, each with its prepare first;
    /// requests begin with all prepares.
    fn sent_in(&self, step: usize) -> usize {
        let ballots = self.ballots.len();
        let accepts = self.tables.requests.len() / ballots - 1;
        let ballot = step / (accepts + 1);
        match (step % (accepts + 1)).checked_sub(1) {
            None => ballot,
            Some(accept) => ballots + ballot * accepts + accept,
        }
    }

    /// Where a message stands that can be sent.
    fn field(&self, from: Option<AcceptorId>, message: &S::Message) -> Field {
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

    fn unpack(&self, state: &[u64; N]) -> S::State {
        let acceptors = self.acceptors(state).into_iter().cloned().collect();
        let sent = self.sent(state).map(|(from, message)| (from, message.clone())).collect();
        self.model.state(acceptors, sent)
    }

    fn acceptors(&self, state: &[u64; N]) -> Vec<&S::Acceptor> {
        let acceptors = self.layout.states.iter();
        acceptors.map(|field| &self.tables.states[field.index(state)]).collect()
    }

    fn sent(&self, state: &[u64; N]) -> impl Iterator<Item = (Option<AcceptorId>, &S::Message)> {
        let requests = self.tables.requests.iter().zip(&self.layout.requests);
        let requests = requests.map(|(message, field)| (None, message, field));
        let answers = (0..).map(AcceptorId).zip(&self.layout.answers).flat_map(|(id, column)| {
            self.tables.answers.iter().zip(column).map(move |(m, field)| (Some(id), m, field))
        });
        let sent = requests.chain(answers).filter(|(.., field)| field.get(state) == 1);
        sent.map(|(from, message, _)| (from, message))
    }
}

impl<S: EverSent, const N: usize> Packed<N> for PackedSet<S, N> {
    fn initial(&self) -> [u64; N] {
        let mut state = [0; N];
        for (from, message) in self.model.first_messages() {
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
        let runs = self.model.runs(&self.acceptors(state), &mut self.sent(state));
        look(&History::of_slots(&runs), &[]);
    }

    fn abstracted(&self, glimpse: &[u64; N]) -> Vec<MessageSetState> {
        self.model.stands_for(&self.unpack(glimpse))
    }

    fn leads_to(
        &self,
        before: &[MessageSetState],
        after: &[MessageSetState],
    ) -> Result<(), String> {
        self.model.decrees_lead_to(before, after)
    }

    fn keeps_invariant(&self, states: &[MessageSetState]) -> Result<(), String> {
        self.model.decrees_keep_invariant(states)
    }

    fn about(&self) -> &dyn About {
        self
    }
}

impl<S: EverSent, const N: usize> About for PackedSet<S, N> {
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
                let was_met = row.met[field.word].load(Relaxed) >> field.shift & 1 == 1;
                case.iter().filter(|_| was_met).for_each(|case| coverage.see(*case));
            }
        }
        coverage
    }

    fn reductions(&self) -> Vec<Reduction> {
        let used = [
            (self.alike, Reduction::AcceptorSymmetry),
            (self.renamed.slots, Reduction::SlotSymmetry),
            (self.renamed.values, Reduction::ValueSymmetry),
        ];
        used.iter().filter(|(used, _)| *used).map(|(_, reduction)| *reduction).collect()
    }

    fn actors(&self) -> usize {
        self.model.quorums().acceptors()
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
