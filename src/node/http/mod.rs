//! A node over HTTP, so that any language is a client: decrees, how the node is, and metrics.
//!
//! docs/http.md is for users. A request is handed to the node's loop by a [`Caller`](super::Caller), as a client's datagram
//! would be, and answered after the commit of the turn in which its answer came about. Nothing is decided here, and nothing
//! is kept.
//!
//! # Who is answered
//!
//! On a loopback address everybody on this machine, unless a token is asked for; on any other only who has the token, over
//! TLS. A page from elsewhere that has a browser ask is refused by the name of the host or by its origin (`guard`).
//!
//! # What is bounded
//!
//! Connections, those of them that wait for a value, the length of a request's head and body, the time that either may take,
//! and that a connection lasts. A list is told in pages. Whoever goes away is forgotten at once. When the node ends, what is
//! being answered has a moment to leave.

mod answer;
mod connection;
mod decree;
mod error;
mod guard;
mod home;
mod json;
mod limits;
mod list;
mod metrics;
mod options;
mod query;
mod routes;
mod secrets;
mod serve;
mod tally;
mod tls;
mod token;
mod trouble;
mod vitals;

pub use error::HttpError;
pub use options::HttpOptions;
pub use secrets::Secrets;
pub use serve::{Server, serve};
pub use tls::Tls;
pub use token::Token;
