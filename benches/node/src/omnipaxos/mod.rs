//! A process of OmniPaxos, as the crate `omnipaxos` has it, with a log on the disk and TCP between the processes.
//!
//! All that has come in one turn is handed to it; what it has appended or promised thereby is synced once; then what it
//! wants to say is sent, and who waits for what is decided is answered. A decided index alone is written, and waits for
//! no sync: it can be learned again.

mod journal;
mod peers;
mod server;

pub(crate) use server::run;
