//! What the source of `src/paxos` does with ballots and values: it compares, copies and stores them. All that it
//! may do is listed, and everything else is a breach; so nothing looks into a ballot or a value in a way that
//! nobody thought of.
//!
//! A new function of the standard library that only moves, stores or compares for equality gets a place in
//! [`METHODS`] or [`PATHS`]; a new look at an order gets one in [`ORDERED`], and cases in the test of its handler.

mod body;
mod breaches;
mod items;
mod known;

use items::Items;
use known::Known;
use std::collections::BTreeSet;
use syn::spanned::Spanned;

/// What nothing looks into,
const CLOSED: &[&str] = &["Ballot", "ProposerId", "Value"];

/// but these, which number ballots, and make and tell values. No other function calls them.
const OPEN: &[&str] = &[
    "Ballot::is_lowest",
    "Proposer::begin_next",
    "Proposer::next_ballot",
    "Proposer::prepare",
    "Proposer::propose_unprepared",
    "Value::as_str",
    "Value::from",
];

/// Every look at an order: of ballots; and of votes, whose values decide only where the ballots are equal. (The
/// maps that a proposer begins are from acceptors.)
const ORDERED: &[(&str, &str)] = &[
    ("Acceptor::bound_above", "*promised > ballot"),
    ("Acceptor::may_promise", "self.promised < Some(ballot)"),
    ("Acceptor::may_vote", "self.promised <= Some(ballot)"),
    ("Proposer::begin", "BTreeMap::new"),
    ("Proposer::on_refusal", "promised > ballot"),
    ("Proposer::restored", "BTreeMap::new"),
    ("value_rule", "reported.max()"),
];

/// What a collection in order may be ordered by.
const KEYS: &[&str] = &["AcceptorId", "Vote"];
const COLLECTIONS: &[&str] = &["BTreeMap", "BTreeSet", "BinaryHeap"];

/// What is called of other crates: it moves, copies and stores whole things, and asks whether there are any.
const METHODS: &[&str] = &[
    "as_ref",
    "clear",
    "clone",
    "collect",
    "copied",
    "entry",
    "expect",
    "filter",
    "flat_map",
    "flatten",
    "get_or_insert_default",
    "is_none",
    "is_none_or",
    "is_some",
    "keys",
    "map",
    "map_or",
    "or_default",
    "then",
];
const PATHS: &[&str] = &[
    "AcceptorSet::default",
    "BTreeMap::keys",
    "BTreeMap::values",
    "None",
    "ProposerRecord::default",
    "Some",
];

/// What is derived compares whole things too. No ballot and no value comes from nowhere.
const DERIVED: &[&str] = &[
    "Clone",
    "Copy",
    "Debug",
    "Deserialize",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Serialize",
];

/// The traits that are written by hand, and for what; what is displayed nothing here looks at.
const BY_HAND: &[&str] = &["Display", "Error", "From for Value", "FromIterator for AcceptorSet"];

/// It counts acceptors, and knows neither ballots nor values.
const APART: &str = "src/paxos/quorum.rs";

#[derive(Default)]
struct Found {
    breaches: Vec<String>,
    /// What was needed of [`OPEN`], [`ORDERED`], [`KEYS`], [`METHODS`] and [`PATHS`].
    used: BTreeSet<String>,
}

impl Found {
    /// Whether it is on a list, which is then needed.
    fn is_listed(&mut self, list: &[&str], name: &str) -> bool {
        let is_listed = list.contains(&name);
        if is_listed {
            self.used.insert(name.to_string());
        }
        is_listed
    }
}

/// Looks at source files, each with its name.
fn look(files: &[(String, String)]) -> Found {
    let parse = |(name, text): &(String, String)| {
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name.clone(), file)
    };
    let parsed: Vec<_> = files.iter().map(parse).collect();
    let known = Known::of(&parsed);
    let mut found = Found::default();
    for (name, file) in &parsed {
        Items::look(name, file, &known, &mut found);
    }
    found
}

fn text(node: &impl Spanned) -> String {
    let text = node.span().source_text().expect("it was read from a text");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn last(path: &syn::Path) -> String {
    path.segments.last().map_or_else(String::new, |segment| segment.ident.to_string())
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| text(attribute) == "#[cfg(test)]")
}

/// The type that an `impl` is of.
fn owner(item: &syn::ItemImpl) -> String {
    match &*item.self_ty {
        syn::Type::Path(path) => last(&path.path),
        other => text(other),
    }
}

/// The name of a function or a variant, with that of its type.
fn qualified(owner: &str, name: &syn::Ident) -> String {
    if owner.is_empty() { name.to_string() } else { format!("{owner}::{name}") }
}

/// What a collection in order is ordered by, if it is none of [`KEYS`].
fn wrong_key(segment: &syn::PathSegment, found: &mut Found) -> Option<String> {
    let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    let key = text(arguments.args.first()?);
    let is_ordered = COLLECTIONS.contains(&segment.ident.to_string().as_str());
    (is_ordered && !found.is_listed(KEYS, &key)).then_some(key)
}
