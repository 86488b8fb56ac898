//! The steps of a run, taken by a model.

use crate::model::System;
use crate::model::file::Visitor;
use crate::model::story::{Act, Story};

/// Takes these steps, one after the other.
pub(super) struct Walk<'a>(pub(super) &'a [&'a Act]);

/// Where a walk led.
pub(super) struct Walked {
    /// The run.
    pub(super) story: Story,
    /// Of the steps that were to be taken those that change something in the model, by their places.
    pub(super) taken: Vec<usize>,
}

impl Visitor for Walk<'_> {
    /// The walk; or the place of the first step that cannot be taken.
    type Output = Result<Walked, usize>;

    fn visit<S: System>(self, system: S) -> Self::Output {
        let mut state = system.init_states().pop().expect("it begins in one state");
        let (mut taken, mut actions) = (Vec::new(), Vec::new());
        for (place, wanted) in self.0.iter().enumerate() {
            let mut possible = Vec::new();
            system.actions(&state, &mut possible);
            let action = possible.into_iter().find(|action| system.act(action) == **wanted);
            let action = action.ok_or(place)?;
            // To say the same again changes nothing where the network repeats all that was ever said.
            if let Some(next) = system.next_state(&state, action.clone()) {
                state = next;
                taken.push(place);
                actions.push(action);
            }
        }
        Ok(Walked { story: system.story(&actions), taken })
    }
}
