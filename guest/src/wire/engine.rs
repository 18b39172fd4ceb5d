//! The functions of the contract: natively, by name, and as the component's entry points.

use super::{
    bookkeeping, json_form, letters, manual, page,
    records::{
        about::{CodeEntry, Guest as About, Identity, Limits},
        bookkeeping::{Act, ArrivalDays, Guest as Bookkeeping, KeptAccount, TakenAccount, ToldAccount},
        json::Guest as Json,
        letters::{Guest as Letters, PrintJob, Printed},
        reminders::{
            Checked, Composition, DaySoFar, Explanation, ForecastLine, Guest as Reminders, Manual, Page, Ticket,
        },
        settings::{Guest as SettingsGuest, Outline, ReadyScenario},
        templates::{Converted, Guest as Templates, Sample, Variable},
        types::{Account, AccountAnswer, Action, Company, Context, Decision, Failure, Finding, HistoryEntry, Wanted},
    },
    service, settings, templates,
};

/// The engine, as the contract sees it.
pub struct Engine;

impl About for Engine {
    fn describe() -> Identity {
        service::describe()
    }

    fn codes() -> Vec<CodeEntry> {
        service::codes()
    }

    fn bounds() -> Limits {
        service::bounds()
    }

    fn schema() -> String {
        json_form::schema()
    }
}

impl SettingsGuest for Engine {
    fn check(settings: String, language: String) -> Vec<Finding> {
        settings::check(&settings, &language)
    }

    fn describe(settings: String, language: String) -> Result<Outline, Failure> {
        settings::outline(&settings, &language)
    }

    fn schema() -> String {
        settings::schema()
    }

    fn library() -> Vec<ReadyScenario> {
        settings::library()
    }

    fn example() -> String {
        settings::example()
    }
}

impl Reminders for Engine {
    fn decide(context: Context, accounts: Vec<Account>) -> Result<Vec<AccountAnswer>, Failure> {
        page::decide(context, accounts)
    }

    fn admit(context: Context, so_far: DaySoFar, wanted: Vec<Wanted>) -> Result<Vec<Ticket>, Failure> {
        page::admit(context, so_far, wanted)
    }

    fn render(
        context: Context,
        accounts: Vec<Account>,
        tickets: Vec<Ticket>,
        max_bytes: Option<u32>,
    ) -> Result<Page, Failure> {
        page::render(context, accounts, tickets, max_bytes)
    }

    fn check(context: Context, accounts: Vec<Account>, keys: Vec<String>) -> Result<Vec<Checked>, Failure> {
        service::check(context, accounts, keys)
    }

    fn run(
        context: Context,
        so_far: DaySoFar,
        accounts: Vec<Account>,
        max_bytes: Option<u32>,
    ) -> Result<Page, Failure> {
        page::run(context, so_far, accounts, max_bytes)
    }

    fn compose(context: Context, accounts: Vec<Account>, manual: Manual) -> Result<Composition, Failure> {
        manual::compose(context, accounts, manual)
    }

    fn forecast(context: Context, accounts: Vec<Account>, days: u32) -> Result<Vec<ForecastLine>, Failure> {
        manual::forecast(context, accounts, days)
    }

    fn explain(
        context: Context,
        account: Account,
        document: String,
        language: String,
    ) -> Result<Vec<Explanation>, Failure> {
        service::explain(context, account, &document, &language)
    }

    fn phrase(language: String, decisions: Vec<Decision>) -> Vec<String> {
        service::phrase(&language, decisions)
    }
}

impl Bookkeeping for Engine {
    fn take(account: ToldAccount, days: ArrivalDays) -> Result<TakenAccount, Failure> {
        bookkeeping::take(account, &days)
    }

    fn note(kept: KeptAccount, act: Act) -> Result<KeptAccount, Failure> {
        bookkeeping::note(kept, act)
    }

    fn count(entries: Vec<HistoryEntry>, today: String) -> DaySoFar {
        bookkeeping::count(&entries, &today)
    }
}

impl Letters for Engine {
    fn print(context: Context, job: PrintJob) -> Result<Printed, Failure> {
        letters::print(context, job)
    }
}

impl Templates for Engine {
    fn check(settings: String, company: Company, language: String) -> Vec<Finding> {
        templates::check(&settings, company, &language)
    }

    fn preview(context: Context, sample: Sample) -> Result<Action, Failure> {
        templates::preview(context, sample)
    }

    fn convert(text: String) -> Converted {
        templates::convert(&text)
    }

    fn variables() -> Vec<Variable> {
        templates::variables()
    }
}

impl Json for Engine {
    fn call(function: String, request: String) -> Result<String, String> {
        call(&function, &request)
    }
}

/// Calls a function by its name, with and for JSON.
///
/// # Errors
/// A `failure` of the contract, as JSON.
pub fn call(function: &str, request: &str) -> Result<String, String> {
    relance_contract::json::call::<Engine>(function, request)
}

#[cfg(target_arch = "wasm32")]
mod exports {
    use super::Engine;

    relance_contract::bindings::export_module!(Engine);
}
