//! The fields of a model file that say what goes wrong, as serde reads them.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Faults {
    #[serde(default = "yes")]
    pub(super) duplicate: bool,
    #[serde(default)]
    pub(super) crashes: u8,
    pub(super) may_crash: Option<Vec<String>>,
    #[serde(default)]
    pub(super) disks: Disks,
    pub(super) partition: Option<Vec<String>>,
    #[serde(default = "yes")]
    pub(super) heals: bool,
    #[serde(default)]
    pub(super) alterations: u8,
    #[serde(default)]
    pub(super) altered_by: AlteredBy,
    #[serde(default)]
    pub(super) integrity: Integrity,
}

/// Who alters messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum AlteredBy {
    /// Chance.
    #[default]
    Damage,
    /// Somebody, who also puts the checksum right.
    Tampering,
}

/// By what a recipient notices that a message was altered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Integrity {
    /// By nothing.
    #[default]
    None,
    /// By a checksum, which anybody can compute.
    Checksum,
    /// By a tag, for which one needs the cluster's key.
    KeyedTag,
}

/// When what an actor saves is durable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Disks {
    /// At once: save and send are one step.
    #[default]
    Durable,
    /// In a later step, and messages wait for it.
    Caching,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            duplicate: true,
            crashes: 0,
            may_crash: None,
            disks: Disks::Durable,
            partition: None,
            heals: true,
            alterations: 0,
            altered_by: AlteredBy::Damage,
            integrity: Integrity::None,
        }
    }
}

/// What goes wrong where actors crash, and the network does nothing but what every network does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CrashFaults {
    #[serde(default = "yes")]
    pub(super) duplicate: bool,
    #[serde(default)]
    pub(super) crashes: u8,
    pub(super) may_crash: Option<Vec<String>>,
}

impl Default for CrashFaults {
    fn default() -> Self {
        Self { duplicate: true, crashes: 0, may_crash: None }
    }
}

fn yes() -> bool {
    true
}
