//! `remind`: what a person does by hand.

use std::collections::{BTreeMap, BTreeSet};

use relance_contract::{
    format_iso,
    records::{
        reminders::{Composed, Composition, Manual, ManualReminder},
        types::{Account, Action, Audience, Decision, Document, DocumentKind, EntryState, Next},
    },
    request,
};

use super::{
    End,
    arguments::{Arguments, Remind},
    company,
    happenings::{account_of, find},
    modules, outbox,
    promised::keep_promises,
    reminders::day,
    screen::{Screen, Tone},
    texts,
};
use crate::{
    delivery::{Files, deliver, now, tenant_folder},
    error::{Error, Kind, Result},
    module::{Budget, Module},
    printing::{self, Unprinted},
    settings::Settings,
    sort::Sort,
    store::{After, Message, OutboxState, PageSize, Repeated, Store, Tenant},
    text::{self, Words, agreed},
    words,
};

/// The accounts and documents meant.
fn chosen(
    store: &dyn Store,
    tenant: &str,
    command: &Remind,
    today: &str,
    screen: &mut Screen<'_>,
) -> Result<(Vec<Account>, Vec<String>)> {
    let mut accounts = BTreeMap::new();
    let mut documents = Vec::new();
    if command.late || command.account.is_some() {
        let all = match &command.account {
            Some(id) => vec![account_of(store, tenant, id, today)?],
            None => every_account(store, tenant, today, screen)?,
        };
        for account in all {
            let wished: Vec<_> = account
                .documents
                .iter()
                .filter(|document| is_open(document, command.late, today))
                .map(|document| document.id.clone())
                .collect();
            if !wished.is_empty() {
                documents.extend(wished);
                accounts.insert(account.id.clone(), account);
            }
        }
    }
    for number in &command.numbers {
        let found = find(store, tenant, number, today)?;
        documents.push(found.document.id);
        accounts.insert(found.account.id.clone(), found.account);
    }
    Ok((accounts.into_values().collect(), documents))
}

pub(super) fn every_account(
    store: &dyn Store,
    tenant: &str,
    today: &str,
    screen: &mut Screen<'_>,
) -> Result<Vec<Account>> {
    let (mut all, mut after) = (Vec::new(), After::default());
    loop {
        // Whatever was decided before, with whatever: every account is looked at.
        let page = store.page(tenant, "9999-12-31", "", &after, PageSize::default())?;
        for unreadable in page.unreadable {
            let (account, problem) = (&unreadable.account, &unreadable.problem);
            screen.note(Words::around(|reader| {
                words!("account {account}: {}", "compte {account} : {}", problem.say(reader))
            }));
        }
        let Some(last) = page.last else { return Ok(all) };
        after = last;
        for loaded in page.accounts {
            all.extend(store.account(tenant, &loaded.account.id, today)?.map(|loaded| loaded.account));
        }
    }
}

fn is_open(document: &Document, late: bool, today: &str) -> bool {
    match document.kind {
        DocumentKind::Invoice => {
            let parts = document.instalments.iter().map(|part| part.due.as_str()).chain(document.due.as_deref());
            document.status == "validated" && (!late || parts.min().is_some_and(|due| due < today))
        }
        DocumentKind::Quote => document.status == "open" && !late,
        DocumentKind::CreditNote | DocumentKind::Deposit | DocumentKind::Lead => false,
    }
}

pub(super) fn remind(arguments: &Arguments, command: &Remind, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = arguments.store()?;
    let tenant = store.tenant(&arguments.tenant)?.read_by(screen.language());
    let today = day(command.date);
    let enclosures = texts::enclosures(command.files.as_ref());
    let files = Files::in_folder(&command.out, &*store, &tenant.id)?.enclosing(enclosures.clone());
    if command.send {
        company::require_real_when_live(&tenant)?;
        files.make_folder()?;
    }
    let _at_work = command.send.then(|| outbox::begin(&mut *store, &tenant.id, &files, screen)).transpose()?;
    let module = modules::open(arguments, screen)?;
    let since = store.since_now(&today, module.digest())?;
    // Others may have changed it while this one waited for them.
    let tenant = store.tenant(&arguments.tenant)?.read_by(screen.language());
    let decided_with = tenant.decided_with(module.digest())?;
    let retire = |store: &mut dyn Store, screen: &mut Screen<'_>| {
        let retired = store.retire_leftovers(&tenant.id, &today, &decided_with, now())?;
        let by_hand: Vec<_> = retired.by_hand.iter().map(Message::label).collect();
        outbox::show_not_sent_by_hand(&by_hand, screen);
        Ok::<_, Error>(())
    };
    if command.send {
        // What an earlier day left behind is not sent along: since then its customer may have paid.
        retire(&mut *store, screen)?;
    }
    require_text(&tenant, command)?;
    let letters = Unprinted {
        folder: &tenant_folder(&command.out, &tenant.id).join("letters"),
        tenant: &tenant.id,
        today: &today,
        decided_with: &decided_with,
        journal: &files.journal(),
    };
    if command.send {
        printing::undo_cut_off(&mut *store, &letters)?;
    }
    let (mut accounts, documents) = chosen(&*store, &tenant.id, command, &today, screen)?;
    let mut named = false;
    if command.send {
        require_clock(&accounts, &today)?;
        named = take_back_not_printed(&mut *store, &letters, &mut accounts, screen)?;
    } else {
        tell_not_printed(&*store, (&tenant.id, &today), &accounts, screen)?;
    }
    let reminder = |document| ManualReminder {
        document,
        channel: command.channel.clone(),
        text: command.text.clone(),
        override_reason: command.override_reason.clone(),
    };
    let manual = Manual {
        reminders: documents.into_iter().map(reminder).collect(),
        together: command.together,
        advance: command.advance,
        note: command.note.clone().unwrap_or_default(),
        next_reminder: command.next.map(format_iso),
    };
    let context = tenant.context(&today);
    let request = request::Compose::of(&context, &accounts, &manual);
    let mut composition = module.call(&request, Budget::of(&accounts))?;
    if command.json {
        screen.json(&composition);
    } else {
        show(&composition, command, &accounts, &module, screen)?;
    }
    let kept_back = keep_promises(&mut composition, &accounts, &enclosures, screen);
    leave_out_repeated(&mut composition, &*store, (&tenant.id, &today), command, screen)?;
    if !command.send {
        if !command.json {
            screen.line(words!("Nothing was sent; --send sends it.", "Rien n'est parti ; --send l'envoie."));
        }
        return Ok(End::Done);
    }
    if composition.actions.iter().any(|action| !action.wanted.simulated) {
        company::require_real(&tenant)?;
    }
    let refused = composition.documents.iter().filter(|one| one.key.is_none()).count();
    let changed = store.put_by_hand(&tenant.id, (&today, &decided_with), &accounts, &composition)?;
    // Nor what a formal notice among these silences.
    retire(&mut *store, screen)?;
    let delivered = deliver(&mut *store, &tenant.id, &files, Some(&since))?;
    store.still_there()?;
    outbox::show_not_sent_by_hand(&delivered.not_sent_by_hand, screen);
    for account in &changed {
        screen.note(words!(
            "account {account} changed meanwhile: nothing was sent to it",
            "le compte {account} a changé entre-temps : rien ne lui est parti"
        ));
    }
    outbox::show_problems(&delivered, &command.out, screen);
    let uncertain = outbox::show_uncertain(&*store, &tenant.id, screen)?;
    if !command.json {
        let out = command.out.display();
        match delivered.left.told(Sort::speaks_to_customer) {
            Some(messages) => screen.line(Words::around(|reader| {
                let messages = messages.say(reader);
                words!("Left, and in {out}: {messages}.", "Partis, et dans {out} : {messages}.")
            })),
            None => screen.line(words!("Nothing left.", "Rien n'est parti.")),
        }
    }
    let all_left = !named
        && changed.is_empty()
        && refused == 0
        && kept_back == 0
        && composition.findings.is_empty()
        && delivered.failed.is_empty()
        && delivered.not_sent_by_hand.is_empty()
        && delivered.waiting.is_empty()
        && uncertain == 0;
    Ok(if all_left { End::Done } else { End::SomeFailed })
}

/// Takes back the letters of earlier days to these accounts that nobody has printed, and tells it: beside them the reminder would leave in the same
/// envelope. Answers whether a person has to ask again for one of them.
fn take_back_not_printed(
    store: &mut dyn Store,
    letters: &Unprinted<'_>,
    accounts: &mut [Account],
    screen: &mut Screen<'_>,
) -> Result<bool> {
    let asked: BTreeSet<_> = accounts.iter().map(|account| account.id.clone()).collect();
    if let Some(letter) = printing::in_another_folder(store, letters, &asked)?.first() {
        return Err(Error::new(Kind::Store, printing::said_of_another_folder(letter)));
    }
    let taken_back = printing::take_back_before_more(store, letters, &asked)?;
    if taken_back.is_empty() {
        return Ok(false);
    }
    for account in accounts {
        if let Some(loaded) = store.account(letters.tenant, &account.id, letters.today)? {
            *account = loaded.account;
        }
    }
    let (by_hand, again): (Vec<_>, Vec<_>) = taken_back.into_iter().partition(|letter| letter.by_hand);
    let by_hand: Vec<_> = by_hand.iter().map(|letter| letter.message.label()).collect();
    outbox::show_not_sent_by_hand(&by_hand, screen);
    let count = again.len();
    if count > 0 {
        screen.note(agreed(
            count,
            words!(
                "{count} letter of an earlier day that nobody had printed was taken back: the next run decides it again.",
                "{count} lettre d'un jour passé que personne n'avait imprimée a été reprise : le prochain passage en décide de nouveau."
            ),
            words!(
                "{count} letters of earlier days that nobody had printed were taken back: the next run decides them again.",
                "{count} lettres de jours passés que personne n'avait imprimées ont été reprises : le prochain passage en décide de nouveau."
            ),
        ));
    }
    Ok(!by_hand.is_empty())
}

/// The same without taking anything back: until then they stand in the history like what left.
fn tell_not_printed(
    store: &dyn Store,
    (tenant, today): (&str, &str),
    accounts: &[Account],
    screen: &mut Screen<'_>,
) -> Result<()> {
    let asked: BTreeSet<_> = accounts.iter().map(|account| account.id.as_str()).collect();
    let letters = store.unprinted_letters(tenant)?;
    for letter in letters.iter().filter(|letter| asked.contains(letter.account.as_str()) && letter.day.as_str() < today)
    {
        let label = letter.label();
        screen.note(Words::around(|reader| {
            let label = label.say(reader);
            words!(
                "{label}: nobody has printed it, and it counts here as one that left; --send takes it back first",
                "{label} : personne ne l'a imprimée, et elle compte ici comme partie ; --send la reprend d'abord"
            )
        }));
    }
    Ok(())
}

/// Takes out what was asked for by hand today already, and says so: the command may have been cut off, or met a full disk.
fn leave_out_repeated(
    composition: &mut Composition,
    store: &dyn Store,
    (tenant, today): (&str, &str),
    command: &Remind,
    screen: &mut Screen<'_>,
) -> Result<()> {
    for Repeated { key, before } in store.repeated_by_hand(tenant, today, &composition.actions)? {
        let waits = before.state == OutboxState::Pending;
        if command.again && !waits {
            continue;
        }
        composition.actions.retain(|action| action.wanted.key != key);
        let label = before.label();
        screen.note(Words::around(|reader| {
            let label = label.say(reader);
            match before.state {
                OutboxState::Pending if command.send => words!(
                    "{label}: was asked for today already and waits; it leaves once, now",
                    "{label} : déjà demandé aujourd'hui et en attente ; il part une fois, maintenant"
                ),
                OutboxState::Pending => words!(
                    "{label}: was asked for today already and waits; --send lets it leave, once",
                    "{label} : déjà demandé aujourd'hui et en attente ; --send le fait partir, une fois"
                ),
                OutboxState::Unprinted => words!(
                    "{label}: was asked for today already and waits to be printed; --again writes it once more",
                    "{label} : déjà demandée aujourd'hui, elle attend d'être imprimée ; --again l'écrit une fois de plus"
                ),
                OutboxState::Sent => words!(
                    "{label}: left today already, sent by hand; --again sends it once more",
                    "{label} : déjà parti aujourd'hui, envoyé à la main ; --again l'envoie une fois de plus"
                ),
                OutboxState::Leaving | OutboxState::Ambiguous | OutboxState::Failed | OutboxState::Cancelled => words!(
                    "{label}: may have left today already; look for it where mail leaves, then --again sends it once more",
                    "{label} : peut-être déjà parti aujourd'hui ; cherchez-le là où le courrier part, puis --again l'envoie une fois de plus"
                ),
            }
        }));
    }
    Ok(())
}

/// A text that the settings do not have is told before anything is written with it.
fn require_text(tenant: &Tenant, command: &Remind) -> Result<()> {
    let texts = Settings::of(&tenant.settings).texts();
    let Some(text) = command.text.as_ref().filter(|text| !texts.contains(*text)) else { return Ok(()) };
    let all = texts.into_iter().collect::<Vec<_>>().join(", ");
    Err(Error::new(
        Kind::Input,
        words!("the settings have no text `{text}`", "les réglages n'ont pas de texte `{text}`"),
    )
    .hint(words!("they have {all}", "ils ont {all}")))
}

/// On a day before one on which something left, nobody is written to: one message a day, and the gaps between them, could not be kept.
fn require_clock(accounts: &[Account], today: &str) -> Result<()> {
    let entries = accounts.iter().flat_map(|account| &account.history);
    let left = entries
        .filter(|entry| entry.state == EntryState::Sent && !entry.simulated && entry.audience == Audience::Customer);
    let Some(last) = left.map(|entry| entry.day.as_str()).max().filter(|last| *last > today) else { return Ok(()) };
    Err(Error::new(
        Kind::Input,
        words!(
            "it is {today}, and something left on {last} already: nothing was sent",
            "nous sommes le {today}, et un envoi est déjà parti le {last} : rien n'est parti"
        ),
    )
    .hint(words!(
        "look at the clock of this machine; `--date` says what day it is",
        "vérifiez l'horloge de cette machine ; `--date` dit quel jour on est"
    )))
}

/// The list of a page of manual reminders: what goes, what does not and why, and the words (F64, F65).
fn show(
    composition: &Composition,
    command: &Remind,
    accounts: &[Account],
    module: &Module,
    screen: &mut Screen<'_>,
) -> Result<()> {
    let language = screen.language();
    let rows = composition.documents.iter().map(|one| {
        let account = accounts.iter().find(|account| account.id == one.account);
        let document =
            account.and_then(|account| account.documents.iter().find(|document| document.id == one.document));
        let last = account.and_then(|account| {
            let about = account.history.iter().filter(|entry| entry.coverage.document == one.document);
            about.filter(|entry| !entry.action.is_empty()).map(|entry| entry.day.clone()).max()
        });
        let number = document.map_or(&one.document, |document| &document.number);
        let part = one.instalment.as_ref().map(|part| format!(" / {part}")).unwrap_or_default();
        let goes = match (&one.key, &one.channel) {
            (Some(_), Some(channel)) if one.first_send => {
                format!("{channel} ({})", words!("first send", "premier envoi").say(language))
            }
            (Some(_), Some(channel)) => channel.clone(),
            _ => "—".to_owned(),
        };
        let name = account.map(|account| account.name.clone()).unwrap_or_default();
        vec![
            format!("{number}{part}"),
            name,
            last.unwrap_or_else(|| "—".to_owned()),
            goes,
            one.text.clone().unwrap_or_default(),
        ]
    });
    let rows = rows.collect();
    screen.table(
        &[
            words!("document", "pièce"),
            words!("customer", "client"),
            words!("last done", "dernière action"),
            words!("goes by", "part par"),
            words!("text", "texte"),
        ],
        rows,
    );
    for one in composition.documents.iter().filter(|one| !one.objections.is_empty()) {
        objections(one, command, module, screen)?;
    }
    for finding in &composition.findings {
        screen.note(text::finding(finding));
    }
    for action in &composition.actions {
        screen.line("");
        written(action, screen);
    }
    let next = &composition.next_reminder;
    screen.line(words!("To be looked at again on {next}.", "À revoir le {next}."));
    Ok(())
}

fn objections(one: &Composed, command: &Remind, module: &Module, screen: &mut Screen<'_>) -> Result<()> {
    let decision = |objection: &relance_contract::records::reminders::Objection| Decision {
        document: one.document.clone(),
        instalment: one.instalment.clone(),
        code: objection.code.clone(),
        details: objection.details.clone(),
        next: Next::Never,
        scenario: None,
        step: None,
        actions: Vec::new(),
    };
    let decisions: Vec<_> = one.objections.iter().map(decision).collect();
    let sentences = module.call(&request::Phrase::of(screen.language().code(), decisions), Budget::NONE)?;
    for (objection, sentence) in one.objections.iter().zip(sentences) {
        let word = match (objection.overridden, objection.can_be_overridden) {
            (true, _) if !command.gives_a_reason() => words!("goes all the same", "part quand même"),
            (true, _) => words!("put aside", "écarté"),
            (_, true) => words!("no (--override REASON puts it aside)", "non (--override MOTIF l'écarte)"),
            _ => words!("no, for good", "non, définitivement"),
        };
        let word =
            screen.toned(if objection.overridden { Tone::Good } else { Tone::Careful }, word.say(screen.language()));
        screen.line(format!("  {}: {sentence} {word}", one.document));
    }
    Ok(())
}

fn written(action: &Action, screen: &mut Screen<'_>) {
    use relance_contract::Message;

    let Some(message) = action.body.message() else { return };
    let (to, subject, body) = match message {
        Message::Email(email) => {
            let to: Vec<_> = email.to.iter().map(|one| one.address.as_str()).collect();
            (to.join(", "), email.subject.as_str(), email.text.as_str())
        }
        Message::Letter(letter) => {
            let address = &letter.address;
            (
                format!(
                    "{}, {}, {} {}",
                    letter.name.replace('\n', ", "),
                    address.lines.join(", "),
                    address.postcode,
                    address.city
                ),
                letter.subject.as_str(),
                letter.text.as_str(),
            )
        }
        Message::Short(short) => (short.to.clone(), "", short.text.as_str()),
    };
    screen.heading(&words!("to {to}: {subject}", "à {to} : {subject}"));
    for line in body.lines() {
        screen.line(format!("  {line}"));
    }
}
