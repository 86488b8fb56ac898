//! The `synod` command; see [`synod::cli`].

use std::process::ExitCode;

/// A search makes and drops small vectors on all cores; the allocator of the C library has them wait for each
/// other.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    synod::cli::main()
}
