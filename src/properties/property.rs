//! What a property is.

use super::history::Run;
use super::sought::{Kind, Sought};
use std::sync::Arc;

/// A named predicate over runs.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// Its name in model files and reports.
    pub name: &'static str,
    /// How it is meant.
    pub kind: Kind,
    /// Whether it looks at what acceptors have promised, beyond their votes and whether they went back.
    pub looks_at_promises: bool,
    /// Whether the run so far satisfies it.
    pub holds: fn(&Run) -> bool,
    /// How a run violates it, in a sentence; none if it does not.
    pub explain: fn(&Run) -> Option<String>,
}

impl Property {
    pub(crate) const fn always(
        name: &'static str,
        holds: fn(&Run) -> bool,
        explain: fn(&Run) -> Option<String>,
    ) -> Self {
        Self { name, kind: Kind::Always, looks_at_promises: false, holds, explain }
    }

    pub(crate) const fn sometimes(name: &'static str, holds: fn(&Run) -> bool) -> Self {
        let explain = |_: &Run| None;
        Self { name, kind: Kind::Sometimes, looks_at_promises: false, holds, explain }
    }

    /// Whether the run so far settles the matter: it violates what must always hold, or reaches what
    /// must be possible.
    pub fn is_hit(&self, run: &Run) -> bool {
        match self.kind {
            Kind::Always => !(self.holds)(run),
            Kind::Sometimes => (self.holds)(run),
        }
    }

    /// The same as something to look for.
    pub fn sought(self) -> Arc<dyn Sought> {
        Arc::new(self)
    }
}

impl Sought for Property {
    fn name(&self) -> &str {
        self.name
    }

    fn kind(&self) -> Kind {
        self.kind
    }

    fn looks_at_promises(&self) -> bool {
        self.looks_at_promises
    }

    fn is_hit(&self, run: &Run) -> bool {
        self.is_hit(run)
    }

    fn explain(&self, run: &Run) -> Option<String> {
        (self.explain)(run)
    }
}
