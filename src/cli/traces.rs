//! Traces of violated properties, written where the user wants them.

use super::Failure;
use crate::trace::Trace;
use std::path::{Path, PathBuf};

/// Writes those traces that there are, and returns the path of each.
pub(super) fn write_traces<'a>(
    traces: impl Iterator<Item = Option<&'a Trace>>,
    folder: &Path,
) -> Result<Vec<Option<PathBuf>>, Failure> {
    traces
        .map(|trace| trace.map(|trace| trace.write(folder)).transpose())
        .collect::<Result<_, _>>()
        .map_err(|error| {
            let folder = folder.display();
            let remedy = "name another folder with --trace-dir";
            Failure::usage(format!("{folder}: cannot write traces: {error}; {remedy}"))
        })
}
