//! Being alone with a store: who carries messages out, prints letters or settles by hand holds a lock beside the store's file, which ends
//! with its process. What looks held at that moment was left behind by a program that ended, whatever the clock says.
//!
//! Correctness does not hang on it: leases and unique constraints hold without. It tells the living from the dead.

use std::{fs::File, path::PathBuf};

use super::{Place, Store};
use crate::{
    error::{Error, Kind, Result},
    lock::{self, About},
    words,
};

/// The lock; given back when it is dropped.
#[derive(Debug)]
pub enum Alone {
    /// Held by this process, through this file.
    Locked(File),
    /// Nobody else can reach the store: it is in this process's memory.
    Unreachable,
}

impl Store {
    /// Waits until nobody else carries out, prints or settles; `waiting` is told once that somebody does.
    ///
    /// # Errors
    /// [`Kind::Store`] when the other one does not end, [`Kind::System`] when there can be no lock.
    pub fn alone(&self, waiting: &mut dyn FnMut()) -> Result<Alone> {
        let Place::File(place) = &self.place else { return Ok(Alone::Unreachable) };
        let mut name = place.path().as_os_str().to_owned();
        name.push("-lock");
        let path = PathBuf::from(name);
        let about = About {
            busy: words!(
                "another relance has been at work with this store for half an hour",
                "un autre relance travaille avec cette base depuis une demi-heure"
            ),
            hint: words!(
                "without this lock two commands could do the same at once, so nothing was done; the folder of the store must be one that can \
                 be written and whose file system knows locks",
                "sans ce verrou deux commandes pourraient faire la même chose en même temps, donc rien n'a été fait ; le dossier de la base \
                 doit être accessible en écriture et son système de fichiers connaître les verrous"
            ),
        };
        lock::hold(&path, &about, waiting).map(Alone::Locked)
    }

    /// That the file that was opened is still the store.
    ///
    /// # Errors
    /// [`Kind::Store`]: it was deleted or replaced, so what is recorded now is lost.
    pub fn still_there(&self) -> Result<()> {
        let Place::File(place) = &self.place else { return Ok(()) };
        if place.is_same() {
            return Ok(());
        }
        let path = place.path().display();
        Err(Error::new(
            Kind::Store,
            words!(
                "{path} was deleted or replaced while it was in use; what was recorded since is lost",
                "{path} a été supprimé ou remplacé pendant son utilisation ; ce qui a été noté depuis est perdu"
            ),
        )
        .hint(words!(
            "put the store back, then `relance outbox adopt` takes over what left since",
            "remettez la base en place, puis `relance outbox adopt` reprend ce qui est parti depuis"
        )))
    }
}
