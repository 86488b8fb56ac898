//! TLS: the certificate of a server, and its key. By rustls with ring, which takes a C compiler to build and nothing else.

use super::error::HttpError;
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate with those that vouch for it, and its key.
#[derive(Clone)]
pub struct Tls(Arc<ServerConfig>);

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tls")
    }
}

impl Tls {
    /// Reads both, and sees whether they fit.
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, HttpError> {
        let bad = |path: &Path, wanted, why: &dyn std::fmt::Display| HttpError::Certificate {
            path: path.to_owned(),
            wanted,
            why: why.to_string(),
        };
        let bad_chain = |why: &dyn std::fmt::Display| {
            bad(certificate, "a certificate, and after it those that vouch for it,", why)
        };
        let bad_key = |why: &dyn std::fmt::Display| bad(key, "the certificate's private key", why);
        let chain: Result<Vec<_>, _> =
            CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect);
        let chain = chain.map_err(|why| bad_chain(&why))?;
        if chain.is_empty() {
            return Err(bad_chain(&"there is no certificate in it"));
        }
        let private = PrivateKeyDer::from_pem_file(key).map_err(|why| bad_key(&why))?;
        let config = ServerConfig::builder_with_provider(default_provider().into())
            .with_safe_default_protocol_versions()
            .map_err(|why| bad_key(&why))?
            .with_no_client_auth()
            .with_single_cert(chain, private);
        let mut config = config.map_err(|why| bad_key(&why))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(config.into()))
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.0))
    }
}
