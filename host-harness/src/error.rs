//! What can go wrong in the harness: what, where, and what to do about it.

use std::fmt;

/// Who has to act, which is also the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Something on this machine: a file that cannot be read or written.
    System = 1,
    /// What was given is not right: settings, a file to import, a request.
    Input = 3,
    /// The store: locked, newer, not a store.
    Store = 4,
    /// The module: no component, imports, another contract, or it failed.
    Module = 5,
}

/// One error with its hint.
#[derive(Debug)]
pub struct Error(Box<Parts>);

#[derive(Debug)]
struct Parts {
    kind: Kind,
    message: String,
    details: Vec<String>,
    hint: Option<String>,
    constraint: bool,
}

/// What the harness answers.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of this kind.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self(Box::new(Parts { kind, message: message.into(), details: Vec::new(), hint: None, constraint: false }))
    }

    /// With what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// With the single things found wrong, one line each.
    #[must_use]
    pub fn details(mut self, details: Vec<String>) -> Self {
        self.0.details = details;
        self
    }

    /// Who has to act.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The store refused to do something twice.
    #[must_use]
    pub fn is_constraint(&self) -> bool {
        self.0.constraint
    }

    /// A file of this machine that could not be used.
    pub fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::new(Kind::System, format!("{}: {error}", path.display()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        for detail in &self.0.details {
            write!(f, "\n  {detail}")?;
        }
        if let Some(hint) = &self.0.hint {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => Self::new(Kind::Store, "the store is locked by another program")
                .hint("wait until that run has ended, then try again; nothing was changed"),
            code => {
                let mut answered = Self::new(Kind::Store, format!("the store answered: {error}"));
                answered.0.constraint = code == Some(rusqlite::ErrorCode::ConstraintViolation);
                answered
            }
        }
    }
}
