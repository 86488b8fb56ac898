//! What `synod check` has checked so far, and how that is told.

use super::models::Models;
use super::say::{say, say_styled};
use super::screen::Screen;
use super::traces::TraceFolder;
use super::{Exit, Failure};
use crate::check::{self, Judgement, Reported};
use crate::model::words::counted;
use std::path::PathBuf;

/// Judgements, with where their traces are.
pub(super) struct Checked<'a> {
    judgements: Vec<Judgement>,
    traces: Vec<Vec<Option<PathBuf>>>,
    folder: TraceFolder<'a>,
    /// Whether this is told to a person, and not to a program.
    human: bool,
    quiet: bool,
    screen: Screen,
}

impl<'a> Checked<'a> {
    pub(super) fn new(folder: TraceFolder<'a>, human: bool, quiet: bool) -> Self {
        let (judgements, traces) = (Vec::new(), Vec::new());
        Self { judgements, traces, folder, human, quiet, screen: Screen::new() }
    }

    /// Takes down what checking a model has shown, and tells it to a person at once.
    pub(super) fn add(&mut self, judgement: Judgement) -> Result<(), Failure> {
        let properties = judgement.properties.iter();
        let traces = self.folder.write(properties.map(|property| property.trace.as_ref()));
        if self.human && !(self.quiet && judgement.as_expected()) {
            let reported = Reported { judgement: &judgement, traces: traces.clone() };
            say_styled(self.screen.paragraph(&check::human(&reported)))?;
        }
        self.judgements.push(judgement);
        self.traces.push(traces);
        Ok(())
    }

    /// Tells the whole, and how the command ends; what ended it early, if something did.
    pub(super) fn conclude(self, models: &Models, over: Option<&str>) -> Result<Exit, Failure> {
        let exit = self.exit(models.files.len());
        if self.human {
            self.sum(models, over)?;
        } else {
            let reported = self.judgements.iter().zip(self.traces);
            let reported: Vec<_> =
                reported.map(|(judgement, traces)| Reported { judgement, traces }).collect();
            say(check::json(&reported).map_err(Failure::unexpected)?)?;
        }
        self.folder.complain();
        Ok(exit)
    }

    /// All models in a few lines.
    fn sum(&self, models: &Models, over: Option<&str>) -> Result<(), Failure> {
        let groups = check::groups(&self.judgements);
        if !self.quiet && !groups.is_empty() {
            say_styled(self.screen.groups(&groups))?;
        }
        let good = self.judgements.iter().filter(|judgement| judgement.as_expected()).count();
        let all = models.files.len();
        say(format_args!("{good} of {all} models as expected"))?;
        let left = all - self.judgements.len();
        if left > 0 {
            let why = over.unwrap_or("stopped");
            say(format_args!("{} not begun ({why})", counted(left, "model")))?;
        }
        match models.deep {
            0 => Ok(()),
            1 => say("1 deep model was not checked; --deep checks it too"),
            deep => {
                say(format_args!("{deep} deep models were not checked; --deep checks them too"))
            }
        }
    }

    fn exit(&self, models: usize) -> Exit {
        let all_begun = self.judgements.len() == models;
        if self.judgements.iter().any(|judgement| !judgement.unexpected.is_empty()) {
            Exit::Unexpected
        } else if all_begun && self.judgements.iter().all(|judgement| judgement.complete) {
            Exit::AsExpected
        } else {
            Exit::Unfinished
        }
    }
}
