//! Whether interest that scenarios claim can be worked out today: the module is asked for a message that claims it, under each profile in use.

use std::collections::BTreeSet;

use relance_contract::{
    parse_day,
    records::{
        templates::Sample,
        types::{Account, Action, Context},
    },
    request,
};
use serde_json::json;

use super::Report;
use crate::{
    error::{Error, Kind, Result},
    module::{Budget, Module},
    settings::Settings,
    store::Tenant,
    words,
};

/// `profiles`: those that accounts name.
pub(super) fn look(
    module: &Module,
    tenant: &Tenant,
    (today, profiles): (&str, &BTreeSet<String>),
    report: &mut Report,
) -> Result<()> {
    let settings = Settings::of(&tenant.settings);
    if !settings.claims_interest() {
        return Ok(());
    }
    let mut profiles = profiles.clone();
    profiles.extend(settings.profile().map(str::to_owned));
    for profile in &profiles {
        let action = claim(module, tenant, &settings, (today, profile))?;
        let remarks = action.charges.map(|charges| charges.remarks).unwrap_or_default();
        if remarks.iter().any(|remark| remark.code == "rate-missing") {
            report.look(
                words!(
                    "Interest is claimed, and the rate of this half-year for the profile `{profile}` is not known: none is claimed for it.",
                    "Des intérêts sont réclamés, et le taux de ce semestre pour le profil `{profile}` n'est pas connu : aucun n'est réclamé pour lui."
                ),
                words!("add it to `law.rates` in the settings", "ajoutez-le à `law.rates` dans les réglages"),
            );
        }
    }
    Ok(())
}

/// A message about one overdue invoice of a customer with this profile, with the interest of today.
fn claim(module: &Module, tenant: &Tenant, settings: &Settings, (today, profile): (&str, &str)) -> Result<Action> {
    let step = json!({"id": "s", "at": "+1 day", "from": "due", "claims": ["interest"],
        "actions": [{"id": "a", "kind": "email", "text": "t"}]});
    let trial = json!({"version": 1, "mode": "live", "law": settings.law(),
        "texts": {"t": {"en": {"subject": "t", "body": "{{ claim.total }}"}}},
        "scenarios": [{"id": "s", "kind": "invoice", "steps": [step]}]});
    let before = |days| parse_day(today).and_then(|day| day.checked_sub_days(chrono::Days::new(days)));
    let [issued, due] = [60, 10].map(|days| before(days).map(relance_contract::format_iso).unwrap_or_default());
    let invoice = json!({"id": "1", "kind": "invoice", "number": "1", "status": "validated", "currency": "EUR", "total": 1_000_000,
        "issued": issued, "first_sent": issued, "due": due, "cycle": 1, "contacts": [], "instalments": [], "facts": [], "links": [],
        "files": []});
    let account = json!({"id": "1", "revision": "1", "name": "1", "profile": profile,
        "mailbox": {"address": "a@example.com", "bounced": false, "opted_out": false, "opted_in": false}, "establishments": [],
        "contacts": [], "closed": [], "facts": [], "holds": [], "payments": [], "events": [], "documents": [invoice], "history": []});
    let account: Account =
        serde_json::from_value(account).map_err(|error| Error::new(Kind::Module, error.to_string()))?;
    let context = Context { settings: trial.to_string(), ..tenant.context(today) };
    let sample = Sample {
        text: "t".to_owned(),
        language: "en".to_owned(),
        channel: "email".to_owned(),
        account: Some(account),
        document: None,
        kind: "invoice".to_owned(),
        documents: 1,
    };
    module.call(&request::Preview::of(&context, &sample), Budget::documents(1))
}
