//! What a property is.

use super::history::{History, Run};
use super::sought::{Kind, Sought};
use std::sync::Arc;

/// A named predicate over what has happened so far.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// Its name in model files and reports.
    pub name: &'static str,
    /// How it is meant.
    pub kind: Kind,
    /// Whether it looks at what acceptors have promised, beyond their votes and whether they went back.
    pub looks_at_promises: bool,
    /// What it says.
    pub(crate) law: Law,
}

/// What a property says, and how it is violated, in a sentence; none if it is not.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Law {
    /// Of each decree by itself.
    OfDecrees(fn(&Run) -> bool, fn(&Run) -> Option<String>),
    /// Of all decrees together, what must never be so.
    Never(fn(&History) -> Option<String>),
    /// Of all decrees together, what must be possible.
    Reached(fn(&History) -> bool),
}

impl Property {
    /// What must hold in each decree.
    pub(crate) const fn always(
        name: &'static str,
        holds: fn(&Run) -> bool,
        explain: fn(&Run) -> Option<String>,
    ) -> Self {
        let law = Law::OfDecrees(holds, explain);
        Self { name, kind: Kind::Always, looks_at_promises: false, law }
    }

    /// What must be possible in some decree.
    pub(crate) const fn sometimes(name: &'static str, holds: fn(&Run) -> bool) -> Self {
        let law = Law::OfDecrees(holds, |_| None);
        Self { name, kind: Kind::Sometimes, looks_at_promises: false, law }
    }

    /// What must never be so of all decrees together.
    pub(crate) const fn never(name: &'static str, breach: fn(&History) -> Option<String>) -> Self {
        Self { name, kind: Kind::Always, looks_at_promises: false, law: Law::Never(breach) }
    }

    /// What must be possible of all decrees together.
    pub(crate) const fn reached(name: &'static str, holds: fn(&History) -> bool) -> Self {
        Self { name, kind: Kind::Sometimes, looks_at_promises: false, law: Law::Reached(holds) }
    }

    /// Whether it holds so far.
    pub fn holds(&self, history: &History) -> bool {
        match (self.law, self.kind) {
            (Law::OfDecrees(holds, _), Kind::Always) => history.decrees.iter().all(holds),
            (Law::OfDecrees(holds, _), Kind::Sometimes) => history.decrees.iter().any(holds),
            (Law::Never(breach), _) => breach(history).is_none(),
            (Law::Reached(holds), _) => holds(history),
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

    fn is_hit(&self, history: &History) -> bool {
        self.holds(history) == (self.kind == Kind::Sometimes)
    }

    fn explain(&self, history: &History) -> Option<String> {
        match self.law {
            Law::OfDecrees(_, explain) => history.first(explain),
            Law::Never(breach) => breach(history),
            Law::Reached(_) => None,
        }
    }
}
