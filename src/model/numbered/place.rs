//! What the places of a row mean, and the numbers in them.

/// Somebody or something that can change places with others: which list of [`Alike`](super::Alike) it stands in, and
/// where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::model) struct Name {
    pub(in crate::model) kind: usize,
    pub(in crate::model) number: usize,
}

/// What a number means in a place: whom it names, and what else it says.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::model) struct Number {
    pub(in crate::model) names: Vec<Name>,
    pub(in crate::model) says: usize,
}

/// A place of a row.
#[derive(Clone, Debug)]
pub(in crate::model) struct Place {
    /// Whose it is.
    pub(super) of: Vec<Name>,
    /// What of theirs: a word, and which of several.
    pub(super) what: (&'static str, usize),
    /// What its numbers mean, from 0 on.
    pub(super) numbers: Vec<Number>,
    /// Who looks at it.
    pub(super) sight: Sight,
}

/// Who looks at a place, beside the steps that depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// Every property, and the abstract algorithm.
    Open,
    /// It is a promise, at which few properties look.
    Promise,
    /// Properties; but no decree depends on it.
    NoDecree,
    /// Nobody.
    Nobody,
}

impl Place {
    /// A place that is nobody's, for something of which there are several.
    pub(in crate::model) fn new(what: (&'static str, usize), numbers: Vec<Number>) -> Self {
        Self { of: Vec::new(), what, numbers, sight: Sight::Open }
    }

    /// The same, and it is this one's; also this one's, if it is somebody's already.
    #[must_use]
    pub(in crate::model) fn of(mut self, name: Name) -> Self {
        self.of.push(name);
        self
    }

    /// The same, and it holds a promise.
    #[must_use]
    pub(in crate::model) fn promise(self) -> Self {
        Self { sight: Sight::Promise, ..self }
    }

    /// The same, and what a state stands for in the abstract algorithm does not depend on it.
    #[must_use]
    pub(in crate::model) fn of_no_decree(self) -> Self {
        Self { sight: Sight::NoDecree, ..self }
    }

    /// The same, and neither that nor what has happened so far depends on it, but only what can.
    #[must_use]
    pub(in crate::model) fn unseen(self) -> Self {
        Self { sight: Sight::Nobody, ..self }
    }
}

impl Number {
    /// Numbers below a bound, which name nobody.
    pub(in crate::model) fn plain(bound: usize) -> Vec<Self> {
        (0..bound).map(|says| Self { names: Vec::new(), says }).collect()
    }

    /// 0 for nobody, and then one for each of a kind.
    pub(in crate::model) fn one_of(kind: usize, count: usize) -> Vec<Self> {
        Self::pairs(1, kind, count)
    }

    /// 0 for none, and then each of so many things together with each of a kind, which changes fastest: such as votes,
    /// of a ballot and a value.
    pub(in crate::model) fn pairs(things: usize, kind: usize, count: usize) -> Vec<Self> {
        let pair = |thing| {
            (0..count).map(move |number| Self { names: vec![Name { kind, number }], says: thing })
        };
        let nobody = std::iter::once(Self::default());
        nobody.chain((0..things).flat_map(pair)).collect()
    }
}
