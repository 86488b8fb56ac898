//! What a reader asks of a model: what must always be so, and what must be possible, in a small language over
//! what has happened so far.
//!
//! `docs/questions.md` describes the language for its users. A text is parsed (`syntax`) into a `tree` of words
//! with their places, and these are looked up in the model (`resolve`, [`Cast`]), so that a name that nobody has
//! is a [`Mistake`] with a caret under it. What is left is an `expression`, with a meaning in every run
//! (`meaning`), a reason for it (`explain`), and a normal form from which the reductions learn what they
//! may do (`form`).

mod cast;
mod explain;
mod expression;
mod form;
mod meaning;
mod mistake;
mod resolve;
mod syntax;
mod tree;
mod words;

pub use cast::Cast;
pub use mistake::Mistake;

use crate::paxos::Value;
use crate::properties::{History, Kind, Property, Sought};
use expression::{Deed, Expression};
use resolve::Reader;
use serde::{Serialize, Serializer};
use std::fmt;
use std::sync::Arc;

/// All that is looked for in runs, in the order of reports: first the properties that mean something in a
/// system, then what a reader asks.
pub(crate) fn sought(relevant: Vec<Property>, questions: &[Question]) -> Vec<Arc<dyn Sought>> {
    let questions = questions.iter().map(|question| Arc::new(question.clone()) as Arc<dyn Sought>);
    relevant.into_iter().map(Property::sought).chain(questions).collect()
}

/// A question of a reader's own. Cheap to clone; displayed as the one text for what it asks, which is also how
/// it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question(Arc<Asked>);

#[derive(Debug, PartialEq, Eq)]
struct Asked {
    name: String,
    kind: Kind,
    expression: Expression,
    /// When it is hit, in normal form.
    hit: Expression,
    learners: usize,
}

impl Question {
    /// Reads what is asked of a model with this cast.
    ///
    /// # Errors
    /// If the text is not of the language, or speaks of what there is not.
    pub fn new(name: &str, kind: Kind, text: &str, cast: &Cast) -> Result<Self, Mistake> {
        let expression = Reader { text, cast }.read()?;
        let hit = expression.form(kind == Kind::Always);
        let learners = cast.learners;
        Ok(Self(Arc::new(Asked { name: name.to_string(), kind, expression, hit, learners })))
    }

    /// Whether what it says is so in what has happened so far, in a model with the cast for which it was read: in
    /// each decree, if it must always be so, and else in some.
    ///
    /// # Panics
    /// If somebody is missing in the model.
    pub fn holds(&self, history: &History) -> bool {
        let mut decrees = history.decrees.iter();
        match self.0.kind {
            Kind::Always => decrees.all(|run| self.0.expression.holds(run)),
            Kind::Sometimes => decrees.any(|run| self.0.expression.holds(run)),
        }
    }

    /// Whether it looks at which ballots proposers have begun, which is no fact but in their records.
    pub fn looks_at_ballots(&self) -> bool {
        self.looks_at(|deed| matches!(deed, Deed::Began(_)))
    }

    fn looks_at(&self, at: impl Fn(&Deed) -> bool) -> bool {
        let is_so = |part: &Expression| matches!(part, Expression::Did(_, deed) if at(deed));
        self.0.expression.contains(&is_so)
    }

    /// Whether a run that hits it has hit it for good, whatever the actors do. Where only some order of steps
    /// is searched, a violation that does not last may be missed.
    pub fn lasts(&self) -> bool {
        self.0.hit.lasts()
    }

    /// How many facts about what learners learned are enough for a hit: if a run hits it, so does that run
    /// without all of those but so many. Where learners take no steps, and are asked in each state what they
    /// could have learned, they must be asked for so many at once.
    pub fn lessons(&self) -> usize {
        self.0.hit.lessons(self.0.learners)
    }

    /// Whether a run hits it exactly if the same run hits it in which this acceptor, counted from 0, and the
    /// next have changed places, provided that quorums do not tell the two apart.
    pub fn allows_swap(&self, acceptor: usize) -> bool {
        self.0.expression.allows_swap(acceptor)
    }

    /// Whether a run hits it exactly if the same run hits it with other values in the place of these. The
    /// renamings that it allows are a group.
    pub fn allows_renaming(&self, value: &dyn Fn(&Value) -> Value) -> bool {
        self.0.expression.allows_renaming(value)
    }
}

impl Sought for Question {
    fn name(&self) -> &str {
        &self.0.name
    }

    fn kind(&self) -> Kind {
        self.0.kind
    }

    fn looks_at_promises(&self) -> bool {
        self.looks_at(|deed| matches!(deed, Deed::Promised(_)))
    }

    fn is_hit(&self, history: &History) -> bool {
        self.holds(history) == (self.kind() == Kind::Sometimes)
    }

    /// Which part of it fails, and what was the case.
    fn explain(&self, history: &History) -> Option<String> {
        let Asked { kind, expression, .. } = &*self.0;
        (*kind == Kind::Always).then(|| history.first(|run| expression.why_not(run))).flatten()
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.expression)
    }
}

impl Serialize for Question {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
