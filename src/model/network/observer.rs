//! Learners as observers.
//!
//! A learner only listens: where it never asks, nothing that it does reaches anybody else. So it
//! need not take part in a search. The messages to it are kept, and in each state one can ask what it
//! could have learned from them: from some of them, in some order, and again after a crash.
//!
//! Votes for different proposals are counted apart and do not influence each other until something is
//! learned (`Learner::on_accepted`). So before the search each vote is looked at alone: a *lesson* is
//! a smallest set of senders whose messages, in some order, make the learner learn. A learner could
//! have learned a value if all messages of one of its lessons were sent. `tests/observers.rs` compares
//! this with what the learner learns from every subset of the votes of a state, in every order, and
//! `tests/reductions.rs` with searches in which learners take part.

use super::fact::Fact;
use super::local::Local;
use super::stale::certainly_sent;
use super::system::Budget;
use super::tables::{Outcome, Tables};
use crate::actor::{Msg, State};
use crate::model::coverage::Case;
use crate::model::message_set::MessageSetState;
use crate::model::packed::Step;
use crate::model::story::Story;
use crate::paxos::{Message, Value, Vote};
use crate::properties::{LearnerHistory, Property, Run};
use stateright::actor::Id;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Debug;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// A network whose types of actors and messages are not told.
pub(super) trait Source: Debug + Send + Sync {
    fn relevant(&self) -> Vec<Property>;
    fn bounds(&self) -> Vec<String>;
    fn cases(&self) -> Vec<Case>;
    fn duplicate(&self) -> bool;
    /// What the bounds of a run leave when it begins.
    fn budget(&self) -> Budget;
    /// Whether a partition keeps these two apart.
    fn severs(&self, one: Id, other: Id) -> bool;
    /// Whether a partition may heal.
    fn heals(&self) -> bool;
    /// Whether these acceptors are enough to choose a value.
    fn is_accept_quorum(&self, acceptors: &[Id]) -> bool;
    /// The processes that may crash, as numbers of actors.
    fn mortal(&self) -> Vec<Vec<usize>>;
    /// The run that led to these local states and facts.
    fn with_run(
        &self,
        locals: &[Arc<Local>],
        facts: &BTreeSet<(Id, Fact)>,
        look: &mut dyn FnMut(Run),
    );
    /// Whether these local states leave a proposer that could succeed.
    fn is_unobstructed(&self, locals: &[Arc<Local>]) -> bool;
    /// The abstract state that these local states, facts and messages stand for.
    fn abstracted(
        &self,
        locals: &[Arc<Local>],
        facts: &BTreeSet<(Id, Fact)>,
        messages: &[usize],
    ) -> MessageSetState;
    /// Whether some abstract steps, or none, lead from one abstract state to another.
    fn leads_to(&self, before: &MessageSetState, after: &MessageSetState) -> Result<(), String>;
    /// Whether an abstract state has the invariant of the proof.
    fn keeps_invariant(&self, state: &MessageSetState) -> Result<(), String>;
    /// What a message says, whoever sent it.
    fn says(&self, message: usize) -> Msg;
    /// What comes of a message in a local state of its recipient.
    fn hear(&self, local: &Local, message: usize) -> (Option<(Local, Vec<Fact>)>, Option<Case>);
    fn describe(&self, step: Step) -> String;
    fn story(&self, steps: &[Step]) -> Story;
}

/// What the learners of a network could hear.
#[derive(Debug)]
pub(super) struct Observer {
    learners: Vec<Learner>,
    seen: Mutex<BTreeSet<Case>>,
}

#[derive(Debug)]
struct Learner {
    id: usize,
    start: Arc<Local>,
    inbox: Vec<usize>,
    lessons: Vec<Lesson>,
}

/// A way to learn a value.
#[derive(Debug)]
struct Lesson {
    value: Value,
    /// From these messages, in this order.
    messages: Vec<usize>,
    /// What the learner then is.
    local: Arc<Local>,
    /// Whether it has been possible in some state.
    taken: AtomicBool,
}

impl Lesson {
    fn steps(&self) -> Vec<Step> {
        let number = |message: &usize| u32::try_from(*message).expect("under 2^32 messages");
        self.messages.iter().map(|message| Step(number(message))).collect()
    }
}

impl Observer {
    /// The learners of these tables.
    pub(super) fn new(source: &dyn Source, tables: &Tables) -> Self {
        let learners = tables.actors.iter().enumerate();
        let learners = learners.filter(|(_, table)| table.is_learner()).map(|(id, table)| {
            let (start, inbox) = (Arc::clone(&table.locals[0]), table.inbox.clone());
            let lessons = lessons(source, &start, &inbox);
            Learner { id, start, inbox, lessons }
        });
        Self { learners: learners.collect(), seen: Mutex::default() }
    }

    /// Whether this actor is a learner.
    pub(super) fn is_observed(&self, id: usize) -> bool {
        self.learners.iter().any(|learner| learner.id == id)
    }

    /// Whether the tables alone tell that nothing is learned that is not chosen: every lesson is that
    /// a quorum has cast a vote for the value, and no acceptor says so before it has.
    pub(super) fn learns_only_what_is_chosen(&self, source: &dyn Source, tables: &Tables) -> bool {
        let said: Vec<_> =
            (0..tables.actors.len()).map(|actor| certainly_sent(tables, actor)).collect();
        let cast = |message: usize, vote: &Vote| {
            let sender = usize::from(tables.messages[message].from);
            let says = |outcome: &&Outcome| outcome.sent.contains(&message);
            let casts = |outcome: &Outcome| {
                let mut facts = outcome.facts.iter().map(|fact| &tables.facts[*fact].1);
                facts.any(|fact| matches!(fact, Fact::Voted(cast) if cast == vote))
            };
            let table = &tables.actors[sender];
            let at_first = Some(&tables.at_first[sender]).into_iter().filter(says).all(casts);
            at_first
                && (0..table.locals.len()).all(|local| {
                    let before = said[sender][local].binary_search(&message).is_ok();
                    before || table.outcomes(local, true).filter(says).all(casts)
                })
        };
        self.learners.iter().flat_map(|learner| &learner.lessons).all(|lesson| {
            let Msg::Paxos(Message::Accepted(vote)) = source.says(lesson.messages[0]) else {
                return false;
            };
            let senders = lesson.messages.iter().map(|message| tables.messages[*message].from);
            vote.value == lesson.value
                && source.is_accept_quorum(&senders.collect::<Vec<_>>())
                && lesson.messages.iter().all(|message| cast(*message, &vote))
        })
    }

    /// The messages to learners.
    pub(super) fn hearable(&self) -> impl Iterator<Item = usize> {
        self.learners.iter().flat_map(|learner| &learner.inbox).copied()
    }

    /// The cases of the learners' handler that have occurred.
    pub(super) fn seen(&self) -> BTreeSet<Case> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shows every run that ends in these local states and facts, by what the learners have heard of
    /// the messages sent: none of them anything, one of them one value, two of them one each, and
    /// one of them one value before a crash and one after it.
    ///
    /// `sent` tells whether a message was sent, `crash` the step in which a learner crashes, if it
    /// still may.
    pub(super) fn with_runs(
        &self,
        source: &dyn Source,
        locals: &[Arc<Local>],
        facts: &BTreeSet<(Id, Fact)>,
        sent: &dyn Fn(usize) -> bool,
        crash: &dyn Fn(usize) -> Option<Step>,
        look: &mut dyn FnMut(&Run, &[Step]),
    ) {
        let lessons: Vec<Vec<&Lesson>> =
            self.learners.iter().map(|learner| self.possible(source, learner, sent)).collect();
        source.with_run(locals, facts, &mut |mut run| {
            look(&run, &[]);
            for (place, own) in lessons.iter().enumerate() {
                for lesson in own {
                    let nothing = std::mem::replace(&mut run.learners[place], learned(&[], lesson));
                    look(&run, &lesson.steps());
                    for (further, others) in lessons.iter().enumerate().skip(place + 1) {
                        for other in others {
                            let nothing =
                                std::mem::replace(&mut run.learners[further], learned(&[], other));
                            look(&run, &[lesson.steps(), other.steps()].concat());
                            run.learners[further] = nothing;
                        }
                    }
                    if let Some(crash) = crash(self.learners[place].id) {
                        for again in own {
                            run.learners[place] = learned(&[lesson], again);
                            look(&run, &[lesson.steps(), vec![crash], again.steps()].concat());
                        }
                    }
                    run.learners[place] = nothing;
                }
            }
        });
    }

    /// What a learner can have learned, each value once, by a shortest lesson.
    fn possible<'a>(
        &self,
        source: &dyn Source,
        learner: &'a Learner,
        sent: &dyn Fn(usize) -> bool,
    ) -> Vec<&'a Lesson> {
        let mut possible: Vec<&Lesson> = Vec::new();
        for lesson in &learner.lessons {
            if lesson.messages.iter().all(|message| sent(*message)) {
                if !lesson.taken.swap(true, Relaxed) {
                    self.note(source, learner, lesson);
                }
                if possible.iter().all(|other| other.value != lesson.value) {
                    possible.push(lesson);
                }
            }
        }
        possible
    }

    /// Notes the cases of the handler that occur in a lesson, and when its last message comes again.
    fn note(&self, source: &dyn Source, learner: &Learner, lesson: &Lesson) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut local = Local::clone(&learner.start);
        for message in lesson.messages.iter().chain(lesson.messages.last()) {
            let (next, case) = source.hear(&local, *message);
            seen.extend(case);
            local = next.map_or(local, |(next, _)| next);
        }
    }
}

/// All lessons of a learner, the smallest first: the first that teaches a value is then the shortest
/// way to learn it.
fn lessons(source: &dyn Source, start: &Arc<Local>, inbox: &[usize]) -> Vec<Lesson> {
    let mut votes: BTreeMap<Msg, Vec<usize>> = BTreeMap::new();
    for message in inbox {
        votes.entry(source.says(*message)).or_default().push(*message);
    }
    let lessons = votes.values().flat_map(|messages| lessons_of_vote(source, start, messages));
    let mut lessons: Vec<Lesson> = lessons.collect();
    lessons.sort_by_key(|lesson| lesson.messages.len());
    lessons
}

/// The lessons that one vote can teach.
fn lessons_of_vote(source: &dyn Source, start: &Arc<Local>, messages: &[usize]) -> Vec<Lesson> {
    let mut lessons: Vec<Lesson> = Vec::new();
    let mut queue = VecDeque::from([(Arc::clone(start), Vec::new())]);
    let mut seen = BTreeSet::from([Arc::clone(start)]);
    while let Some((local, heard)) = queue.pop_front() {
        for message in messages.iter().filter(|message| !heard.contains(*message)) {
            let Some((next, facts)) = source.hear(&local, *message).0 else { continue };
            let next = Arc::new(next);
            let heard = [&heard[..], &[*message]].concat();
            let learned = facts.into_iter().find_map(|fact| match fact {
                Fact::Learned(value) => Some(value),
                _ => None,
            });
            match learned {
                Some(value) => {
                    let less = |lesson: &Lesson| {
                        lesson.value == value && lesson.messages.iter().all(|m| heard.contains(m))
                    };
                    if !lessons.iter().any(less) {
                        let (local, taken) = (next, AtomicBool::new(false));
                        lessons.push(Lesson { value, messages: heard, local, taken });
                    }
                }
                None if seen.insert(Arc::clone(&next)) => queue.push_back((next, heard)),
                None => {}
            }
        }
    }
    lessons
}

/// A learner and its history, after these lessons, each forgotten in a crash, and this one.
fn learned(
    forgotten: &[&Lesson],
    last: &Lesson,
) -> (Cow<'static, crate::paxos::Learner>, LearnerHistory) {
    let State::Learner(learner) = &last.local.state else {
        unreachable!("only learners learn: {last:?}")
    };
    let values = forgotten.iter().map(|lesson| lesson.value.clone());
    let history = LearnerHistory {
        learned: values.chain([last.value.clone()]).collect(),
        asked: false,
        forgot: !forgotten.is_empty(),
    };
    (Cow::Owned(learner.clone()), history)
}
