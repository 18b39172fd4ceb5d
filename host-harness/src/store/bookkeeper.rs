//! What a new state of an account means. That is the module's to say; a store asks before it keeps anything of a document.

use std::fmt;

use relance_contract::{
    records::bookkeeping::{Act, ArrivalDays, KeptAccount, TakenAccount, ToldAccount},
    request,
};

use crate::{
    error::{Error, Kind, Result},
    module::{Budget, Module},
    words,
};

/// What a new state of an account means: `bookkeeping` of the contract.
pub trait Bookkeeper: fmt::Debug {
    /// What to keep of an account that the ERP tells.
    ///
    /// # Errors
    /// [`Kind::Input`](crate::error::Kind::Input) when it is refused, [`Kind::Module`](crate::error::Kind::Module) when the module fails.
    fn take(&self, account: &ToldAccount, days: &ArrivalDays) -> Result<TakenAccount>;

    /// An account after what a person or the customer did.
    ///
    /// # Errors
    /// As [`Bookkeeper::take`].
    fn note(&self, kept: &KeptAccount, act: &Act) -> Result<KeptAccount>;
}

impl Bookkeeper for Module {
    fn take(&self, account: &ToldAccount, days: &ArrivalDays) -> Result<TakenAccount> {
        let kept = account.kept.iter().flat_map(|kept| [&kept.account, &kept.told]);
        let budget = Budget::of(kept.chain([&account.told]));
        let taken = self.call(&request::Take::of(account, days), budget)?;
        if taken.kept.account.id == account.told.id { Ok(taken) } else { Err(another_answered()) }
    }

    fn note(&self, kept: &KeptAccount, act: &Act) -> Result<KeptAccount> {
        let noted = self.call(&request::Note::of(kept, act), Budget::of([&kept.account, &kept.told]))?;
        if noted.account.id == kept.account.id { Ok(noted) } else { Err(another_answered()) }
    }
}

fn another_answered() -> Error {
    Error::new(
        Kind::Module,
        words!(
            "the module answered of another account than it was asked",
            "le module a répondu pour un autre compte que celui demandé"
        ),
    )
}
