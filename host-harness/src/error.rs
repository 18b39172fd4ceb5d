//! What can go wrong in the harness: what, where, and what to do about it, in the reader's language.

use std::fmt;

use crate::{
    text::{Language, Words},
    words,
};

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
    message: Words,
    details: Vec<Words>,
    hint: Option<Words>,
    constraint: bool,
}

/// What the harness answers.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of this kind.
    pub fn new(kind: Kind, message: impl Into<Words>) -> Self {
        Self(Box::new(Parts { kind, message: message.into(), details: Vec::new(), hint: None, constraint: false }))
    }

    /// With what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Words>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// With the single things found wrong, one line each.
    #[must_use]
    pub fn details(mut self, details: Vec<Words>) -> Self {
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
        let path = path.display();
        Self::new(
            Kind::System,
            match error.kind() {
                std::io::ErrorKind::NotFound => {
                    words!("{path}: no such file or folder", "{path} : fichier ou dossier introuvable")
                }
                std::io::ErrorKind::PermissionDenied => {
                    words!("{path}: permission denied", "{path} : accès refusé")
                }
                _ => words!("{path}: {error}", "{path} : {error}"),
            },
        )
    }

    /// The whole error for a reader: message, details, hint.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let mut said = self.0.message.say(language).to_owned();
        for detail in &self.0.details {
            said.push_str("\n  ");
            said.push_str(detail.say(language));
        }
        if let Some(hint) = &self.0.hint {
            said.push_str(words!("\nhint: ", "\nconseil : ").say(language));
            said.push_str(hint.say(language));
        }
        said
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Language::English))
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => Self::new(
                Kind::Store,
                words!("the store is locked by another program", "la base est verrouillée par un autre programme"),
            )
            .hint(words!(
                "wait until that run has ended, then try again; nothing was changed",
                "attendez la fin de ce passage puis recommencez ; rien n'a été modifié"
            )),
            code => {
                let mut answered =
                    Self::new(Kind::Store, words!("the store answered: {error}", "la base a répondu : {error}"));
                answered.0.constraint = code == Some(rusqlite::ErrorCode::ConstraintViolation);
                answered
            }
        }
    }
}
