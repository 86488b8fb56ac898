//! How a node's log looks: sentences for a person, or JSON for a program. Both go to the standard error.

use super::screen::Screen;
use clap::ValueEnum;
use std::fmt::{self, Debug, Write};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// How a node tells what happens.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Console {
    /// A sentence on a line.
    Text,
    /// A JSON object on a line, with `timestamp`, `level`, `event`, `message` and what it is about.
    Json,
}

impl Console {
    /// From now on everything that is told looks so.
    pub(super) fn begin(self) {
        // That nobody reads any more is no reason to end, nor to say so where nobody reads.
        let log = tracing_subscriber::fmt().with_writer(std::io::stderr).log_internal_errors(false);
        match self {
            Self::Text => log.event_format(Sentence).init(),
            Self::Json => log.json().flatten_event(true).with_target(false).init(),
        }
    }
}

/// The message alone; what goes wrong begins with a word that says so.
struct Sentence;

impl<S, N> FormatEvent<S, N> for Sentence
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = match *event.metadata().level() {
            Level::ERROR => "error: ".to_owned(),
            Level::WARN => "warning: ".to_owned(),
            _ => String::new(),
        };
        event.record(&mut Message(&mut line));
        writeln!(writer, "{}", Screen::of_complaints().text(&line))
    }
}

struct Message<'a>(&'a mut String);

impl Visit for Message<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            write!(self.0, "{value:?}").expect("a string takes all that is written to it");
        }
    }
}
