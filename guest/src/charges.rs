//! What one message claims besides the debt: late interest and the fixed indemnity, by the profile of the account (F56, F57).
//!
//! What a profile forbids is left out and reported, with its article; so is what cannot be worked out.

use crate::{
    domain::{Currency, Day, Entry, Found, Money, Run, plus_days},
    law::{Charge, Debt, From, LawSettings, Profile, Segment, interest, profile},
    rules::{self, Case},
    wanted::Wanted,
};

/// What a message claims besides what is left to pay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Charges {
    /// The interest, until the day of the message.
    pub interest: Option<Money>,
    /// The fixed indemnities, once for each invoice.
    pub indemnity: Option<Money>,
    /// How the interest comes about, by document, instalment, day.
    pub lines: Vec<Line>,
    /// The article that the interest rests on.
    pub interest_law: String,
    /// The article that the indemnity rests on.
    pub indemnity_law: String,
    /// What was not claimed, and why.
    pub remarks: Vec<Remark>,
}

/// A segment of the interest on one invoice or instalment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The document's identifier.
    pub document: String,
    /// Its number, as the customer knows it.
    pub number: String,
    /// The instalment's identifier.
    pub instalment: Option<String>,
    /// From when to when, on what, at what rate.
    pub segment: Segment,
}

impl Charges {
    /// The same, the directives numbered by this abbreviation of the European Union.
    #[must_use]
    pub fn named(mut self, union: &str) -> Self {
        for law in [&mut self.interest_law, &mut self.indemnity_law] {
            *law = law.replace("{EU}", union);
        }
        self
    }
}

/// Something that was not claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The document it is about.
    pub document: String,
    /// What, and by which article.
    pub found: Found,
}

/// What a message claims besides what is left; `None` when its step claims nothing or it is not about invoices.
#[must_use]
pub fn charges(wanted: &Wanted<'_>, claims: &[Charge]) -> Option<Charges> {
    charges_of(wanted, &wanted.members, claims)
}

/// The same, of some of what the message covers.
#[must_use]
pub fn charges_of(wanted: &Wanted<'_>, members: &[Case<'_>], claims: &[Charge]) -> Option<Charges> {
    let case = wanted.case;
    let settings = &case.context.settings.law;
    if claims.is_empty() || case.left().is_none() {
        return None;
    }
    let mut charges = Charges::default();
    let name = rules::profile(&case).unwrap_or_default();
    let Some(profile) = profile(settings, name) else {
        let found = match name {
            "" => Found::AccountWithoutProfile,
            name => Found::ProfileWithoutCharges { profile: name.to_owned() },
        };
        charges.remark(&case, found);
        return Some(charges);
    };
    charges.interest_law.clone_from(&profile.interest_law);
    charges.indemnity_law.clone_from(&profile.indemnity_law);
    let mut indemnified = Vec::new();
    for member in members {
        if claims.contains(&Charge::Interest) {
            charges.add_interest(settings, &profile, wanted, member);
        }
        let asked_elsewhere = claimed_with(wanted.run, member).is_some_and(|part| part != member.instalment_id());
        if claims.contains(&Charge::Indemnity) && !asked_elsewhere && !indemnified.contains(&&member.document.id) {
            indemnified.push(&member.document.id);
            charges.add_indemnity(name, &profile, member);
        }
    }
    Some(charges)
}

/// What remains unpaid today, what the charges come to, and both together.
#[must_use]
pub fn total(left: Money, charges: Option<&Charges>) -> Option<Money> {
    let extra = charges.into_iter().flat_map(|charges| [charges.interest, charges.indemnity]).flatten();
    extra.into_iter().try_fold(left, |sum, money| sum.plus(money).ok())
}

impl Charges {
    fn remark(&mut self, case: &Case<'_>, found: Found) {
        let remark = Remark { document: case.document.id.clone(), found };
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    fn add_interest(&mut self, settings: &LawSettings, profile: &Profile, wanted: &Wanted<'_>, case: &Case<'_>) {
        let Some(debt) = debt(profile, wanted.run, case) else { return };
        // A consumer owes the legal rate, whatever a contract says.
        let contractual = settings.contractual_rate.filter(|_| profile.floor.is_some()).map(|rate| rate.0);
        let Some(segments) = interest(settings, profile, contractual, &debt, case.context.today) else {
            self.remark(case, Found::InterestNotComputed);
            return;
        };
        for segment in segments {
            if segment.rate.is_none() {
                let (first, last, reference) = (segment.from, segment.to, profile.reference.clone());
                self.remark(case, Found::RateMissing { first, last, reference });
            }
            let amount = Money::new(segment.amount, case.document.currency);
            self.interest = add(self.interest, amount);
            self.lines.push(Line {
                document: case.document.id.clone(),
                number: case.document.number.clone(),
                instalment: case.instalment_id().map(str::to_owned),
                segment,
            });
        }
        self.interest = self.interest.filter(|interest| interest.minor > 0);
    }

    fn add_indemnity(&mut self, name: &str, profile: &Profile, case: &Case<'_>) {
        let Some(minor) = profile.indemnity() else {
            let found = Found::ChargeRefused { profile: name.to_owned(), law: profile.indemnity_law.clone() };
            self.remark(case, found);
            return;
        };
        let late = case.due().is_some_and(|due| due < case.context.today);
        if !late || case.document.charged.is_some_and(|charged| charged.indemnity) {
            return;
        }
        match Currency::from_code("EUR").filter(|euro| *euro == case.document.currency) {
            Some(euro) => self.indemnity = add(self.indemnity, Money::new(minor, euro)),
            None => self.remark(case, Found::IndemnityCurrency { currency: case.document.currency.code().to_owned() }),
        }
    }
}

fn add(sum: Option<Money>, amount: Money) -> Option<Money> {
    sum.map_or(Some(amount), |sum| sum.plus(amount).ok())
}

/// The part of an invoice with which its indemnity was asked for first. It is owed once for each invoice: later messages about that part ask for
/// it again, those about another part do not.
fn claimed_with<'a>(run: Run, case: &Case<'a>) -> Option<Option<&'a str>> {
    let scenarios = &case.context.settings.scenarios;
    let claims = |entry: &&Entry| {
        let scenario = scenarios.iter().find(|scenario| scenario.id == entry.coverage.scenario);
        let step = scenario.and_then(|scenario| scenario.steps.iter().find(|step| step.id == entry.coverage.step));
        step.is_some_and(|step| step.claims.contains(&Charge::Indemnity))
    };
    let due = |part: Option<&str>| {
        let mut parts = case.document.instalments.iter();
        parts.find(|instalment| Some(instalment.id.as_str()) == part).map(|instalment| instalment.due)
    };
    let entries =
        case.account.history.iter().filter(|entry| {
            entry.coverage.document == case.document.id && entry.reached_customer() && run.sees(entry.run)
        });
    let asked = entries.filter(claims).map(|entry| (entry.day, entry.coverage.instalment.as_deref()));
    asked.min_by_key(|(day, part)| (*day, due(*part), *part)).map(|(_, part)| part)
}

/// What bears interest, from when; `None` where nothing does yet.
fn debt(profile: &Profile, run: Run, case: &Case<'_>) -> Option<Debt> {
    let (left, due) = (case.left()?.minor, case.due()?);
    let since = match profile.from {
        From::Due => due,
        From::Notice => notice(run, case)?.max(due),
    };
    // What was already claimed is not claimed twice.
    let charged = case.document.charged.and_then(|charged| charged.interest_to);
    let start = plus_days(since.max(charged.unwrap_or(since)), 1);
    let began = plus_days(since, 1);
    // What the ERP counted without handing it over has no day: it lowers the base from the beginning.
    let balance = case.ledger.balance(&case.document.id, case.instalment_id())?;
    let paid = balance.paid.iter().copied().filter(|(day, _)| (start..=case.context.today).contains(day)).collect();
    Some(Debt { began, start, left, paid })
}

/// The day of the first formal notice that reached the customer about it in this cycle: one about a due day that has moved since, or about a debt
/// that was settled meanwhile, demands nothing any more.
fn notice(run: Run, case: &Case<'_>) -> Option<Day> {
    let reached = case.entries.iter().filter(|entry| {
        entry.coverage.cycle == case.document.cycle
            && entry.severe
            && entry.reached_customer()
            && run.sees(entry.run)
            && entry.day < case.context.today
    });
    reached.map(|entry| entry.day).min()
}
