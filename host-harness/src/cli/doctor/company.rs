//! Who signs: invented, nothing leaves; without an IBAN customers are not told where to pay; without its mentions it breaks the law.

use relance_contract::request;

use super::Report;
use crate::{
    cli::{
        company::{how_to_set, is_invented},
        vocabulary::Vocabulary,
    },
    error::Result,
    module::{Budget, Module},
    store::Tenant,
    text::Language,
    words,
};

/// `usable`: whether the settings can be used, without which nothing is known of their texts.
pub(super) fn look(
    module: &Module,
    tenant: &Tenant,
    (usable, reader): (bool, Language),
    report: &mut Report,
) -> Result<()> {
    let name = &tenant.company.name;
    if is_invented(&tenant.company) {
        report.mend(
            words!(
                "The company is the invented one of `init` ({name}): nothing leaves in its name.",
                "La société est celle, inventée, d'`init` ({name}) : rien ne part en son nom."
            ),
            how_to_set(),
        );
        return Ok(());
    }
    report.good(words!("The company: {name}.", "La société : {name}."));
    if tenant.company.iban.is_none() {
        report.look(
            words!(
                "The company has no IBAN: no message says where to pay.",
                "La société n'a pas d'IBAN : aucun message ne dit où payer."
            ),
            words!("`relance company set --iban IBAN`", "`relance company set --iban IBAN`"),
        );
    }
    if !usable {
        return Ok(());
    }
    let findings =
        module.call(&request::CheckTexts::of(&tenant.settings, &tenant.company, reader.code()), Budget::NONE)?;
    for finding in findings.iter().filter(|finding| finding.path.starts_with("company")) {
        let (message, hint) = (&finding.message, &finding.hint);
        report.look(
            words!("The company: {message}.", "La société : {message}."),
            words!(
                "`relance company set` (--legal-mentions, --street, --city, --iban…): {hint}",
                "`relance company set` (--legal-mentions, --street, --city, --iban…) : {hint}"
            ),
        );
    }
    let language = &tenant.company.language;
    if !Vocabulary::of(module, &tenant.settings)?.has_language(language) {
        report.look(
            words!(
                "The company's language `{language}` is one in which nothing is written: customers without a language get none of the texts.",
                "Rien n'est écrit dans la langue de la société, `{language}` : aucun texte ne va aux clients sans langue."
            ),
            words!("`relance company set --language fr`", "`relance company set --language fr`"),
        );
    }
    Ok(())
}
