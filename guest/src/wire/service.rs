//! The functions of the contract, natively: the component's exports and the JSON calls are these.

use std::collections::BTreeMap;

use relance_contract::json::invalid_request;

use super::{
    read,
    records::{
        about::{CodeEntry, Identity, Limits},
        reminders as contract, types as wire,
    },
    tables, templates, write,
    writing::written,
};
use crate::{
    decide::{self, AccountDecider, decide as decide_case},
    domain::{Account, FactValue, Reason, Rule, parse_day},
    limits,
    rules::CallContext,
    settings, sort,
    trace::Trace,
    wording::{self, Locale},
};

/// What this component is.
#[must_use]
pub fn describe() -> Identity {
    Identity {
        name: "relance".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        contract: relance_contract::VERSION.to_owned(),
        settings_version: settings::VERSION,
        languages: templates::languages(),
    }
}

/// Every word the component can say or understands.
#[must_use]
pub fn codes() -> Vec<CodeEntry> {
    tables::entries()
}

/// The limits of one call.
#[must_use]
pub fn bounds() -> Limits {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Limits {
        documents_per_account: number(limits::DOCUMENTS_PER_ACCOUNT),
        request_bytes: number(relance_contract::json::REQUEST_BYTES),
        settings_bytes: number(limits::SETTINGS_BYTES),
        steps_per_scenario: number(limits::STEPS_PER_SCENARIO),
        rendered_characters: number(limits::RENDERED_CHARACTERS),
    }
}

pub(super) fn call_context(context: wire::Context) -> Result<CallContext, wire::Failure> {
    if context.contract != relance_contract::CONTRACT {
        let kept = relance_contract::CONTRACT;
        let problem = format!(
            "is not `{kept}`, which this component keeps: take the component of the host's contract, or write the host for {kept}"
        );
        return Err(invalid_request("context.contract", &problem));
    }
    let language = context.language.as_ref().filter(|tag| !tag.is_empty()).unwrap_or(&context.company.language);
    let locale = Locale::of(language);
    let settings = super::settings::accepted(&context.settings, language)?;
    let today = parse_day(&context.today).ok_or_else(|| invalid_request("context.today", "is no possible date"))?;
    let bank_date = context
        .bank_date
        .as_deref()
        .map(|day| parse_day(day).ok_or_else(|| invalid_request("context.bank_date", "is no possible date")));
    if context.tenant.is_empty() {
        return Err(invalid_request("context.tenant", "is empty"));
    }
    Ok(CallContext {
        tenant: context.tenant,
        today,
        settings,
        company: read::company(context.company),
        plan: context.plan,
        bank_date: bank_date.transpose()?,
        locale,
        texts: wording::Texts::default(),
    })
}

/// Reads the accounts; an identifier that stands twice holds every account that has it, a document of two accounts is held in both, and so is
/// one whose history is of a later cycle than its own.
pub(super) fn accounts(context: &CallContext, accounts: Vec<wire::Account>) -> Vec<Account> {
    let mut read: Vec<_> = accounts.into_iter().map(|account| read::account(account, &context.settings)).collect();
    let twice = read::repeated(read.iter().map(|account| account.id.as_str()));
    for account in &mut read {
        if twice.binary_search(&account.id).is_ok() {
            let what = "the identifier is used by two accounts".to_owned();
            account.problem = Some(crate::domain::Problem { field: "account.id".to_owned(), what });
        }
    }
    contradictions(&mut read);
    read
}

fn contradictions(accounts: &mut [Account]) {
    let documents = accounts.iter().flat_map(|account| &account.documents);
    let twice = read::repeated(documents.map(|document| document.id.as_str()));
    for account in accounts {
        let mut cycles = BTreeMap::<&str, u32>::new();
        for entry in &account.history {
            let last = cycles.entry(&entry.coverage.document).or_default();
            *last = (*last).max(entry.coverage.cycle);
        }
        for document in account.documents.iter_mut().filter(|document| document.problem.is_none()) {
            let (field, what) = if twice.binary_search(&document.id).is_ok() {
                ("document.id", "the document is handed over with two accounts")
            } else if cycles.get(document.id.as_str()).is_some_and(|last| *last > document.cycle) {
                ("document.cycle", "the history is of a later one")
            } else {
                continue;
            };
            document.problem = Some(crate::domain::Problem { field: field.to_owned(), what: what.to_owned() });
        }
    }
}

/// Looks once more at what is about to leave.
///
/// # Errors
/// Settings or request refused.
pub fn check(
    context: wire::Context,
    mut page: Vec<wire::Account>,
    keys: Vec<String>,
) -> Result<Vec<contract::Checked>, wire::Failure> {
    let context = call_context(context)?;
    let mut wished = sort::set(keys);
    // Of what is known, whether it is a rehearsal.
    let mut known = BTreeMap::new();
    for account in &mut page {
        account.history.retain(|entry| {
            if !wished.contains(&entry.key) {
                return true;
            }
            known.insert(entry.key.clone(), entry.simulated);
            // Its own place in the outbox is no reason against it.
            entry.state != wire::EntryState::Pending
        });
    }
    let accounts = accounts(&context, page);
    let mut checked = Vec::new();
    for account in &accounts {
        let decider = AccountDecider::new(&context, account);
        for wanted in decider.decide().wanted.iter().filter(|wanted| wished.remove(&wanted.key)) {
            let outcome = match written(wanted) {
                // What was to be shown to the team must not leave, nor what was to leave be shown.
                _ if known.get(&wanted.key).is_some_and(|simulated| *simulated != wanted.run.is_rehearsal()) => {
                    contract::CheckOutcome::Stale
                }
                Ok(action) => contract::CheckOutcome::Wanted(action),
                Err(finding) => contract::CheckOutcome::Failed(*finding),
            };
            checked.push(contract::Checked { key: wanted.key.clone(), outcome });
        }
    }
    for key in wished {
        let is_known = known.contains_key(&key);
        let outcome = if is_known { contract::CheckOutcome::Stale } else { contract::CheckOutcome::Unknown };
        checked.push(contract::Checked { key, outcome });
    }
    sort::by(&mut checked, |a, b| a.key.cmp(&b.key));
    Ok(checked)
}

/// Tells rule by rule why one document is or is not reminded.
///
/// # Errors
/// Settings or request refused.
pub fn explain(
    context: wire::Context,
    account: wire::Account,
    document: &str,
    language: &str,
) -> Result<Vec<contract::Explanation>, wire::Failure> {
    let context = call_context(context)?;
    let account = read::account(account, &context.settings);
    let decider = AccountDecider::new(&context, &account);
    let locale = Locale::of(language);
    let answer = decider.decide();
    let decisions = answer.decisions.into_iter().filter(|decision| decision.document == document);
    let explained = decisions.map(|decision| {
        let cases = account.documents.iter().filter(|item| item.id == document).flat_map(|item| decider.cases(item));
        let case = cases.into_iter().find(|case| case.instalment_id() == decision.instalment.as_deref());
        let mut trace = Trace::on();
        if let Some(case) = case.filter(|case| decider.refusal_of(case.document).is_none()) {
            let _verdict = decide_case(case, &mut trace);
        }
        let lines = lines(&decision, trace, locale);
        let sentence = say(decision.reason.code(), &decision.reason.details(), locale);
        contract::Explanation {
            document: decision.document.clone(),
            instalment: decision.instalment.clone(),
            lines,
            sentence,
            decision: write::decision(decision),
        }
    });
    Ok(explained.collect())
}

fn say(code: &str, details: &[(&'static str, FactValue)], locale: Locale) -> String {
    wording::phrase(code, details.iter().map(|(name, value)| (*name, value)), locale)
}

/// The rules passed, in their order, and the one that holds. What grouping and limits decide is known from the whole account only.
fn lines(decision: &decide::Decision, trace: Trace, locale: Locale) -> Vec<contract::RuleLine> {
    let line = |rule: Rule, verdict, code: &str, details: &[(&'static str, FactValue)]| contract::RuleLine {
        rule: rule.name().to_owned(),
        verdict,
        sentence: say(code, details, locale),
    };
    let passed = trace.into_lines();
    let mut lines: Vec<_> =
        passed.iter().map(|rule| line(rule.rule, contract::Verdict::Passed, rule.code, &rule.details)).collect();
    let reason = &decision.reason;
    if matches!(reason, Reason::Remind { .. }) {
        let documents = [("documents", FactValue::Integer(i64::from(decision.together)))];
        lines.push(line(Rule::Grouping, contract::Verdict::Passed, "grouping-passed", &documents));
        lines.push(line(Rule::Limits, contract::Verdict::Passed, "limits-passed", &[]));
        return lines;
    }
    // A rule may hold in the place of a later one: a step's condition, a step the plan does not include.
    let next = passed.last().and_then(|last| Rule::ALL.iter().skip_while(|rule| **rule != last.rule).nth(1));
    let rule = if passed.iter().any(|line| line.rule == reason.rule()) { next.copied() } else { None };
    lines.push(line(rule.unwrap_or(reason.rule()), contract::Verdict::Held, reason.code(), &reason.details()));
    lines
}

/// Decisions as sentences.
#[must_use]
pub fn phrase(language: &str, decisions: Vec<wire::Decision>) -> Vec<String> {
    let locale = Locale::of(language);
    let sentence = |decision: wire::Decision| {
        let details: Vec<_> = decision.details.into_iter().filter_map(read::detail).collect();
        wording::phrase(&decision.code, details.iter().map(|fact| (fact.name.as_str(), &fact.value)), locale)
    };
    decisions.into_iter().map(sentence).collect()
}
