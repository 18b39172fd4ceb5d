//! What any store must do, whatever it keeps its rows in: a case each, given a function that makes an empty store in a folder.
//!
//! A store is tested by one line, `relance_tests::any_store!(|folder| …)`, in a module of its own.

#![expect(
    missing_docs,
    clippy::missing_panics_doc,
    reason = "a case is named as what it shows, and says by a panic what is not so"
)]

use std::path::Path;

use relance::{
    job::{Job, Report},
    store::{HistoryFilter, Known, PageSize, Store, Tenant},
};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    Customer,
    books::{MODULE, TENANT},
    company, customer, invoice, ladder, reminders,
};

pub mod apart;
pub mod journal;
pub mod letters;
pub mod runs;
pub mod said;

/// Makes an empty store in a folder.
pub type NewStore = fn(&Path) -> Box<dyn Store>;

/// The suite, a test for each case, of the store that `$new` makes in a folder.
#[macro_export]
macro_rules! any_store {
    ($new:expr) => {
        $crate::any_store! { $new =>
            runs::a_run_puts_everything_away_and_a_second_one_has_nothing_to_do,
            runs::looking_at_everything_every_day_gives_the_same_as_skipping,
            runs::paging_and_repeating_change_nothing_and_a_simulation_keeps_nothing,
            runs::the_limit_of_the_day_spreads_over_days_and_pages,
            runs::a_document_begins_a_new_life_when_its_due_date_moves_later,
            runs::a_rejected_payment_reopens_the_invoice_for_a_new_life,
            runs::what_a_complete_account_no_longer_has_is_forgotten,
            runs::settings_that_changed_are_applied_at_once,
            runs::work_belongs_to_the_last_who_took_it,
            runs::what_a_cut_off_run_left_behind_never_leaves_unchecked,
            runs::a_rehearsal_reaches_nobody_and_going_live_starts_with_one_step,
            runs::a_module_that_fails_leaves_every_account_as_it_was,
            said::a_hold_that_a_person_records_holds_on_the_same_day_until_it_is_taken_back,
            said::a_payment_that_a_person_records_lowers_what_is_left_until_the_erp_knows_it,
            said::an_address_that_came_back_is_known_whoever_has_it,
            letters::a_letter_is_in_one_printing_job_and_waits_again_when_that_is_undone,
            letters::a_letter_that_nobody_has_printed_is_taken_back_when_its_customer_pays,
            journal::what_another_store_let_go_is_taken_over_and_does_not_leave_again,
            journal::what_leaves_is_numbered_in_its_order_and_a_rehearsal_is_not,
            apart::two_tenants_with_the_same_customers_know_nothing_of_each_other,
            apart::a_copy_in_memory_keeps_what_is_tried_out_to_itself,
            apart::a_document_is_found_by_its_number_and_by_its_identifier,
        }
    };
    ($new:expr => $($part:ident::$case:ident),+ $(,)?) => {
        $(#[test]
        fn $case() {
            $crate::any_store::$part::$case($new);
        })+
    };
}

/// Three friendly steps by e-mail.
fn three() -> Value {
    reminders(ladder("due", &["+3 days", "+7 days", "+15 days"]))
}

fn tenant(settings: &Value) -> Tenant {
    Tenant {
        id: TENANT.to_owned(),
        company: serde_json::from_value(company()).unwrap(),
        settings: settings.to_string(),
        bank_date: Some("2999-12-31".to_owned()),
        reader: None,
    }
}

/// A new store with a tenant and what its ERP knows.
fn opened(new: NewStore, settings: &Value, accounts: &[Known]) -> (TempDir, Box<dyn Store>, Tenant) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = new(folder.path());
    let tenant = tenant(settings);
    store.put_tenant(&tenant).unwrap();
    store.import(TENANT, accounts, &*MODULE).unwrap();
    (folder, store, tenant)
}

/// The job of a day; nothing has left yet.
fn run(store: &mut dyn Store, tenant: &Tenant, today: &str) -> Report {
    Job { store, module: &MODULE, tenant, today, page: PageSize::default() }.run().unwrap()
}

/// A customer who owes one invoice, 2,500.00, known under the identifier `id`.
fn owing(id: &str, due: &str) -> Customer {
    customer(&format!("of {id}")).has([invoice(id).known_as(id).due(due)])
}

fn history(store: &dyn Store) -> Vec<String> {
    let lines = store.history(TENANT, &HistoryFilter { marks: true, ..HistoryFilter::default() }).unwrap();
    lines.iter().map(|line| format!("{} {} {} {}", line.day, line.number, line.entry.coverage.step, line.key)).collect()
}
