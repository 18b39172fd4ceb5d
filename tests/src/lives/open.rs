//! Disagreements that are known and not settled: the engine is to be mended, or the domain's page to say more. What is listed here does not fail the
//! test; it is still counted and told by `lives`. Each goes when it is settled.

/// Sorts of disagreement, as they are told.
pub const OPEN: &[&str] = &[];
