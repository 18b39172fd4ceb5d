//! What other programs wrote into the store since messages were decided: without any of it nothing need be looked at again.

/// When the messages of a day were decided.
#[derive(Clone, Debug)]
pub struct Since {
    pub(crate) today: String,
    /// The digest of the module.
    pub(crate) module: String,
    /// The store's own count of what others had written by then.
    pub(crate) written: i64,
}
