//! Files that are written whole or not at all.
//!
//! A text is written beside its place under another name, made durable, and moved there in one step. Whoever
//! reads the file meanwhile, or after a crash in between, finds the text as it was before or as it is now.
//!
//! In a browser there are no files, and whoever wants one is told so.

#[cfg(target_family = "wasm")]
mod none;
#[cfg(not(target_family = "wasm"))]
mod system;

#[cfg(target_family = "wasm")]
pub use none::{read_at, replace, replace_by, temporary, write_at};
#[cfg(not(target_family = "wasm"))]
pub use system::{create_private, read_at, replace, replace_by, temporary, try_folder, write_at};
