//! Looking at every step of a model, whether it is one of the abstract algorithm's, and whether it leads where
//! the invariant of the proof holds.
//!
//! No step of a proposer or an acceptor is left out for this, and no message to one. Of the reductions only
//! symmetry is used, and that learners need take no steps: the abstract algorithm has none, and no step of
//! theirs changes what a state stands for.
//!
//! Most steps do not change what a state stands for, and most others change it as some step before has done. So
//! states are told apart by what they stand for, in bits, and only a step from one of these to another that is
//! new is looked at.

use super::noted::Noted;
use super::search::{Limits, Progress};
use super::walk::{Look, Place, Walk};
use super::way::{canonical, steps_along};
use crate::model::file::ModelFile;
use crate::model::message_set::MessageSetState;
use crate::model::packed::{Packed, PackedVisitor, Reductions, Step};
use crate::model::story::Story;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

/// Of how many states a thread keeps in full what they stand for. Steps that are looked at one after the other begin and end
/// in few, as their states were found one after the other too.
const MOST_WHOLE: usize = 4096;

/// What is asked of every step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// It is some steps of the abstract algorithm, or none.
    Refines,
    /// It leads where the invariant of the proof holds.
    KeepsTheInvariant,
}

/// What became of the claims.
#[derive(Debug)]
pub(super) struct Steps {
    /// For each, the shortest run whose last step is not as claimed.
    pub(super) wrong: Vec<Option<Story>>,
    /// Why not all steps were looked at, if they were not.
    pub(super) stopped: Option<String>,
}

/// Looks at every step, until there is one for each claim that is not so.
pub(super) fn search(
    file: &ModelFile,
    claims: &[Claim],
    threads: NonZeroUsize,
    limits: &Limits,
    progress: &Progress,
) -> Steps {
    progress.begin(Some("every step"));
    let reductions = Reductions { symmetry: true, observers: true, ..Reductions::NONE };
    let found =
        limits.pack(file, reductions, threads, Search { claims, threads, limits, progress });
    found.unwrap_or_else(|error| Steps {
        wrong: vec![None; claims.len()],
        stopped: Some(limits.why_not(error)),
    })
}

struct Search<'a> {
    claims: &'a [Claim],
    threads: NonZeroUsize,
    limits: &'a Limits,
    progress: &'a Progress,
}

impl PackedVisitor for Search<'_> {
    type Output = Steps;

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Steps {
        let Self { claims, threads, limits, progress } = self;
        let mut looking = Looking {
            system: &*system,
            claims,
            wrong: vec![None; claims.len()],
            fine: Fine::new(threads),
        };
        let mut walk = Walk::new(&*system, limits, progress);
        let stopped = walk.go(&mut looking).err().map(str::to_string);
        let wrong = claims.iter().zip(&looking.wrong).map(|(claim, wrong)| {
            let way = walk.way_to((*wrong)?, &looking);
            Some(system.about().story(&looking.run_to(way, *claim)))
        });
        Steps { wrong: wrong.collect(), stopped }
    }
}

struct Looking<'a, const N: usize> {
    system: &'a dyn Packed<N>,
    claims: &'a [Claim],
    /// For each claim, the first state from which a step is not so.
    wrong: Vec<Option<usize>>,
    fine: Fine<N>,
}

/// What was found to be as claimed, whichever thread has found it.
struct Fine<const N: usize> {
    /// What states stand for, in bits, and whether that is known to have the invariant.
    glimpses: Noted<N, bool>,
    /// The places of those before and after a step that is one of the abstract algorithm's.
    steps: Noted<1, ()>,
    /// For each thread, some of them in full.
    whole: Vec<Mutex<BTreeMap<Place, Arc<Vec<MessageSetState>>>>>,
}

/// What a state stands for: in bits, and where that is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Glimpse<const N: usize> {
    bits: [u64; N],
    place: Place,
}

impl<const N: usize> Fine<N> {
    fn new(threads: NonZeroUsize) -> Self {
        Self {
            glimpses: Noted::default(),
            steps: Noted::default(),
            whole: (0..threads.get()).map(|_| Mutex::default()).collect(),
        }
    }

    /// What a state stands for that looks so.
    fn glimpse(&self, bits: [u64; N]) -> Glimpse<N> {
        Glimpse { bits, place: self.glimpses.add(&bits, false) }
    }

    /// What a state stands for, in full.
    fn whole(&self, system: &dyn Packed<N>, glimpse: &Glimpse<N>) -> Arc<Vec<MessageSetState>> {
        let thread = rayon::current_thread_index().expect("a pool runs this");
        let mut whole = self.whole[thread].lock().unwrap_or_else(PoisonError::into_inner);
        if whole.len() >= MOST_WHOLE {
            whole.clear();
        }
        let whole = whole.entry(glimpse.place);
        Arc::clone(whole.or_insert_with(|| Arc::new(system.abstracted(&glimpse.bits))))
    }

    /// Whether a step is as claimed, given what the states before and after it stand for.
    fn is_so(
        &self,
        system: &dyn Packed<N>,
        claim: Claim,
        [before, after]: [&Glimpse<N>; 2],
    ) -> bool {
        let after = self.whole(system, after);
        match claim {
            Claim::Refines => system.leads_to(&self.whole(system, before), &after).is_ok(),
            Claim::KeepsTheInvariant => system.keeps_invariant(&after).is_ok(),
        }
    }
}

impl<const N: usize> Looking<'_, N> {
    /// Whether a step to this state is as claimed, given what the states before and after it stand for.
    fn is_found_so(
        &self,
        claim: Claim,
        [before, after]: [&Glimpse<N>; 2],
        next: &[u64; N],
    ) -> bool {
        let (system, fine) = (self.system, &self.fine);
        match claim {
            Claim::Refines => {
                let step = [before.place.then(after.place)];
                if fine.steps.of(&step).is_some() {
                    return true;
                }
                let is_so = fine.is_so(system, claim, [before, after]);
                if is_so {
                    fine.steps.add(&step, ());
                }
                is_so
            }
            Claim::KeepsTheInvariant => {
                if fine.glimpses.at(after.place) {
                    return true;
                }
                // Fewer are to be looked at as they are under symmetry.
                let canonical = canonical(system, next);
                let same = fine.glimpse(system.abstract_glimpse(&canonical));
                let is_so =
                    fine.glimpses.at(same.place) || fine.is_so(system, claim, [before, &same]);
                if is_so {
                    fine.glimpses.change(same.place, true);
                    fine.glimpses.change(after.place, true);
                }
                is_so
            }
        }
    }

    /// A run along these states, as they are under symmetry, and a step further that is not as claimed.
    fn run_to(&self, way: Vec<[u64; N]>, claim: Claim) -> Vec<Step> {
        let Self { system, fine, .. } = self;
        let (mut steps, last) = steps_along(*system, way);
        let before = fine.glimpse(system.abstract_glimpse(&last));
        let mut successors = Vec::new();
        system.successors(&last, &mut successors);
        let wrong = successors.iter().find(|(_, next)| {
            let after = fine.glimpse(system.abstract_glimpse(next));
            !fine.is_so(*system, claim, [&before, &after])
        });
        steps.push(wrong.expect("states that are the same under symmetry act alike").0);
        steps
    }
}

impl<const N: usize> Look<N> for Looking<'_, N> {
    /// For each claim, the first state from which a step is not so.
    type Seen = Vec<Option<usize>>;

    fn look(
        &self,
        number: usize,
        state: &[u64; N],
        seen: &mut Self::Seen,
        found: &mut Vec<(Step, [u64; N])>,
    ) {
        seen.resize(self.claims.len(), None);
        self.system.successors(state, found);
        let before = self.fine.glimpse(self.system.abstract_glimpse(state));
        for (_, next) in found {
            let after = self.system.abstract_glimpse(next);
            if after == before.bits {
                continue;
            }
            let after = self.fine.glimpse(after);
            for ((claim, wrong), seen) in self.claims.iter().zip(&self.wrong).zip(&mut *seen) {
                let open = wrong.is_none() && seen.is_none();
                if open && !self.is_found_so(*claim, [&before, &after], next) {
                    *seen = Some(number);
                }
            }
        }
    }

    fn gather(&mut self, seen: Self::Seen) -> bool {
        for (wrong, seen) in self.wrong.iter_mut().zip(seen) {
            *wrong = wrong.or(seen);
        }
        self.wrong.iter().any(Option::is_none)
    }
}
