//! Traces of violated properties, written where the user wants them.

use super::Failure;
use super::say::complain;
use crate::files;
use crate::trace::Trace;
use std::io;
use std::path::{Path, PathBuf};

/// Where traces go. What has been found is told whether they get there or not.
pub(super) struct TraceFolder<'a> {
    path: &'a Path,
    /// How many could not be written, and why the first could not.
    lost: usize,
    why: Option<io::Error>,
}

impl<'a> TraceFolder<'a> {
    /// A folder in which files can be written: that is tried before the time for a search is spent.
    pub(super) fn tried(path: &'a Path) -> Result<Self, Failure> {
        match files::try_folder(path) {
            Ok(()) => Ok(Self { path, lost: 0, why: None }),
            Err(error) => {
                let path = path.display();
                let remedy = "name another folder with --trace-dir";
                let why = format!("{path}: traces cannot be written there: {error}; {remedy}");
                Err(Failure::usage(why))
            }
        }
    }

    /// Writes those traces that there are, and returns the path of each that is written.
    pub(super) fn write<'t>(
        &mut self,
        traces: impl Iterator<Item = Option<&'t Trace>>,
    ) -> Vec<Option<PathBuf>> {
        let written = traces.map(|trace| match trace?.write(self.path) {
            Ok(path) => Some(path),
            Err(error) => {
                self.lost += 1;
                self.why.get_or_insert(error);
                None
            }
        });
        written.collect()
    }

    /// Warns of traces that are not there, once all verdicts are told.
    pub(super) fn complain(&self) {
        if let Some(why) = &self.why {
            let (path, lost) = (self.path.display(), self.lost);
            complain(format_args!(
                "warning: {path}: traces that could not be written: {lost}; the first: {why}; name \
                 another folder with --trace-dir"
            ));
        }
    }
}
