//! The lock beside the file of a store, and whether that file is still the one that was opened.

use std::path::PathBuf;

use super::{Place, Sqlite};
use crate::{
    error::{Error, Kind, Result},
    lock::{self, About},
    store::Alone,
    words,
};

impl Sqlite {
    /// Waits until nobody else works with this store.
    pub(super) fn hold_lock(&self, waiting: &mut dyn FnMut()) -> Result<Alone> {
        let Place::File(place) = &self.place else { return Ok(Alone::unreachable()) };
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
        lock::hold(&path, &about, waiting).map(Alone::holding)
    }

    /// That the file that was opened is still the store.
    pub(super) fn is_same_file(&self) -> Result<()> {
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
