//! `template check`, `preview`, `convert`, `variables`.

use std::path::{Path, PathBuf};

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use relance_contract::{
    Message, TextJob, TextLetter, format_iso,
    records::templates::Sample,
    records::types::{Action, ActionBody, Company, Context},
    request,
};

use super::{
    End,
    arguments::{Arguments, Preview},
    company, data, modules,
    reminders::day,
    screen::Screen,
    settings,
};
use crate::{
    durable,
    enclosures::Enclosures,
    error::{Error, Kind, Result},
    module::{Budget, Module},
    text::Language,
    words,
};

/// The ERP's own files, where somebody says where they are.
pub(super) fn enclosures(folder: Option<&PathBuf>) -> Enclosures {
    folder.map_or_else(Enclosures::none, |folder| Enclosures::in_folder(folder.clone()))
}

pub(super) fn check(
    arguments: &Arguments,
    (file, company): (&Path, Option<&Path>),
    json: bool,
    screen: &mut Screen<'_>,
) -> Result<End> {
    let module = modules::open(arguments, screen)?;
    let settings = data::read(file)?;
    let signs = company::company(company)?;
    let mut findings =
        module.call(&request::CheckTexts::of(&settings, &signs, screen.language().code()), Budget::NONE)?;
    // A made-up sender is nobody's fault.
    findings.retain(|finding| company.is_some() || !finding.path.starts_with("company"));
    let file = file.display();
    let nothing = words!("{file}: nothing to say against these texts.", "{file} : rien à redire à ces textes.");
    Ok(settings::answer(&findings, &file, nothing, json, screen))
}

pub(super) fn preview(arguments: &Arguments, command: &Preview, screen: &mut Screen<'_>) -> Result<End> {
    let module = modules::open(arguments, screen)?;
    let (settings, company) = (data::read(&command.file)?, signing(arguments, command)?);
    let kind = match &command.kind {
        Some(kind) => kind.clone(),
        None => kind_of(&module, &settings, &command.text, screen.language())?,
    };
    let context = Context {
        contract: relance_contract::CONTRACT.to_owned(),
        tenant: arguments.tenant.clone(),
        today: command.date.map_or_else(|| day(None), format_iso),
        settings,
        company: company.clone(),
        plan: None,
        bank_date: None,
        language: Some(screen.language().code().to_owned()),
    };
    let sample = Sample {
        text: command.text.clone(),
        language: command.language.clone().unwrap_or(company.language),
        channel: command.channel.clone(),
        account: None,
        document: None,
        kind,
        documents: command.documents,
    };
    let budget = Budget::documents(usize::try_from(command.documents).unwrap_or(usize::MAX));
    let action = module.call(&request::Preview::of(&context, &sample), budget)?;
    let Some(out) = &command.out else {
        if command.json {
            screen.json(&action);
        } else {
            screen.text(&plain(&action));
        }
        return Ok(End::Done);
    };
    durable::write_new(out, &shown(&module, &context, &action, out)?)?;
    let out = out.display();
    screen.line(words!("{out} shows the message as it would leave.", "{out} montre le message tel qu'il partirait."));
    Ok(End::Done)
}

/// Who signs a preview: as a file has it, as the store has it, else the invented company.
fn signing(arguments: &Arguments, command: &Preview) -> Result<Company> {
    if command.company.is_none() && arguments.db.is_file() {
        return Ok(arguments.store()?.tenant(&arguments.tenant)?.company);
    }
    company::company(command.company.as_deref())
}

/// What the text is used for: invoices, unless only quotes or prospects use it.
fn kind_of(module: &Module, settings: &str, text: &str, reader: Language) -> Result<String> {
    let outline = module.call(&request::DescribeSettings::of(settings, reader.code()), Budget::NONE)?;
    let used = outline.texts.iter().find(|used| used.text == text);
    let kind = match used.map(|used| (used.quotes, used.invoices)) {
        Some((_, true)) => "invoice",
        Some((true, false)) => "quote",
        _ if crate::settings::Settings::of(settings).tells_prospects(text) => "lead",
        _ if text.starts_with("quote") => "quote",
        _ => "invoice",
    };
    Ok(kind.to_owned())
}

/// A message as text.
fn plain(action: &Action) -> String {
    match action.body.message() {
        Some(Message::Email(email)) => format!("{}\n\n{}", email.subject, email.text),
        Some(Message::Letter(letter)) => format!("{}\n\n{}\n", letter.subject, letter.text),
        Some(Message::Short(short)) => format!("{} ({})\n", short.text, short.parts),
        None => String::new(),
    }
}

/// A message as its file shows it.
fn shown(module: &Module, context: &Context, action: &Action, out: &Path) -> Result<Vec<u8>> {
    let extension = out.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
    match (&action.body, extension.as_str()) {
        (ActionBody::Email(email), "html" | "htm") => {
            // A browser knows no `cid:`; in a mail the picture travels along.
            let page = email.pictures.iter().fold(email.html.clone(), |page, picture| {
                let data = format!("data:{};base64,{}", picture.media_type, BASE64.encode(&picture.content));
                page.replace(&format!("cid:{}", picture.id), &data)
            });
            Ok(page.into_bytes())
        }
        (ActionBody::Letter(_) | ActionBody::RegisteredLetter(_), "pdf") => {
            let (letter, registered) = match &action.body {
                ActionBody::Letter(letter) => (letter, false),
                ActionBody::RegisteredLetter(letter) => (letter, true),
                _ => return Ok(Vec::new()),
            };
            let item =
                TextLetter { key: "preview".to_owned(), letter: letter.clone(), registered, sources: Vec::new() };
            let job = TextJob { letters: vec![item], batch: true, ..TextJob::default() };
            let printed = module.call(&request::Print::of(context, &job), Budget::letters(1))?;
            BASE64
                .decode(printed.batch.unwrap_or_default())
                .map_err(|error| Error::new(Kind::Module, error.to_string()))
        }
        (_, "txt") => Ok(plain(action).into_bytes()),
        (_, "json") => Ok(serde_json::to_vec_pretty(action).unwrap_or_default()),
        _ => {
            let out = out.display();
            Err(Error::new(
                Kind::Input,
                words!(
                    "{out}: this message cannot be shown in such a file",
                    "{out} : ce message ne se montre pas dans un tel fichier"
                ),
            )
            .hint(words!(
                "write `.html` for a mail, `.pdf` for a letter, `.txt` for both",
                "écrivez `.html` pour un courriel, `.pdf` pour une lettre, `.txt` pour les deux"
            )))
        }
    }
}

pub(super) fn convert(arguments: &Arguments, file: &Path, json: bool, screen: &mut Screen<'_>) -> Result<End> {
    let module = modules::open(arguments, screen)?;
    let text = if file == Path::new("-") { modules::standard_input(screen)? } else { data::read(file)? };
    let converted = module.call(&request::Convert::of(&text), Budget::NONE)?;
    if json {
        screen.json(&converted);
        return Ok(End::Done);
    }
    screen.data(&converted.text);
    for doubtful in converted.doubtful {
        let (line, placeholder, nearest) = (doubtful.line, doubtful.placeholder, doubtful.nearest.unwrap_or_default());
        screen.note(words!(
            "line {line}: `{placeholder}` may mean `{nearest}`; look at it",
            "ligne {line} : `{placeholder}` veut peut-être dire `{nearest}` ; vérifiez"
        ));
    }
    for unknown in converted.unknown {
        let (line, placeholder) = (unknown.line, unknown.placeholder);
        screen.note(match unknown.nearest {
            Some(nearest) => words!(
                "line {line}: `{placeholder}` is not known and stays; `{nearest}` is the nearest",
                "ligne {line} : `{placeholder}` n'est pas connu et reste ; le plus proche est `{nearest}`"
            ),
            None => words!(
                "line {line}: `{placeholder}` is not known and stays",
                "ligne {line} : `{placeholder}` n'est pas connu et reste"
            ),
        });
    }
    Ok(End::Done)
}

pub(super) fn variables(arguments: &Arguments, json: bool, screen: &mut Screen<'_>) -> Result<End> {
    let all = modules::open(arguments, screen)?.call(&request::Variables::of(), Budget::NONE)?;
    if json {
        screen.json(&all);
    } else {
        let rows = all.into_iter().map(|variable| vec![variable.name, variable.meaning]).collect();
        screen.table(&[words!("name", "nom"), words!("what it prints", "ce qu'il affiche")], rows);
    }
    Ok(End::Done)
}
