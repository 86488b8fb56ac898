//! What becomes of a transaction at its managers (Gray and Lamport, *Consensus on Transaction Commit*, 2006, section 2).

use super::{History, Outcome, Property, Transaction};

/// "If one RM enters the committed state, then no other RM may be in the aborted state" (consistency).
pub const CONSISTENT: Property =
    Property::never("nobody commits what another aborts", |history| breach(history, inconsistency));

/// Nothing is committed that a manager has not prepared.
pub const COMMITS_PREPARED: Property =
    Property::never("only what all have prepared is committed", |history| {
        breach(history, unprepared)
    });

/// Nothing is aborted as long as no manager wants to, and nobody has given one up: "the transaction must abort" only if
/// some manager aborts, and may only if something has failed, or is taken for having.
pub const ABORTS_FOR_A_REASON: Property =
    Property::never("nothing is aborted without a reason", |history| breach(history, unreasonable));

/// Somebody has told that the transaction is committed.
pub const COMMITTED: Property =
    Property::reached("transaction committed", |history| is_told(history, Outcome::Committed));

/// Somebody has told that it is aborted.
pub const ABORTED: Property =
    Property::reached("transaction aborted", |history| is_told(history, Outcome::Aborted));

fn is_told(history: &History, outcome: Outcome) -> bool {
    history.transaction.as_ref().is_some_and(|transaction| transaction.told.contains(&outcome))
}

fn breach(history: &History, of: fn(&Transaction) -> Option<String>) -> Option<String> {
    history.transaction.as_ref().and_then(of)
}

/// The first manager, counted from 1, who has come to this.
fn manager(transaction: &Transaction, outcome: Outcome) -> Option<usize> {
    let mut managers = transaction.managers.iter().zip(1..);
    managers.find_map(|(manager, number)| (manager.outcome == Some(outcome)).then_some(number))
}

fn inconsistency(transaction: &Transaction) -> Option<String> {
    let committed = manager(transaction, Outcome::Committed)?;
    let aborted = manager(transaction, Outcome::Aborted)?;
    Some(format!("manager {committed} has committed, and manager {aborted} has aborted"))
}

/// Whether a manager has come to this, or somebody has told it.
fn comes_about(transaction: &Transaction, outcome: Outcome) -> bool {
    transaction.told.contains(&outcome) || manager(transaction, outcome).is_some()
}

fn unprepared(transaction: &Transaction) -> Option<String> {
    let mut managers = transaction.managers.iter().zip(1..);
    let unprepared =
        managers.find_map(|(manager, number)| (!manager.has_prepared).then_some(number))?;
    comes_about(transaction, Outcome::Committed).then(|| {
        format!("the transaction is committed, and manager {unprepared} has not prepared it")
    })
}

fn unreasonable(transaction: &Transaction) -> Option<String> {
    let wanted = transaction.managers.iter().any(|manager| manager.has_chosen_to_abort);
    let is_reason = wanted || transaction.has_given_up;
    (comes_about(transaction, Outcome::Aborted) && !is_reason).then(|| {
        "the transaction is aborted; no manager has chosen that, and nobody has given one up"
            .to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::properties::ManagerHistory;

    /// What is violated when the managers have done this, and this is told.
    fn violated(managers: &[ManagerHistory], told: &[Outcome]) -> Vec<&'static str> {
        let told = told.iter().copied().collect();
        let transaction = Transaction { managers: managers.to_vec(), told, has_given_up: false };
        let history = History { transaction: Some(transaction), ..History::of_slots(&[]) };
        let laws = [CONSISTENT, COMMITS_PREPARED, ABORTS_FOR_A_REASON];
        laws.iter().filter(|law| !law.holds(&history)).map(|law| law.name).collect()
    }

    fn prepared(outcome: Option<Outcome>) -> ManagerHistory {
        ManagerHistory { has_prepared: true, has_chosen_to_abort: false, outcome }
    }

    #[test]
    fn a_transaction_has_one_outcome() {
        let both = [prepared(Some(Outcome::Committed)), prepared(Some(Outcome::Aborted))];
        assert_eq!(violated(&both, &[]), [CONSISTENT.name, ABORTS_FOR_A_REASON.name]);
        assert!(violated(&both[..1], &[Outcome::Committed]).is_empty());
    }

    #[test]
    fn a_manager_that_has_not_prepared_cannot_commit() {
        let managers = [prepared(None), ManagerHistory::default()];
        assert_eq!(violated(&managers, &[Outcome::Committed]), [COMMITS_PREPARED.name]);
        let one = ManagerHistory { outcome: Some(Outcome::Committed), ..ManagerHistory::default() };
        assert_eq!(violated(&[one], &[]), [COMMITS_PREPARED.name]);
    }

    #[test]
    fn an_abort_has_a_reason() {
        assert_eq!(violated(&[prepared(None)], &[Outcome::Aborted]), [ABORTS_FOR_A_REASON.name]);
        let aborts = ManagerHistory { has_chosen_to_abort: true, ..ManagerHistory::default() };
        assert!(violated(&[prepared(None), aborts], &[Outcome::Aborted]).is_empty());
    }
}
