//! What is kept in a file as it should be, and written anew with `UPDATE_GOLDEN=1`.

use std::path::Path;
use std::{env, fs};

/// Compares what is found with what is kept in a file; or writes it there, if the environment asks for that.
#[track_caller]
pub(crate) fn is_kept(path: &Path, found: &str) {
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, found).unwrap();
    }
    let known = fs::read_to_string(path).unwrap_or_default();
    let test = env!("CARGO_CRATE_NAME");
    assert!(
        known == found,
        "{}: run UPDATE_GOLDEN=1 cargo test --test {test}, and read what changed",
        path.display()
    );
}
