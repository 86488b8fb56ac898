//! A model in the browser, by stateright's Explorer.

use crate::model::System;
use crate::model::file::{ModelFile, Visitor};
use std::io;
use std::net::{SocketAddr, TcpListener};

/// Whether the address can be listened on. The Explorer panics where it cannot, so ask first.
///
/// # Errors
/// If the address is in use, or not one of this machine.
pub fn probe(address: SocketAddr) -> io::Result<()> {
    TcpListener::bind(address).map(drop)
}

/// Serves the Explorer for this model, for as long as the program runs.
pub fn serve(file: &ModelFile, address: SocketAddr) {
    file.visit(Serve(address));
}

struct Serve(SocketAddr);

impl Visitor for Serve {
    type Output = ();

    fn visit<S: System>(self, system: S) {
        system.checker().serve(self.0);
    }
}
