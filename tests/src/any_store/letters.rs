//! Letters: each in one printing job, and taken back as long as nobody has printed it.

use std::collections::BTreeMap;

use relance::{
    delivery::{Nowhere, deliver},
    store::{Before, LetterState, Message, Store, Why},
};
use serde_json::{Value, json};

use super::{NewStore, history, opened, owing, run};
use crate::{
    action,
    books::{MODULE, TENANT, known},
    reminders, step,
};

fn by_letter() -> Value {
    reminders([step("letter", "+3 days").does([action("letter", "letter")])])
}

/// A store with two letters that left on 18 February and that nobody has printed.
fn with_letters(new: NewStore) -> (tempfile::TempDir, Box<dyn Store>, relance::store::Tenant, Vec<Message>) {
    let customers = ["a", "b"].map(|id| known(&owing(id, "2028-02-15").addressed()));
    let (folder, mut store, tenant) = opened(new, &by_letter(), &customers);
    assert_eq!(run(&mut *store, &tenant, "2028-02-18").actions, 2);
    deliver(&mut *store, TENANT, &Nowhere, None).unwrap();
    let letters = store.unprinted_letters(TENANT).unwrap();
    assert_eq!(letters.len(), 2);
    (folder, store, tenant, letters)
}

pub fn a_letter_is_in_one_printing_job_and_waits_again_when_that_is_undone(new: NewStore) {
    let (folder, mut store, _, letters) = with_letters(new);
    let ids: Vec<_> = letters.iter().map(|letter| letter.id).collect();
    let place = (folder.path(), "2028-02-18");
    let job = store.claim_letters(TENANT, place, &ids, &|_| true).unwrap();
    assert_eq!(job.number, 1);
    assert!(store.claim_letters(TENANT, place, &ids[..1], &|_| true).is_err(), "it is in a job");
    assert_eq!(store.letters_of_print_job(TENANT, &job).unwrap().len(), 2);
    // Cut off: somebody has taken the second one's file.
    let taken = |key: &str, _: &str| key == letters[1].key;
    assert_eq!(store.undo_print_job(TENANT, &job, &taken).unwrap().len(), 1);
    assert!(store.open_print_jobs(TENANT).unwrap().is_empty());
    let state = |store: &dyn Store, at: usize| store.letter(TENANT, &letters[at].key).unwrap();
    assert!(matches!(state(&*store, 0), LetterState::Waiting { .. }), "it waits again");
    assert!(matches!(state(&*store, 1), LetterState::Otherwise(_)), "nobody knows");
    let job = store.claim_letters(TENANT, place, &ids[..1], &|number| number != 2).unwrap();
    assert_eq!(store.open_print_jobs(TENANT).unwrap().len(), 1);
    store.finish_print_job(&job, &ids[..1]).unwrap();
    assert!(matches!(state(&*store, 0), LetterState::Printed));
    assert!(store.unprinted_letters(TENANT).unwrap().is_empty());
    let next = store.claim_letters(TENANT, place, &[], &|_| true).unwrap();
    assert!(next.number > job.number, "no two jobs of one folder and day share a number");
}

pub fn a_letter_that_nobody_has_printed_is_taken_back_when_its_customer_pays(new: NewStore) {
    let (_folder, mut store, tenant, letters) = with_letters(new);
    let amount = json!({"minor": 250_000, "currency": "EUR"});
    let payment = json!({"id": "P", "document": "a", "amount": amount, "day": "2028-02-18", "state": "settled"});
    store.import(TENANT, &[known(&owing("a", "2028-02-15").addressed().paid([payment]))], &*MODULE).unwrap();
    let decided_with = tenant.decided_with(MODULE.digest()).unwrap();
    let held = BTreeMap::new();
    let overtaken =
        store.overtaken_letters(TENANT, ("2028-02-18", &decided_with), &|_| false, Before::Printing(&held)).unwrap();
    assert_eq!(overtaken.len(), 1);
    assert_eq!(overtaken[0].message.key, letters[0].key);
    assert!(matches!(overtaken[0].why, Why::Changed));
    store.withdraw_letters(TENANT, &overtaken).unwrap();
    assert_eq!(history(&*store).len(), 1, "it never left");
    assert_eq!(run(&mut *store, &tenant, "2028-02-18").actions, 0, "paid");
    assert_eq!(store.unprinted_letters(TENANT).unwrap().len(), 1);
}
