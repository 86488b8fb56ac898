//! What a node tells the service manager that has started it, if one wants to know.

use sd_notify::NotifyState;
use tracing::warn;

/// It is ready, and what it is waiting for.
pub(super) fn ready(status: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(status)]);
}

/// How it is now.
pub(super) fn status(status: &str) {
    tell(&[NotifyState::Status(status)]);
}

/// It is about to end.
pub(super) fn stopping() {
    tell(&[NotifyState::Stopping]);
}

fn tell(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        warn!(event = "notify", %error, "NOTIFY_SOCKET cannot be told: {error}");
    }
}
