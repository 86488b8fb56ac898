//! The traces of a judgement, so that they are read most easily.

use super::judgement::Judgement;
use super::search::Limits;
use crate::model::file::ModelFile;
use crate::trace;

/// Puts the same runs, in the order and under the names in which they are read most easily, in the place of a
/// judgement's traces; within limits, beyond which they stay as they are.
pub fn readable(file: &ModelFile, judgement: &mut Judgement, limits: &Limits) {
    let stop = || limits.over().is_some();
    for trace in judgement.properties.iter_mut().filter_map(|result| result.trace.as_mut()) {
        *trace = trace::readable(trace, file, &stop);
    }
}
