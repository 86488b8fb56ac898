//! The option `--format` of the commands that report.

use clap::{Args, ValueEnum};

/// How a command reports.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct FormatArg {
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Text and tables.
    Human,
    /// One JSON document; docs/schemas/ has its schema.
    Json,
}
