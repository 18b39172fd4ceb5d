//! Step 7: First send. A send is a reminder only if the document reached its customer before (F13). Internal steps need none.

use super::{Case, Held};
use crate::{
    domain::{Next, Reason},
    settings::Step,
};

/// Whether the document was sent before this step may leave. Without a step to come (`None`), the next reminder would
/// speak to the customer.
///
/// # Errors
/// [`Reason::NeverSent`].
pub fn check(case: &Case<'_>, step: Option<&Step>) -> Result<(), Held> {
    let required = case.kind_settings().is_none_or(|settings| settings.first_send_required);
    if !required || step.is_some_and(Step::is_internal) {
        return Ok(());
    }
    match case.document.first_sent {
        Some(day) if day <= case.world.today => Ok(()),
        Some(day) => Err(Held { reason: Reason::NeverSent, next: Next::On(day) }),
        None => Err(Held::until_changed(Reason::NeverSent)),
    }
}
