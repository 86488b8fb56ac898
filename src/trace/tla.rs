//! A run of an abstract model as a behaviour of its spec, `specs/Paxos.tla` or `specs/MultiPaxos.tla`.

use super::format::Trace;
use super::steps::{Departure, take};
use crate::model::file::ModelFile;
use crate::model::tla::{Tla, TlaVisitor};
use std::fmt::Write;

/// A module and its configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behaviour {
    /// The module: it extends the spec and has the name that was asked for.
    pub module: String,
    /// Its configuration, with the constants of the model.
    pub configuration: String,
}

impl Trace {
    /// The run as a TLA+ module of this name; none, if there is no spec of its model. A checker that takes deadlocks
    /// for errors accepts it if each step is one of the spec, and is stuck before the first that is none.
    ///
    /// # Errors
    /// At the first step that the model does not take.
    pub fn behaviour(&self, file: &ModelFile, name: &str) -> Result<Option<Behaviour>, Departure> {
        file.visit_tla(Behaves { trace: self, name }).transpose()
    }

    fn behaviour_of<S: Tla>(&self, system: &S, name: &str) -> Result<Behaviour, Departure> {
        let steps = self.story.steps.iter().map(|step| (&step.action, step.text.as_str()));
        let (states, _) = take(system, steps)?;
        let records = states.iter().map(|state| {
            let fields = system.variables(state).into_iter();
            let fields = fields.map(|(variable, value)| format!("{variable} |-> {value}"));
            format!("    [{}]", fields.collect::<Vec<_>>().join(",\n     "))
        });
        let records: Vec<String> = records.collect();
        let of_first = states.first().map(|state| system.variables(state)).unwrap_or_default();
        let each = |line: &dyn Fn(&str) -> String| {
            of_first.iter().map(|(variable, _)| line(variable)).collect::<Vec<_>>().concat()
        };
        let now = each(&|v| format!("    /\\ {v} = States[place].{v}\n"));
        let next = each(&|v| format!("    /\\ {v}' = States[place'].{v}\n"));
        let stay = each(&|v| format!("    /\\ {v}' = {v}\n"));
        let last = states.len();
        let names = system.names();
        let spec = system.module();
        let mut module = format!("---- MODULE {name} ----\n");
        let _ = write!(
            module,
            "\\* {}\n\\* A run of {} as a behaviour of {spec}.tla: a checker gets to its end, or is stuck before\n\
             \\* the first step that is none of the spec.\nEXTENDS {spec}, TLC\n\nCONSTANTS {}\n\nVARIABLE place\n\n\
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
        let constants = system.constants();
        let names = names.into_iter().map(|name| (name.clone(), name));
        let constants = constants.into_iter().map(|(name, value)| (name.to_string(), value));
        let constants =
            constants.chain(names).map(|(name, value)| format!("    {name} = {value}\n"));
        let constants: String = constants.collect();
        let configuration = format!("CONSTANTS\n{constants}SPECIFICATION BehaviourSpec\n");
        Ok(Behaviour { module, configuration })
    }
}

struct Behaves<'a> {
    trace: &'a Trace,
    name: &'a str,
}

impl TlaVisitor for Behaves<'_> {
    type Output = Result<Behaviour, Departure>;

    fn visit<S: Tla>(self, system: &S) -> Self::Output {
        self.trace.behaviour_of(system, self.name)
    }
}
