//! `company show` and `set`: who signs. A new store has an invented company; nothing leaves in its name.

use std::path::Path;

use relance_contract::{
    is_iban,
    records::types::{Company, PostalAddress},
};

use super::{
    End,
    arguments::{Arguments, CompanySet},
    data, reminders,
    screen::Screen,
};
use crate::{
    error::{Error, Kind, Result},
    settings::Mode,
    store::Tenant,
    text::Words,
    words,
};

const INVENTED_NAME: &str = "Example Company";
const INVENTED_EMAIL: &str = "accounts@company.example";

/// Who signs: as a file has it, else an invented company.
pub(super) fn company(file: Option<&Path>) -> Result<Company> {
    let Some(file) = file else { return Ok(invented()) };
    let company = serde_json::from_str(&data::read(file)?).map_err(|error| {
        Error::json(file, &error).hint(words!(
            "the file is one JSON object as `company` in wit/types.wit; `relance company show --json` prints one",
            "le fichier est un objet JSON, la `company` de wit/types.wit ; `relance company show --json` en affiche un"
        ))
    })?;
    check(&company)?;
    Ok(company)
}

fn invented() -> Company {
    Company {
        name: INVENTED_NAME.to_owned(),
        language: "en".to_owned(),
        email: INVENTED_EMAIL.to_owned(),
        phone: None,
        website: None,
        address: None,
        legal_mentions: None,
        iban: None,
        bic: None,
        colour: None,
    }
}

/// Whether a customer would read a name or an address that `init` made up.
pub(super) fn is_invented(company: &Company) -> bool {
    company.name.trim().eq_ignore_ascii_case(INVENTED_NAME) || company.email.trim().eq_ignore_ascii_case(INVENTED_EMAIL)
}

/// What to type when the company is the invented one.
pub(super) fn how_to_set() -> Words {
    words!(
        "`relance company set --name NAME --email ADDRESS --language fr` says who you are, or `relance company set company.json`",
        "`relance company set --name NOM --email ADRESSE --language fr` dit qui vous êtes, ou `relance company set societe.json`"
    )
}

/// Nothing leaves for a customer in the name of a company that does not exist.
pub(super) fn require_real(tenant: &Tenant) -> Result<()> {
    if !is_invented(&tenant.company) {
        return Ok(());
    }
    let (name, email) = (&tenant.company.name, &tenant.company.email);
    Err(Error::new(
        Kind::Input,
        words!(
            "the company is still the invented one of `init` ({name}, {email}): nothing leaves in its name",
            "la société est encore celle, inventée, d'`init` ({name}, {email}) : rien ne part en son nom"
        ),
    )
    .hint(how_to_set()))
}

/// As [`require_real`], where the settings let messages leave; a rehearsal is shown to the team only.
pub(super) fn require_real_when_live(tenant: &Tenant) -> Result<()> {
    if reminders::mode_of(tenant) == Mode::Live { require_real(tenant) } else { Ok(()) }
}

pub(super) fn show(arguments: &Arguments, json: bool, screen: &mut Screen<'_>) -> Result<End> {
    let company = arguments.store()?.tenant(&arguments.tenant)?.company;
    if json {
        screen.json(&company);
        return Ok(End::Done);
    }
    print(&company, screen);
    if is_invented(&company) {
        screen.note(words!(
            "This company is invented: nothing leaves in its name.",
            "Cette société est inventée : rien ne part en son nom."
        ));
        screen.note(how_to_set());
    }
    Ok(End::Done)
}

/// A line for each member; what is missing is said, since letters and mails then lack it.
fn print(company: &Company, screen: &mut Screen<'_>) {
    let address = company.address.as_ref().map(|place| {
        let PostalAddress { lines, postcode, city, country } = place;
        format!("{}, {postcode} {city}, {country}", lines.join(", "))
    });
    let members = [
        (words!("name", "nom"), Some(company.name.clone())),
        (words!("messages come from", "les messages viennent de"), Some(company.email.clone())),
        (words!("language", "langue"), Some(company.language.clone())),
        (words!("telephone", "téléphone"), company.phone.clone()),
        (words!("website", "site"), company.website.clone()),
        (words!("address", "adresse"), address),
        (words!("IBAN", "IBAN"), company.iban.clone()),
        (words!("BIC", "BIC"), company.bic.clone()),
        (words!("legal mentions", "mentions légales"), company.legal_mentions.clone()),
        (words!("colour", "couleur"), company.colour.clone()),
    ];
    for (name, value) in members {
        screen.line(Words::around(|reader| {
            let value = value.clone().unwrap_or_else(|| words!("(none)", "(aucun)").say(reader).to_owned());
            format!("  {:<24}  {value}", name.say(reader)).into()
        }));
    }
}

pub(super) fn set(arguments: &Arguments, command: &CompanySet, screen: &mut Screen<'_>) -> Result<End> {
    let mut store = arguments.store()?;
    let tenant = store.tenant(&arguments.tenant)?.id;
    let given = command.file.as_deref().map(|file| company(Some(file))).transpose()?;
    let company = store.change_company(&tenant, &mut |known| {
        let company = given.clone().map_or_else(|| changed(known, command, screen), Ok)?;
        check(&company)?;
        Ok(company)
    })?;
    let db = arguments.db.display();
    screen.line(words!("{db} signs as:", "{db} signe ainsi :"));
    print(&company, screen);
    if is_invented(&company) {
        screen.note(words!(
            "It is still invented: nothing leaves in its name.",
            "Elle est encore inventée : rien ne part en son nom."
        ));
        screen.note(how_to_set());
    }
    Ok(End::Done)
}

/// The company with what was given on the command line. Of the invented one nothing stays but what is not given yet.
fn changed(mut company: Company, command: &CompanySet, screen: &Screen<'_>) -> Result<Company> {
    let put = |into: &mut String, given: &Option<String>| {
        if let Some(given) = given {
            given.trim().clone_into(into);
        }
    };
    // An empty value takes a member away.
    let put_optional = |into: &mut Option<String>, given: &Option<String>| {
        if let Some(given) = given {
            *into = Some(given.trim().to_owned()).filter(|value| !value.is_empty());
        }
    };
    if is_invented(&company) && command.language.is_none() {
        screen.language().code().clone_into(&mut company.language);
    }
    put(&mut company.name, &command.name);
    put(&mut company.email, &command.email);
    put(&mut company.language, &command.language);
    put_optional(&mut company.phone, &command.phone);
    put_optional(&mut company.website, &command.website);
    put_optional(&mut company.iban, &command.iban);
    put_optional(&mut company.bic, &command.bic);
    put_optional(&mut company.legal_mentions, &command.legal_mentions);
    put_optional(&mut company.colour, &command.colour);
    company.address = address(company.address, command)?;
    Ok(company)
}

fn address(before: Option<PostalAddress>, command: &CompanySet) -> Result<Option<PostalAddress>> {
    let given = !command.street.is_empty()
        || [&command.postcode, &command.city, &command.country].iter().any(|one| one.is_some());
    if !given {
        return Ok(before);
    }
    let lines = if command.street.is_empty() {
        before.as_ref().map(|place| place.lines.clone()).unwrap_or_default()
    } else {
        command.street.iter().map(|line| line.trim().to_owned()).collect()
    };
    let part =
        |given: &Option<String>, before: Option<&String>| given.as_ref().or(before).map(|text| text.trim().to_owned());
    let postcode = part(&command.postcode, before.as_ref().map(|place| &place.postcode));
    let city = part(&command.city, before.as_ref().map(|place| &place.city));
    let country = part(&command.country, before.as_ref().map(|place| &place.country));
    match (lines.is_empty(), postcode, city, country) {
        (false, Some(postcode), Some(city), Some(country)) => {
            Ok(Some(PostalAddress { lines, postcode, city, country }))
        }
        _ => Err(Error::new(
            Kind::Input,
            words!(
                "an address needs street, postcode, city and country",
                "une adresse demande rue, code postal, ville et pays"
            ),
        )
        .hint(words!(
            "--street \"14 quai des Brumes\" --postcode 74000 --city Annecy --country FR",
            "--street \"14 quai des Brumes\" --postcode 74000 --city Annecy --country FR"
        ))),
    }
}

/// What would print wrongly or reach nobody is refused when it is given, not found in a customer's letter.
fn check(company: &Company) -> Result<()> {
    let refuse = |what: Words| Err(Error::new(Kind::Input, what));
    let address = company.address.as_ref();
    let in_address =
        address.into_iter().flat_map(|place| place.lines.iter().chain([&place.postcode, &place.city, &place.country]));
    let optional =
        [&company.phone, &company.website, &company.legal_mentions, &company.iban, &company.bic, &company.colour];
    let all = [&company.name, &company.email, &company.language]
        .into_iter()
        .chain(optional.into_iter().flatten())
        .chain(in_address);
    if let Some(text) = all.into_iter().find(|text| text.chars().any(char::is_control)) {
        let text = text.escape_debug();
        return refuse(words!(
            "the company: `{text}` has a control character",
            "la société : `{text}` a un caractère de contrôle"
        ));
    }
    if company.name.trim().is_empty() {
        return refuse(words!("the company has no name", "la société n'a pas de nom"));
    }
    let email = &company.email;
    let halves =
        email.split_once('@').filter(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    if halves.is_none() || email.chars().any(char::is_whitespace) {
        return refuse(words!(
            "the company: `{email}` is not an e-mail address",
            "la société : `{email}` n'est pas une adresse e-mail"
        ));
    }
    let language = &company.language;
    if language.len() != 2 || !language.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return refuse(words!(
            "the company: language `{language}`: write two small letters, such as fr",
            "la société : langue `{language}` : écrivez deux minuscules, par exemple fr"
        ));
    }
    if let Some(country) = address.map(|place| &place.country)
        && (country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()))
    {
        return refuse(words!(
            "the company: country `{country}`: write two capitals, such as FR",
            "la société : pays `{country}` : écrivez deux capitales, par exemple FR"
        ));
    }
    if let Some(iban) = &company.iban
        && !is_iban(&iban.chars().filter(|c| !c.is_whitespace()).collect::<String>())
    {
        return refuse(words!(
            "the company: `{iban}` is not an IBAN (a digit is wrong or missing)",
            "la société : `{iban}` n'est pas un IBAN (un chiffre est faux ou manque)"
        ));
    }
    Ok(())
}
