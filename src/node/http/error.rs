//! Why a node cannot answer HTTP.

use super::limits::SHORTEST_TOKEN;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why a node cannot answer HTTP.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// Others would be answered who should not be.
    #[error(
        "--http {address}: other machines reach this address, and would be answered; give TLS and a token as well \
         (--http-tls-cert, --http-tls-key, --http-token), or take a loopback address such as 127.0.0.1:{}",
        address.port()
    )]
    Open {
        /// The address.
        address: SocketAddr,
    },
    /// The address cannot be listened on.
    #[error(
        "--http {address}: {source}; stop the program that listens there, or give another address"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// A certificate or its key cannot be used.
    #[error("{}: {why}; give {wanted} in PEM, as `-----BEGIN …-----`", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What should be in it.
        wanted: &'static str,
        /// What is wrong.
        why: String,
    },
    /// The file with the token cannot be read.
    #[error("{}: the token cannot be read: {source}", path.display())]
    TokenFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The token is none.
    #[error(
        "{}: this is no token; give one line of {SHORTEST_TOKEN} to 256 letters, digits and signs that nobody can guess, such as \
         from `openssl rand -hex 32`",
        path.display()
    )]
    Token {
        /// The file.
        path: PathBuf,
    },
}
