//! A folder of outgoing files lies in no other one: inside the place of another tenant, or among another store's mails, files of two would be mixed.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use super::{
    files::{Files, tenant_folder},
    journal::Journal,
};
use crate::{
    error::{Error, Kind, Result},
    words,
};

/// Where tenants have their folders in a folder of outgoing files.
pub(super) const TENANTS: &str = "tenants";

/// Where `relance letters` prints to unless it is told otherwise.
const PRINT: &str = "print";

/// Refuses a folder of outgoing files that lies in another one, or has another one in the place of its own mails. `folder` is the tenant's in it:
/// where that has a journal, this one says whose it is.
pub(super) fn require_apart(out: &Path, folder: &Path) -> Result<()> {
    if Journal::is_in(folder) {
        return Ok(());
    }
    let place = whole(out);
    for above in place.ancestors().skip(1) {
        if has_inside(above, &place) && is_in_use(above) {
            return Err(lies_in(out, above));
        }
    }
    let inside = Files::folders(Path::new("")).into_iter().map(|name| place.join(name));
    match inside.chain([place.join(TENANTS)]).find(|inside| Journal::is_in(inside)) {
        Some(inside) => Err(is_mixed_with(out, &inside)),
        None => Ok(()),
    }
}

/// A path without links, as far as it is there.
fn whole(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let known = path.ancestors().find_map(|there| Some((there.canonicalize().ok()?, path.strip_prefix(there).ok()?)));
    known.map_or_else(
        || path.clone(),
        |(there, rest)| if rest.as_os_str().is_empty() { there } else { there.join(rest) },
    )
}

/// Whether the way from one folder to another leads through a place where messages go, or print files, or tenants.
fn has_inside(above: &Path, place: &Path) -> bool {
    let Some(Component::Normal(first)) = place.strip_prefix(above).ok().and_then(|rest| rest.components().next())
    else {
        return false;
    };
    let first = Path::new(first);
    first == Path::new(TENANTS)
        || first == Path::new(PRINT)
        || Files::folders(Path::new("")).contains(&first.to_owned())
}

/// Whether messages left into this folder, or into that of a tenant in it.
fn is_in_use(folder: &Path) -> bool {
    let has_rehearsed = || {
        let rehearsed = Files::folders(folder).into_iter().any(|folder| folder.is_dir());
        rehearsed && folder.join(".lock").is_file()
    };
    let of_tenant = |place: &Path| {
        Journal::tenant_of(place).is_some_and(|tenant| !tenant.is_empty() && tenant_folder(folder, &tenant) == place)
    };
    let tenants = || fs::read_dir(folder.join(TENANTS)).into_iter().flatten().flatten();
    Journal::is_in(folder) || has_rehearsed() || tenants().any(|entry| of_tenant(&entry.path()))
}

fn lies_in(out: &Path, above: &Path) -> Error {
    let (out, above) = (out.display(), above.display());
    Error::new(
        Kind::Store,
        words!(
            "{out} lies inside {above}, from which messages leave already: the files of two would be mixed",
            "{out} est à l'intérieur de {above}, d'où partent déjà des messages : les fichiers des deux seraient mêlés"
        ),
    )
    .hint(words!(
        "name a folder of its own with --out; for another tenant of the same store `--tenant NAME --out {above}`, where every tenant has its place",
        "désignez un dossier à part avec --out ; pour une autre société de la même base `--tenant NOM --out {above}`, où chaque société a sa place"
    ))
}

fn is_mixed_with(out: &Path, inside: &Path) -> Error {
    let (out, inside) = (out.display(), inside.display());
    Error::new(
        Kind::Store,
        words!(
            "from {inside} messages leave already, and it would be a place for those of {out}: the files of two would be mixed",
            "de {inside} partent déjà des messages, et {out} y rangerait les siens : les fichiers des deux seraient mêlés"
        ),
    )
    .hint(words!("name a folder of its own with --out", "désignez un dossier à part avec --out"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_in_a_place_of_ours_is_inside() {
        let above = Path::new("/srv/out");
        for inside in ["tenants", "tenants/b", "mail", "mail/new", "letters/printed", "rehearsal", "print/x"] {
            assert!(has_inside(above, &above.join(inside)), "{inside}");
        }
        for beside in ["", "other", "tenant", "mails/x"] {
            assert!(!has_inside(above, &above.join(beside)), "{beside}");
        }
        assert!(!has_inside(above, Path::new("/srv/mail")));
    }
}
