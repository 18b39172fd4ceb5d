//! What is kept apart: tenants, and what is tried out on a copy.

use relance::{
    delivery::{Nowhere, deliver},
    store::{Tenant, Wanting},
};

use super::{NewStore, history, opened, owing, run, three};
use crate::books::{MODULE, TENANT, known};

pub fn two_tenants_with_the_same_customers_know_nothing_of_each_other(new: NewStore) {
    let customers = [known(&owing("a", "2028-02-15"))];
    let (_folder, mut store, first) = opened(new, &three(), &customers);
    let second = Tenant { id: "second".to_owned(), ..first.clone() };
    assert!(store.add_tenant(&second).unwrap());
    assert!(!store.add_tenant(&second).unwrap(), "there already");
    store.import("second", &customers, &*MODULE).unwrap();
    assert_eq!(run(&mut *store, &first, "2028-02-18").actions, 1);
    assert_eq!(store.messages("second", Wanting::Open).unwrap().len(), 0);
    deliver(&mut *store, TENANT, &Nowhere, None).unwrap();
    assert_eq!(store.undecided("second").unwrap(), ["a"]);
    assert_eq!(run(&mut *store, &second, "2028-02-18").actions, 1);
    deliver(&mut *store, "second", &Nowhere, None).unwrap();
    let key = |tenant: &str| store.last_sent(tenant).unwrap().unwrap().key;
    assert_ne!(key(TENANT), key("second"));
    assert_eq!(store.owners(&key("second")).unwrap(), ["second"]);
    assert!(store.message(TENANT, &key("second")).unwrap().is_none());
    assert!(store.tenant("third").is_err());
}

pub fn a_copy_in_memory_keeps_what_is_tried_out_to_itself(new: NewStore) {
    let (_folder, store, tenant) = opened(new, &three(), &[known(&owing("a", "2028-02-15"))]);
    let mut copy = store.copy_in_memory().unwrap();
    assert_eq!(run(&mut *copy, &tenant, "2028-02-18").actions, 1);
    assert_eq!((history(&*copy).len(), history(&*store).len()), (1, 0));
    assert!(store.integrity().unwrap().is_empty() && copy.integrity().unwrap().is_empty());
}

pub fn a_document_is_found_by_its_number_and_by_its_identifier(new: NewStore) {
    let owing = |account: &str, id: &str, number: &str| {
        known(&crate::customer(account).has([crate::invoice(number).known_as(id).due("2028-02-15")]))
    };
    let (_folder, store, _) = opened(new, &three(), &[owing("A", "1", "F-1"), owing("B", "2", "F-1")]);
    let found = |name: &str| store.find_document(TENANT, name).unwrap();
    let pair = |account: &str, id: &str| (account.to_owned(), id.to_owned());
    assert_eq!(found("F-1"), [pair("A", "1"), pair("B", "2")], "of two of one number both");
    assert_eq!(found("2"), [pair("B", "2")]);
    assert_eq!(found("F-3"), []);
}
