//! Printed letters, looked at with other people's programs.

use std::{fs, path::Path, process::Command};

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use relance_tests::ask;
use serde_json::{Value, json};

use super::printed::{Pdf, context, item, letter, print, words};

#[test]
fn a_letter_reads_from_top_to_bottom_with_its_accents() {
    let (pdf, _) = Pdf::single(&letter(1), &[]);
    let fonts = pdf.tool("pdffonts", &[&pdf.path()]);
    let lines: Vec<_> = fonts.lines().skip(2).collect();
    assert_eq!(lines.len(), 2, "{fonts}");
    // embedded, subset, with a table to Unicode
    assert!(lines.iter().all(|line| line.contains(" yes yes yes ") && line.contains("NotoSans")), "{fonts}");
    let text = words(&pdf.tool("pdftotext", &[&pdf.path(), "-"]));
    let order = [
        "Menuiserie du Lac",
        "14 quai des Brumes",
        "Ateliers Durand & Fils",
        "69002 Lyon",
        "Le 20 septembre 2025",
        "Objet : Mise en demeure : facture F-2025-0001",
        "Madame, Monsieur,",
        "1 215,50 € TTC",
        "met en demeure",
        "Indemnité forfaitaire pour frais de recouvrement",
        "Règlement par virement",
        "FR76 3000 6000 0112 3456 7890 189",
        "l’expression de nos salutations distinguées",
        "Décompte des intérêts de retard",
    ];
    let text = text.replace('\u{a0}', " ");
    let mut from = 0;
    for part in order {
        let at = text[from..].find(part).unwrap_or_else(|| panic!("`{part}` in its place in {text}"));
        from += at;
    }
    assert!(!text.contains('\u{fffd}'));
    let structure = pdf.tool("pdfinfo", &["-struct-text", &pdf.path()]);
    for part in ["H1", "Table", "TH", "TD", "Figure", "Sect"] {
        assert!(structure.contains(part), "{part} in {structure}");
    }
    let about = pdf.tool("pdfinfo", &[&pdf.path()]);
    assert!(about.contains("Tagged:          yes") && about.contains("A4"), "{about}");
}

#[test]
fn a_country_abroad_stands_by_its_name_in_the_language_of_the_letter() {
    let address = |country: &str, language: &str| {
        let mut letter = letter(1);
        letter["language"] = json!(language);
        letter["address"]["country"] = json!(country);
        let (pdf, _) = Pdf::single(&letter, &[]);
        words(&pdf.tool("pdftotext", &["-l", "1", &pdf.path(), "-"]))
    };
    for (country, language, shown) in [
        ("DE", "fr", "ALLEMAGNE"),
        ("DE", "de-AT", "DEUTSCHLAND"),
        ("PL", "pl", "POLSKA"),
        ("TR", "de", "TÜRKEI"),
        ("XK", "fr", "XK"),
    ] {
        let text = address(country, language);
        assert!(text.contains(&format!("69002 Lyon {shown} ")), "{country} {language}: {text}");
    }
    let at_home = address("FR", "fr");
    assert!(at_home.contains("69002 Lyon Le 20 septembre"), "{at_home}");
}

#[test]
fn the_code_to_pay_by_reads_back() {
    let letter = letter(1);
    let blocks = letter["body"].as_array().unwrap();
    let payment = blocks.iter().find_map(|block| block.get("payment")).unwrap();
    let expected =
        "BCD\n002\n1\nSCT\nAGRIFRPP\nMenuiserie du Lac\nFR7630006000011234567890189\nEUR1264.00\n\n\nF-2025-0001";
    // 1,215.50, 8.50 of interest (21 days at 12.15), 40.00.
    assert_eq!(payment["epc"], expected);
    let (pdf, _) = Pdf::single(&letter, &[]);
    pdf.tool("pdftoppm", &["-r", "150", "-png", &pdf.path(), "page"]);
    assert_eq!(read_codes(pdf.folder.path()), expected);
    // The picture of a mail says the same.
    let sample =
        json!({"text": "invoice-notice", "language": "fr", "channel": "email", "kind": "invoice", "documents": 1});
    let request = json!({"context": context(&json!({})), "sample": sample});
    let picture = ask("templates", "preview", &request).unwrap()["body"]["email"]["pictures"][0]["content"].take();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("code.png"), BASE64.decode(picture.as_str().unwrap()).unwrap()).unwrap();
    assert_eq!(read_codes(folder.path()), expected);
}

/// What another program reads on the PNG files of a folder.
fn read_codes(folder: &Path) -> String {
    let files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let pictures = files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "png"));
    let mut arguments: Vec<String> = ["--raw", "--quiet", "-Sdisable", "-Sqrcode.enable"].map(str::to_owned).to_vec();
    arguments.extend(pictures.map(|path| path.to_string_lossy().into_owned()));
    let read = Command::new("zbarimg").args(&arguments).output().unwrap();
    String::from_utf8_lossy(&read.stdout).trim_end().to_owned()
}

#[test]
fn a_long_table_has_its_head_on_every_page_and_page_numbers() {
    let (pdf, printed) = Pdf::single(&letter(80), &[]);
    let pages = pdf.pages();
    assert!(pages >= 4, "{pages}");
    assert_eq!(printed["letters"][0]["pages"], pages);
    let text = pdf.text();
    let sheets: Vec<&str> = text.split('\u{c}').filter(|sheet| !sheet.trim().is_empty()).collect();
    assert_eq!(sheets.len(), pages);
    for (at, sheet) in sheets.iter().enumerate() {
        assert!(words(sheet).contains(&format!("Page {} / {pages}", at + 1)), "{sheet}");
        let rows = sheet.lines().filter(|line| line.trim_start().starts_with("F-2025-")).count();
        if rows > 0 {
            assert!(sheet.contains("Facture") && rows >= 2, "{rows} rows under their head: {sheet}");
        }
    }
    for number in 1..=80 {
        assert!(text.contains(&format!("F-2025-{number:04}")), "{number}");
    }
}

#[test]
fn a_batch_says_where_each_letter_is() {
    let mut letters: Vec<Value> = Vec::new();
    for at in 0..100_u32 {
        let mut one = letter(1 + (at % 3) * 12);
        one["name"] = json!(format!("Client {at:03}"));
        one["address"]["postcode"] = json!(format!("{:05}", 95_000 - at * 731));
        letters.push(item(&format!("k{at:03}"), &one, &[]));
    }
    let job = json!({"letters": letters, "batch": true, "single": true});
    let printed = print(&json!({"duplex": true, "order": "postcode"}), &job);
    let pdf = Pdf::of(&printed["batch"]);
    let text = pdf.text();
    let sheets: Vec<&str> = text.split('\u{c}').collect();
    let placed = printed["letters"].as_array().unwrap();
    assert_eq!(placed.len(), 100);
    let mut next = 1;
    let mut last = String::new();
    for one in placed {
        let (page, pages) = (one["batch_page"].as_u64().unwrap(), one["pages"].as_u64().unwrap());
        assert_eq!(page, next, "on the front page after the last one");
        next += pages + pages % 2;
        let sheet = sheets[usize::try_from(page).unwrap() - 1];
        let name = one["key"].as_str().unwrap().replace('k', "Client ");
        assert!(sheet.contains(&name), "{name} on page {page}");
        let line = sheet.lines().find(|line| line.contains(" Lyon")).unwrap();
        let postcode =
            line.split_whitespace().find(|word| word.len() == 5 && word.parse::<u32>().is_ok()).unwrap().to_owned();
        assert!(last <= postcode, "by postcode");
        last = postcode;
        let own = Pdf::of(&one["pdf"]);
        assert_eq!(u64::try_from(own.pages()).unwrap(), pages);
        assert!(own.text().contains(&name));
    }
    assert_eq!(u64::try_from(pdf.pages()).unwrap(), next - 1);
}

/// The formula under a statement of interest and the note of what is enclosed end a letter: neither stands alone on its last page.
#[test]
fn the_end_of_a_letter_is_never_alone_on_its_page() {
    for language in ["fr", "en"] {
        for documents in 1..=12 {
            let sample = json!({"text": "invoice-notice", "language": language, "channel": "letter", "kind": "invoice", "documents": documents});
            let request = json!({"context": context(&json!({})), "sample": sample});
            let letter = ask("templates", "preview", &request).unwrap()["body"]["letter"].take();
            let (pdf, _) = Pdf::single(&letter, &[]);
            let last = pdf.pages().to_string();
            let text = pdf.tool("pdftotext", &["-layout", "-f", &last, "-l", &last, &pdf.path(), "-"]);
            let formula = if language == "fr" { "Intérêts = base" } else { "Interest = base" };
            let before = text.split(formula).next().unwrap();
            assert!(
                text.contains(formula) && before.lines().filter(|line| !line.trim().is_empty()).count() >= 2,
                "{language} {documents}: {text}"
            );
        }
    }
}

#[test]
fn names_from_the_data_are_printed_as_they_are() {
    let long = "Très longue raison sociale ".repeat(8);
    for (name, shown, missing) in [
        ("<b>Durand & Fils</b>", "<b>Durand & Fils</b>", false),
        ("{{ 7*7 }}", "{{ 7*7 }}", false),
        ("Müller & Søn, Łódź", "Müller & Søn, Łódź", false),
        ("Café 🙂", "Café ?", true),
        ("شركة", "????", true),
        (long.as_str(), "Très longue raison sociale", false),
    ] {
        let mut one = letter(1);
        one["name"] = json!(name);
        let (pdf, printed) = Pdf::single(&one, &[]);
        assert!(words(&pdf.text()).contains(shown), "{name}");
        let codes: Vec<_> =
            printed["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect();
        assert_eq!(codes, if missing { vec!["character-missing"] } else { vec![] }, "{name}");
    }
}

#[test]
fn pictures_and_windows() {
    let logo = {
        let (pdf, _) = Pdf::single(&letter(1), &[]);
        pdf.tool("pdftoppm", &["-r", "20", "-png", "-singlefile", &pdf.path(), "logo"]);
        BASE64.encode(fs::read(pdf.folder.path().join("logo.png")).unwrap())
    };
    let job = |logo: &str| json!({"logo": logo, "signature": logo, "letters": [item("k", &letter(1), &[])], "batch": true, "single": false});
    let printed = print(&json!({"window": "left"}), &job(&logo));
    assert_eq!(printed["findings"], json!([]));
    let pdf = Pdf::of(&printed["batch"]);
    assert!(pdf.tool("pdfimages", &["-list", &pdf.path()]).lines().count() >= 3, "the logo is there");
    let left_of = |pdf: &Pdf| {
        let text = pdf.text();
        let line = text.lines().find(|line| line.contains("69002 Lyon")).unwrap().to_owned();
        line.find("69002").unwrap()
    };
    let (right, _) = Pdf::single(&letter(1), &[]);
    assert!(left_of(&pdf) < left_of(&right), "the window is on the left");
    let printed = print(&json!({}), &job(&BASE64.encode(b"no picture")));
    let codes: Vec<_> = printed["findings"].as_array().unwrap().iter().map(|finding| finding["code"].clone()).collect();
    assert_eq!(codes, ["picture-unreadable", "picture-unreadable"]);
    Pdf::of(&printed["batch"]);
    // A picture whose head can be read and whose points cannot.
    let mut broken = BASE64.decode(&logo).unwrap();
    let middle = broken.len() / 2;
    broken.truncate(middle);
    let printed = print(&json!({}), &job(&BASE64.encode(broken)));
    assert_eq!(printed["findings"].as_array().unwrap().len(), 2, "{}", printed["findings"]);
    Pdf::of(&printed["batch"]);
}

/// Eight by eight points in the four colours of a printer, which PDF/A takes only with a profile.
const PRINTERS_COLOURS: &str = "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAbEhQXFBEbFxYXHhwbIChCKyglJShROj0wQmBVZWRfVV1baniZgWpxkHNbXYW1hpCeo6utq2eAvMm6pseZqKuk/8AAFAgACAAIBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwDJroK6aujr/9k=";

#[test]
fn an_archive_takes_a_logo_and_what_it_does_not_take_is_an_ordinary_file() {
    let logo = {
        let (pdf, _) = Pdf::single(&letter(1), &[]);
        pdf.tool("pdftoppm", &["-r", "20", "-png", "-singlefile", &pdf.path(), "logo"]);
        BASE64.encode(fs::read(pdf.folder.path().join("logo.png")).unwrap())
    };
    for (logo, finding) in [(logo.as_str(), None), (PRINTERS_COLOURS, Some("not-archived"))] {
        let letters = [item("k", &letter(1), &[])];
        let job = json!({"logo": logo, "letters": letters, "batch": false, "single": true});
        let printed = print(&json!({"archive": true}), &job);
        assert_eq!(
            printed["findings"].as_array().unwrap().first().map(|one| &one["code"]),
            finding.map(Value::from).as_ref()
        );
        let pdf = Pdf::of(&printed["letters"][0]["pdf"]);
        let archive = pdf.tool("pdfinfo", &["-meta", &pdf.path()]).contains("pdfaid:part");
        assert_eq!(archive, finding.is_none());
        assert!(pdf.tool("pdfimages", &["-list", &pdf.path()]).lines().count() >= 3, "the logo is there");
    }
}

#[test]
fn a_wrong_job_is_refused() {
    let refused = |job: Value| {
        let request = json!({"context": context(&json!({})), "job": job}).to_string();
        relance_guest::wire::call("letters.print", &request).unwrap_err()
    };
    let one = item("k", &letter(1), &[]);
    assert!(
        refused(json!({"letters": [one, one], "batch": true, "single": true})).contains("two letters with one key")
    );
    let mut wrong = one.clone();
    wrong["letter"]["day"] = json!("2025-02-30");
    assert!(refused(json!({"letters": [wrong], "batch": true, "single": true})).contains("no possible date"));
    let mut wrong = one;
    wrong["sources"] = json!([{"document": "d", "file": "f", "content": "%"}]);
    assert!(refused(json!({"letters": [wrong], "batch": true, "single": true})).contains("is not valid Base64"));
    // No letter at all is no mistake.
    let printed = print(&json!({}), &json!({"letters": [], "batch": true, "single": true}));
    assert_eq!(printed["letters"], json!([]));
}
