//! What stands in an address: the name of a decree, and how it is asked for.

use super::limits::LONGEST_WAIT;
use super::trouble::Trouble;
use crate::node::Decree;
use axum::http::Uri;
use percent_encoding::percent_decode_str;
use std::time::Duration;

/// Where the decrees are.
pub(super) const DECREES: &str = "/v1/decrees/";

const SHORTEST_WAIT: Duration = Duration::from_millis(1);

/// The decree that an address names.
pub(super) fn decree(uri: &Uri) -> Result<Decree, Trouble> {
    let raw = uri.path().strip_prefix(DECREES).unwrap_or_default();
    let is_escape = |rest: &str| {
        rest.as_bytes()
            .first_chunk::<2>()
            .is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
    };
    if !raw.split('%').skip(1).all(is_escape) {
        let remedy = "write % as %25";
        return Err(Trouble::request(
            "a % in the decree's name has no two hexadecimal digits after it",
            remedy,
        ));
    }
    let name = percent_decode_str(raw).decode_utf8().map_err(|_| {
        Trouble::request(
            "the decree's name is not UTF-8",
            "encode it as UTF-8, and then its bytes by %",
        )
    })?;
    name.parse().map_err(|why| named(&why))
}

fn named(why: &crate::node::NameError) -> Trouble {
    Trouble::request(why.to_string(), "give another name")
}

/// What stands after the question mark, once each.
#[derive(Debug)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Understands an address in which these may stand.
    pub(super) fn parse(uri: &Uri, known: &[&str]) -> Result<Self, Trouble> {
        let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let mut query: Vec<(String, String)> = Vec::new();
        for (key, value) in pairs.into_owned() {
            if !known.contains(&key.as_str()) {
                let remedy = match known {
                    [] => "leave it out".to_owned(),
                    known => format!("here can stand: {}", known.join(", ")),
                };
                return Err(Trouble::request(
                    format!("`{key}` is nothing that can be asked for here"),
                    remedy,
                ));
            }
            if query.iter().any(|(other, _)| *other == key) {
                return Err(Trouble::request(format!("`{key}` stands twice"), "give it once"));
            }
            query.push((key, value));
        }
        Ok(Self(query))
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// A time, if one is given.
    pub(super) fn time(&self, key: &str) -> Result<Option<Duration>, Trouble> {
        let Some(text) = self.get(key) else { return Ok(None) };
        match humantime::parse_duration(text) {
            Ok(time) if (SHORTEST_WAIT..=LONGEST_WAIT).contains(&time) => Ok(Some(time)),
            _ => Err(Trouble::request(
                format!("`{key}={text}` is no time to wait here"),
                format!("give between 1ms and {}s, such as {key}=5s", LONGEST_WAIT.as_secs()),
            )),
        }
    }

    /// Yes or no; no, if it is not given.
    pub(super) fn flag(&self, key: &str) -> Result<bool, Trouble> {
        match self.get(key) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(Trouble::request(
                format!("`{key}={other}` is neither true nor false"),
                format!("give {key}=true, or leave it out"),
            )),
        }
    }

    /// A name, if one is given.
    pub(super) fn name(&self, key: &str) -> Result<Option<Decree>, Trouble> {
        self.get(key).map(|name| name.parse().map_err(|why| named(&why))).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    use proptest::prelude::*;

    fn name(address: &str) -> Option<String> {
        decree(&address.parse().unwrap()).ok().map(|decree| decree.as_str().to_owned())
    }

    #[test]
    fn a_name_is_what_stands_after_the_decrees() {
        for (address, wanted) in [
            ("/v1/decrees/colour", "colour"),
            ("/v1/decrees/job/7/leader?wait=3s", "job/7/leader"),
            ("/v1/decrees/job%2F7", "job/7"),
            ("/v1/decrees/a+b%20c%25%3F", "a+b c%?"),
            ("/v1/decrees/%E9%A2%9C%E8%89%B2", "颜色"),
            ("/v1/decrees//", "/"),
        ] {
            assert_eq!(name(address).as_deref(), Some(wanted), "{address}");
        }
        let long = format!("/v1/decrees/{}", "a".repeat(129));
        for bad in [
            "/v1/decrees/",
            "/v1/decrees/%",
            "/v1/decrees/%4",
            "/v1/decrees/%zz",
            "/v1/decrees/%ff",
            &long,
        ] {
            assert_eq!(name(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_name_can_stand_in_an_address(wanted in any::<String>()) {
            let encoded = utf8_percent_encode(&wanted, NON_ALPHANUMERIC);
            let wanted = wanted.parse::<Decree>().ok().map(|decree| decree.as_str().to_owned());
            prop_assert_eq!(name(&format!("/v1/decrees/{encoded}")), wanted);
        }

        #[test]
        fn whatever_stands_in_an_address_is_understood_or_refused(rest in "[ -~]{0,40}") {
            if let Ok(uri) = format!("/v1/decrees/{rest}").parse::<Uri>() {
                let _ = decree(&uri);
                if let Ok(query) = Query::parse(&uri, &["a", "wait"]) {
                    let _ = (query.time("wait"), query.flag("a"), query.name("a"));
                }
            }
        }
    }

    #[test]
    fn what_is_asked_for_is_known_and_stands_once() {
        let parse =
            |query: &str| Query::parse(&format!("/?{query}").parse().unwrap(), &["wait", "stale"]);
        let query = parse("stale=true&wait=1m").unwrap();
        assert_eq!(query.time("wait").unwrap(), Some(Duration::from_secs(60)));
        assert!(query.flag("stale").unwrap());
        for bad in [
            "timeout=3s",
            "wait=1s&wait=1s",
            "stale",
            "wait=61s",
            "wait=0s",
            "wait=",
            "wait=3",
            "stale=1",
        ] {
            let query = parse(bad);
            let read = query.and_then(|query| Ok((query.time("wait")?, query.flag("stale")?)));
            assert!(read.is_err(), "{bad}");
        }
        assert_eq!(parse("").unwrap().time("wait").unwrap(), None);
    }
}
