//! An action of the proof, as a way from a state to the next: what it asks of the state before, and what it
//! says of the state after.

use crate::formula::{AFTER, Facts, Formula, Variable, bit, some};
use crate::logic::{Text, Theory, Writer};
use std::collections::BTreeSet;

/// What becomes of a relation: these of its facts are so afterwards.
struct Effect {
    first: usize,
    of: Vec<Variable>,
    over: Vec<Variable>,
    then: Formula,
}

pub(crate) struct Action {
    pub(crate) name: String,
    /// How many parameters there are; they have the first places.
    parameters: usize,
    /// The conjuncts that say nothing of the state after.
    guard: Vec<Formula>,
    /// What somebody must have been told beside.
    told: Vec<Formula>,
    /// The other conjuncts: each says all of one relation.
    effects: Vec<Effect>,
    /// The relations of which nothing is said.
    pub(crate) open: Vec<String>,
    whole: Formula,
    /// The parameters that matter.
    needs: Vec<Variable>,
    places: usize,
}

/// A way from a state to the next.
pub(crate) struct Step<'a> {
    pub(crate) parameters: &'a [usize],
    pub(crate) told: bool,
    pub(crate) after: Facts,
}

impl Action {
    /// The names of all.
    pub(crate) fn all(theory: &Theory) -> BTreeSet<&str> {
        let (parameters, _) = &theory.definitions["begin"];
        let all = theory.definitions.iter().filter(|(_, (others, _))| others == parameters);
        all.map(|(name, _)| name.as_str()).collect()
    }

    /// The one of this name, for which somebody must have been told what this definition says, if it is one.
    pub(crate) fn read(theory: &Theory, name: &str, told: Option<&str>) -> Self {
        let parameters = theory.parameters();
        let mut writer = Writer::new(theory, parameters.iter().map(|(name, _)| name.as_str()));
        let mut written = || writer.formula(&theory.definitions[name].1);
        let (whole, conjuncts) = (written(), written());
        let Formula::All(conjuncts) = conjuncts else { panic!("{name} is no conjunction") };
        let told: Vec<_> = told.iter().map(|told| writer.formula(&theory.by_names(told))).collect();
        let places = writer.places;

        let mut needs = BTreeSet::new();
        for formula in conjuncts.iter().chain(&told) {
            formula.visit(&mut |part| match part {
                Formula::Same(one, other) => needs.extend([*one, *other]),
                Formula::Fact { of, .. } => needs.extend(of.iter().map(|(place, _)| *place)),
                _ => {}
            });
        }
        let sizes = parameters.iter().map(|(_, sort)| theory.size(sort)).enumerate();
        let needs = sizes.filter(|(place, _)| needs.contains(place)).collect();

        let (effects, guard): (Vec<_>, Vec<_>) =
            conjuncts.into_iter().partition(|conjunct| conjunct.speaks_of(AFTER));
        let effects: Vec<_> = effects.into_iter().map(|conjunct| effect(name, conjunct)).collect();
        let mut said = BTreeSet::new();
        for effect in &effects {
            assert!(said.insert(effect.first), "{name} says twice what becomes of a relation");
        }
        let open = theory.changing().filter(|(_, first)| !said.contains(first));
        let open = open.map(|(relation, _)| relation.to_string()).collect();
        let (name, parameters) = (name.to_string(), parameters.len());
        Self { name, parameters, guard, told, effects, open, whole, needs, places }
    }

    /// Visits each step from a state.
    pub(crate) fn steps(&self, before: Facts, always: Facts, visitor: &mut dyn FnMut(&Step)) {
        let mut at = vec![0; self.places];
        some(&self.needs, &mut at, &mut |at| {
            let states = [before, Facts::default(), always];
            if self.guard.iter().all(|guard| guard.holds(&states, at)) {
                let after = self.after(&states, at);
                let told = self.told.iter().all(|told| told.holds(&states, at));
                visitor(&Step { parameters: &at[..self.parameters], told, after });
            }
            false
        });
    }

    /// The state that a step leads to; what is left open is not so.
    fn after(&self, states: &[Facts; 3], at: &mut [usize]) -> Facts {
        let mut after = Facts::default();
        for Effect { first, of, over, then } in &self.effects {
            some(over, at, &mut |at| {
                if then.holds(states, at) {
                    after.add(bit(*first, of, at));
                }
                false
            });
        }
        after
    }

    /// Whether it allows a step with such parameters, by all that it says, as it is written.
    pub(crate) fn allows(&self, states: &[Facts; 3], parameters: &[usize]) -> bool {
        let mut at = vec![0; self.places];
        at[..self.parameters].copy_from_slice(parameters);
        self.whole.holds(states, &mut at)
    }
}

/// A conjunct that says of all facts of a relation whether they are so after the step.
fn effect(action: &str, conjunct: Formula) -> Effect {
    let Formula::Every(over, body) = conjunct else { panic!("{action}: {conjunct:?}") };
    let Formula::Alike(fact, then) = *body else { panic!("{action}: {body:?}") };
    let Formula::Fact { state: AFTER, first, of } = *fact else { panic!("{action}: {fact:?}") };
    let places = |variables: &[Variable]| variables.iter().map(|(p, _)| *p).collect::<Vec<_>>();
    assert_eq!(places(&of), places(&over), "{action} says something of a part of a relation");
    assert!(!then.speaks_of(AFTER), "{action}: {then:?}");
    Effect { first, of, over, then: *then }
}

/// Whether a formula about a state, or about none, is true of it.
pub(crate) fn is_so(theory: &Theory, text: &Text) -> impl Fn(Facts, Facts) -> bool + use<> {
    let mut writer = Writer::new(theory, std::iter::empty());
    let formula = writer.formula(text);
    let places = writer.places;
    move |state, always| formula.holds(&[state, Facts::default(), always], &mut vec![0; places])
}
