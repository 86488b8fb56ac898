//! The grammar: from a text to what is said in it, word by word. Whether that means anything in a model is
//! no affair of the grammar.
//!
//! ```text
//! tree      = tree "implies" tree | tree "or" tree | tree "and" tree | "not" tree | "(" tree ")" | clause
//! clause    = [subject] predicate
//! subject   = ("acceptor" | "proposer" | "learner") name | quantity group
//! quantity  = "some" | "every" | "no" | ("at" "least" | "at" "most" | "exactly") number
//! group     = "acceptors" | "proposers" | "learners", or one of them
//! predicate = verb [test] ["at" test] | "(" tree ")"
//! verb      = "promised" | "voted" ["for"] | "began" | "proposed" | "learned" | "chosen"
//! test      = [">=" | "<=" | ">" | "<" | "="] (word | text in quotes)
//! ```
//!
//! `not` binds first, then `and`, `or` and `implies`. A clause without a subject is only a verb; between the
//! parentheses after a subject all clauses are.

use super::expression::Relation;
use super::mistake::Mistake;
use super::tree::{Amount, Clause, Predicate, Subject, Term, Test, Tree, Verb, Word};
use super::words::{is_part, is_reserved};
use crate::model::words::did_you_mean;
use winnow::ModalResult;
use winnow::Parser;
use winnow::combinator::{
    Infix, Prefix, alt, cut_err, delimited, eof, expression, opt, preceded, repeat, terminated,
};
use winnow::error::{AddContext, ErrMode, ParserError};
use winnow::stream::{LocatingSlice, Stream};
use winnow::token::{none_of, one_of, take_while};

/// The most `not`, `implies` and parentheses in an expression: each may nest what comes after it.
const MAX_NESTED: usize = 100;

/// The most `and` and `or`: each is one more step down the tree of what is said.
const MAX_JOINED: usize = 1_000;

type Input<'t> = LocatingSlice<&'t str>;

type Parsed<T> = ModalResult<T, Unexpected>;

/// What would have been right in a place: in words, and the words that could stand there.
#[derive(Clone, Copy, Debug)]
struct Wanted(&'static str, &'static [&'static str]);

const CLAUSE: Wanted = Wanted(
    "something that can be so, such as `acceptor 1 voted 5` or `chosen 8`",
    &[
        "acceptor", "proposer", "learner", "at", "exactly", "some", "every", "no", "not",
        "promised", "voted", "began", "proposed", "learned", "chosen",
    ],
);
const VERBS: &[&str] = &["promised", "voted", "began", "proposed", "learned", "chosen"];
const PREDICATE: Wanted =
    Wanted("`promised`, `voted`, `began`, `proposed`, `learned` or parentheses", VERBS);
const ROLES: &[&str] = &["acceptor", "proposer", "learner"];
const NAME: Wanted = Wanted("a name, such as in `acceptor 1` or `proposer A`", &[]);
const BOUND: Wanted = Wanted("`least` or `most`", &["least", "most"]);
const NUMBER: Wanted = Wanted("a number", &[]);
const GROUP: Wanted = Wanted("`acceptors`, `proposers` or `learners`", GROUPS);
const GROUPS: &[&str] = &["acceptors", "proposers", "learners", "acceptor", "proposer", "learner"];
const BALLOT: Wanted = Wanted("a ballot, such as `2.A`", &[]);
const CLOSING: Wanted = Wanted("`)`, `and`, `or` or `implies`", &["and", "or", "implies"]);
const REST: Wanted = Wanted("`and`, `or`, `implies` or the end", &["and", "or", "implies"]);
const QUOTE: Wanted = Wanted("a closing `\"`", &[]);
const ESCAPED: Wanted = Wanted("`\"` or `\\` after the `\\`", &[]);

/// Why a text does not follow the grammar.
#[derive(Clone, Copy, Debug)]
enum Unexpected {
    /// Something else was wanted; what, is known further up.
    Other,
    Wanted(Wanted),
}

impl<I: Stream> ParserError<I> for Unexpected {
    type Inner = Self;

    fn from_input(_: &I) -> Self {
        Self::Other
    }

    fn into_inner(self) -> Result<Self, Self> {
        Ok(self)
    }
}

impl<I: Stream> AddContext<I, Wanted> for Unexpected {
    fn add_context(self, _: &I, _: &I::Checkpoint, wanted: Wanted) -> Self {
        if matches!(self, Self::Other) { Self::Wanted(wanted) } else { self }
    }
}

/// Reads a text.
pub(super) fn parse(text: &str) -> Result<Tree<'_>, Mistake> {
    let words = || text.split(|character| !is_part(character));
    if words().filter(|word| ["and", "or"].contains(word)).count() > MAX_JOINED {
        let what =
            format!("there are more than {MAX_JOINED} `and` and `or`; ask several questions");
        return Err(Mistake::new(text, 0..first_word(text).len(), what));
    }
    let nesting = words().filter(|word| ["not", "implies"].contains(word)).count();
    if nesting + text.matches('(').count() > MAX_NESTED {
        let what = format!(
            "there are more than {MAX_NESTED} `not`, `implies` and parentheses; ask several questions"
        );
        return Err(Mistake::new(text, 0..first_word(text).len(), what));
    }
    delimited(blank, tree, eof.context(REST))
        .parse(LocatingSlice::new(text))
        .map_err(|error| mistake(text, error.offset(), *error.inner()))
}

/// The word with which a text begins, or the character, if it is part of none.
fn first_word(text: &str) -> &str {
    match text.find(|character| !is_part(character)) {
        Some(0) => text.chars().next().map_or("", |first| &text[..first.len_utf8()]),
        Some(end) => &text[..end],
        None => text,
    }
}

fn mistake(text: &str, at: usize, unexpected: Unexpected) -> Mistake {
    let found = first_word(&text[at..]);
    let Wanted(what, words) = match unexpected {
        Unexpected::Wanted(wanted) => wanted,
        Unexpected::Other => CLAUSE,
    };
    if found.is_empty() {
        let end = text.trim_end().len();
        return Mistake::new(text, end..end, format!("expected {what}, but that is all"));
    }
    let remedy = did_you_mean(found, words.iter().copied());
    let what = format!("expected {what}, and not `{found}`{remedy}");
    Mistake::new(text, at..at + found.len(), what)
}

fn tree<'t>(input: &mut Input<'t>) -> Parsed<Tree<'t>> {
    expression(alt((parentheses, clause)))
        .prefix(keyword("not").value(Prefix(9, |_: &mut _, a| Ok(Tree::Not(Box::new(a))))))
        .infix(alt((
            keyword("and")
                .value(Infix::Left(7, |_: &mut _, a, b| Ok(Tree::And(Box::new(a), Box::new(b))))),
            keyword("or")
                .value(Infix::Left(5, |_: &mut _, a, b| Ok(Tree::Or(Box::new(a), Box::new(b))))),
            keyword("implies").value(Infix::Right(3, |_: &mut _, a, b| {
                Ok(Tree::Implies(Box::new(a), Box::new(b)))
            })),
        )))
        .context(CLAUSE)
        .parse_next(input)
}

fn parentheses<'t>(input: &mut Input<'t>) -> Parsed<Tree<'t>> {
    delimited(symbol("("), cut_err(tree), cut_err(symbol(")").context(CLOSING))).parse_next(input)
}

fn clause<'t>(input: &mut Input<'t>) -> Parsed<Tree<'t>> {
    let subject = alt((one, many));
    let predicate =
        alt((parentheses.map(|tree| Predicate::Inner(Box::new(tree))), verb.map(Predicate::Verb)));
    let whole = (subject.map(Some), cut_err(predicate.context(PREDICATE)));
    let bare = verb.map(|verb| (None, Predicate::Verb(verb)));
    alt((whole, bare))
        .map(|(subject, predicate)| Tree::Clause(Box::new(Clause { subject, predicate })))
        .parse_next(input)
}

fn one<'t>(input: &mut Input<'t>) -> Parsed<Subject<'t>> {
    let name = plain.context(NAME);
    let (role, name) = (among(ROLES), cut_err(name)).parse_next(input)?;
    Ok(Subject::One { role, name })
}

fn many<'t>(input: &mut Input<'t>) -> Parsed<Subject<'t>> {
    let number = || cut_err(plain.context(NUMBER));
    let bound = alt((
        preceded(keyword("least"), number()).map(Amount::AtLeast),
        preceded(keyword("most"), number()).map(Amount::AtMost),
    ));
    let amount = alt((
        keyword("some").map(|_| Amount::Some),
        keyword("every").map(|_| Amount::Every),
        keyword("no").map(|_| Amount::No),
        preceded(keyword("exactly"), number()).map(Amount::Exactly),
        preceded(keyword("at"), cut_err(bound.context(BOUND))),
    ));
    let group = among(GROUPS).context(GROUP);
    let (amount, group) = (amount, cut_err(group)).parse_next(input)?;
    Ok(Subject::Many { amount, group })
}

fn verb<'t>(input: &mut Input<'t>) -> Parsed<Verb<'t>> {
    let word = among(VERBS).parse_next(input)?;
    if word.text == "voted" {
        opt(keyword("for")).parse_next(input)?;
    }
    let at = preceded(keyword("at"), cut_err(test.context(BALLOT)));
    let (what, at) = (opt(test), opt(at)).parse_next(input)?;
    Ok(Verb { word, what, at })
}

fn test<'t>(input: &mut Input<'t>) -> Parsed<Test<'t>> {
    let relation = alt((
        ">=".value(Relation::AtLeast),
        "<=".value(Relation::AtMost),
        ">".value(Relation::Above),
        "<".value(Relation::Below),
        "=".value(Relation::Equal),
    ));
    let relation = terminated(relation.with_span(), blank).map(Some);
    let compared = (relation, cut_err(term.context(BALLOT)));
    let (relation, term) = alt((compared, term.map(|term| (None, term)))).parse_next(input)?;
    Ok(Test { relation, term })
}

fn term<'t>(input: &mut Input<'t>) -> Parsed<Term<'t>> {
    let escaped = preceded('\\', cut_err(one_of(['"', '\\']).context(ESCAPED)));
    let text = repeat(0.., alt((none_of(['"', '\\']), escaped)));
    let quoted = delimited('"', text, cut_err('"'.context(QUOTE))).with_span();
    let quoted =
        terminated(quoted, blank).map(|(text, span): (String, _)| (text.into(), true, span));
    let bare = plain.map(|Word { text, span }| (text.into(), false, span));
    let (text, is_quoted, span) = alt((quoted, bare)).parse_next(input)?;
    Ok(Term { text, is_quoted, span })
}

/// A word without a meaning of its own.
fn plain<'t>(input: &mut Input<'t>) -> Parsed<Word<'t>> {
    word.verify(|word: &Word| !is_reserved(word.text)).parse_next(input)
}

fn among<'t>(
    words: &'static [&'static str],
) -> impl Parser<Input<'t>, Word<'t>, ErrMode<Unexpected>> {
    word.verify(move |word: &Word| words.contains(&word.text))
}

fn keyword<'t>(text: &'static str) -> impl Parser<Input<'t>, Word<'t>, ErrMode<Unexpected>> {
    word.verify(move |word: &Word| word.text == text)
}

fn word<'t>(input: &mut Input<'t>) -> Parsed<Word<'t>> {
    let (text, span) = terminated(take_while(1.., is_part).with_span(), blank).parse_next(input)?;
    Ok(Word { text, span })
}

fn symbol<'t>(text: &'static str) -> impl Parser<Input<'t>, &'t str, ErrMode<Unexpected>> {
    terminated(text, blank)
}

fn blank<'t>(input: &mut Input<'t>) -> Parsed<&'t str> {
    take_while(0.., char::is_whitespace).parse_next(input)
}
