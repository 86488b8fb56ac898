//! What is said in a text, by its structure, and where each word of it is.

use super::expression::Relation;
use std::borrow::Cow;
use std::ops::Range;

/// What is said, by its structure.
#[derive(Debug)]
pub(super) enum Tree<'t> {
    Not(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Implies(Box<Self>, Box<Self>),
    Clause(Box<Clause<'t>>),
}

/// Something said, of a subject or of whom it goes without saying.
#[derive(Debug)]
pub(super) struct Clause<'t> {
    pub(super) subject: Option<Subject<'t>>,
    pub(super) predicate: Predicate<'t>,
}

/// Of whom something is said.
#[derive(Debug)]
pub(super) enum Subject<'t> {
    One { role: Word<'t>, name: Word<'t> },
    Many { amount: Amount<'t>, group: Word<'t> },
}

/// How many of a group.
#[derive(Debug)]
pub(super) enum Amount<'t> {
    Some,
    Every,
    No,
    AtLeast(Word<'t>),
    AtMost(Word<'t>),
    Exactly(Word<'t>),
}

/// What is said of a subject.
#[derive(Debug)]
pub(super) enum Predicate<'t> {
    Verb(Verb<'t>),
    Inner(Box<Tree<'t>>),
}

/// What somebody did.
#[derive(Debug)]
pub(super) struct Verb<'t> {
    pub(super) word: Word<'t>,
    pub(super) what: Option<Test<'t>>,
    pub(super) at: Option<Test<'t>>,
}

/// What it did so with, or when.
#[derive(Debug)]
pub(super) struct Test<'t> {
    pub(super) relation: Option<(Relation, Range<usize>)>,
    pub(super) term: Term<'t>,
}

/// A ballot or a value, and where it is.
#[derive(Debug)]
pub(super) struct Term<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) is_quoted: bool,
    pub(super) span: Range<usize>,
}

/// A word, and where it is.
#[derive(Clone, Debug)]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    pub(super) span: Range<usize>,
}

impl Subject<'_> {
    /// Where it is.
    pub(super) fn span(&self) -> Range<usize> {
        match self {
            Self::One { role, name } => role.span.start..name.span.end,
            Self::Many { group, .. } => group.span.clone(),
        }
    }
}

impl Test<'_> {
    /// Where it is.
    pub(super) fn span(&self) -> Range<usize> {
        let from = self.relation.as_ref().map_or(&self.term.span, |(_, span)| span).start;
        from..self.term.span.end
    }
}
