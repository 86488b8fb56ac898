//! The options by which a node answers HTTP.

use super::Failure;
use super::private::warn_of_readers;
use crate::node::http::{HttpOptions, Secrets, Tls, Token};
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where, and whom.
#[derive(Debug, Args)]
#[command(next_help_heading = "HTTP, for clients in any language")]
pub(super) struct HttpArgs {
    /// Also answer HTTP here, such as at 127.0.0.1:4801; docs/http.md tells what can be asked. An address that other
    /// machines reach takes TLS and a token
    #[arg(long = "http", value_name = "ADDRESS")]
    http: Option<SocketAddr>,
    /// A name under which it is asked beside its address, with a port if that is another. May stand several times
    #[arg(long, value_name = "NAME", requires = "http")]
    http_host: Vec<String>,
    /// Speak TLS, with this certificate and those that vouch for it, in PEM
    #[arg(long, value_name = "FILE", requires = "http", requires = "http_tls_key")]
    http_tls_cert: Option<PathBuf>,
    /// The certificate's private key, in PEM
    #[arg(long, value_name = "FILE", requires = "http", requires = "http_tls_cert")]
    http_tls_key: Option<PathBuf>,
    /// Answer only who brings the token in this file, as `Authorization: Bearer TOKEN`
    #[arg(long, value_name = "FILE", requires = "http")]
    http_token: Option<PathBuf>,
}

impl HttpArgs {
    /// What they say, if HTTP is wanted.
    pub(super) fn options(&self) -> Result<Option<HttpOptions>, Failure> {
        let Some(address) = self.http else { return Ok(None) };
        let options = HttpOptions::new(address, self.http_host.clone(), self.secrets()?);
        options.map(Some).map_err(Failure::usage)
    }

    /// Reads and looks at the files, at the start and again when they may have changed.
    pub(super) fn secrets(&self) -> Result<Secrets, Failure> {
        let certificate = self.http_tls_cert.as_deref().zip(self.http_tls_key.as_deref());
        let tls = certificate.map(|(certificate, key)| Tls::load(certificate, key));
        let tls = tls.transpose().map_err(Failure::usage)?;
        let token = self.http_token.as_deref().map(Token::load);
        let token = token.transpose().map_err(Failure::usage)?;
        for file in [&self.http_tls_key, &self.http_token].into_iter().flatten() {
            warn_of_readers(file);
        }
        Ok(Secrets { tls, token })
    }
}
