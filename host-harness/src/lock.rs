//! A file that one program holds at a time: the lock ends with its process, so what looks held afterwards was left over.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::Path,
    time::{Duration, Instant},
};

use crate::{
    durable::Place,
    error::{Error, Kind, Result},
    text::Words,
    words,
};

/// How long another program may work before we give up: longer than any run of a day.
const PATIENCE: Duration = Duration::from_mins(30);

/// How often we look whether it has ended.
const PAUSE: Duration = Duration::from_millis(50);

/// What a lock is about, for who has to wait or cannot have it.
pub struct About {
    /// Said when the other program does not end.
    pub busy: Words,
    /// What to do when there can be no lock.
    pub hint: Words,
}

/// Holds the lock of this file, which is made when it is not there; `waiting` is told once that another program has it.
///
/// # Errors
/// [`Kind::Store`] when the other one does not end, [`Kind::System`] when there can be no lock.
pub fn hold(path: &Path, about: &About, waiting: &mut dyn FnMut()) -> Result<File> {
    let cannot = |error: io::Error| Error::file(path, &error).hint(about.hint.clone());
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let began = Instant::now();
    let mut said = false;
    loop {
        // Opening a pipe would wait for somebody at its other end.
        if path.metadata().is_ok_and(|there| !there.is_file()) {
            return Err(cannot(io::ErrorKind::InvalidInput.into()));
        }
        let file = options.open(path).map_err(cannot)?;
        match file.try_lock() {
            // A lock on a file that somebody has deleted keeps nobody out: the next one makes a new file.
            Ok(()) if Place::of(path).is_ok_and(|place| place.is(&file).unwrap_or(false)) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(cannot(error)),
            Ok(()) | Err(TryLockError::WouldBlock) if began.elapsed() > PATIENCE => {
                return Err(Error::new(Kind::Store, about.busy.clone()).hint(words!(
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
