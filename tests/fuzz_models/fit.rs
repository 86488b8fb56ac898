//! From a seed to a model that is small enough to be searched in every way.

use super::draw::{draw, questions};
use super::model::Model;
use fastrand::Rng;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::Arc;
use synod::model::file::ModelFile;
use synod::model::packed::{NotPacked, Packed, PackedVisitor, Packing, Reductions};

/// The most states that a model may have without reductions; and that one in so many may have.
const MOST_STATES: usize = 3_000;
const MANY_STATES: usize = 20_000;
const HAS_MANY: u64 = 16;

/// How often packing may ask whether to go on before a model is too large.
const MOST_QUESTIONS: usize = 2;

/// A model that fits, and how it was come by.
pub(crate) struct Fitting {
    pub(crate) model: Model,
    pub(crate) file: ModelFile,
    /// How many models were refused before.
    pub(crate) refused: u64,
    /// How much was taken from the one that was drawn until it fitted.
    pub(crate) taken: usize,
}

/// The model of a seed: the first that is drawn and not refused, with less of this and that until it fits.
pub(crate) fn fitting(seed: u64) -> Fitting {
    let read = |attempt| {
        let model = draw(seed, attempt);
        read(&model).map(|file| (model, file, attempt))
    };
    let (mut model, mut file, refused) = (0..).find_map(read).expect("some model is not refused");
    let (mut rng, mut taken) = (Rng::with_seed(seed), 0);
    while !fits(&file, seed) {
        let mut smaller = model.with_less();
        rng.shuffle(&mut smaller);
        // Half of the large models keep their actors as long as they can, and the other half their faults.
        let actors = model.actors();
        smaller.sort_by_key(|smaller| (smaller.actors() < actors) == seed.is_multiple_of(2));
        let next =
            smaller.into_iter().find_map(|model| self::read(&model).map(|file| (model, file)));
        (model, file) = next.expect("something with less is not refused");
        taken += 1;
    }
    for asked in questions(seed, &file.cast()) {
        model.ask(asked);
    }
    file = self::read(&model).expect("its questions mean something");
    Fitting { model, file, refused, taken }
}

/// Reads a model, unless it is refused.
pub(crate) fn read(model: &Model) -> Option<ModelFile> {
    ModelFile::parse(Path::new("drawn.toml"), &model.text()).ok()
}

/// Whether a model has no more states than one of this seed may have.
pub(crate) fn fits(file: &ModelFile, seed: u64) -> bool {
    let most = if seed.is_multiple_of(HAS_MANY) { MANY_STATES } else { MOST_STATES };
    let questions = Cell::new(0);
    let stop = || {
        questions.set(questions.get() + 1);
        questions.get() > MOST_QUESTIONS
    };
    let packing = Packing { reductions: Reductions::NONE, stop: &stop };
    match panic::catch_unwind(AssertUnwindSafe(|| file.pack(&packing, Few { most }))) {
        Ok(Ok(few)) => few,
        Ok(Err(NotPacked::TooLarge(_) | NotPacked::Stopped)) => false,
        // Whoever searches it will tell.
        Err(_) => true,
    }
}

/// Counts states, and no more than so many.
struct Few {
    most: usize,
}

impl PackedVisitor for Few {
    type Output = bool;

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> bool {
        let mut seen = BTreeSet::from([system.initial()]);
        let mut stack = vec![system.initial()];
        let mut successors = Vec::new();
        while let Some(state) = stack.pop() {
            successors.clear();
            system.successors(&state, &mut successors);
            stack
                .extend(successors.iter().map(|(_, next)| *next).filter(|next| seen.insert(*next)));
            if seen.len() > self.most {
                return false;
            }
        }
        true
    }
}
