//! How a language writes its sentences: text with `{detail}` places, parts in square brackets that are said only when all their details are there,
//! and counted words, `{documents} {documents|document|documents}`: the forms in the order of [`Plural::forms`](super::Plural::forms). Where fewer
//! are written the last one serves for the rest. A brace before anything but a small letter is a brace: `{{ document.number }}`.

use super::{Locale, plural};

/// A detail as the reader reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Written out.
    pub text: String,
    /// The number it is, for words that count it.
    pub count: Option<u64>,
}

/// A sentence with its details.
pub fn sentence(template: &str, detail: &dyn Fn(&str) -> Option<Said>, locale: Locale) -> String {
    let mut sentence = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('[') {
        sentence.push_str(&fill(before, detail, locale).0);
        let Some((part, after)) = after.split_once(']') else { break };
        let (part, complete) = fill(part, detail, locale);
        if complete {
            sentence.push_str(&part);
        }
        rest = after;
    }
    sentence.push_str(&fill(rest, detail, locale).0);
    sentence
}

/// A piece of a sentence with its details, and whether all of them were there.
fn fill(piece: &str, detail: &dyn Fn(&str) -> Option<Said>, locale: Locale) -> (String, bool) {
    let (mut filled, mut complete, mut rest) = (String::new(), true, piece);
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        rest = after;
        if !after.starts_with(|first: char| first.is_ascii_lowercase()) {
            filled.push('{');
            continue;
        }
        let Some((place, after)) = after.split_once('}') else { break };
        let mut parts = place.split('|');
        let said = parts.next().and_then(detail);
        match said {
            Some(said) => filled.push_str(agreed(&said, parts, locale).unwrap_or(&said.text)),
            None => complete = false,
        }
        rest = after;
    }
    filled.push_str(rest);
    (filled, complete)
}

/// The form that agrees with a number; `None` where the place has no forms, and the detail itself is said.
fn agreed<'a>(said: &Said, forms: impl Iterator<Item = &'a str>, locale: Locale) -> Option<&'a str> {
    let forms: Vec<_> = forms.collect();
    let wished = said.count.map(|count| plural(count, locale));
    let at = locale.pack().plural.forms().iter().position(|form| Some(*form) == wished).unwrap_or(usize::MAX);
    forms.get(at).or(forms.last()).copied()
}

/// The places of a sentence: the detail that each names, and how many forms it writes.
#[cfg(test)]
pub(super) fn places(template: &str) -> Vec<(&str, usize)> {
    let places = template.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    let places = places.filter(|(place, _)| place.starts_with(|first: char| first.is_ascii_lowercase()));
    places.map(|(place, _)| (place.split('|').next().unwrap_or_default(), place.split('|').count() - 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(template: &str, of: &[(&str, u64)], locale: Locale) -> String {
        let detail = |name: &str| {
            let found = of.iter().find(|(detail, _)| *detail == name);
            found.map(|(_, count)| Said { text: count.to_string(), count: Some(*count) })
        };
        sentence(template, &detail, locale)
    }

    #[test]
    fn counted_words_agree_with_their_number() {
        let english = "{n} {n|document|documents}";
        let polish = "{n} {n|dokument|dokumenty|dokumentów}";
        let french = "{n} {n|pièce|pièces}";
        let one = |template, count, locale| said(template, &[("n", count)], locale);
        assert_eq!(one(english, 0, Locale::English), "0 documents");
        assert_eq!(one(english, 1, Locale::English), "1 document");
        assert_eq!(one(polish, 1, Locale::Polish), "1 dokument");
        assert_eq!(one(polish, 22, Locale::Polish), "22 dokumenty");
        assert_eq!(one(polish, 5, Locale::Polish), "5 dokumentów");
        assert_eq!(one(french, 0, Locale::French), "0 pièce");
        assert_eq!(
            one(french, 1_000_000, Locale::French),
            "1000000 pièces",
            "the last form where a third is not written"
        );
    }

    #[test]
    fn a_part_in_brackets_needs_all_its_details() {
        assert_eq!(said("Held[ until {a}, or {b}].", &[("a", 1)], Locale::English), "Held.");
        assert_eq!(said("Held[ until {a}, or {b}].", &[("a", 1), ("b", 2)], Locale::English), "Held until 1, or 2.");
    }

    #[test]
    fn what_a_text_writes_is_no_detail() {
        let template = "write `{{ document.left }}` or `{% if … %}` {a} times";
        assert_eq!(said(template, &[("a", 2)], Locale::English), "write `{{ document.left }}` or `{% if … %}` 2 times");
        assert_eq!(places(template), [("a", 0)]);
    }
}
