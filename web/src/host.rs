//! The border between the page and the core: all that is unsafe, and all that is not there in a browser.

use crate::answers;
use std::panic;
use std::ptr;
use std::sync::Once;
use std::time::Duration;

mod page {
    #[link(wasm_import_module = "page")]
    unsafe extern "C" {
        /// The milliseconds since some moment.
        pub(super) safe fn now() -> f64;
        /// Takes a line of JSON.
        pub(super) unsafe fn tell(line: *const u8, len: usize);
        /// Takes what a panic said; a trap follows.
        pub(super) unsafe fn panicked(message: *const u8, len: usize);
    }
}

/// The time since some moment.
pub(crate) fn now() -> Duration {
    Duration::from_secs_f64(page::now() / 1000.0)
}

/// The bytes of memory that there are; they never become less.
#[cfg(target_family = "wasm")]
#[allow(clippy::unnecessary_wraps, reason = "a system need not know")]
pub(crate) fn memory() -> Option<u64> {
    const PAGE: u64 = 1 << 16;
    Some(core::arch::wasm32::memory_size(0) as u64 * PAGE)
}

/// Unknown, where somebody compiles this for another system.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn memory() -> Option<u64> {
    None
}

/// Tells the page a line.
pub(crate) fn tell(line: &str) {
    // SAFETY: the page reads these bytes before it returns.
    unsafe { page::tell(line.as_ptr(), line.len()) }
}

/// Room for a request, which the page writes there and then hands over to [`ask`].
#[unsafe(no_mangle)]
pub extern "C" fn allot(len: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; len].into_boxed_slice()).cast()
}

/// Answers a request.
///
/// # Safety
/// It must be what [`allot`] made room for, with the same length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ask(request: *mut u8, len: usize) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        panic::set_hook(Box::new(|panic| {
            let message = panic.to_string();
            // SAFETY: the page reads these bytes before it returns.
            unsafe { page::panicked(message.as_ptr(), message.len()) }
        }));
    });
    // SAFETY: the caller vouches for it.
    let request = unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(request, len)) };
    answers::answer(&String::from_utf8_lossy(&request));
}

/// What the hash tables of stateright take their seeds from. Nothing depends on them, so they need not be random.
#[allow(clippy::unnecessary_wraps, reason = "the caller's contract")]
#[unsafe(no_mangle)]
unsafe extern "Rust" fn __getrandom_v03_custom(
    place: *mut u8,
    len: usize,
) -> Result<(), getrandom::Error> {
    // SAFETY: the caller hands over so many bytes to be written.
    unsafe { ptr::write_bytes(place, 0x5A, len) };
    Ok(())
}
