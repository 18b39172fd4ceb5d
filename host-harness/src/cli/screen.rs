//! Where a command reads and writes. A reader that goes away (`| head`) is no error.

use std::io::{Read, Write};

use serde::Serialize;

use crate::error::Error;

/// Where a command's input comes from, and its answers and problems go.
pub(super) struct Screen<'a> {
    pub(super) input: &'a mut dyn Read,
    pub(super) out: &'a mut dyn Write,
    pub(super) err: &'a mut dyn Write,
}

impl Screen<'_> {
    /// One line of the answer.
    pub(super) fn line(&mut self, text: impl AsRef<str>) {
        let _ = writeln!(self.out, "{}", text.as_ref());
    }

    /// The whole answer, for a program.
    pub(super) fn json<T: Serialize>(&mut self, value: &T) {
        let text = serde_json::to_string_pretty(value).unwrap_or_default();
        self.line(text);
    }

    /// Text as it is.
    pub(super) fn text(&mut self, text: &str) {
        let _ = self.out.write_all(text.as_bytes());
        if !text.ends_with('\n') {
            self.line("");
        }
    }

    /// Something that is said beside the answer.
    pub(super) fn note(&mut self, text: impl AsRef<str>) {
        let _ = writeln!(self.err, "{}", text.as_ref());
    }

    /// Why the command failed.
    pub(super) fn problem(&mut self, error: &Error) {
        self.note(format!("error: {error}"));
    }
}
