//! Where the lines of a log go.

use crate::node::StoreError;
use std::cell::RefCell;
use std::rc::Rc;

/// Takes the lines of a log. What it has taken outlives the process, whatever becomes of that, though perhaps not
/// a loss of power.
pub trait LogSink {
    /// Appends these lines, which are whole turns.
    fn append(&mut self, lines: &[u8]) -> Result<(), StoreError>;
}

/// A log in memory, for who simulates nodes.
impl LogSink for Rc<RefCell<Vec<u8>>> {
    fn append(&mut self, lines: &[u8]) -> Result<(), StoreError> {
        self.borrow_mut().extend_from_slice(lines);
        Ok(())
    }
}
