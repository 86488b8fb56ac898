//! A run of the abstract model as a behaviour of `specs/Paxos.tla`.

use super::format::Trace;
use super::steps::{Departure, take};
use crate::model::message_set::MessageSet;
use std::fmt::Write;

/// A module and its configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behaviour {
    /// The module: it extends `Paxos` and has the name that was asked for.
    pub module: String,
    /// Its configuration, with the constants of the model.
    pub configuration: String,
}

impl Trace {
    /// The run as a TLA+ module of this name. A checker that takes deadlocks for errors accepts it if each step
    /// is one of the spec, and is stuck before the first that is none.
    ///
    /// # Errors
    /// At the first step that the model does not take.
    pub fn behaviour(&self, system: &MessageSet, name: &str) -> Result<Behaviour, Departure> {
        let steps = self.story.steps.iter().map(|step| (&step.action, step.text.as_str()));
        let (states, _) = take(system, steps)?;
        let records = states.iter().map(|state| {
            let fields = system.tla_variables(state);
            let fields = fields.map(|(variable, value)| format!("{variable} |-> {value}"));
            format!("    [{}]", fields.join(",\n     "))
        });
        let records: Vec<String> = records.collect();
        let variables = ["maxBal", "maxVBal", "maxVal", "msgs"];
        let equals = |prime: &str| {
            variables.map(|v| format!("    /\\ {v}{prime} = States[place{prime}].{v}\n")).concat()
        };
        let (now, next) = (equals(""), equals("'"));
        let stay = variables.map(|v| format!("    /\\ {v}' = {v}\n")).concat();
        let last = states.len();
        let names = system.tla_names();
        let mut module = format!("---- MODULE {name} ----\n");
        let _ = write!(
            module,
            "\\* {}\n\\* A run of {} as a behaviour of Paxos.tla: a checker gets to its end, or is stuck before\n\
             \\* the first step that is none of the spec.\nEXTENDS Paxos, TLC\n\nCONSTANTS {}\n\nVARIABLE place\n\n\
             States == <<\n{}>>\n\n",
            self.title,
            self.model,
            names.join(", "),
            records.join(",\n"),
        );
        let _ = write!(
            module,
            "BehaviourInit ==\n    /\\ Init\n    /\\ place = 1\n{now}\n\
             Step ==\n    /\\ place < {last}\n    /\\ Next\n    /\\ place' = place + 1\n{next}\n\
             Stay ==\n    /\\ place = {last}\n    /\\ place' = place\n{stay}\n\
             BehaviourNext == Step \\/ Stay\n\n\
             BehaviourSpec == BehaviourInit /\\ [][BehaviourNext]_<<vars, place>>\n====\n",
        );
        let constants = system.tla_constants();
        let names = names.into_iter().map(|name| (name.clone(), name));
        let constants = constants.into_iter().map(|(name, value)| (name.to_string(), value));
        let constants =
            constants.chain(names).map(|(name, value)| format!("    {name} = {value}\n"));
        let constants: String = constants.collect();
        let configuration = format!("CONSTANTS\n{constants}SPECIFICATION BehaviourSpec\n");
        Ok(Behaviour { module, configuration })
    }
}
