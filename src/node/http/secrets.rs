//! What can be exchanged while a server runs.

use super::tls::Tls;
use super::token::Token;

/// What can be exchanged while a server runs. Whether there is TLS, and whether a token is asked for, stays as it was.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// Without it all is said in the clear.
    pub tls: Option<Tls>,
    /// Without it everybody is answered.
    pub token: Option<Token>,
}

impl Secrets {
    /// Whether there is nothing that could be exchanged.
    pub fn is_empty(&self) -> bool {
        self.tls.is_none() && self.token.is_none()
    }
}
