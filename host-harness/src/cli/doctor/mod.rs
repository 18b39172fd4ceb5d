//! `doctor`: looks at module, store, settings and data, and says what to mend. It writes nothing.

mod company;
mod law;
mod money;
mod outgoing;
mod team;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use relance_contract::{
    parse_day,
    records::{
        about::Identity,
        types::{Account, Severity},
    },
    request,
};
use serde::Serialize;

use super::{
    End,
    arguments::{Arguments, Doctor},
    begun, clock,
    happenings::bank_to_come,
    modules, reminders,
    screen::{Screen, Tone},
    settings,
    vocabulary::{Strange, Vocabulary},
};
use crate::{
    bisect,
    error::Result,
    module::{Budget, Module},
    settings::Mode,
    store::{After, Loaded, PageSize, Store, Tenant},
    text::{self, Language, Words},
    words,
};
use money::Unanswered;

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Health {
    Good,
    Look,
    Mend,
}

/// One thing that was looked at.
#[derive(Serialize)]
struct Finding {
    health: Health,
    what: Words,
    hint: Option<Words>,
}

#[derive(Default, Serialize)]
struct Report(Vec<Finding>);

impl Report {
    fn good(&mut self, what: Words) {
        self.0.push(Finding { health: Health::Good, what, hint: None });
    }

    fn look(&mut self, what: Words, hint: Words) {
        self.0.push(Finding { health: Health::Look, what, hint: Some(hint) });
    }

    fn mend(&mut self, what: Words, hint: Words) {
        self.0.push(Finding { health: Health::Mend, what, hint: Some(hint) });
    }
}

pub(super) fn doctor(arguments: &Arguments, command: &Doctor, screen: &mut Screen<'_>) -> Result<End> {
    let today = reminders::day(command.date);
    let mut report = Report::default();
    let module = modules::open(arguments, screen)?;
    look_at_module(&module, &mut report)?;
    let store = arguments.store()?;
    if look_at_store(arguments, &*store, &mut report)? == Soundness::Sound {
        let tenant = store.tenant(&arguments.tenant)?.read_by(screen.language());
        outgoing::look(&*store, &tenant.id, (&arguments.db, &command.out), &mut report)?;
        if let Some((told, hint)) = bank_to_come(tenant.bank_date.as_deref(), &today) {
            report.look(told, hint);
        }
        if let Some((told, hint)) = clock::long_ago(&*store, &tenant.id, &today)?.filter(|_| command.date.is_none()) {
            report.look(told, hint);
        }
        if let Some(ahead) = store.ahead_of(&tenant.id, &today)? {
            let (told, hint) = clock::ahead(&ahead, &today);
            report.look(told, hint);
        }
        let usable = look_at_settings(&module, &tenant, (&today, screen.language()), &mut report)?;
        company::look(&module, &tenant, (usable, screen.language()), &mut report)?;
        if usable {
            for begun::Lost { what, hint } in
                begun::lost(&module, &*store, &tenant.id, &tenant.settings, screen.language())?
            {
                report.look(what, hint);
            }
            let accounts = look_at_data(&module, &*store, &tenant, &today, &mut report)?;
            team::look(&tenant, &accounts, &mut report);
            law::look(&module, &tenant, (&today, &accounts.profiles), &mut report)?;
        }
    }
    let mend = report.0.iter().any(|finding| finding.health == Health::Mend);
    if command.json {
        screen.json(&report);
    } else {
        for finding in &report.0 {
            let sign = match finding.health {
                Health::Good => screen.toned(Tone::Good, "ok  "),
                Health::Look => screen.toned(Tone::Careful, words!("LOOK", "VOIR").say(screen.language())),
                Health::Mend => screen.toned(Tone::Bad, words!("MEND", "AGIR").say(screen.language())),
            };
            let what = finding.what.say(screen.language()).to_owned();
            screen.line(format!("  {sign}  {what}"));
            if let Some(hint) = &finding.hint {
                let hint = screen.toned(Tone::Quiet, hint.say(screen.language()));
                screen.line(format!("        {hint}"));
            }
        }
    }
    Ok(if mend { End::Refused } else { End::Done })
}

fn look_at_module(module: &Module, report: &mut Report) -> Result<()> {
    let Identity { version, contract, .. } = module.call(&request::Describe::of(), Budget::NONE)?;
    let digest: String = module.digest().chars().take(12).collect();
    report.good(words!(
        "The module: version {version}, contract {contract}, imports nothing ({digest}…).",
        "Le module : version {version}, contrat {contract}, n'importe rien ({digest}…)."
    ));
    Ok(())
}

/// Of a store that is damaged nothing else is asked: it might not answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Soundness {
    Sound,
    Damaged,
}

fn look_at_store(arguments: &Arguments, store: &dyn Store, report: &mut Report) -> Result<Soundness> {
    let db = arguments.db.display();
    let mut soundness = Soundness::Sound;
    for fault in store.integrity()? {
        soundness = Soundness::Damaged;
        report.mend(
            Words::around(|reader| {
                let fault = fault.say(reader);
                words!("The store {db} is damaged: {fault}.", "La base {db} est abîmée : {fault}.")
            }),
            words!(
                "go back to a copy made before, then `relance outbox adopt` takes over what left since",
                "revenez à une copie antérieure, puis `relance outbox adopt` reprend ce qui est parti depuis"
            ),
        );
    }
    if soundness == Soundness::Sound {
        report.good(words!("The store: {db} is sound.", "La base : {db} est saine."));
    }
    Ok(soundness)
}

/// Whether the settings can be used at all.
fn look_at_settings(
    module: &Module,
    tenant: &Tenant,
    (today, reader): (&str, Language),
    report: &mut Report,
) -> Result<bool> {
    let findings = settings::findings(module, &tenant.settings, reader)?;
    let mut usable = true;
    for finding in &findings {
        let hint = words!("`relance settings set FILE` replaces them", "`relance settings set FICHIER` les remplace");
        if finding.severity == Severity::Error {
            usable = false;
            report.mend(text::finding(finding), hint);
        } else {
            report.look(text::finding(finding), hint);
        }
    }
    if findings.is_empty() {
        report.good(words!("The settings: nothing to say against them.", "Les réglages : rien à redire."));
    }
    match reminders::mode_of(tenant) {
        Mode::Off => report.look(
            words!("Reminders are switched off: nothing leaves.", "Les relances sont désactivées : rien ne part."),
            words!(
                "set `mode` to `notify-only` to try them out on the team, then to `live`",
                "mettez `mode` à `notify-only` pour essayer sur l'équipe, puis à `live`"
            ),
        ),
        Mode::NotifyOnly => report.look(
            words!("Reminders are shown to the team only.", "Les relances sont montrées à l'équipe seulement."),
            words!("set `mode` to `live` when they are right", "mettez `mode` à `live` quand elles conviennent"),
        ),
        Mode::Live => report.good(words!("Reminders are switched on (live).", "Les relances sont activées (live).")),
    }
    if !usable {
        return Ok(false);
    }
    let outline = module.call(&request::DescribeSettings::of(&tenant.settings, reader.code()), Budget::NONE)?;
    if !outline.holidays && outline.closed_until.is_none_or(|last| last.as_str() < today) {
        report.look(
            words!("No closed day lies ahead.", "Aucun jour de fermeture à venir."),
            words!(
                "name your country's public holidays in `calendar.holidays`, or list them in `calendar.closed`: else mails leave on them",
                "nommez les jours fériés de votre pays dans `calendar.holidays`, ou listez-les dans `calendar.closed` : sinon des courriels partent ces jours-là"
            ),
        );
    }
    Ok(true)
}

/// Reasons that ask for somebody to do something, and what.
fn remedy(code: &str) -> Option<(Health, Words)> {
    let mend = |words| Some((Health::Mend, words));
    let look = |words| Some((Health::Look, words));
    match code {
        "invalid-data" | "account-too-large" => mend(words!("mend it in the ERP", "corrigez-le dans l'ERP")),
        "unknown-status" => mend(words!(
            "map the status to one of the contract's (`[statuses]` of the mapping)",
            "traduisez ce statut en un du contrat (`[statuses]` de la correspondance)"
        )),
        "unknown-scenario" => mend(words!(
            "the scenario that the ERP names, or that the document has begun, is not in the settings",
            "le scénario que l'ERP nomme, ou que la pièce a commencé, est absent des réglages"
        )),
        "condition-failed" => mend(words!(
            "give the value, or ask `… is defined` in the condition",
            "donnez la valeur, ou demandez `… is defined` dans la condition"
        )),
        "no-address" => look(words!("give an e-mail address, or call them", "donnez une adresse, ou appelez-les")),
        "never-sent" => look(words!("send the document itself first", "envoyez d'abord la pièce elle-même")),
        "no-scenario" => {
            look(words!("set `default_scenario` in the settings", "réglez `default_scenario` dans les réglages"))
        }
        "anchor-missing" => look(words!(
            "the date that the next step counts from is missing",
            "la date dont part la prochaine étape manque"
        )),
        "attempts-exhausted" | "milder-first" | "all-expired" | "account-in-credit" | "payment-unconfirmed" => {
            look(words!("a person must look at it", "à voir par une personne"))
        }
        _ => None,
    }
}

/// What the accounts of the store have in common, as far as the settings rely on it.
#[derive(Default)]
struct Accounts {
    count: usize,
    without_salesperson: usize,
    /// Those that accounts name.
    profiles: BTreeSet<String>,
    /// Whether an account names none.
    without_profile: bool,
}

impl Accounts {
    fn add(&mut self, account: &Account) {
        self.count += 1;
        let looked_after =
            !account.documents.is_empty() && account.documents.iter().all(|one| one.salesperson.is_some());
        self.without_salesperson += usize::from(account.salesperson.is_none() && !looked_after);
        match account.profile.as_deref().filter(|profile| !profile.is_empty()) {
            Some(profile) => drop(self.profiles.insert(profile.to_owned())),
            None => self.without_profile = true,
        }
    }
}

/// Decides everything for the day, as a run would, and puts nothing away.
fn look_at_data(
    module: &Module,
    store: &dyn Store,
    tenant: &Tenant,
    today: &str,
    report: &mut Report,
) -> Result<Accounts> {
    let context = tenant.context(today);
    let vocabulary = Vocabulary::of(module, &tenant.settings)?;
    let (mut strange, mut seen, mut unanswered) = (Strange::default(), Accounts::default(), Unanswered::default());
    let (mut documents, mut after) = (0, After::default());
    let mut reasons = BTreeMap::<String, (usize, String)>::new();
    loop {
        // No store has decided with nothing: every account comes.
        let page = store.page(&tenant.id, today, "nothing", &after, PageSize::default())?;
        for unreadable in page.unreadable {
            let (account, problem) = (&unreadable.account, &unreadable.problem);
            report.mend(
                Words::around(|reader| words!("Account {account}: {}", "Compte {account} : {}", problem.say(reader))),
                words!(
                    "it is left alone until then; all other accounts are reminded",
                    "il est laissé de côté d'ici là ; tous les autres comptes sont relancés"
                ),
            );
        }
        let Some(last) = page.last else { break };
        after = last;
        for loaded in &page.accounts {
            seen.add(&loaded.account);
            unanswered.add(&loaded.account, today);
            strange.add(&loaded.account, &vocabulary);
        }
        let call = |part: &[Loaded]| {
            let accounts: Vec<_> = part.iter().map(|loaded| &loaded.account).collect();
            let budget = Budget::of(accounts.iter().copied());
            module.call(&request::Decide::of(&context, accounts), budget)
        };
        let mut failed = Vec::new();
        let answers = bisect::each(&page.accounts, call, |loaded, error| {
            failed.push((loaded.account.id.clone(), error.words()));
            ControlFlow::Continue(())
        })?;
        for (account, problem) in failed {
            report.mend(
                Words::around(|reader| words!("Account {account}: {}", "Compte {account} : {}", problem.say(reader))),
                words!(
                    "it is left alone; all other accounts are reminded",
                    "il est laissé de côté ; tous les autres comptes sont relancés"
                ),
            );
        }
        for decision in answers.into_iter().flat_map(|answer| answer.decisions) {
            documents += 1;
            let (count, _) = reasons.entry(decision.code).or_insert_with(|| (0, decision.document));
            *count += 1;
        }
    }
    let day = parse_day(today).map_or_else(|| today.into(), text::weekday);
    if documents == 0 {
        report.look(
            Words::around(|reader| {
                words!(
                    "The data: no document is known on {}.",
                    "Les données : aucune pièce connue le {}.",
                    day.say(reader)
                )
            }),
            words!(
                "`relance import FILE` takes them in; each is known from the day it was issued, --date looks at another",
                "`relance import FICHIER` les lit ; chacune est connue à sa date, --date en examine une autre"
            ),
        );
        return Ok(seen);
    }
    let documents = text::counted(documents, ["document", "documents"], ["pièce", "pièces"]);
    let accounts = text::counted(seen.count, ["account", "accounts"], ["compte", "comptes"]);
    report.good(Words::around(|reader| {
        let [documents, accounts, day] = [&documents, &accounts, &day].map(|part| part.say(reader));
        words!(
            "The data: {documents} of {accounts}, looked at for {day}.",
            "Les données : {documents} de {accounts}, examen pour le {day}."
        )
    }));
    unanswered.tell(report);
    for (code, (count, example)) in &reasons {
        let Some((health, hint)) = remedy(code) else { continue };
        let documents = text::counted(*count, ["document", "documents"], ["pièce", "pièces"]);
        let what = Words::around(|reader| {
            let documents = documents.say(reader);
            words!("{documents}: {code} (such as {example})", "{documents} : {code} (par exemple {example})")
        });
        report.0.push(Finding { health, what, hint: Some(hint) });
    }
    for what in strange.lines() {
        report.look(
            what,
            words!(
                "mend it in the ERP, or in the mapping, and import again",
                "corrigez-le dans l'ERP, ou dans la correspondance, et importez de nouveau"
            ),
        );
    }
    Ok(seen)
}
