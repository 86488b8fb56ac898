//! Decrees: to have a value chosen, to ask which is, to wait until one is.

use super::answer::Form;
use super::home::Home;
use super::query::{self, Query};
use super::trouble::Trouble;
use crate::node::{Answer, MAX_VALUE, Question, Request, Unanswered};
use crate::paxos::Value;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request as HttpRequest, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long an answer is waited for that was asked for without a time.
pub(super) const USUAL: Duration = Duration::from_secs(5);

/// Has a value chosen, this one or whichever was chosen before.
pub(super) async fn put(
    State(home): State<Arc<Home>>,
    request: HttpRequest,
) -> Result<Response, Trouble> {
    let decree = query::decree(request.uri())?;
    let within = Query::parse(request.uri(), &["timeout"])?.time("timeout")?.unwrap_or(USUAL);
    let form = Form::wanted(request.headers());
    home.can_propose()?;
    let value = value(&home, request).await?;
    let asked = Request::About(decree.clone(), Question::Propose(value.clone()));
    match home.caller.ask(asked, within).await {
        Ok(Answer::Chosen(chosen)) if chosen == value => Ok(form.chosen(&decree, &chosen)),
        Ok(Answer::Chosen(chosen)) => Ok(form.outvoted(&decree, &chosen)),
        Ok(Answer::Refused(refusal)) => Err(refusal.into()),
        Ok(other) => Err(Trouble::unexpected(&other)),
        Err(Unanswered::Late) => Err(Trouble::unavailable(
            format!("no value was known to be chosen within {within:?}; this one may yet be"),
            "put it again, here or at another node: that is safe",
        )),
        Err(why) => Err(why.into()),
    }
}

/// The value in a request's body.
async fn value(home: &Home, request: HttpRequest) -> Result<Value, Trouble> {
    let body = timeout(home.limits.body, Bytes::from_request(request, &())).await;
    let body = body.map_err(|_| {
        Trouble::new(StatusCode::REQUEST_TIMEOUT, "the value did not come", "send it at once")
    })?;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Trouble::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("the value has more than {MAX_VALUE} bytes"),
            "keep it elsewhere, and have its address or its hash chosen",
        ),
        _ => Trouble::request(rejection.body_text(), "send the value as the body"),
    })?;
    match std::str::from_utf8(&body) {
        // Somebody has forgotten it, and what is chosen stays for good.
        Ok("") => Err(Trouble::request("there is no value", "send it as the body: curl -d VALUE")),
        Ok(text) => Ok(text.into()),
        Err(_) => Err(Trouble::request("the value is not UTF-8", "encode it, such as by base64")),
    }
}

/// Tells which value is chosen, in one of three ways.
pub(super) async fn get(
    State(home): State<Arc<Home>>,
    request: HttpRequest,
) -> Result<Response, Trouble> {
    let decree = query::decree(request.uri())?;
    let form = Form::wanted(request.headers());
    let (question, within) =
        question(&Query::parse(request.uri(), &["timeout", "wait", "stale"])?)?;
    home.can_learn()?;
    let _place = (question == Question::Watch).then(|| home.place()).transpose()?;
    match home.caller.ask(Request::About(decree.clone(), question.clone()), within).await {
        Ok(Answer::Chosen(value)) => Ok(form.chosen(&decree, &value)),
        Ok(Answer::NoneChosen) => Err(Trouble::new(
            StatusCode::NOT_FOUND,
            "no value was chosen for this decree when you asked",
            "put one, or wait for one with ?wait=30s",
        )),
        Ok(Answer::Unknown) => Err(Trouble::new(
            StatusCode::NOT_FOUND,
            "this node has learned no value for this decree, which tells nothing of other nodes",
            "ask without ?stale=true",
        )),
        Ok(Answer::Refused(refusal)) => Err(refusal.into()),
        Ok(other) => Err(Trouble::unexpected(&other)),
        Err(Unanswered::Late) if question == Question::Watch => Err(Trouble::new(
            StatusCode::GATEWAY_TIMEOUT,
            format!("no value came to be known within {within:?}; one may be chosen all the same"),
            "wait again, or ask without ?wait",
        )),
        Err(Unanswered::Late) => Err(Trouble::unavailable(
            format!("this node could not ask a quorum within {within:?}"),
            "ask again, or another node; ?stale=true tells what this node has learned before",
        )),
        Err(why) => Err(why.into()),
    }
}

/// What is asked, and for how long.
fn question(query: &Query) -> Result<(Question, Duration), Trouble> {
    let (within, wait) = (query.time("timeout")?, query.time("wait")?);
    match (within, wait, query.flag("stale")?) {
        (None, Some(wait), false) => Ok((Question::Watch, wait)),
        (within, None, false) => Ok((Question::Learn, within.unwrap_or(USUAL))),
        (None, None, true) => Ok((Question::Peek, USUAL)),
        _ => Err(Trouble::request(
            "`timeout`, `wait` and `stale` are three ways to ask, and do not go together",
            "give one of them",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_three_ways_to_ask() {
        let ask = |query: &str| {
            let uri = format!("/v1/decrees/colour?{query}").parse().unwrap();
            question(&Query::parse(&uri, &["timeout", "wait", "stale"]).unwrap()).ok()
        };
        assert_eq!(ask(""), Some((Question::Learn, USUAL)));
        assert_eq!(ask("timeout=2s&stale=false"), Some((Question::Learn, Duration::from_secs(2))));
        assert_eq!(ask("wait=30s"), Some((Question::Watch, Duration::from_secs(30))));
        assert_eq!(ask("stale=true"), Some((Question::Peek, USUAL)));
        for both in ["wait=1s&timeout=1s", "wait=1s&stale=true", "stale=true&timeout=1s"] {
            assert_eq!(ask(both), None, "{both}");
        }
    }
}
