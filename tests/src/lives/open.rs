//! Disagreements that are known and not settled: the engine is to be mended, or the domain's page to say more. What is listed here does not fail the
//! test; it is still counted and told by `lives`. Each goes when it is settled.

/// Sorts of disagreement, as they are told.
pub const OPEN: &[&str] = &[
    // A plan of points whose severe point is due with a milder one planned before it: by the page's words the milder one is dropped
    // (`later-point-due`) and the severe one holds with a task, so that nothing leaves by itself; the model lets the milder one leave first. A
    // ladder under `latest` whose first step is severe is the same question.
    "decision: engine milder-first, model remind, another step",
    "decision: engine milder-first, model no-address, another step",
    "decision: engine milder-first, model below-threshold, another step",
    "decision: engine milder-first, model limit-reached, another step",
    "decision: engine milder-first, model account-gap, another step",
    "decision: engine milder-first, model bank-data-stale, another step",
    // Steps that expired beside one whose closed day is still to come: all expired at once, or once that day has come.
    "decision: engine finished, model all-expired",
];
