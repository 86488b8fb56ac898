//! Where members are, and what comes in their name and is not heard (see the module `reach`).

use super::core::Core;
use super::identity::NodeId;
use super::lookup::Astray;
use super::store::Store;
use super::wire::Unheard;
use std::collections::BTreeMap;
use std::net::SocketAddr;

impl<S: Store> Core<S> {
    /// A datagram is not heard.
    pub(super) fn on_unheard(&mut self, address: SocketAddr, datagram: &[u8], why: Unheard) {
        let member = match why {
            // Whoever has changed a datagram of a member on its way did not change the sender's number, as a rule.
            Unheard::Key | Unheard::Seal => self.codec.claims(datagram),
            Unheard::Version | Unheard::Cluster => self.reach.member_at(address),
            _ => None,
        };
        if let Some(member) = member {
            self.reach.unheard(member, why, self.now);
        }
    }

    /// What is for this member goes there from now on.
    pub fn set_address(&mut self, member: NodeId, address: SocketAddr) {
        self.reach.set_address(member, address);
    }

    /// The members whose names should be looked up again.
    pub(super) fn astray(&self) -> BTreeMap<NodeId, Astray> {
        self.reach.astray(self.now)
    }
}
