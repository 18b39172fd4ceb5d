//! `init` and `import`.

use relance_contract::{records::types, request};

use std::path::Path;

use serde_json::json;

use super::{
    End,
    arguments::{Arguments, BankDate, Import, Init},
    company,
    happenings::bank_day,
    missing, modules, moved,
    reminders::day,
    screen::Screen,
    settings,
    vocabulary::{Strange, Vocabulary, has_words},
};
use crate::{
    durable,
    error::{Error, Kind, Result},
    import::{BadRow, Encoding, Imported, Mapping, Summary, decode, encode, guess, read_csv, read_json},
    module::Budget,
    reading, sqlite,
    store::{Arrivals, Export, Known, Taken, Tenant, Unreadable},
    text::{Words, agreed},
    words,
};

/// Larger files are refused: they are read whole.
const FILE_BYTES: u64 = 512 * 1024 * 1024;

pub(super) fn init(arguments: &Arguments, command: &Init, screen: &mut Screen<'_>) -> Result<End> {
    let module = modules::open(arguments, screen)?;
    let text = match &command.settings {
        Some(file) => {
            let text = read(file)?;
            settings::require_good(&module, &text, file, screen)?;
            text
        }
        None => module.call(&request::Example::of(), Budget::NONE)?,
    };
    let company = company::company(command.company.as_deref())?;
    let (name, invented) = (company.name.clone(), company::is_invented(&company));
    let first = Tenant { id: arguments.tenant.clone(), company, settings: text, bank_date: None, reader: None };
    let (db, tenant) = (arguments.db.display(), &arguments.tenant);
    if arguments.db.is_file() {
        require_added(arguments.store()?.add_tenant(&first)?, arguments)?;
    } else {
        sqlite::create_with(&arguments.db, &first)?;
    }
    screen.line(words!("{db} is ready: tenant `{tenant}`, {name}.", "{db} est prête : société `{tenant}`, {name}."));
    if command.settings.is_none() {
        screen.line(words!(
            "Its settings are those of `relance settings example`: reminders are switched off.",
            "Ses réglages sont ceux de `relance settings example` : les relances sont désactivées."
        ));
    }
    screen.heading(&words!("Next:", "Ensuite :"));
    if invented {
        screen.line(words!(
            "  relance company set --name NAME --email ADDRESS --language fr   who signs; until then nothing leaves",
            "  relance company set --name NOM --email ADRESSE --language fr   qui signe ; d'ici là rien ne part"
        ));
    }
    screen.line(words!(
        "  relance import invoices.csv --guess > mapping.toml   what the columns of your file seem to be",
        "  relance import factures.csv --guess > correspondance.toml   ce que semblent être les colonnes de votre fichier"
    ));
    screen.line(words!(
        "  relance doctor   what is still to be done before it goes live",
        "  relance doctor   ce qu'il reste à faire avant d'activer"
    ));
    Ok(End::Done)
}

/// A tenant that is there keeps its company and settings.
fn require_added(added: bool, arguments: &Arguments) -> Result<()> {
    let (db, tenant) = (arguments.db.display(), &arguments.tenant);
    if added {
        return Ok(());
    }
    Err(Error::new(
        Kind::Store,
        words!(
            "{db} exists already; it was not touched: it has a tenant `{tenant}` already",
            "{db} existe déjà ; rien n'a été touché : elle a déjà une société `{tenant}`"
        ),
    )
    .hint(words!(
        "choose another file, add another tenant with `relance --tenant NAME init`, or change the settings with `relance settings set`",
        "choisissez un autre fichier, ajoutez une autre société avec `relance --tenant NOM init`, ou changez les réglages avec `relance settings set`"
    )))
}

/// A file that must be UTF-8: settings, JSON, a mapping.
pub(super) fn read(path: &Path) -> Result<String> {
    String::from_utf8(reading::file(path, FILE_BYTES)?)
        .map_err(|error| reading::not_utf8(path, error.utf8_error().valid_up_to()))
}

/// A CSV file as old and new programs write it.
fn read_table(path: &Path, screen: &mut Screen<'_>) -> Result<(String, Encoding)> {
    let (text, encoding) = decode(reading::file(path, FILE_BYTES)?);
    if encoding == Encoding::Latin1 {
        let path = path.display();
        screen.note(words!(
            "{path} is not UTF-8: read as Latin-1 (Windows-1252); look at the accents",
            "{path} n'est pas en UTF-8 : lu en Latin-1 (Windows-1252) ; vérifiez les accents"
        ));
    }
    Ok((text, encoding))
}

pub(super) fn import(arguments: &Arguments, command: &Import, screen: &mut Screen<'_>) -> Result<End> {
    if command.guess {
        return show_guess(command, screen);
    }
    let mut store = arguments.store()?;
    let tenant = store.tenant(&arguments.tenant)?;
    let today = day(command.date);
    let bank_date = match command.bank_date {
        Some(BankDate::Unknown) => String::new(),
        Some(BankDate::Until(until)) => bank_day(until, &today)?,
        None => today.clone(),
    };
    let imported = understood(command, &tenant.company, screen)?;
    require_something(&imported)?;
    let summary = Summary::of(&imported)?;
    if !command.json {
        show(&summary, screen);
    }
    show_doubts(&imported.doubts, screen);
    show_doubts(&strange_words(arguments, &tenant, &imported, screen)?, screen);
    missing::require_names(command.missing, &imported)?;
    refuse_bad(command, &imported)?;
    for bad in details(&imported.bad) {
        screen.note(bad);
    }
    let missing::Left { closed, kept } = missing::look(&*store, &arguments.tenant, &imported, command.missing, screen)?;
    if command.dry_run {
        if command.json {
            screen.json(&json!({"summary": summary, "bad": imported.bad, "closed": closed, "missing": kept}));
        } else {
            missing::tell(&closed, screen);
            screen.line(words!("Nothing was written (--dry-run).", "Rien n'a été écrit (--dry-run)."));
        }
        return Ok(End::Done);
    }
    let module = modules::open(arguments, screen)?;
    let export = Export {
        accounts: &imported.accounts,
        closed: &closed,
        unread: &imported.unread,
        today: &today,
        books: &module,
    };
    let Taken { new, changed, unreadable, moved } = store.take_in(&arguments.tenant, export)?;
    store.set_bank_date(&arguments.tenant, &bank_date)?;
    for Unreadable { account, problem } in &unreadable {
        screen.note(Words::around(|reader| {
            words!(
                "account {account} stayed as it was: {}",
                "le compte {account} est resté tel quel : {}",
                problem.say(reader)
            )
        }));
    }
    moved::tell(&moved, screen);
    if command.json {
        let (accounts, documents, bad) = (summary.accounts, summary.documents, &imported.bad);
        screen.json(&json!({"accounts": accounts, "documents": documents, "new": new, "changed": changed, "bad": bad,
            "closed": closed, "missing": kept, "moved": moved, "summary": summary}));
    } else {
        missing::tell(&closed, screen);
        let same = summary.documents.saturating_sub(new + changed);
        screen.line(words!(
            "Imported: {new} new, {changed} changed, {same} as they were.",
            "Importées : {new} nouvelles, {changed} modifiées, {same} inchangées."
        ));
        if let Some(file) = &command.skip_bad
            && !imported.bad.is_empty()
        {
            let (count, file) = (imported.bad.len(), file.display());
            screen.line(agreed(
                count,
                words!(
                    "{count} bad row was left out; it is in {file}. Its customer is not reminded until a file names it readably, or `relance block --account … --lift`.",
                    "{count} mauvaise ligne a été écartée ; elle est dans {file}. Son client n'est pas relancé tant qu'aucun fichier ne la donne lisible, ou jusqu'à `relance block --account … --lift`."
                ),
                words!(
                    "{count} bad rows were left out; they are in {file}. Their customers are not reminded until a file names them readably, or `relance block --account … --lift`.",
                    "{count} mauvaises lignes ont été écartées ; elles sont dans {file}. Leurs clients ne sont pas relancés tant qu'aucun fichier ne les donne lisibles, ou jusqu'à `relance block --account … --lift`."
                ),
            ));
        }
    }
    Ok(if imported.bad.is_empty() && unreadable.is_empty() { End::Done } else { End::SomeFailed })
}

/// Profiles and languages that nobody knows. A file without any needs no module.
fn strange_words(
    arguments: &Arguments,
    tenant: &Tenant,
    imported: &Imported,
    screen: &mut Screen<'_>,
) -> Result<Vec<Words>> {
    let (mut vocabulary, mut strange) = (None, Strange::default());
    imported.accounts.each(&mut |Known { account, .. }| {
        if has_words(&account) {
            let known = match vocabulary.take() {
                Some(known) => known,
                None => Vocabulary::of(&modules::open(arguments, screen)?, &tenant.settings)?,
            };
            strange.add(&account, vocabulary.insert(known));
        }
        Ok(())
    })?;
    Ok(strange.lines())
}

/// What the file says, before anything is written.
fn understood(command: &Import, company: &types::Company, screen: &mut Screen<'_>) -> Result<Imported> {
    match &command.mapping {
        Some(mapping) => {
            let (text, encoding) = read_table(&command.file, screen)?;
            let mut mapping = Mapping::parse(&read(mapping)?)?;
            if let Some(address) = &company.address {
                mapping.home.clone_from(&address.country);
            }
            Ok(Imported { encoding, ..read_csv(&text, &mapping)? })
        }
        None if is_json(command) => {
            let file = reading::text(&command.file, FILE_BYTES)?;
            read_json(file)
        }
        None => Err(Error::new(
            Kind::Input,
            words!(
                "a CSV file needs --mapping FILE: which column is what",
                "un fichier CSV demande --mapping FICHIER : quelle colonne est quoi"
            ),
        )
        .hint(words!(
            "`relance import {file} --guess > mapping.toml` writes one to look at; a JSON file ends in .json",
            "`relance import {file} --guess > mapping.toml` en écrit une à relire ; un fichier JSON finit par .json",
            file = command.file.display()
        ))),
    }
}

fn is_json(command: &Import) -> bool {
    command.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

fn show(summary: &Summary, screen: &mut Screen<'_>) {
    screen.heading(&words!("Understood:", "Compris :"));
    for line in summary.lines() {
        screen.line(Words::around(|reader| format!("  {}", line.say(reader)).into()));
    }
}

fn show_doubts(doubts: &[Words], screen: &mut Screen<'_>) {
    const SHOWN: usize = 20;
    for doubt in doubts.iter().take(SHOWN) {
        screen.note(Words::around(|reader| words!("look: {}", "à voir : {}", on_one_line(doubt.say(reader)))));
    }
    if let Some(more) = doubts.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        screen.note(agreed(
            more,
            words!("look: … and {more} more", "à voir : … et {more} autre"),
            words!("look: … and {more} more", "à voir : … et {more} autres"),
        ));
    }
}

/// A cell may have lines of its own.
fn on_one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// The mapping goes to standard output, to be kept in a file; what to look at goes to standard error.
fn show_guess(command: &Import, screen: &mut Screen<'_>) -> Result<End> {
    if is_json(command) {
        return Err(Error::new(
            Kind::Input,
            words!("a JSON file needs no mapping", "un fichier JSON n'a pas besoin de correspondance"),
        )
        .hint(words!("leave --guess out", "retirez --guess")));
    }
    let (text, _) = read_table(&command.file, screen)?;
    if text.trim().is_empty() {
        let file = command.file.display();
        return Err(Error::new(Kind::Input, words!("{file} is empty", "{file} est vide")));
    }
    let guess = guess(&text);
    screen.data(&guess.mapping);
    show_doubts(&guess.doubts, screen);
    if !guess.complete {
        screen.note(words!(
            "Fill in the lines that say NOT FOUND, then import with --mapping.",
            "Complétez les lignes NOT FOUND, puis importez avec --mapping."
        ));
        return Ok(End::Refused);
    }
    let imported = read_csv(&text, &Mapping::parse(&guess.mapping)?)?;
    for line in Summary::of(&imported)?.lines() {
        screen.note(line);
    }
    show_doubts(&imported.doubts, screen);
    for bad in imported.bad.iter().take(5) {
        screen.note(Words::around(|reader| on_one_line(bad.words().say(reader)).into()));
    }
    Ok(End::Done)
}

/// A file without a document, customers or not, is an export that went wrong: taken as an import it would close what its accounts had, and say
/// that today's bank movements are known.
fn require_something(imported: &Imported) -> Result<()> {
    if imported.accounts.documents() > 0 {
        return Ok(());
    }
    let bad = imported.bad.len();
    let (message, hint) = if bad == 0 {
        (
            words!(
                "the file has no document; nothing was imported, and bank movements stay as they were",
                "le fichier n'a aucune pièce ; rien n'a été importé, et les mouvements bancaires restent tels quels"
            ),
            words!(
                "export it again; if there really is none, there is nothing to import: `relance bank DAY` says until when bank movements are known",
                "exportez-le de nouveau ; s'il n'y en a vraiment aucune, il n'y a rien à importer : `relance bank JOUR` dit jusqu'à quand les mouvements bancaires sont connus"
            ),
        )
    } else {
        (
            agreed(
                bad,
                words!(
                    "the only row cannot be read; nothing was imported",
                    "la seule ligne est illisible ; rien n'a été importé"
                ),
                words!(
                    "none of {bad} rows can be read; nothing was imported",
                    "aucune des {bad} lignes n'est lisible ; rien n'a été importé"
                ),
            ),
            words!("look whether the mapping fits the file", "vérifiez que la correspondance va avec le fichier"),
        )
    };
    Err(Error::new(Kind::Input, message).details(details(&imported.bad)).hint(hint))
}

/// The first bad rows, and how many more there are.
fn details(bad: &[BadRow]) -> Vec<Words> {
    const SHOWN: usize = 20;
    let mut details: Vec<_> = bad.iter().take(SHOWN).map(BadRow::words).collect();
    if let Some(more) = bad.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        details.push(agreed(
            more,
            words!("… and {more} more", "… et {more} autre"),
            words!("… and {more} more", "… et {more} autres"),
        ));
    }
    details
}

/// Nothing is imported while anything is bad, unless the bad rows have somewhere to go.
fn refuse_bad(command: &Import, imported: &Imported) -> Result<()> {
    if imported.bad.is_empty() {
        return Ok(());
    }
    if let Some(file) = &command.skip_bad {
        if command.dry_run {
            return Ok(());
        }
        let same = |path: &Path| path.canonicalize().ok();
        if same(file).is_some_and(|left_out| same(&command.file) == Some(left_out)) {
            return Err(Error::new(
                Kind::Input,
                words!("--skip-bad names the file that is imported", "--skip-bad désigne le fichier importé"),
            ));
        }
        return durable::write_new(file, &encode(&imported.left_out, imported.encoding));
    }
    let (bad, all) = (imported.bad.len(), imported.bad.len() + imported.rows);
    Err(Error::new(
        Kind::Input,
        agreed(
            bad,
            words!(
                "{bad} of {all} rows cannot be read; nothing was imported",
                "{bad} ligne sur {all} est illisible ; rien n'a été importé"
            ),
            words!(
                "{bad} of {all} rows cannot be read; nothing was imported",
                "{bad} lignes sur {all} sont illisibles ; rien n'a été importé"
            ),
        ),
    )
    .details(details(&imported.bad))
    .hint(words!(
        "mend them, or import the others with --skip-bad FILE",
        "corrigez-les, ou importez les autres avec --skip-bad FICHIER"
    )))
}
