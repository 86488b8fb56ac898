//! What a server is told.

use super::error::HttpError;
use super::secrets::Secrets;
use std::net::SocketAddr;

/// Where a node answers HTTP, and whom.
#[derive(Debug)]
pub struct HttpOptions {
    pub(super) address: SocketAddr,
    pub(super) names: Vec<String>,
    pub(super) secrets: Secrets,
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
        secrets: Secrets,
    ) -> Result<Self, HttpError> {
        let is_guarded = secrets.tls.is_some() && secrets.token.is_some();
        match address.ip().is_loopback() || is_guarded {
            true => Ok(Self { address, names, secrets }),
            false => Err(HttpError::Open { address }),
        }
    }
}
