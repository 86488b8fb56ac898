//! Requests in, answers out.

use super::answer::Answer;
use super::library::Library;
use super::means::Means;
use super::refusal::Refusal;
use super::request::{Ask, Format, Request};
use super::{causes, exports, onward, place, quiz, reveal, source, whole};
use crate::trace::{Style, Trace};
use serde_json::Value;

/// Answers requests about the models that it has.
#[derive(Debug)]
pub struct Explorer {
    library: Library,
}

impl Explorer {
    /// An explorer of these models.
    pub fn new(library: Library) -> Self {
        Self { library }
    }

    /// Answers a request, given as JSON.
    ///
    /// # Errors
    /// If it is no request of this version; and as [`Self::answer`].
    pub fn answer_json(&self, request: &str, means: &Means) -> Result<Answer, Refusal> {
        self.answer(&Request::parse(request)?, means)
    }

    /// Answers a request.
    ///
    /// # Errors
    /// If there is no such model, if the run is none of it, or if what is asked cannot be answered there.
    pub fn answer(&self, request: &Request, means: &Means) -> Result<Answer, Refusal> {
        let language = request.language;
        let answered = self.answered(request, means);
        answered.map(|answer| answer.told(language)).map_err(|refusal| refusal.told(language))
    }

    fn answered(&self, request: &Request, means: &Means) -> Result<Answer, Refusal> {
        match &request.ask {
            Ask::Models => return Ok(Answer::Models(self.library.models())),
            Ask::Source { file } => return Ok(Answer::Source(source::source(file)?)),
            Ask::Open { trace } => return self.open(trace, request),
            Ask::Quiz { number } => {
                let exercise = quiz::quiz(&self.library, *number, request.language, means)?;
                return Ok(Answer::Quiz(Box::new(exercise)));
            }
            _ => {}
        }
        let subject = self.library.subject(request.model.as_ref())?;
        let (run, language) = (&request.run[..], request.language);
        Ok(match &request.ask {
            Ask::Look => Answer::Place(Box::new(place::look(&subject, run, language)?)),
            Ask::Shortest { goal } => Answer::Way(onward::shortest(&subject, run, goal, means)?),
            Ask::Outlook => Answer::Way(onward::outlook(&subject, run, means)?),
            Ask::Nearer { goal } => Answer::Nearer(onward::nearer(&subject, run, goal, means)?),
            Ask::Reveal => Answer::Revealed(reveal::reveal(&subject)),
            // A picture can be drawn without names; what else a run is told by has them.
            ask if subject.is_concealed()
                && !matches!(ask, Ask::Export { format: Format::Svg, .. }) =>
            {
                return Err(Refusal::concealed());
            }
            Ask::Check => Answer::Checked(whole::check_all(&subject, means)),
            Ask::Twin => Answer::Twin(causes::twin(&subject, run, language)?),
            Ask::Why => Answer::Why(Box::new(causes::why(&subject, run, language)?)),
            Ask::Export { format, theme } => {
                let style = Style { theme: *theme, language, ..Style::default() };
                Answer::File(exports::export(&subject, run, *format, style, &self.library.page)?)
            }
            Ask::Models | Ask::Source { .. } | Ask::Open { .. } | Ask::Quiz { .. } => {
                unreachable!("answered above")
            }
        })
    }

    /// A trace, taken again by the actors of its model.
    fn open(&self, trace: &Value, request: &Request) -> Result<Answer, Refusal> {
        let trace = Trace::parse(trace).map_err(Refusal::run)?;
        let (model, subject) = self.library.model_of(&trace, request.model.as_ref())?;
        let own = self.library.own.as_deref();
        Ok(Answer::Opened(exports::open(&subject, model, &trace, own, request.language)?))
    }
}
