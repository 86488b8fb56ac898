//! The explorer's core in a page: one call takes a request as JSON, and tells lines of JSON until it is answered.
//!
//! It runs in a Worker (`web/page/core_worker.js`), alone on its thread. So it tells itself how far a search has
//! come, and to cancel a search the page ends the Worker. A panic ends it too; what it said is told first.

mod answers;
mod host;
