//! An e-mail as it goes over the wire. What the module wrote is looked at first: nothing that stands in a header may begin another one.

use mail_builder::{
    MessageBuilder,
    headers::{address::Address, raw::Raw, text::Text},
    mime::MimePart,
};
use relance_contract::{
    parse_day,
    records::types::{Action, Addressee, Email},
};

use crate::{
    enclosures::Enclosed,
    error::{Error, Kind, Result},
    text::Words,
    words,
};

/// Refuses what would end a header or begin another one: line breaks and other control characters, names of headers that are none.
fn check(email: &Email, enclosed: &[Enclosed]) -> Result<()> {
    let people = [&email.sender].into_iter().chain(&email.to).chain(&email.cc).chain(&email.reply_to);
    let mut lines: Vec<([&str; 2], &str)> =
        vec![(["subject", "objet"], &email.subject), (["language", "langue"], &email.language)];
    for person in people {
        lines.push((["address", "adresse"], &person.address));
        lines.extend(person.name.as_deref().map(|name| (["name", "nom"], name)));
    }
    lines.extend(email.headers.iter().map(|header| (["header", "en-tête"], header.value.as_str())));
    let of_picture = email.pictures.iter().flat_map(|one| [one.id.as_str(), one.media_type.as_str()]);
    lines.extend(of_picture.map(|text| (["picture", "image"], text)));
    lines.extend(enclosed.iter().map(|file| (["attachment", "pièce jointe"], file.name.as_str())));
    if let Some(([what, quoi], _)) = lines.iter().find(|(_, text)| text.chars().any(char::is_control)) {
        return Err(refused(&Words::new(
            format!("{what} with a line break or another control character"),
            format!("{quoi} avec un saut de ligne ou un autre caractère de commande"),
        )));
    }
    let token = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.+".contains(&byte))
    };
    let media = |text: &str| text.split_once('/').is_some_and(|(kind, form)| token(kind) && token(form));
    if !email.headers.iter().all(|header| token(&header.name)) {
        return Err(refused(&words!("a header whose name is none", "un en-tête dont le nom n'en est pas un")));
    }
    if !email.pictures.iter().all(|picture| token(&picture.id.replace('@', "-")) && media(&picture.media_type)) {
        return Err(refused(&words!(
            "a picture whose identifier or kind is none",
            "une image dont l'identifiant ou la sorte n'en est pas"
        )));
    }
    Ok(())
}

fn refused(what: &Words) -> Error {
    let told = Words::around(|reader| {
        let what = what.say(reader);
        words!("the message is refused: {what}", "le message est refusé : {what}")
    });
    Error::new(Kind::Module, told).hint(words!(
        "look for it in the data and texts of this customer",
        "cherchez-le dans les données et textes de ce client"
    ))
}

/// The message as it goes over the wire.
pub(super) fn message(email: &Email, action: &Action, day: &str, enclosed: Vec<Enclosed>) -> Result<Vec<u8>> {
    check(email, &enclosed)?;
    let domain = email.sender.address.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    let mut message = MessageBuilder::new()
        .from(address(&email.sender))
        .to(Address::new_list(email.to.iter().map(address).collect()))
        .subject(email.subject.as_str())
        .message_id(format!("{}@{domain}", action.wanted.key))
        .date(seconds(day))
        .header("Content-Language", Text::new(email.language.as_str()))
        .body(body(email, enclosed)?);
    for header in &email.headers {
        message = message.header(header.name.clone(), Raw::new(header.value.clone()));
    }
    if !email.cc.is_empty() {
        message = message.cc(Address::new_list(email.cc.iter().map(address).collect()));
    }
    if let Some(reply_to) = &email.reply_to {
        message = message.reply_to(address(reply_to));
    }
    message.write_to_vec().map_err(|error| {
        Error::new(
            Kind::System,
            words!("the message cannot be written: {error}", "le message ne peut être écrit : {error}"),
        )
    })
}

/// Plain text or the page with its pictures, and what is enclosed after both.
fn body(email: &Email, enclosed: Vec<Enclosed>) -> Result<MimePart<'_>> {
    let mut page = MimePart::new("text/html", email.html.as_str());
    if !email.pictures.is_empty() {
        let mut parts = vec![page];
        for picture in &email.pictures {
            let content = picture.content.as_slice();
            parts.push(MimePart::new(picture.media_type.as_str(), content).inline().cid(picture.id.as_str()));
        }
        page = MimePart::new("multipart/related", parts);
    }
    let text = MimePart::new("text/plain", email.text.as_str());
    let both = MimePart::new("multipart/alternative", vec![text, page]);
    if enclosed.is_empty() {
        return Ok(both);
    }
    let files = enclosed.into_iter().map(|file| {
        let kind = file.media_type();
        MimePart::new(kind, file.content).attachment(file.name)
    });
    Ok(MimePart::new("multipart/mixed", [both].into_iter().chain(files).collect::<Vec<_>>()))
}

fn address(addressee: &Addressee) -> Address<'_> {
    Address::new_address(addressee.name.as_deref(), addressee.address.as_str())
}

/// Eight o'clock UTC on the day of the decision: a simulated day has no clock of its own.
fn seconds(day: &str) -> i64 {
    let epoch = parse_day("1970-01-01");
    let days = parse_day(day).zip(epoch).map_or(0, |(day, epoch)| relance_contract::days_between(epoch, day));
    days * 86_400 + 8 * 3_600
}
