//! What can be looked for in runs.

use super::history::History;
use std::fmt::Debug;

/// Whether a predicate must hold in every state, or in some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Safety: violated by one state in which it does not hold.
    Always,
    /// A witness: reached by one state in which it holds.
    Sometimes,
}

/// Something to look for in runs: a property, or whatever else can be asked of what has happened so far.
pub trait Sought: Debug + Send + Sync {
    /// Its name in model files and reports.
    fn name(&self) -> &str;

    /// How it is meant.
    fn kind(&self) -> Kind;

    /// Whether it looks at what acceptors have promised, beyond their votes and whether they went back.
    fn looks_at_promises(&self) -> bool;

    /// Whether the run so far settles the matter: it violates what must always hold, or reaches what
    /// must be possible.
    fn is_hit(&self, history: &History) -> bool;

    /// How a run violates it, in a sentence; none if it does not, or there is nothing to say.
    fn explain(&self, history: &History) -> Option<String>;
}
