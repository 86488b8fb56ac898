//! The traces of a judgement, so that they are read most easily.

use super::judgement::Judgement;
use crate::model::file::ModelFile;
use crate::trace;

/// Puts the same runs, in the order and under the names in which they are read most easily, in the place of a
/// judgement's traces.
pub fn readable(file: &ModelFile, judgement: &mut Judgement) {
    for trace in judgement.properties.iter_mut().filter_map(|result| result.trace.as_mut()) {
        *trace = trace::readable(trace, file);
    }
}
