//! 7. First send. A send is a reminder only if the document reached its customer before (F13). Internal steps need none.

use super::{Case, Held};
use crate::{domain::Reason, settings::Step};

/// Whether the document was sent before this step may leave. Without a step to come (`None`), the next reminder would
/// speak to the customer.
///
/// # Errors
/// [`Reason::NeverSent`].
pub fn check(case: &Case<'_>, step: Option<&Step>) -> Result<(), Held> {
    let required = case.kind_settings().is_none_or(|settings| settings.first_send_required);
    let sent = case.document.first_sent.is_some_and(|day| day <= case.world.today);
    if required && !sent && !step.is_some_and(Step::is_internal) {
        return Err(Held::until_changed(Reason::NeverSent));
    }
    Ok(())
}
