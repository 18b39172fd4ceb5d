//! A list in a request: a host lends what it holds wherever it holds it, the module owns what it read.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Lent one by one, or owned.
#[derive(Debug)]
pub enum List<'a, T> {
    /// A host's.
    Lent(Vec<&'a T>),
    /// The module's.
    Own(Vec<T>),
}

impl<T: Clone> List<'_, T> {
    /// The list itself; what was lent is copied.
    #[must_use]
    pub fn into_owned(self) -> Vec<T> {
        match self {
            Self::Lent(lent) => lent.into_iter().cloned().collect(),
            Self::Own(own) => own,
        }
    }
}

impl<'a, T> From<&'a [T]> for List<'a, T> {
    fn from(items: &'a [T]) -> Self {
        Self::Lent(items.iter().collect())
    }
}

impl<'a, T> From<&'a Vec<T>> for List<'a, T> {
    fn from(items: &'a Vec<T>) -> Self {
        items.as_slice().into()
    }
}

impl<'a, T> From<&[&'a T]> for List<'a, T> {
    fn from(items: &[&'a T]) -> Self {
        Self::Lent(items.to_vec())
    }
}

impl<'a, T> From<Vec<&'a T>> for List<'a, T> {
    fn from(items: Vec<&'a T>) -> Self {
        Self::Lent(items)
    }
}

impl<T> From<Vec<T>> for List<'_, T> {
    fn from(items: Vec<T>) -> Self {
        Self::Own(items)
    }
}

impl<T: Serialize> Serialize for List<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Lent(lent) => lent.serialize(serializer),
            Self::Own(own) => own.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<'_, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::Own)
    }
}
