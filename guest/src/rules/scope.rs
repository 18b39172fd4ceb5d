//! Step 2: Automatic? All documents since a day, or only those switched on; the document's switch beats the account's beats
//! the scope (F2 to F6).

use super::{Case, Held};
use crate::{domain::Reason, settings::Scope};

/// Whether the document is reminded without a person asking.
///
/// # Errors
/// Which switch keeps it back.
pub fn check(case: &Case<'_>) -> Result<(), Held> {
    all(case).next().map_or(Ok(()), |reason| Err(Held::until_changed(reason)))
}

/// Everything that keeps the document from being reminded without a person asking.
pub fn all(case: &Case<'_>) -> impl Iterator<Item = Reason> {
    let kind = case.kind_settings().filter(|_| case.document.automatic != Some(true));
    let switch = kind.and_then(|kind| match (case.document.automatic, case.account.automatic) {
        (Some(_), _) => Some(Reason::SwitchedOffOnDocument),
        (None, Some(false)) => Some(Reason::SwitchedOffOnAccount),
        (None, None) if kind.scope == Scope::Selected => Some(Reason::NotSelected),
        (None, _) => None,
    });
    // An account's switch never brings back older documents.
    let created = case.document.created;
    let active_since = kind.and_then(|kind| kind.active_since).filter(|active_since| created < *active_since);
    switch.into_iter().chain(active_since.map(|active_since| Reason::CreatedBefore { created, active_since }))
}
