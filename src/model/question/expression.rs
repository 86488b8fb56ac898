//! What is asked, as data, and how it is written: one form for all texts that say the same words.

use super::cast::Group;
use super::words::Written;
use crate::paxos::{Ballot, Value};
use std::cmp::Ordering;
use std::fmt::{self, Formatter};

/// Something that is so in a run, or is not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Expression {
    /// Somebody did something.
    Did(Who, Deed),
    /// A quorum has voted so, in one ballot.
    Chosen(What),
    /// So many of a group did something; in it, [`Who::Each`] is each of them.
    Count(Quantity, Group, Box<Self>),
    Not(Box<Self>),
    /// Two or more, none of which is again such a list.
    All(Vec<Self>),
    /// Likewise.
    Any(Vec<Self>),
    Implies(Box<Self>, Box<Self>),
}

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Who {
    /// Whoever can.
    Somebody,
    /// Each of those who are counted.
    Each,
    /// This one of those who can, counted from 0.
    One(usize),
}

/// What somebody did.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Deed {
    /// An acceptor's promise is such a ballot, or any.
    Promised(Option<Test>),
    /// An acceptor has voted so.
    Voted(What),
    /// A proposer has begun this ballot, or any.
    Began(Option<Ballot>),
    /// A proposer has proposed so.
    Proposed(What),
    /// A learner has learned this, or anything.
    Learned(Option<Value>),
}

/// Which votes or proposals.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct What {
    /// Those for this value, or for any.
    pub(super) value: Option<Value>,
    /// Those in such a ballot, or in any.
    pub(super) ballot: Option<Test>,
}

/// How a ballot compares with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Test {
    pub(super) relation: Relation,
    pub(super) ballot: Ballot,
}

/// A way to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Relation {
    Equal,
    Below,
    AtMost,
    Above,
    AtLeast,
}

/// How many of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Quantity {
    Some,
    Every,
    No,
    AtLeast(usize),
    AtMost(usize),
    Exactly(usize),
}

impl Expression {
    /// All of these, which is one list with those that are such lists themselves.
    pub(super) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut list = Vec::new();
        for part in parts {
            match part {
                Self::All(inner) => list.extend(inner),
                other => list.push(other),
            }
        }
        if list.len() == 1 { list.remove(0) } else { Self::All(list) }
    }

    /// Any of these; likewise.
    pub(super) fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut list = Vec::new();
        for part in parts {
            match part {
                Self::Any(inner) => list.extend(inner),
                other => list.push(other),
            }
        }
        if list.len() == 1 { list.remove(0) } else { Self::Any(list) }
    }

    /// Whether this or something in it is so.
    pub(super) fn contains(&self, is_so: &dyn Fn(&Self) -> bool) -> bool {
        let inner = |expression: &Self| expression.contains(is_so);
        is_so(self)
            || match self {
                Self::Did(..) | Self::Chosen(_) => false,
                Self::Count(_, _, each) => inner(each),
                Self::Not(other) => inner(other),
                Self::All(list) | Self::Any(list) => list.iter().any(inner),
                Self::Implies(condition, consequence) => inner(condition) || inner(consequence),
            }
    }

    /// How strongly its parts hold together as they are written.
    fn binding(&self) -> u8 {
        match self {
            Self::Implies(..) => 0,
            Self::Any(_) => 1,
            Self::All(_) => 2,
            Self::Did(..) | Self::Chosen(_) | Self::Count(..) | Self::Not(_) => 3,
        }
    }

    /// Writes it as a part of something, in parentheses if its own parts do not hold together so strongly.
    fn write(&self, f: &mut Formatter<'_>, binding: u8) -> fmt::Result {
        if self.binding() < binding { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

impl Deed {
    /// Those who can do it.
    pub(super) fn group(&self) -> Group {
        match self {
            Self::Promised(_) | Self::Voted(_) => Group::Acceptors,
            Self::Began(_) | Self::Proposed(_) => Group::Proposers,
            Self::Learned(_) => Group::Learners,
        }
    }
}

impl Quantity {
    /// What so many of a group are called.
    fn of(self, group: Group) -> String {
        match self {
            Self::AtLeast(number) | Self::AtMost(number) | Self::Exactly(number) if number != 1 => {
                group.to_string()
            }
            _ => group.one().to_string(),
        }
    }
}

impl Relation {
    /// Whether two things that compare so are related so.
    pub(super) fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Below => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Above => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let list = |f: &mut Formatter<'_>, parts: &[Self], word: &str| {
            for (number, part) in parts.iter().enumerate() {
                if number > 0 {
                    write!(f, " {word} ")?;
                }
                part.write(f, 3)?;
            }
            Ok(())
        };
        match self {
            Self::Did(Who::Somebody | Who::Each, deed) => write!(f, "{deed}"),
            Self::Did(Who::One(number), deed) => {
                let group = deed.group();
                write!(f, "{} {} {deed}", group.one(), group.name(*number))
            }
            Self::Chosen(what) => write!(f, "chosen{what}"),
            Self::Count(quantity, group, each) => {
                write!(f, "{quantity} {} ", quantity.of(*group))?;
                match &**each {
                    Self::Did(..) => write!(f, "{each}"),
                    _ => write!(f, "({each})"),
                }
            }
            Self::Not(other) => {
                f.write_str("not ")?;
                other.write(f, 3)
            }
            Self::All(parts) => list(f, parts, "and"),
            Self::Any(parts) => list(f, parts, "or"),
            Self::Implies(condition, consequence) => {
                condition.write(f, 1)?;
                f.write_str(" implies ")?;
                consequence.write(f, 1)
            }
        }
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Promised(None) => f.write_str("promised"),
            Self::Promised(Some(test)) => write!(f, "promised {test}"),
            Self::Voted(what) => write!(f, "voted{what}"),
            Self::Began(None) => f.write_str("began"),
            Self::Began(Some(ballot)) => write!(f, "began {ballot}"),
            Self::Proposed(what) => write!(f, "proposed{what}"),
            Self::Learned(None) => f.write_str("learned"),
            Self::Learned(Some(value)) => write!(f, "learned {}", Written(value)),
        }
    }
}

impl fmt::Display for What {
    /// Writes what stands behind a verb, with a space before it.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(value) = &self.value {
            write!(f, " {}", Written(value))?;
        }
        self.ballot.iter().try_for_each(|test| write!(f, " at {test}"))
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let relation = match self.relation {
            Relation::Equal => "",
            Relation::Below => "< ",
            Relation::AtMost => "<= ",
            Relation::Above => "> ",
            Relation::AtLeast => ">= ",
        };
        write!(f, "{relation}{}", self.ballot)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Some => f.write_str("some"),
            Self::Every => f.write_str("every"),
            Self::No => f.write_str("no"),
            Self::AtLeast(number) => write!(f, "at least {number}"),
            Self::AtMost(number) => write!(f, "at most {number}"),
            Self::Exactly(number) => write!(f, "exactly {number}"),
        }
    }
}
