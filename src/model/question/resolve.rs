//! From what is said, word by word, to what it means in a model. Whatever means nothing there is refused: it
//! could be a slip, and a question that is answered vacuously is worse than none.

use super::cast::{Cast, Group};
use super::expression::{Deed, Expression, Quantity, Relation, Test, What, Who};
use super::mistake::Mistake;
use super::syntax;
use super::tree::{self, Amount, Clause, Predicate, Subject, Term, Tree, Verb, Word};
use super::words;
use crate::model::words::did_you_mean;
use crate::paxos::{Ballot, Value};
use std::ops::Range;

/// The most names that are listed.
const MAX_LISTED: usize = 8;

/// A text that is being read.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) cast: &'a Cast,
}

/// Whom verbs are about between the parentheses after a subject.
type About = Option<(Group, Who)>;

impl Reader<'_> {
    /// The expression that the text says.
    pub(super) fn read(&self) -> Result<Expression, Mistake> {
        self.tree(&syntax::parse(self.text)?, None)
    }

    fn mistake<T>(&self, span: &Range<usize>, what: impl Into<String>) -> Result<T, Mistake> {
        Err(Mistake::new(self.text, span.clone(), what.into()))
    }

    fn tree(&self, tree: &Tree, about: About) -> Result<Expression, Mistake> {
        let of = |tree: &Tree| self.tree(tree, about);
        Ok(match tree {
            Tree::Not(other) => Expression::Not(Box::new(of(other)?)),
            Tree::And(one, other) => Expression::all([of(one)?, of(other)?]),
            Tree::Or(one, other) => Expression::any([of(one)?, of(other)?]),
            Tree::Implies(condition, consequence) => {
                Expression::Implies(Box::new(of(condition)?), Box::new(of(consequence)?))
            }
            Tree::Clause(clause) => self.clause(clause, about)?,
        })
    }

    fn clause(&self, clause: &Clause, about: About) -> Result<Expression, Mistake> {
        let Clause { subject, predicate } = clause;
        let Some(subject) = subject else { return self.predicate(predicate, about) };
        if let Some((group, _)) = about {
            let one = group.one();
            let what = format!("the parentheses say what each {one} did; name nobody in them");
            return self.mistake(&subject.span(), what);
        }
        match subject {
            Subject::One { role, name } => {
                let (group, number) = self.actor(role, name)?;
                self.predicate(predicate, Some((group, Who::One(number))))
            }
            Subject::Many { amount, group } => {
                let group = self.group(group)?;
                let quantity = self.quantity(amount, group)?;
                let each = self.predicate(predicate, Some((group, Who::Each)))?;
                Ok(Expression::Count(quantity, group, Box::new(each)))
            }
        }
    }

    fn predicate(&self, predicate: &Predicate, about: About) -> Result<Expression, Mistake> {
        match predicate {
            Predicate::Verb(verb) => self.verb(verb, about),
            Predicate::Inner(tree) => self.tree(tree, about),
        }
    }

    fn actor(&self, role: &Word, name: &Word) -> Result<(Group, usize), Mistake> {
        let group = self.group(role)?;
        let size = self.cast.size(group);
        let names: Vec<_> = (0..size).map(|number| group.name(number)).collect();
        if let Some(number) = names.iter().position(|known| known == name.text) {
            return Ok((group, number));
        }
        let what = format!("there is no {} {}; there {}", group.one(), name.text, are(&names));
        self.mistake(&(role.span.start..name.span.end), what)
    }

    /// The group that a word names, if there is anybody in it.
    fn group(&self, word: &Word) -> Result<Group, Mistake> {
        let group = Group::of(word.text).expect("the grammar knows no others");
        self.exists(group, &word.span)
    }

    fn exists(&self, group: Group, span: &Range<usize>) -> Result<Group, Mistake> {
        if self.cast.size(group) > 0 {
            return Ok(group);
        }
        self.mistake(span, format!("there are no {group} in this model"))
    }

    fn quantity(&self, amount: &Amount, group: Group) -> Result<Quantity, Mistake> {
        let all = self.cast.size(group);
        let number = |word: &Word| match word.text.parse::<usize>() {
            Ok(number) => Ok(number),
            Err(_) => self.mistake(&word.span, format!("{} is no number, such as 2", word.text)),
        };
        let (quantity, word, settled) = match amount {
            Amount::Some => return Ok(Quantity::Some),
            Amount::Every => return Ok(Quantity::Every),
            Amount::No => return Ok(Quantity::No),
            Amount::AtLeast(word) => match number(word)? {
                number @ 0 => (Quantity::AtLeast(number), word, Some("always")),
                number => (Quantity::AtLeast(number), word, (number > all).then_some("never")),
            },
            Amount::AtMost(word) => {
                let number = number(word)?;
                (Quantity::AtMost(number), word, (number >= all).then_some("always"))
            }
            Amount::Exactly(word) => {
                let number = number(word)?;
                (Quantity::Exactly(number), word, (number > all).then_some("never"))
            }
        };
        let Some(settled) = settled else { return Ok(quantity) };
        let what = match all {
            1 => format!("that is {settled} so, as there is 1 {}", group.one()),
            _ => format!("that is {settled} so, as there are {all} {group}"),
        };
        self.mistake(&word.span, what)
    }

    fn verb(&self, verb: &Verb, about: About) -> Result<Expression, Mistake> {
        let Word { text, span } = &verb.word;
        if *text == "chosen" {
            let Some((group, _)) = about else { return Ok(Expression::Chosen(self.what(verb)?)) };
            let what = format!("no {} chooses alone; say `chosen` for itself", group.one());
            return self.mistake(span, what);
        }
        let group = match *text {
            "promised" | "voted" => Group::Acceptors,
            "began" | "proposed" => Group::Proposers,
            _ => Group::Learners,
        };
        let who = match about {
            Some((other, _)) if other != group => {
                let can = match other {
                    Group::Acceptors => "`promised` or `voted`",
                    Group::Proposers => "`began` or `proposed`",
                    Group::Learners => "`learned`",
                };
                let what = format!("{group} do that; say of {other} that they {can}");
                return self.mistake(span, what);
            }
            Some((_, who)) => who,
            // Where ballots belong to nobody, values are proposed all the same.
            None if *text == "proposed" && self.cast.has_proposals => Who::Somebody,
            None => self.exists(group, span).map(|_| Who::Somebody)?,
        };
        let deed = match *text {
            "promised" => Deed::Promised(self.compared(verb)?),
            "voted" => Deed::Voted(self.what(verb)?),
            "began" => Deed::Began(self.begun(verb, who)?),
            "proposed" => {
                let what = self.what(verb)?;
                self.can_begin(who, what.ballot, verb.at.as_ref())?;
                Deed::Proposed(what)
            }
            _ => Deed::Learned(self.learned(verb)?),
        };
        Ok(Expression::Did(who, deed))
    }

    /// A value, perhaps, and a ballot, perhaps.
    fn what(&self, verb: &Verb) -> Result<What, Mistake> {
        let value = verb.what.as_ref().map(|test| self.value(verb, test)).transpose()?;
        let ballot = verb.at.as_ref().map(|test| self.test(test)).transpose()?;
        Ok(What { value, ballot })
    }

    fn compared(&self, verb: &Verb) -> Result<Option<Test>, Mistake> {
        if let Some(at) = &verb.at {
            let what = "a promise is of a ballot; write `promised 2.A`, without `at`";
            return self.mistake(&at.span(), what);
        }
        verb.what.as_ref().map(|test| self.test(test)).transpose()
    }

    fn begun(&self, verb: &Verb, who: Who) -> Result<Option<Ballot>, Mistake> {
        let what = "a proposer goes up its ballots one by one; write `began 2.A`";
        if let Some(at) = &verb.at {
            return self.mistake(&at.span(), what);
        }
        let test = self.compared(verb)?;
        if let (Some(Test { relation, .. }), Some(said)) = (test, &verb.what)
            && relation != Relation::Equal
        {
            return self.mistake(&said.span(), what);
        }
        self.can_begin(who, test, verb.what.as_ref())?;
        Ok(test.map(|test| test.ballot))
    }

    fn learned(&self, verb: &Verb) -> Result<Option<Value>, Mistake> {
        if let Some(at) = &verb.at {
            let what = "a value is learned in no ballot; write `learned 8`, or `chosen 8 at 2.A`";
            return self.mistake(&at.span(), what);
        }
        Ok(self.what(verb)?.value)
    }

    fn value(&self, verb: &Verb, test: &tree::Test) -> Result<Value, Mistake> {
        if let Some((_, span)) = test.relation.as_ref().filter(|(r, _)| *r != Relation::Equal) {
            let what = "values are the same or not; only ballots, as in `at >= 2.A`, are compared";
            return self.mistake(span, what);
        }
        let Term { text, is_quoted, span } = &test.term;
        if !is_quoted && words::ballot(text).is_some() {
            let what = format!(
                "{text} is a ballot; write `{} at {text}`, or put it in quotes if it is a value",
                verb.word.text
            );
            return self.mistake(span, what);
        }
        if let Some(value) = self.cast.values.iter().find(|value| value.as_str() == text) {
            return Ok(value.clone());
        }
        let written = |value: &Value| words::Written(value).to_string();
        let values: Vec<_> = self.cast.values.iter().map(written).collect();
        let unknown = written(&Value::from(&**text));
        let remedy = did_you_mean(&unknown, values.iter().map(String::as_str));
        let what = format!("{unknown} is no value of this model; there {}{remedy}", are(&values));
        self.mistake(span, what)
    }

    fn test(&self, test: &tree::Test) -> Result<Test, Mistake> {
        let Term { text, is_quoted, span } = &test.term;
        let names: Vec<_> = self.cast.ballots.iter().map(ToString::to_string).collect();
        let Some(ballot) = words::ballot(text) else {
            let remedy = did_you_mean(text, names.iter().map(String::as_str));
            let what = format!(
                "{text} is no ballot; a ballot is a round and its proposer, such as 1.A{remedy}"
            );
            return self.mistake(span, what);
        };
        if *is_quoted {
            return self.mistake(span, format!("values are in quotes; the ballot is {ballot}"));
        }
        if !self.cast.ballots.contains(&ballot) {
            let what = format!("there is no ballot {text}; there {}", are(&names));
            return self.mistake(span, what);
        }
        let relation = test.relation.as_ref().map_or(Relation::Equal, |(relation, _)| *relation);
        Ok(Test { relation, ballot })
    }

    /// Refuses a ballot that the proposer named cannot begin.
    fn can_begin(
        &self,
        who: Who,
        test: Option<Test>,
        said: Option<&tree::Test>,
    ) -> Result<(), Mistake> {
        let (Who::One(number), Some(test), Some(said)) = (who, test, said) else { return Ok(()) };
        let own = &self.cast.proposers[number];
        if test.relation != Relation::Equal || own.contains(&test.ballot) {
            return Ok(());
        }
        let name = Group::Proposers.name(number);
        let names: Vec<_> = own.iter().map(ToString::to_string).collect();
        let ballot = test.ballot;
        let what = format!("{ballot} is no ballot of proposer {name}; there {}", are(&names));
        self.mistake(&said.span(), what)
    }
}

/// Says which names there are: all, or if they are many the first and the last.
fn are(names: &[String]) -> String {
    match names {
        [] => "is none".to_string(),
        [one] => format!("is {one}"),
        [first, .., last] if names.len() > MAX_LISTED => format!("are {first} to {last}"),
        [others @ .., last] => format!("are {} and {last}", others.join(", ")),
    }
}
