//! What a search takes of the system that it runs on, where the caller says nothing else: the time, and threads.
//! In a browser there is neither.

#[cfg(target_family = "wasm")]
mod alone;
#[cfg(not(target_family = "wasm"))]
mod system;

#[cfg(target_family = "wasm")]
pub(super) use alone::{now, with_threads};
#[cfg(not(target_family = "wasm"))]
pub(super) use system::{now, with_threads};
