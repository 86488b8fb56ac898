//! A page in one file: it opens from disk, without a server and without a network, with the core, a model and a run
//! of it inside.
//!
//! A browser lets a page from disk import no module and begin no Worker from a file. So the modules become one script,
//! whose hash is the only one that the page's policy admits; the core is text that the script unpacks; and the Worker is
//! made of text too. Model and run are data, which no browser runs.

mod carried;
mod modules;
mod page;

pub use carried::{Carried, carried};
pub use page::{page, with_core};
