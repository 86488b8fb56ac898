//! The part of SMT-LIB in which the proof is written: what is declared, defined and asserted, and each formula
//! with its definitions written out.

use crate::formula::{AFTER, ALWAYS, BEFORE, Facts, Formula, Place};
use std::collections::BTreeMap;

/// A text in brackets.
#[derive(Clone, Debug)]
pub(crate) enum Text {
    Word(String),
    List(Vec<Text>),
}

impl Text {
    /// All that stands in a text, without its comments.
    pub(crate) fn read(text: &str) -> Vec<Self> {
        let lines = text.lines().filter_map(|line| line.split(';').next());
        let spaced = lines.collect::<Vec<_>>().join(" ").replace('(', " ( ").replace(')', " ) ");
        let mut open = vec![Vec::new()];
        for word in spaced.split_whitespace() {
            let whole = match word {
                "(" => {
                    open.push(Vec::new());
                    continue;
                }
                ")" => Self::List(open.pop().unwrap()),
                word => Self::Word(word.to_string()),
            };
            open.last_mut().expect("more brackets close than open").push(whole);
        }
        assert_eq!(open.len(), 1, "more brackets open than close");
        open.remove(0)
    }

    pub(crate) fn word(&self) -> &str {
        match self {
            Self::Word(word) => word,
            Self::List(list) => panic!("{list:?} is no word"),
        }
    }

    pub(crate) fn list(&self) -> &[Self] {
        match self {
            Self::Word(word) => panic!("{word} is no list"),
            Self::List(list) => list,
        }
    }
}

/// A relation: where its facts begin, and how many elements each of its sorts has. A function is one too, of what it
/// is given and what comes of it.
#[derive(Debug)]
pub(crate) struct Relation {
    first: usize,
    sizes: Vec<usize>,
    of_a_state: bool,
}

impl Relation {
    /// By how many bits each element moves the fact.
    fn strides(&self) -> Vec<usize> {
        (0..self.sizes.len()).map(|place| self.sizes[place + 1..].iter().product()).collect()
    }
}

/// A definition: its parameters with their sorts, and its body.
type Definition = (Vec<(String, String)>, Text);

/// All that a text declares, defines and asserts, over sorts of so many elements.
pub(crate) struct Theory {
    sizes: BTreeMap<&'static str, usize>,
    pub(crate) relations: BTreeMap<String, Relation>,
    pub(crate) definitions: BTreeMap<String, Definition>,
    pub(crate) assertions: Vec<Text>,
}

impl Theory {
    pub(crate) fn read(text: &str, sizes: BTreeMap<&'static str, usize>) -> Self {
        let (relations, definitions) = (BTreeMap::new(), BTreeMap::new());
        let mut theory = Self { sizes, relations, definitions, assertions: Vec::new() };
        let mut bits = [0, 0];
        for command in Text::read(text) {
            let command = command.list();
            let said = command[0].word();
            match said {
                "declare-sort" => {}
                "declare-fun" => {
                    let (name, sorts) = (command[1].word(), command[2].list());
                    let of_a_state = sorts[0].word() == "State";
                    let sorts = sorts.iter().skip(usize::from(of_a_state));
                    let comes = Some(&command[3]).filter(|sort| sort.word() != "Bool");
                    let sizes: Vec<_> =
                        sorts.chain(comes).map(|sort| theory.size(sort.word())).collect();
                    let bits = &mut bits[usize::from(of_a_state)];
                    let relation = Relation { first: *bits, sizes, of_a_state };
                    *bits += relation.sizes.iter().product::<usize>();
                    assert!(*bits <= Facts::MOST, "{name}: too many facts");
                    theory.relations.insert(name.to_string(), relation);
                }
                "define-fun" => {
                    let parameters = command[2].list().iter().map(declared);
                    let definition = (parameters.collect(), command[4].clone());
                    theory.definitions.insert(command[1].word().to_string(), definition);
                }
                "assert" => theory.assertions.push(command[1].clone()),
                other => panic!("{other} is not understood"),
            }
        }
        theory
    }

    pub(crate) fn size(&self, sort: &str) -> usize {
        *self.sizes.get(sort).unwrap_or_else(|| panic!("how many elements has {sort}?"))
    }

    /// The parameters of all actions, with their sorts, beside the two states.
    pub(crate) fn parameters(&self) -> &[(String, String)] {
        &self.definitions["begin"].0[2..]
    }

    /// A definition, of what its parameters are called.
    pub(crate) fn by_names(&self, definition: &str) -> Text {
        let (parameters, _) = &self.definitions[definition];
        let names = parameters.iter().map(|(name, _)| name.clone());
        let words = [definition.to_string()].into_iter().chain(names);
        Text::List(words.map(Text::Word).collect())
    }

    /// The number of a fact.
    pub(crate) fn fact(&self, relation: &str, of: &[usize]) -> usize {
        let relation = &self.relations[relation];
        let inside = of.iter().zip(&relation.sizes).all(|(element, size)| element < size);
        assert!(inside && of.len() == relation.sizes.len(), "{of:?} is not one of {relation:?}");
        let moved = of.iter().zip(relation.strides()).map(|(element, stride)| element * stride);
        relation.first + moved.sum::<usize>()
    }

    /// The relations of states, and where their facts begin.
    pub(crate) fn changing(&self) -> impl Iterator<Item = (&str, usize)> {
        let changing = self.relations.iter().filter(|(_, relation)| relation.of_a_state);
        changing.map(|(name, relation)| (name.as_str(), relation.first))
    }
}

/// A variable with its sort.
fn declared(text: &Text) -> (String, String) {
    let [name, sort] = text.list() else { panic!("{text:?} declares no variable") };
    (name.word().to_string(), sort.word().to_string())
}

/// What a name stands for.
#[derive(Clone, Copy, Debug)]
enum Meaning {
    State(usize),
    Element(Place),
}

/// Names, and what they stand for; the later of two alike counts.
type Scope = Vec<(String, Meaning)>;

/// What makes formulas of texts, and gives each variable a place of its own.
pub(crate) struct Writer<'a> {
    theory: &'a Theory,
    /// What the names outside all formulas stand for.
    outside: Scope,
    /// How many places are taken.
    pub(crate) places: usize,
}

impl<'a> Writer<'a> {
    /// With two states, s before t, and such variables.
    pub(crate) fn new<'v>(theory: &'a Theory, variables: impl Iterator<Item = &'v str>) -> Self {
        let states = [("s", BEFORE), ("t", AFTER)].map(|(name, s)| (name, Meaning::State(s)));
        let elements = variables.enumerate().map(|(at, name)| (name, Meaning::Element(at)));
        let names = states.into_iter().chain(elements);
        let outside: Scope = names.map(|(name, meaning)| (name.to_string(), meaning)).collect();
        let places = outside.len() - states.len();
        Self { theory, outside, places }
    }

    pub(crate) fn formula(&mut self, text: &Text) -> Formula {
        let outside = self.outside.clone();
        self.within(text, &outside)
    }

    fn within(&mut self, text: &Text, scope: &Scope) -> Formula {
        let (head, rest) = text.list().split_first().expect("something in the brackets");
        let name = head.word();
        let mut parts = || rest.iter().map(|part| self.within(part, scope)).collect::<Vec<_>>();
        match name {
            "and" => Formula::All(parts()),
            "or" => Formula::Any(parts()),
            "not" => Formula::Not(Box::new(single(parts()))),
            "=>" => {
                let [so, then] = pair(parts());
                Formula::Any(vec![Formula::Not(Box::new(so)), then])
            }
            "=" => match rest {
                [Text::Word(_), Text::Word(_)] => {
                    let [one, other] = pair(rest.iter().map(|word| element(word, scope)).collect());
                    Formula::Same(one, other)
                }
                [one @ Text::Word(_), Text::List(function)] => {
                    let (name, of) = function.split_first().expect("a function");
                    self.applied(name.word(), &[of, std::slice::from_ref(one)].concat(), scope)
                }
                _ => {
                    let [one, other] = pair(parts());
                    Formula::Alike(Box::new(one), Box::new(other))
                }
            },
            "forall" | "exists" => {
                let [variables, body] = rest else { panic!("{text:?} has no body") };
                let (mut inner, mut over) = (scope.clone(), Vec::new());
                for (name, sort) in variables.list().iter().map(declared) {
                    over.push((self.places, self.theory.size(&sort)));
                    inner.push((name, Meaning::Element(self.places)));
                    self.places += 1;
                }
                let body = Box::new(self.within(body, &inner));
                if name == "forall" {
                    Formula::Every(over, body)
                } else {
                    Formula::Some(over, body)
                }
            }
            name => self.applied(name, rest, scope),
        }
    }

    /// A definition, written out, or a relation.
    fn applied(&mut self, name: &str, of: &[Text], scope: &Scope) -> Formula {
        if let Some((parameters, body)) = self.theory.definitions.get(name) {
            assert_eq!(parameters.len(), of.len(), "{name} of {of:?}");
            let bound = parameters.iter().zip(of);
            let bound = bound.map(|((name, _), word)| (name.clone(), meaning(word, scope)));
            return self.within(body, &bound.collect());
        }
        let relation = self.theory.relations.get(name);
        let relation = relation.unwrap_or_else(|| panic!("{name} is not understood"));
        let (state, of) = match (relation.of_a_state, meaning(&of[0], scope)) {
            (false, _) => (ALWAYS, of),
            (true, Meaning::State(state)) => (state, &of[1..]),
            (true, Meaning::Element(_)) => panic!("{name} of no state"),
        };
        assert_eq!(relation.sizes.len(), of.len(), "{name} of {of:?}");
        let places = of.iter().map(|word| element(word, scope));
        Formula::Fact { state, first: relation.first, of: places.zip(relation.strides()).collect() }
    }
}

fn meaning(word: &Text, scope: &Scope) -> Meaning {
    let found = scope.iter().rev().find(|(name, _)| name == word.word());
    found.unwrap_or_else(|| panic!("what is {word:?}?")).1
}

fn element(word: &Text, scope: &Scope) -> Place {
    match meaning(word, scope) {
        Meaning::Element(place) => place,
        Meaning::State(_) => panic!("{word:?} is a state"),
    }
}

fn single<T>(parts: Vec<T>) -> T {
    let [part] = <[T; 1]>::try_from(parts).ok().expect("one part");
    part
}

fn pair<T>(parts: Vec<T>) -> [T; 2] {
    <[T; 2]>::try_from(parts).ok().expect("two parts")
}
