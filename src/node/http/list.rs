//! What the node has learned, in pages.

use super::answer::Chosen;
use super::decree::USUAL;
use super::home::Home;
use super::json::json;
use super::query::Query;
use super::trouble::Trouble;
use crate::node::{Answer, Decree, Listed, Listing, MAX_NAME, Request};
use crate::paxos::Value;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;

/// So many decrees are told that are asked for without a number.
const USUALLY: usize = 100;

const MOST: usize = 1000;

/// So many bytes of names and values are on a page at most, but for the last decree.
const ROOM: usize = 64 << 10;

/// A page.
#[derive(Serialize)]
struct Page<'a> {
    decrees: Vec<Chosen<'a>>,
    /// After which name the next page begins; none if there is no other.
    next: Option<&'a str>,
}

/// Tells a page of the decrees whose value this node has learned.
pub(super) async fn list(State(home): State<Arc<Home>>, uri: Uri) -> Result<Response, Trouble> {
    let query = Query::parse(&uri, &["prefix", "after", "limit"])?;
    let prefix = query.get("prefix").unwrap_or_default();
    if prefix.len() > MAX_NAME {
        let error = format!("the prefix has {} bytes", prefix.len());
        return Err(Trouble::request(error, format!("use at most {MAX_NAME}")));
    }
    let limit = limit(&query)?;
    home.can_learn()?;
    let mut listing = Listing { prefix: prefix.to_owned(), after: query.name("after")? };
    let (mut decrees, mut is_last) = (Vec::new(), false);
    while !is_last && decrees.len() < limit && bytes(&decrees) < ROOM {
        let listed = ask(&home, listing.clone()).await?;
        is_last = listed.is_last;
        decrees.extend(listed.decrees);
        listing.after = decrees.last().map(|(decree, _)| decree.clone());
    }
    is_last &= decrees.len() <= limit;
    decrees.truncate(limit);
    let next = decrees.last().filter(|_| !is_last).map(|(decree, _)| decree.as_str());
    let told = decrees
        .iter()
        .map(|(decree, value)| Chosen { decree: decree.as_str(), value: value.as_str() });
    Ok(json(&Page { decrees: told.collect(), next }))
}

fn limit(query: &Query) -> Result<usize, Trouble> {
    match query.get("limit").map(str::parse) {
        None => Ok(USUALLY),
        Some(Ok(limit @ 1..=MOST)) => Ok(limit),
        Some(_) => {
            let remedy = format!("give between 1 and {MOST}");
            Err(Trouble::request("`limit` is no number of decrees", remedy))
        }
    }
}

fn bytes(decrees: &[(Decree, Value)]) -> usize {
    decrees.iter().map(|(decree, value)| decree.as_str().len() + value.as_str().len()).sum()
}

async fn ask(home: &Home, listing: Listing) -> Result<Listed, Trouble> {
    match home.caller.ask(Request::List(listing), USUAL).await? {
        Answer::Listed(listed) => Ok(listed),
        Answer::Refused(refusal) => Err(refusal.into()),
        other => Err(Trouble::unexpected(&other)),
    }
}
