//! Texts with older placeholders in this module's form (F51): `[Référence du devis]`, `__REF_PROPAL__`, `{facture.numero}`.
//!
//! Names are compared by their letters and digits alone, whatever their case and accents. What is not known stays as it stood, and is reported.

/// A text in this module's form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Converted {
    /// The text.
    pub text: String,
    /// What was not understood, in its order.
    pub unknown: Vec<Placeholder>,
    /// What was understood and could mean another value, which is given as the nearest.
    pub doubtful: Vec<Placeholder>,
}

/// A placeholder to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// As it stands in the text.
    pub placeholder: String,
    /// From 1.
    pub line: u32,
    /// The nearest other name known.
    pub nearest: Option<&'static str>,
}

/// Older names by their letters, and what they are here. `_` between words of Dolibarr's names and dots of others are left out.
#[rustfmt::skip]
const NAMES: &[(&str, &str)] = &[
    // Dolibarr's module (S3), and Dolibarr's own.
    ("refpropal", "document.number"), ("ref", "document.number"), ("reffacture", "document.number"), ("refclient", "document.customer_order"),
    ("datepropal", "document.issued"), ("datefacture", "document.issued"), ("totalttc", "document.total"),
    ("totalht", "document.total_excluding_tax"), ("datevalidite", "document.valid_until"), ("thirdpartyname", "account.name"),
    ("thirdpartynamealias", "account.alias"), ("name", "contact.last_name"), ("lastname", "contact.last_name"),
    ("firstname", "contact.first_name"), ("civility", "contact.civility"), ("remaintopay", "document.left"), ("datedue", "document.due"),
    ("mycompanyname", "company.name"), ("mycompanyemail", "company.email"), ("mycompanyphone", "company.phone"),
    ("mycompanyweb", "company.website"), ("onlinepaymenturl", "link.pay"), ("onlinesignurl", "link.sign"),
    // Initiative CRM (S4).
    ("contactprenom", "contact.first_name"), ("contactnom", "contact.last_name"), ("contactcivilite", "contact.civility"),
    ("entreprisenom", "account.name"), ("entreprisenumtva", "account.vat_number"), ("entreprisepays", "account.country"),
    ("facturenumero", "document.number"), ("facturemontant", "document.total"), ("facturetotal", "document.total"),
    ("factureecheance", "document.due"), ("facturedate", "document.issued"), ("factureretard", "document.days_late"),
    ("devisnumero", "document.number"), ("devismontant", "document.total"), ("devisdate", "document.issued"),
    ("devisvalidite", "document.valid_until"), ("commercialnom", "salesperson.name"), ("commercialemail", "salesperson.email"),
    ("commercialtelephone", "salesperson.phone"), ("lienpaiement", "link.pay"), ("liensignature", "link.sign"),
    // The names of fields as French pages show them (S0 to S3).
    ("referencedudevis", "document.number"), ("numerodudevis", "document.number"), ("datedudevis", "document.issued"),
    ("totalttcdudevis", "document.total"), ("montantttcdudevis", "document.total"), ("totalhtdudevis", "document.total_excluding_tax"),
    ("datedefindevaliditedudevis", "document.valid_until"), ("datedevaliditedudevis", "document.valid_until"),
    ("datedenvoidudevis", "document.first_sent"), ("referencedelafacture", "document.number"), ("numerodelafacture", "document.number"),
    ("datedelafacture", "document.issued"), ("datedecheance", "document.due"), ("echeancedelafacture", "document.due"),
    ("totalttcdelafacture", "document.total"), ("montantttcdelafacture", "document.total"), ("montantrestantdu", "document.left"),
    ("resteapayer", "document.left"), ("nombredejoursderetard", "document.days_late"), ("nomdutiers", "account.name"),
    ("nomduclient", "account.name"), ("aliasdutiers", "account.alias"), ("nomducontact", "contact.last_name"),
    ("prenomducontact", "contact.first_name"), ("civiliteducontact", "contact.civility"), ("nomducommercial", "salesperson.name"),
    ("emailducommercial", "salesperson.email"), ("telephoneducommercial", "salesperson.phone"), ("nomdelentreprise", "company.name"),
    ("nomdelasociete", "company.name"), ("votresociete", "company.name"), ("datedujour", "today"),
    ("liendepaiement", "link.pay"), ("liendesignature", "link.sign"), ("iban", "company.iban"), ("bic", "company.bic"),
];

/// Older names that could mean another value than the one they become.
const DOUBTFUL: &[(&str, &str)] = &[("facturemontant", "document.left")];

/// Converts a text, and says what a person should look at. What has this module's form already stays as it is.
#[must_use]
pub fn convert(text: &str) -> Converted {
    let mut converted = Converted::default();
    let mut rest = text;
    while !rest.is_empty() {
        let Some(at) = rest.find(['[', '{', '_']) else { break };
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        converted.text.push_str(before);
        let length = own_form(from).or_else(|| placeholder(from)).map_or(1, str::len);
        let (found, after) = from.split_at_checked(length).unwrap_or((from, ""));
        if length == 1 || own_form(from).is_some() {
            converted.text.push_str(found);
        } else {
            replace(found, &mut converted);
        }
        rest = after;
    }
    converted.text.push_str(rest);
    converted
}

fn replace(found: &str, converted: &mut Converted) {
    let name = letters(found);
    let line = converted.text.matches('\n').count().saturating_add(1);
    let line = u32::try_from(line).unwrap_or(u32::MAX);
    if let Some((_, variable)) = NAMES.iter().find(|(known, _)| *known == name) {
        if let Some((_, other)) = DOUBTFUL.iter().find(|(doubtful, _)| *doubtful == name) {
            let placeholder = Placeholder { placeholder: found.to_owned(), line, nearest: Some(other) };
            converted.doubtful.push(placeholder);
        }
        converted.text.push_str(&format!("{{{{ {variable} }}}}"));
        return;
    }
    let nearest = NAMES.iter().map(|(known, variable)| (strsim::damerau_levenshtein(&name, known), *variable)).min();
    let nearest = nearest.filter(|(distance, _)| *distance * 3 <= name.len()).map(|(_, variable)| variable);
    converted.unknown.push(Placeholder { placeholder: found.to_owned(), line, nearest });
    converted.text.push_str(found);
}

/// `{{ … }}` and `{% … %}`, whole.
fn own_form(text: &str) -> Option<&str> {
    let end = if text.starts_with("{{") {
        text.find("}}")?
    } else if text.starts_with("{%") {
        text.find("%}")?
    } else {
        return None;
    };
    text.get(..end + 2)
}

/// A placeholder at the beginning of a text: on one line, with a letter in it, and not longer than a name.
fn placeholder(text: &str) -> Option<&str> {
    const LONGEST: usize = 80;
    let inside = |open: &str, close: &str| {
        let rest = text.strip_prefix(open)?;
        let end = rest.find(close)?;
        let name = rest.get(..end)?;
        let is_name = name.len() <= LONGEST && !name.contains(['\n', '[', '{']) && name.contains(char::is_alphabetic);
        is_name.then(|| text.get(..open.len() + end + close.len())).flatten()
    };
    inside("[", "]").or_else(|| inside("__", "__")).or_else(|| inside("{", "}"))
}

/// The letters and digits of a name, small and without accents.
fn letters(name: &str) -> String {
    let plain = |c: char| match c {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        c => c,
    };
    name.to_lowercase().chars().map(plain).filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(older: &str) -> String {
        convert(older).text
    }

    #[test]
    fn the_three_styles_become_one() {
        assert_eq!(
            text("Devis [Référence du devis] du __DATE_PROPAL__"),
            "Devis {{ document.number }} du {{ document.issued }}"
        );
        assert_eq!(
            text("{contact.prenom} {contact.nom}, {facture.numero}"),
            "{{ contact.first_name }} {{ contact.last_name }}, {{ document.number }}"
        );
        assert_eq!(text("__TOTAL_TTC__/__TOTAL_HT__"), "{{ document.total }}/{{ document.total_excluding_tax }}");
        assert_eq!(
            text("{entreprise.numtva}{commercial.telephone}"),
            "{{ account.vat_number }}{{ salesperson.phone }}"
        );
    }

    #[test]
    fn what_is_not_known_stays_and_is_said() {
        let converted = convert("a\n[VIDÉO SUGGÉRÉE] {facture.numro} [] _ {x [1]");
        assert_eq!(converted.text, "a\n[VIDÉO SUGGÉRÉE] {facture.numro} [] _ {x [1]");
        let unknown =
            |placeholder: &str, nearest| Placeholder { placeholder: placeholder.to_owned(), line: 2, nearest };
        let expected = [unknown("[VIDÉO SUGGÉRÉE]", None), unknown("{facture.numro}", Some("document.number"))];
        assert_eq!(converted.unknown, expected);
    }

    #[test]
    fn an_amount_that_may_be_the_total_or_what_is_left_is_reported() {
        let converted = convert("{facture.montant}");
        assert_eq!(converted.text, "{{ document.total }}");
        let doubt =
            Placeholder { placeholder: "{facture.montant}".to_owned(), line: 1, nearest: Some("document.left") };
        assert_eq!(converted.doubtful, [doubt]);
    }

    #[test]
    fn our_own_form_is_left_alone() {
        let own = "{% if contact.name %}{{ contact.name }}{% endif %} {{ document.number }}";
        assert_eq!(convert(own), Converted { text: own.to_owned(), ..Converted::default() });
    }

    #[test]
    fn every_older_name_has_a_value_here() {
        let settings = crate::settings::load(r#"{"version": 1}"#).unwrap();
        for (older, variable) in NAMES {
            assert_eq!(crate::wording::check_template(&settings, &format!("{{{{ {variable} }}}}")), Ok(()), "{older}");
        }
    }
}
