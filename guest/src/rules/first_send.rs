//! Step 7: First send. A send is a reminder only if the document reached its customer before (F13). Internal steps need none.

use super::{Case, Held};
use crate::{
    domain::{Kind, Next, Reason},
    plan::Begun,
    settings::Step,
};

/// Whether the document's plan has begun: with its first send, or from the start where none is needed.
#[must_use]
pub fn begun(case: &Case<'_>) -> Begun {
    match case.document.first_sent {
        _ if !is_required(case) => Begun::Always,
        Some(day) if day <= case.context.today => Begun::On(day),
        sent_on => Begun::NotYet(sent_on),
    }
}

/// A prospect is no document that could be sent.
fn is_required(case: &Case<'_>) -> bool {
    case.document.kind != Kind::Lead && case.kind_settings().is_none_or(|settings| settings.first_send_required)
}

/// Whether the document was sent before this step may leave.
///
/// # Errors
/// [`Reason::NeverSent`].
pub fn check(case: &Case<'_>, step: &Step) -> Result<(), Held> {
    match begun(case) {
        Begun::NotYet(sent_on) if !step.is_internal() => {
            Err(Held { reason: Reason::NeverSent, next: sent_on.map_or(Next::WhenChanged, Next::On) })
        }
        Begun::Always | Begun::On(_) | Begun::NotYet(_) => Ok(()),
    }
}
