//! What a server is told.

use super::error::HttpError;
use super::tls::Tls;
use super::token::Token;
use std::net::SocketAddr;

/// Where a node answers HTTP, and whom.
#[derive(Debug)]
pub struct HttpOptions {
    pub(super) address: SocketAddr,
    pub(super) names: Vec<String>,
    pub(super) tls: Option<Tls>,
    pub(super) token: Option<Token>,
}

impl HttpOptions {
    /// At this address, and under these names beside it: each a host, with a port if that is another. In the
    /// clear without TLS; without a token everybody is answered.
    ///
    /// # Errors
    /// If others would be answered who should not be.
    pub fn new(
        address: SocketAddr,
        names: Vec<String>,
        tls: Option<Tls>,
        token: Option<Token>,
    ) -> Result<Self, HttpError> {
        let is_guarded = tls.is_some() && token.is_some();
        match address.ip().is_loopback() || is_guarded {
            true => Ok(Self { address, names, tls, token }),
            false => Err(HttpError::Open { address }),
        }
    }
}
