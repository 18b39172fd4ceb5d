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
    cause: Option<Cause>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What a caller may deal with instead of giving up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The store refused to do something twice.
    Constraint,
    /// A record of the store cannot be read.
    Record,
    /// What was asked for is more than the module takes at once.
    TooLarge,
}

/// What the harness answers.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of this kind.
    pub fn new(kind: Kind, message: impl Into<Words>) -> Self {
        let message = message.into();
        Self(Box::new(Parts { kind, message, details: Vec::new(), hint: None, cause: None, source: None }))
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

    /// What to do about it, if that is known.
    #[must_use]
    pub fn advice(&self) -> Option<&Words> {
        self.0.hint.as_ref()
    }

    /// Who has to act.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// With what a caller may deal with.
    #[must_use]
    pub fn because(mut self, cause: Cause) -> Self {
        self.0.cause = Some(cause);
        self
    }

    /// With the error of the library or system that it came from.
    #[must_use]
    fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    /// The store refused to do something twice.
    #[must_use]
    pub fn is_constraint(&self) -> bool {
        self.0.cause == Some(Cause::Constraint)
    }

    /// A record of the store cannot be read: one account is concerned, the others are not.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.0.cause == Some(Cause::Record)
    }

    /// It was more than the module takes at once.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.0.cause == Some(Cause::TooLarge)
    }

    /// A file of this machine that could not be used.
    pub fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        use std::io::ErrorKind::{
            AlreadyExists, FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull,
        };
        let (path, what) = (path.display(), io(error));
        let told = Self::new(
            Kind::System,
            Words::around(|reader| {
                let what = what.say(reader);
                words!("{path}: {what}", "{path} : {what}")
            }),
        );
        let told = match error.raw_os_error() {
            Some(code) => told.with_source(std::io::Error::from_raw_os_error(code)),
            None => told,
        };
        match error.kind() {
            PermissionDenied | ReadOnlyFilesystem => told.hint(rights()),
            AlreadyExists => told.hint(words!(
                "move it elsewhere, then run the same command again",
                "déplacez-le, puis relancez la même commande"
            )),
            StorageFull | QuotaExceeded | FileTooLarge => told.hint(room()),
            _ => told,
        }
    }

    /// A file with JSON that cannot be read.
    pub fn json(path: &std::path::Path, error: &serde_json::Error) -> Self {
        let (path, what) = (path.display(), json(error));
        Self::new(
            Kind::Input,
            Words::around(|reader| {
                let what = what.say(reader);
                words!("{path}: {what}", "{path} : {what}")
            }),
        )
    }

    /// Standard output, to which an answer could not be written. What the command did, it did.
    pub fn answer_lost(error: &std::io::Error) -> Self {
        let what = io(error);
        Self::new(
            Kind::System,
            Words::around(|reader| {
                let what = what.say(reader);
                words!(
                    "the answer could not be written, whole or in part: {what}",
                    "la réponse n'a pu être écrite, en tout ou en partie : {what}"
                )
            }),
        )
        .hint(words!(
            "send it elsewhere and ask again; what the command had to record is recorded",
            "envoyez-la ailleurs et redemandez ; ce que la commande devait enregistrer l'est"
        ))
    }

    /// The whole error in both languages.
    #[must_use]
    pub fn words(&self) -> Words {
        Words::new(self.say(Language::English), self.say(Language::French))
    }

    /// The whole error for a reader: message, details, hint.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        // A name in it may have lines of its own: none of them passes for one of ours.
        let part = |words: &Words| words.say(language).replace('\n', "\n    ");
        let mut said = part(&self.0.message);
        for detail in &self.0.details {
            said.push_str("\n  ");
            said.push_str(&part(detail));
        }
        if let Some(hint) = &self.0.hint {
            said.push_str(words!("\nhint: ", "\nconseil : ").say(language));
            said.push_str(&part(hint));
        }
        said
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Language::English))
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        let told = match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => Self::new(
                Kind::Store,
                words!("the store is locked by another program", "la base est verrouillée par un autre programme"),
            )
            .hint(words!(
                "wait until that run has ended, then try again; nothing was changed",
                "attendez la fin de ce passage puis recommencez ; rien n'a été modifié"
            )),
            code => {
                let answered =
                    Self::new(Kind::Store, words!("the store answered: {error}", "la base a répondu : {error}"));
                match code {
                    Some(rusqlite::ErrorCode::ConstraintViolation) => answered.because(Cause::Constraint),
                    Some(rusqlite::ErrorCode::DiskFull) => answered.hint(room()),
                    Some(
                        rusqlite::ErrorCode::ReadOnly
                        | rusqlite::ErrorCode::PermissionDenied
                        | rusqlite::ErrorCode::AuthorizationForStatementDenied,
                    ) => answered.hint(rights()),
                    // SQLite says this, too, of a limit for the size of files.
                    Some(rusqlite::ErrorCode::SystemIoFailure | rusqlite::ErrorCode::CannotOpen) => answered.hint(words!(
                        "may you write the store and its folder? Is the disk full, or broken? Make room, then run the same command again: nothing is lost, and nothing is done twice",
                        "pouvez-vous écrire la base et son dossier ? Le disque est-il plein, ou abîmé ? Faites de la place, puis relancez la même commande : rien n'est perdu, rien n'est \
                         fait deux fois"
                    )),
                    _ if is_about_a_record(&error) => answered.because(Cause::Record),
                    _ => answered.hint(words!(
                        "look at the store with `relance doctor`; if it is damaged, go back to a copy, then `relance outbox adopt` takes over \
                         what left since",
                        "examinez la base avec `relance doctor` ; si elle est abîmée, revenez à une copie, puis `relance outbox adopt` reprend \
                         ce qui est parti depuis"
                    )),
                }
            }
        };
        told.with_source(error)
    }
}

/// What the system says, in the reader's language as far as it is known.
pub(crate) fn io(error: &std::io::Error) -> Words {
    use std::io::ErrorKind::{
        AlreadyExists, FileTooLarge, InvalidFilename, IsADirectory, NotADirectory, NotFound, PermissionDenied,
        QuotaExceeded, ReadOnlyFilesystem, StorageFull,
    };
    match error.kind() {
        NotFound => words!("no such file or folder", "fichier ou dossier introuvable"),
        PermissionDenied => words!("permission denied", "accès refusé"),
        AlreadyExists => {
            words!(
                "something else has this name; it was not touched",
                "autre chose porte ce nom ; il n'a pas été touché"
            )
        }
        StorageFull | QuotaExceeded => words!("no room is left on the disk", "il n'y a plus de place sur le disque"),
        FileTooLarge => words!("larger than a file may be here", "plus grand qu'un fichier ne peut l'être ici"),
        IsADirectory => words!("it is a folder", "c'est un dossier"),
        NotADirectory => {
            words!("something on the way to it is not a folder", "quelque chose sur son chemin n'est pas un dossier")
        }
        ReadOnlyFilesystem => words!("this disk can only be read", "ce disque ne peut être que lu"),
        InvalidFilename => words!("no file can have such a name", "aucun fichier ne peut porter un tel nom"),
        _ => error.to_string().into(),
    }
}

/// What is wrong with a JSON text, and where.
pub(crate) fn json(error: &serde_json::Error) -> Words {
    use serde_json::error::Category;
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Eof => words!("{error}", "le JSON s'arrête trop tôt (ligne {line}, colonne {column})"),
        Category::Syntax => words!("{error}", "ce n'est pas du JSON (ligne {line}, colonne {column} : {error})"),
        Category::Data | Category::Io => {
            words!("{error}", "ce JSON n'est pas celui attendu (ligne {line}, colonne {column} : {error})")
        }
    }
}

/// What to do where something may only be read.
fn rights() -> Words {
    words!(
        "whoever runs this must be allowed to read and write it and the folder it is in (`ls -l` shows who may)",
        "qui lance cette commande doit pouvoir lire et écrire là, et dans le dossier où cela se trouve (`ls -l` le montre)"
    )
}

/// What to do when the disk is full.
fn room() -> Words {
    words!(
        "make room on the disk (or raise the limit), then run the same command again: nothing is lost, and nothing is done twice",
        "faites de la place sur le disque (ou relevez la limite), puis relancez la même commande : rien n'est perdu, rien n'est fait deux fois"
    )
}

/// Whether one value is not what it should be: no text, no number, no JSON.
fn is_about_a_record(error: &rusqlite::Error) -> bool {
    use rusqlite::Error as Sql;
    match error {
        Sql::FromSqlConversionFailure(..)
        | Sql::InvalidColumnType(..)
        | Sql::IntegralValueOutOfRange(..)
        | Sql::Utf8Error(..) => true,
        Sql::SqliteFailure(_, Some(message)) => message.contains("malformed JSON"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::Error;

    #[test]
    fn an_error_names_the_one_it_came_from() {
        let missing = std::fs::read("/no/such/file").unwrap_err();
        let system = Error::file("/no/such/file".as_ref(), &missing);
        assert_eq!(system.source().unwrap().to_string(), missing.to_string());
        let store = Error::from(rusqlite::Error::QueryReturnedNoRows);
        assert_eq!(store.source().unwrap().to_string(), rusqlite::Error::QueryReturnedNoRows.to_string());
    }
}
