//! Disagreements that are known and not settled: the engine is to be mended, the model, or the domain's page to say more. What is listed here does
//! not fail the test; it is still counted and told by `lives`. Each goes when it is settled.

/// Sorts of disagreement, as they are told.
pub const OPEN: &[&str] = &[
    // An internal step left today, after all others had expired: `finished` (engine) or `all-expired`.
    "decision: engine finished, model all-expired",
    // An optional action that bounced may be tried again on the next open day, when its quote has ended: over today (engine) or on that day.
    "decision: engine finished, model waiting",
    // A promise that names what is not there could concern invoices only: the engine holds those, the model quotes as well.
    "decision: engine waiting, model invalid-data",
    // "One further" after a broken promise: which step is the next one where it may not leave, or was left out that day.
    "decision: engine milder-first, model remind, another step",
    "decision: engine below-threshold, model below-threshold, another step",
    // A rehearsed optional action that bounced beside what was sent, some days later: tried again (model) or over (engine).
    "decision: engine finished, model remind",
    // Found by the wider generator and not looked at yet. In none of them something leaves that should not.
    "decision: engine no-address, model no-address, another step",
    "decision: engine waiting, model no-address",
    "marks: engine only dropped later-point-due",
    "marks: model only expired too-late",
];
