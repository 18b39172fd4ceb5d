//! How letters are printed (F35, F36). What a company looks like (name, logo, colour) is no part of the settings.

use serde::Deserialize;

#[cfg(feature = "schema")]
use schemars::JsonSchema;

/// How letters are printed.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct LetterSettings {
    /// Where the window of the envelope is.
    pub window: Window,
    /// Both sides are printed: in a print file each letter begins on a front page.
    pub duplex: bool,
    /// In which order letters stand in a print file.
    pub order: PrintOrder,
    /// PDF/A-3b for the archive: the ERP's own files are attached to the letter's file, not printed behind it.
    pub archive: bool,
}

/// Where the window of the envelope is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Window {
    /// On the right: France (NF Z 10-011, envelope DL).
    #[default]
    Right,
    /// On the left: Germany and its neighbours (DIN 5008 B).
    Left,
}

/// In which order letters stand in a print file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PrintOrder {
    /// As they were handed over.
    #[default]
    AsGiven,
    /// By country, then postcode: what a postal service asks for.
    Postcode,
}
