//! What people say between two imports.

use relance::store::{Address, hold_id};
use relance_contract::records::types::Word;
use serde_json::json;

use super::{NewStore, opened, owing, run, three};
use crate::books::{MODULE, TENANT, code, known};

pub fn a_hold_that_a_person_records_holds_on_the_same_day_until_it_is_taken_back(new: NewStore) {
    let (_folder, mut store, tenant) = opened(new, &three(), &[known(&owing("a", "2028-02-15"))]);
    run(&mut *store, &tenant, "2028-02-17");
    let id = hold_id("blocked", None);
    let block = json!({"id": id, "kind": {"block": {"reason": "he called"}}});
    store.put_hold(TENANT, "of a", &serde_json::from_value(block).unwrap()).unwrap();
    assert_eq!(run(&mut *store, &tenant, "2028-02-18").actions, 0);
    assert_eq!(code(&*store, "a"), "blocked");
    assert!(store.remove_hold(TENANT, "of a", &id).unwrap());
    assert!(!store.remove_hold(TENANT, "of a", &id).unwrap(), "taken back once");
    assert_eq!(run(&mut *store, &tenant, "2028-02-18").actions, 1);
}

pub fn a_payment_that_a_person_records_lowers_what_is_left_until_the_erp_knows_it(new: NewStore) {
    let owed = |left: i64| {
        let mut customer = owing("a", "2028-02-15");
        customer["documents"][0]["left"] = json!(left);
        known(&customer)
    };
    let (_folder, mut store, _) = opened(new, &three(), &[owed(250_000)]);
    let amount = json!({"minor": 100_000, "currency": "EUR"});
    let payment = json!({"id": "by hand", "document": "a", "amount": amount, "day": "2028-02-10", "state": "settled"});
    let meant = |_: &[_]| Ok(serde_json::from_value(payment.clone()).unwrap());
    store.put_payment(TENANT, "of a", "2028-02-12", &meant, &*MODULE).unwrap();
    // What the ERP says is left, and what people recorded besides.
    let left = |store: &dyn relance::store::Store| {
        let account = store.account(TENANT, "of a", "2028-02-12").unwrap().unwrap().account;
        let recorded = account.payments.iter().filter(|payment| payment.known_by == Some(Word::Recorded));
        account.documents[0].left.map(|left| left - recorded.map(|payment| payment.amount.minor).sum::<i64>())
    };
    assert_eq!(left(&*store), Some(150_000));
    store.import(TENANT, &[owed(250_000)], &*MODULE).unwrap();
    assert_eq!(left(&*store), Some(150_000), "the ERP says the same as before");
    store.import(TENANT, &[owed(150_000)], &*MODULE).unwrap();
    assert_eq!(left(&*store), Some(150_000), "it knows now");
}

pub fn an_address_that_came_back_is_known_whoever_has_it(new: NewStore) {
    let with_address = |id: &str, address: &str| {
        let mut customer = owing(id, "2028-02-15");
        customer["mailbox"]["address"] = json!(address);
        known(&customer)
    };
    let customers = [with_address("a", "both@x.example"), with_address("b", "Both@x.example")];
    let (_folder, mut store, _) = opened(new, &three(), &customers);
    store.mark_address(TENANT, "of a", "both@X.example", Address::Bounced).unwrap();
    let bounced = |store: &dyn relance::store::Store, id: &str| {
        store.account(TENANT, id, "2028-02-12").unwrap().unwrap().account.mailbox.unwrap().bounced
    };
    assert!(bounced(&*store, "of a") && bounced(&*store, "of b"));
    store.mark_address(TENANT, "of b", "both@x.example", Address::Works).unwrap();
    assert!(!bounced(&*store, "of a"));
}
