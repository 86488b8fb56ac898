//! A trace again.

use super::explain::retake;
use super::format::Trace;
use super::steps::Departure;
use crate::model::file::ModelFile;

/// Takes the steps of a trace with the actors of a model, and returns the run as it then is.
///
/// # Errors
/// At the first step that the actors do not take, or that comes out otherwise; or if the last state does
/// not violate the property that it is said to.
pub fn replay(trace: &Trace, file: &ModelFile) -> Result<Trace, Departure> {
    let (story, explanation) = retake(trace.violates.as_deref(), &trace.story, file)?;
    Ok(Trace { explanation, story, ..trace.clone() })
}
