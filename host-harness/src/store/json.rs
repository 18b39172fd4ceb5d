//! Values of the contract as a store keeps them: their JSON.

use crate::{
    error::{Cause, Error, Kind, Result},
    words,
};

/// A value of the contract as it is kept.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| {
        Error::new(
            Kind::Store,
            words!("a record cannot be written: {error}", "une donnée ne peut être écrite : {error}"),
        )
    })
}

/// A value of the contract as it was kept.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| {
        Error::new(
            Kind::Store,
            words!("a record of the store cannot be read: {error}", "une donnée de la base ne peut être lue : {error}"),
        )
        .hint(words!(
            "the store was changed by something else than Relance; go back to a copy",
            "la base a été modifiée par autre chose que Relance ; revenez à une copie"
        ))
        .because(Cause::Record)
    })
}

/// The contract's own word for a case of an enumeration.
pub(crate) fn word<T: serde::Serialize>(value: &T) -> Result<String> {
    Ok(to_json(value)?.trim_matches('"').to_owned())
}
