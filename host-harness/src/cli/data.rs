//! `init` and `import`.

use std::{fs, path::Path};

use relance_guest::contract::types::Company;
use serde_json::json;

use super::{
    End,
    arguments::{Arguments, Import, Init},
    modules,
    screen::Screen,
    settings,
};
use crate::{
    error::{Error, Kind, Result},
    import::{BadRow, Imported, Mapping, read_csv, read_json},
    store::{Store, Tenant},
};

/// Larger files are refused: they are read whole.
const FILE_BYTES: u64 = 512 * 1024 * 1024;

pub(super) fn init(arguments: &Arguments, command: &Init, screen: &mut Screen<'_>) -> Result<End> {
    let module = modules::open(arguments)?;
    let text = read(&command.settings)?;
    settings::require_good(&module, &text, &command.settings, screen)?;
    let company = match &command.company {
        None => made_up_company(),
        Some(file) => serde_json::from_str(&read(file)?).map_err(|error| {
            Error::new(Kind::Input, format!("{}: {error}", file.display()))
                .hint("the file is one JSON object as `company` in wit/types.wit")
        })?,
    };
    let store = Store::create(&arguments.db)?;
    let name = company.name.clone();
    store.put_tenant(&Tenant { id: arguments.tenant.clone(), company, settings: text })?;
    screen.line(format!("{} is ready: tenant `{}`, {name}.", arguments.db.display(), arguments.tenant));
    Ok(End::Done)
}

fn made_up_company() -> Company {
    Company {
        name: "Example Company".to_owned(),
        language: "en".to_owned(),
        email: "accounts@company.example".to_owned(),
        phone: None,
        website: None,
        address: None,
        legal_mentions: None,
        iban: None,
        bic: None,
    }
}

pub(super) fn read(path: &Path) -> Result<String> {
    let size = fs::metadata(path).map_err(|error| Error::file(path, &error))?.len();
    if size > FILE_BYTES {
        return Err(Error::new(
            Kind::Input,
            format!("{} has {size} bytes; at most {FILE_BYTES} are read", path.display()),
        ));
    }
    let bytes = fs::read(path).map_err(|error| Error::file(path, &error))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Error::new(Kind::Input, format!("{} is not UTF-8 (byte {at})", path.display()))
            .hint("convert it first, for example with `iconv -f ISO-8859-1 -t UTF-8`")
    })
}

pub(super) fn import(arguments: &Arguments, command: &Import, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = Store::open(&arguments.db)?;
    store.tenant(&arguments.tenant)?;
    let text = read(&command.file)?;
    let imported = match &command.mapping {
        Some(mapping) => read_csv(&text, &Mapping::parse(&read(mapping)?)?)?,
        None if command.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) => {
            let accounts = read_json(&text)?;
            Imported {
                rows: accounts.iter().map(|known| known.account.documents.len()).sum(),
                accounts,
                ..Imported::default()
            }
        }
        None => {
            return Err(Error::new(Kind::Input, "a CSV file needs --mapping FILE: which column is what")
                .hint("docs/import.md has one to start from; a JSON file ends in .json"));
        }
    };
    refuse_bad(command, &imported)?;
    let documents: usize = imported.accounts.iter().map(|known| known.account.documents.len()).sum();
    let (new, changed) = store.import(&arguments.tenant, &imported.accounts)?;
    if command.json {
        let bad = &imported.bad;
        screen.json(&json!({"accounts": imported.accounts.len(), "documents": documents, "new": new, "changed": changed, "bad": bad}));
    } else {
        let accounts = imported.accounts.len();
        screen.line(format!("{documents} documents of {accounts} accounts: {new} new, {changed} changed."));
        if let Some(file) = &command.skip_bad
            && !imported.bad.is_empty()
        {
            screen.line(format!("{} bad rows were left out; they are in {}.", imported.bad.len(), file.display()));
        }
    }
    Ok(if imported.bad.is_empty() { End::Done } else { End::SomeFailed })
}

/// Nothing is imported while anything is bad, unless the bad rows have somewhere to go.
fn refuse_bad(command: &Import, imported: &Imported) -> Result<()> {
    const SHOWN: usize = 20;
    if imported.bad.is_empty() {
        return Ok(());
    }
    if let Some(file) = &command.skip_bad {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &imported.bad_rows {
            writer.write_record(row).map_err(|error| Error::new(Kind::System, error.to_string()))?;
        }
        let bytes = writer.into_inner().map_err(|error| Error::new(Kind::System, error.to_string()))?;
        return fs::write(file, bytes).map_err(|error| Error::file(file, &error));
    }
    let mut details: Vec<_> = imported.bad.iter().take(SHOWN).map(BadRow::to_string).collect();
    if imported.bad.len() > SHOWN {
        details.push(format!("… and {} more", imported.bad.len() - SHOWN));
    }
    Err(Error::new(
        Kind::Input,
        format!(
            "{} of {} rows cannot be read; nothing was imported",
            imported.bad.len(),
            imported.bad.len() + imported.rows
        ),
    )
    .details(details)
    .hint("mend them, or import the others with --skip-bad FILE"))
}
