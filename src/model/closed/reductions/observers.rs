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

use crate::model::closed::actors::{Actors, Entered};
use crate::model::closed::close::Names;
use crate::model::closed::tables::Tables;
use crate::model::coverage::Case;
use crate::model::packed::Step;
use crate::paxos::{Value, Vote};
use crate::properties::{History, LearnerHistory, Run};
use indexmap::IndexSet;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// How many things that learners could have learned are looked at together: `Observer::with_histories` shows each
/// alone and each two of them.
pub(in crate::model::closed) const LESSONS_AT_ONCE: usize = 2;

/// What the learners of a system could hear.
#[derive(Debug)]
pub(in crate::model::closed) struct Observer {
    learners: Vec<Learner>,
    seen: Mutex<BTreeSet<Case>>,
}

#[derive(Debug)]
struct Learner {
    id: usize,
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
    learner: crate::paxos::Learner,
    /// The cases of the handler that occur in it, and when its last message comes again.
    cases: Vec<Case>,
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
    pub(in crate::model::closed) fn new<S: Actors>(
        system: &S,
        tables: &Tables,
        names: &Names<S>,
    ) -> Self {
        let learners = tables.actors.iter().enumerate().filter(|(_, table)| table.is_learner());
        let learners = learners.map(|(id, table)| {
            let classroom = Classroom { system, names, id };
            Learner { id, inbox: table.inbox.clone(), lessons: classroom.lessons(&table.inbox) }
        });
        Self { learners: learners.collect(), seen: Mutex::default() }
    }

    /// The messages to learners.
    pub(in crate::model::closed) fn hearable(&self) -> impl Iterator<Item = usize> {
        self.learners.iter().flat_map(|learner| &learner.inbox).copied()
    }

    /// The cases of the learners' handler that have occurred.
    pub(in crate::model::closed) fn seen(&self) -> BTreeSet<Case> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shows every run that a run can become by what the learners have heard of the messages sent: none of
    /// them anything, one of them one value, two of them one each, and one of them one value before a crash
    /// and one after it.
    ///
    /// `sent` tells whether a message was sent, `crash` the step in which a learner crashes, if it
    /// still may.
    pub(in crate::model::closed) fn with_histories(
        &self,
        mut run: Run,
        sent: &dyn Fn(usize) -> bool,
        crash: &dyn Fn(usize) -> Option<Step>,
        look: &mut dyn FnMut(&History, &[Step]),
    ) {
        let lessons: Vec<Vec<&Lesson>> =
            self.learners.iter().map(|learner| self.possible(learner, sent)).collect();
        look(&History::of(&run), &[]);
        for (place, own) in lessons.iter().enumerate() {
            for lesson in own {
                let nothing = std::mem::replace(&mut run.learners[place], learned(&[], lesson));
                look(&History::of(&run), &lesson.steps());
                for (further, others) in lessons.iter().enumerate().skip(place + 1) {
                    for other in others {
                        let nothing =
                            std::mem::replace(&mut run.learners[further], learned(&[], other));
                        look(&History::of(&run), &[lesson.steps(), other.steps()].concat());
                        run.learners[further] = nothing;
                    }
                }
                if let Some(crash) = crash(self.learners[place].id) {
                    for again in own {
                        run.learners[place] = learned(&[lesson], again);
                        look(
                            &History::of(&run),
                            &[lesson.steps(), vec![crash], again.steps()].concat(),
                        );
                    }
                }
                run.learners[place] = nothing;
            }
        }
    }

    /// What a learner can have learned, each value once, by a shortest lesson.
    fn possible<'a>(&self, learner: &'a Learner, sent: &dyn Fn(usize) -> bool) -> Vec<&'a Lesson> {
        let mut possible: Vec<&Lesson> = Vec::new();
        for lesson in &learner.lessons {
            if lesson.messages.iter().all(|message| sent(*message)) {
                if !lesson.taken.swap(true, Relaxed) {
                    let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
                    seen.extend(lesson.cases.iter().copied());
                }
                if possible.iter().all(|other| other.value != lesson.value) {
                    possible.push(lesson);
                }
            }
        }
        possible
    }
}

/// A learner, and what it is taught with.
struct Classroom<'a, S: Actors> {
    system: &'a S,
    names: &'a Names<S>,
    id: usize,
}

impl<S: Actors> Classroom<'_, S> {
    /// All lessons of the learner, the smallest first: the first that teaches a value is then the shortest
    /// way to learn it.
    fn lessons(&self, inbox: &[usize]) -> Vec<Lesson> {
        let mut votes: BTreeMap<Option<Vote>, Vec<usize>> = BTreeMap::new();
        for message in inbox {
            let vote = self.system.vote_said(&self.names.messages[*message]);
            votes.entry(vote).or_default().push(*message);
        }
        let lessons = votes.values().flat_map(|messages| self.lessons_of(messages));
        let mut lessons: Vec<Lesson> = lessons.collect();
        lessons.sort_by_key(|lesson| lesson.messages.len());
        lessons
    }

    /// The lessons of these messages, which say that one vote was cast.
    fn lessons_of(&self, messages: &[usize]) -> Vec<Lesson> {
        let start = Arc::clone(&self.names.locals[self.id][0]);
        let mut lessons: Vec<Lesson> = Vec::new();
        let mut queue = VecDeque::from([(Arc::clone(&start), Vec::new())]);
        let mut seen = IndexSet::from([start]);
        while let Some((local, heard)) = queue.pop_front() {
            for message in messages.iter().filter(|message| !heard.contains(*message)) {
                let what = Entered::Message(&self.names.messages[*message]);
                let Some(change) = self.system.happens(self.id, &local, &what).0 else { continue };
                let heard = [&heard[..], &[*message]].concat();
                let taught =
                    change.facts.iter().find_map(|fact| self.system.learned(fact, &change.local));
                let Some((value, learner)) = taught else {
                    let next = Arc::new(change.local);
                    if seen.insert(Arc::clone(&next)) {
                        queue.push_back((next, heard));
                    }
                    continue;
                };
                let less = |lesson: &Lesson| {
                    lesson.value == value && lesson.messages.iter().all(|m| heard.contains(m))
                };
                if !lessons.iter().any(less) {
                    lessons.push(Lesson {
                        value,
                        cases: self.cases(&heard),
                        messages: heard,
                        learner,
                        taken: AtomicBool::new(false),
                    });
                }
            }
        }
        lessons
    }

    /// The cases of the handler that occur when the learner hears these messages, and the last one again.
    fn cases(&self, heard: &[usize]) -> Vec<Case> {
        let mut local = S::Local::clone(&self.names.locals[self.id][0]);
        let mut cases = Vec::new();
        for message in heard.iter().chain(heard.last()) {
            let what = Entered::Message(&self.names.messages[*message]);
            let (change, case) = self.system.happens(self.id, &local, &what);
            cases.extend(case);
            local = change.map_or(local, |change| change.local);
        }
        cases
    }
}

/// A learner and its history, after these lessons, each forgotten in a crash, and this one.
fn learned(
    forgotten: &[&Lesson],
    last: &Lesson,
) -> (Cow<'static, crate::paxos::Learner>, LearnerHistory) {
    let values = forgotten.iter().map(|lesson| lesson.value.clone());
    let history = LearnerHistory {
        learned: values.chain([last.value.clone()]).collect(),
        forgot: !forgotten.is_empty(),
        ..LearnerHistory::default()
    };
    (Cow::Owned(last.learner.clone()), history)
}
