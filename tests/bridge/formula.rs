//! Formulas over finitely many elements, and whether they are so.

/// What is so in a state: a bit for each relation and each choice of elements, by its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Facts([u64; 6]);

impl Facts {
    /// So many there may be.
    pub(crate) const MOST: usize = 6 * 64;

    pub(crate) fn are(&self, number: usize) -> bool {
        self.0[number / 64] >> (number % 64) & 1 == 1
    }

    pub(crate) fn add(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    pub(crate) fn remove(&mut self, number: usize) {
        self.0[number / 64] &= !(1 << (number % 64));
    }
}

/// The states that a formula speaks of: the one before a step and the one after it; and what never changes.
pub(crate) const BEFORE: usize = 0;
pub(crate) const AFTER: usize = 1;
pub(crate) const ALWAYS: usize = 2;

/// Where a variable has its element.
pub(crate) type Place = usize;

/// A variable, and how many elements its sort has, or by how many bits each of them moves a fact.
pub(crate) type Variable = (Place, usize);

/// A formula, with all definitions written out.
#[derive(Debug)]
pub(crate) enum Formula {
    All(Vec<Formula>),
    Any(Vec<Formula>),
    Not(Box<Formula>),
    Alike(Box<Formula>, Box<Formula>),
    Same(Place, Place),
    /// The fact about what these variables stand for.
    Fact {
        state: usize,
        first: usize,
        of: Vec<Variable>,
    },
    Every(Vec<Variable>, Box<Formula>),
    Some(Vec<Variable>, Box<Formula>),
}

impl Formula {
    pub(crate) fn holds(&self, states: &[Facts; 3], at: &mut [usize]) -> bool {
        match self {
            Self::All(all) => all.iter().all(|one| one.holds(states, at)),
            Self::Any(any) => any.iter().any(|one| one.holds(states, at)),
            Self::Not(not) => !not.holds(states, at),
            Self::Alike(one, other) => one.holds(states, at) == other.holds(states, at),
            Self::Same(one, other) => at[*one] == at[*other],
            Self::Fact { state, first, of } => states[*state].are(bit(*first, of, at)),
            Self::Every(over, body) => !some(over, at, &mut |at| !body.holds(states, at)),
            Self::Some(over, body) => some(over, at, &mut |at| body.holds(states, at)),
        }
    }

    /// Visits it, and all of which it consists.
    pub(crate) fn visit(&self, visitor: &mut dyn FnMut(&Self)) {
        visitor(self);
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|p| p.visit(visitor)),
            Self::Not(body) | Self::Every(_, body) | Self::Some(_, body) => body.visit(visitor),
            Self::Alike(one, other) => {
                one.visit(visitor);
                other.visit(visitor);
            }
            Self::Same(..) | Self::Fact { .. } => {}
        }
    }

    /// Whether it speaks of a state.
    pub(crate) fn speaks_of(&self, of: usize) -> bool {
        let mut found = false;
        self.visit(&mut |part| found |= matches!(part, Self::Fact { state, .. } if *state == of));
        found
    }
}

/// The number of a fact.
pub(crate) fn bit(first: usize, of: &[Variable], at: &[usize]) -> usize {
    first + of.iter().map(|(place, stride)| at[*place] * stride).sum::<usize>()
}

/// Whether there is such a choice of elements.
pub(crate) fn some(
    over: &[Variable],
    at: &mut [usize],
    such: &mut dyn FnMut(&mut [usize]) -> bool,
) -> bool {
    let Some(((place, size), rest)) = over.split_first() else { return such(at) };
    (0..*size).any(|element| {
        at[*place] = element;
        some(rest, at, such)
    })
}
