//! Disagreements that are known and not settled: the engine is to be mended, or the domain's page to say more. What is listed here does not fail the
//! test; it is still counted and told by `lives`. Each goes when it is settled.

/// Sorts of disagreement, as they are told.
pub const OPEN: &[&str] = &[
    // A plan of points whose severe point is due with the mild one before it: the engine holds both, the model lets the mild one leave.
    "decision: engine milder-first, model remind, another step",
    "decision: engine milder-first, model no-address, another step",
    "decision: engine milder-first, model below-threshold, another step",
    "decision: engine milder-first, model limit-reached, another step",
    "decision: engine milder-first, model account-gap, another step",
    "decision: engine milder-first, model bank-data-stale, another step",
    // "State comes before holds, also for an expired quote."
    "decision: engine blocked, model validity-ended|all-expired|finished|switched-off",
    "decision: engine disputed, model validity-ended|all-expired|finished|switched-off",
    "decision: engine handed-over, model validity-ended|all-expired|finished|switched-off",
    "decision: engine limitation-passed, model validity-ended|all-expired|finished|switched-off",
    "decision: engine replied, model validity-ended|all-expired|finished|switched-off",
    "decision: engine held-by-host, model validity-ended|all-expired|finished|switched-off",
    // Steps that expired beside one that was dropped: whether that is "all expired".
    "decision: engine finished, model all-expired",
    "decision: engine all-expired, model finished",
    // "An event whose step could leave only after validity is not waited for."
    "decision: engine awaiting-event, model waiting|finished|all-expired|validity-ended",
    "decision: engine awaiting-event, model remind, another step",
    // "Payment sent" is `payment-pending` by the page.
    "decision: engine e-invoice-held, model payment-pending",
];
