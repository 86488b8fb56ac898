//! What the reductions want to know of an expression, read off its normal form.
//!
//! In the normal form nothing is denied but single deeds and choices, and what can stand in any order stands in
//! one. So two expressions with one normal form are so in the same runs; the converse is not true, and need
//! not be: whatever is answered here with no only costs states.

use super::cast::Group;
use super::expression::{Deed, Expression, Quantity, What, Who};
use crate::paxos::Value;

impl Expression {
    /// The normal form of this, or of its contrary. Of quantities it has [`Quantity::AtLeast`] and
    /// [`Quantity::AtMost`] alone, and it has no [`Who::Somebody`].
    pub(super) fn form(&self, contrary: bool) -> Self {
        let denied = |expression: Self| match contrary {
            true => Self::Not(Box::new(expression)),
            false => expression,
        };
        match self {
            Self::Did(Who::Somebody, deed) => {
                let each = Self::Did(Who::Each, deed.clone());
                Self::Count(Quantity::Some, deed.group(), Box::new(each)).form(contrary)
            }
            Self::Did(..) | Self::Chosen(_) => denied(self.clone()),
            Self::Count(quantity, group, each) => counted(*quantity, *group, each, contrary),
            Self::Not(other) => other.form(!contrary),
            Self::All(parts) => joined(contrary, parts.iter().map(|part| part.form(contrary))),
            Self::Any(parts) => joined(!contrary, parts.iter().map(|part| part.form(contrary))),
            Self::Implies(condition, consequence) => {
                joined(!contrary, [condition.form(!contrary), consequence.form(contrary)])
            }
        }
    }

    /// The same with acceptors and values renamed.
    fn renamed(&self, acceptor: &dyn Fn(usize) -> usize, value: &dyn Fn(&Value) -> Value) -> Self {
        let of = |expression: &Self| Box::new(expression.renamed(acceptor, value));
        let all = |list: &[Self]| list.iter().map(|part| *of(part)).collect();
        let what = |what: &What| What { value: what.value.as_ref().map(value), ..what.clone() };
        match self {
            Self::Did(who, deed) => {
                let who = match (who, deed.group()) {
                    (Who::One(number), Group::Acceptors) => Who::One(acceptor(*number)),
                    _ => *who,
                };
                let deed = match deed {
                    Deed::Voted(votes) => Deed::Voted(what(votes)),
                    Deed::Proposed(proposals) => Deed::Proposed(what(proposals)),
                    Deed::Learned(learned) => Deed::Learned(learned.as_ref().map(value)),
                    Deed::Promised(_) | Deed::Began(_) => deed.clone(),
                };
                Self::Did(who, deed)
            }
            Self::Chosen(votes) => Self::Chosen(what(votes)),
            Self::Count(quantity, group, each) => Self::Count(*quantity, *group, of(each)),
            Self::Not(other) => Self::Not(of(other)),
            Self::All(parts) => Self::All(all(parts)),
            Self::Any(parts) => Self::Any(all(parts)),
            Self::Implies(condition, consequence) => Self::Implies(of(condition), of(consequence)),
        }
    }

    /// Whether it is so in a run exactly if it is so in its image, in which this acceptor, counted from 0, and
    /// the next have changed places, provided that they can do so in every quorum.
    ///
    /// The image of a run is so exactly if the run satisfies the expression with the two names exchanged; so
    /// it is enough that this has the same normal form. To count acceptors, or to ask what is chosen, names
    /// none of them.
    pub(super) fn allows_swap(&self, acceptor: usize) -> bool {
        let swapped = |other| match other {
            other if other == acceptor => acceptor + 1,
            other if other == acceptor + 1 => acceptor,
            other => other,
        };
        self.is_unchanged(&swapped, &Value::clone)
    }

    /// Likewise, if values are renamed. Those renamings that it allows are a group: each leaves the normal
    /// form what it is.
    pub(super) fn allows_renaming(&self, value: &dyn Fn(&Value) -> Value) -> bool {
        self.is_unchanged(&|acceptor| acceptor, value)
    }

    fn is_unchanged(
        &self,
        acceptor: &dyn Fn(usize) -> usize,
        value: &dyn Fn(&Value) -> Value,
    ) -> bool {
        self.renamed(acceptor, value).form(false) == self.form(false)
    }
}

impl Expression {
    /// Whether a normal form, once it is so, is so for ever, whoever the actors are.
    ///
    /// Votes, proposals, choices and what was learned are facts, which no step takes back. What is made of
    /// them without a denial lasts as well: by induction, more facts make no part of it false. A promise can
    /// be followed by a higher one; and it is, like the ballot begun, only what a record says, which a crash
    /// or a broken rule can set back.
    pub(super) fn lasts(&self) -> bool {
        match self {
            Self::Did(_, Deed::Voted(_) | Deed::Proposed(_) | Deed::Learned(_))
            | Self::Chosen(_) => true,
            Self::All(parts) | Self::Any(parts) => parts.iter().all(Self::lasts),
            Self::Count(Quantity::AtLeast(_), _, each) => each.lasts(),
            // Of no more than so many it is so: for ever, if it never becomes so of another.
            Self::Count(_, _, each) => each.form(true).lasts(),
            Self::Did(..) | Self::Not(_) | Self::Implies(..) => false,
        }
    }

    /// How many facts about what learners have learned are enough to satisfy a normal form, where any number
    /// of them does: whatever else is so, if it is so in a run, it is so in one with at most so many of the
    /// run's own, and no others.
    ///
    /// By induction over the form. That somebody learned something takes one fact, and that he did not takes
    /// none and stays so with fewer. What is made of all of some parts takes what each of them takes, what
    /// is made of one of them what that one takes. That no more than so many did something is that all
    /// the others did not.
    pub(super) fn lessons(&self, learners: usize) -> usize {
        let of = |expression: &Self| expression.lessons(learners);
        match self {
            Self::Did(_, Deed::Learned(_)) => 1,
            Self::All(parts) => parts.iter().map(of).sum(),
            Self::Any(parts) => parts.iter().map(of).max().unwrap_or(0),
            Self::Count(Quantity::AtLeast(number), _, each) => number * of(each),
            Self::Count(Quantity::AtMost(number), _, each) => {
                learners.saturating_sub(*number) * of(&each.form(true))
            }
            Self::Did(..) | Self::Chosen(_) | Self::Not(_) => 0,
            Self::Count(..) | Self::Implies(..) => unreachable!("{self} is no normal form"),
        }
    }
}

/// The normal form of a count, or of its contrary.
fn counted(quantity: Quantity, group: Group, each: &Expression, contrary: bool) -> Expression {
    let count = |quantity| Expression::Count(quantity, group, Box::new(each.form(false)));
    let least = |number| count(Quantity::AtLeast(number));
    let most = |number| count(Quantity::AtMost(number));
    match (quantity, contrary) {
        (Quantity::Some, false) | (Quantity::No, true) => least(1),
        (Quantity::Some, true) | (Quantity::No, false) => most(0),
        (Quantity::AtLeast(number), false) => least(number),
        (Quantity::AtLeast(number), true) => most(number - 1),
        (Quantity::AtMost(number), false) => most(number),
        (Quantity::AtMost(number), true) => least(number + 1),
        (Quantity::Exactly(0), contrary) => counted(Quantity::No, group, each, contrary),
        (Quantity::Exactly(number), false) => joined(false, [least(number), most(number)]),
        (Quantity::Exactly(number), true) => joined(true, [most(number - 1), least(number + 1)]),
        (Quantity::Every, contrary) => {
            let except = Expression::Not(Box::new(each.clone()));
            counted(Quantity::No, group, &except, contrary)
        }
    }
}

/// All of these parts, or any of them, in one order and each once.
fn joined(any: bool, parts: impl IntoIterator<Item = Expression>) -> Expression {
    let whole = match any {
        true => Expression::any(parts),
        false => Expression::all(parts),
    };
    let in_order = |mut parts: Vec<Expression>| {
        parts.sort_unstable();
        parts.dedup();
        parts
    };
    match whole {
        Expression::All(parts) => Expression::all(in_order(parts)),
        Expression::Any(parts) => Expression::any(in_order(parts)),
        other => other,
    }
}
