//! Words of reports.

use crate::check::verdict::Verdict;

/// Seconds, with as many digits as tell something.
pub fn seconds(seconds: f64) -> String {
    if seconds < 9.995 { format!("{seconds:.2}") } else { format!("{seconds:.1}") }
}

pub(super) fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Violated => "violated",
        Verdict::Truncated => "truncated",
        Verdict::Panicked => "panicked",
    }
}
