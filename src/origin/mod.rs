//! Whether a request over HTTP comes from where it may.
//!
//! A page from elsewhere can make a browser send requests to an address of this machine, under a name of its own
//! (DNS rebinding) or across origins. So each server of this program looks at the name of the host and at the origin before
//! anything else.

mod hosts;

pub(crate) use hosts::{Hosts, Scheme, Stranger};
