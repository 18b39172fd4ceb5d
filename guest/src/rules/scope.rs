//! Step 2: Automatic? All documents since a day, or only those switched on; the document's switch beats the account's beats
//! the scope (F2 to F6).

use super::{Case, Held};
use crate::{domain::Reason, settings::Scope};

/// Whether the document is reminded without a person asking.
///
/// # Errors
/// Which switch keeps it back.
pub fn check(case: &Case<'_>) -> Result<(), Held> {
    let Some(kind) = case.kind_settings() else { return Ok(()) };
    let held = |reason| Err(Held::until_changed(reason));
    match (case.document.automatic, case.account.automatic) {
        (Some(true), _) => return Ok(()),
        (Some(false), _) => return held(Reason::SwitchedOffOnDocument),
        (None, Some(false)) => return held(Reason::SwitchedOffOnAccount),
        (None, None) if kind.scope == Scope::Selected => return held(Reason::NotSelected),
        (None, _) => {}
    }
    // An account's switch never brings back older documents.
    match kind.active_since {
        Some(active_since) if case.document.created < active_since => {
            held(Reason::CreatedBefore { created: case.document.created, active_since })
        }
        _ => Ok(()),
    }
}
