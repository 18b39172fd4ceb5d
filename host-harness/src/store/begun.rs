//! Steps that left for documents that are still open: what settings must not lose.

/// A step that left for open documents in the life they are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BegunStep {
    /// Its scenario.
    pub scenario: String,
    /// Its identifier.
    pub step: String,
    /// For how many documents it left.
    pub documents: usize,
}
