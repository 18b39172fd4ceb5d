//! Being alone with a store: who carries messages out, prints letters or settles by hand holds a lock beside the store's file, which ends
//! with its process. What looks held at that moment was left behind by a program that ended, whatever the clock says.
//!
//! Correctness does not hang on it: leases and unique constraints hold without. It tells the living from the dead.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::PathBuf,
    time::{Duration, Instant},
};

use super::{Place, Store};
use crate::{
    durable,
    error::{Error, Kind, Result},
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

/// How long another program may work before we give up: longer than any run of a day.
const PATIENCE: Duration = Duration::from_mins(30);

/// How often we look whether it has ended.
const PAUSE: Duration = Duration::from_millis(50);

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
        let cannot = |error: std::io::Error| {
            Error::file(&path, &error).hint(words!(
                "without this lock two commands could do the same at once, so nothing was done; the folder of the store must be one that can \
                 be written and whose file system knows locks",
                "sans ce verrou deux commandes pourraient faire la même chose en même temps, donc rien n'a été fait ; le dossier de la base \
                 doit être accessible en écriture et son système de fichiers connaître les verrous"
            ))
        };
        let mut options = OpenOptions::new();
        options.create(true).write(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let began = Instant::now();
        let mut said = false;
        loop {
            let file = options.open(&path).map_err(cannot)?;
            match file.try_lock() {
                // A lock on a file that somebody has deleted keeps nobody out: the next one makes a new file.
                Ok(()) if durable::Place::of(&path).is_ok_and(|place| place.is(&file).unwrap_or(false)) => {
                    return Ok(Alone::Locked(file));
                }
                Err(TryLockError::Error(error)) => return Err(cannot(error)),
                Ok(()) | Err(TryLockError::WouldBlock) if began.elapsed() > PATIENCE => {
                    return Err(Error::new(
                        Kind::Store,
                        words!(
                            "another relance has been at work with this store for half an hour",
                            "un autre relance travaille avec cette base depuis une demi-heure"
                        ),
                    )
                    .hint(words!(
                        "end it if it hangs, then try again; nothing was changed",
                        "arrêtez-le s'il est bloqué, puis recommencez ; rien n'a été modifié"
                    )));
                }
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    if !said {
                        waiting();
                        said = true;
                    }
                    std::thread::sleep(PAUSE);
                }
            }
        }
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
