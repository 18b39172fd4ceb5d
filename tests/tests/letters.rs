//! Printed letters, looked at with other people's programs: qpdf (faults), poppler (fonts, text, structure, pictures), zbar (the code to pay by).
//! `.ci/run` installs them; without one of them these tests fail and say so.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use flate2::{Compression, write::ZlibEncoder};
use relance_tests::{Component, ask};
use serde_json::{Value, json};
use std::sync::LazyLock;

static COMPONENT: LazyLock<Component> = LazyLock::new(Component::load);

fn company() -> Value {
    json!({"name": "Menuiserie du Lac", "language": "fr", "email": "compta@menuiserie.example", "phone": "+33 4 50 00 00 00",
        "address": {"lines": ["14 quai des Brumes"], "postcode": "74000", "city": "Annecy", "country": "FR"},
        "legal_mentions": "SARL au capital de 20 000 € · RCS Annecy 303 265 045",
        "iban": "FR76 3000 6000 0112 3456 7890 189", "bic": "AGRIFRPP"})
}

/// The formal notice of the ready scenario, with late charges.
fn settings(letters: &Value) -> String {
    let library = ask("settings", "library", &json!({})).unwrap();
    let ready = library.as_array().unwrap().iter().find(|ready| ready["id"] == "invoices-3-7-15-20").unwrap();
    let mut settings: Value = serde_json::from_str(ready["settings"].as_str().unwrap()).unwrap();
    settings["letters"] = letters.clone();
    settings.to_string()
}

fn context(letters: &Value) -> Value {
    json!({"tenant": "t", "today": "2025-09-20", "settings": settings(letters), "company": company(), "bank_date": "2025-09-20"})
}

/// A finished formal notice about so many invoices.
fn letter(documents: u32) -> Value {
    let sample = json!({"text": "invoice-notice", "language": "fr", "channel": "registered-letter", "kind": "invoice", "documents": documents});
    let request = json!({"context": context(&json!({})), "sample": sample});
    ask("templates", "preview", &request).unwrap()["body"]["registered-letter"].take()
}

/// Natively and through the component: the same bytes.
fn print(letters: &Value, job: &Value) -> Value {
    let request = json!({"context": context(letters), "job": job}).to_string();
    let native = relance_guest::wire::call("letters.print", &request);
    assert!(native == COMPONENT.json("letters.print", &request), "natively and through the component");
    serde_json::from_str(&native.unwrap()).unwrap()
}

fn item(key: &str, letter: &Value, sources: &[Value]) -> Value {
    json!({"key": key, "letter": letter, "registered": false, "sources": sources})
}

struct Pdf {
    folder: tempfile::TempDir,
}

impl Pdf {
    fn of(base64: &Value) -> Self {
        let pdf = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(pdf.file(), BASE64.decode(base64.as_str().unwrap()).unwrap()).unwrap();
        pdf.tool("qpdf", &["--check", &pdf.path()]);
        pdf
    }

    /// The one letter of this job.
    fn single(letter: &Value, sources: &[Value]) -> (Self, Value) {
        let job = json!({"letters": [item("k", letter, sources)], "batch": false, "single": true});
        let printed = print(&json!({}), &job);
        (Self::of(&printed["letters"][0]["pdf"]), printed)
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("a.pdf")
    }

    fn path(&self) -> String {
        self.file().to_string_lossy().into_owned()
    }

    fn tool(&self, name: &str, arguments: &[&str]) -> String {
        tool(self.folder.path(), name, arguments)
    }

    fn text(&self) -> String {
        self.tool("pdftotext", &["-layout", &self.path(), "-"])
    }

    fn pages(&self) -> usize {
        self.tool("qpdf", &["--show-npages", &self.path()]).trim().parse().unwrap()
    }
}

/// What another program says; it must be there, and content.
fn tool(folder: &Path, name: &str, arguments: &[&str]) -> String {
    let done = Command::new(name).args(arguments).current_dir(folder).output();
    let done = done.unwrap_or_else(|error| panic!("{name}: {error}; install qpdf, poppler-utils and zbar-tools"));
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{name} {arguments:?}: {said}{}", String::from_utf8_lossy(&done.stderr));
    said
}

/// Text without the spaces a line needed.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

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
    let pages: Vec<_> = fs::read_dir(pdf.folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    let page = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "png");
    let pages: Vec<_> = pages.iter().filter(page).map(|path| path.to_string_lossy().into_owned()).collect();
    let mut arguments = vec!["--raw", "--quiet", "-Sdisable", "-Sqrcode.enable"];
    arguments.extend(pages.iter().map(String::as_str));
    let read = Command::new("zbarimg").args(&arguments).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&read.stdout).trim_end(), expected);
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

fn source(file: &str, content: &[u8]) -> Value {
    json!({"document": "F-2025-0001", "file": file, "content": BASE64.encode(content)})
}

#[test]
fn the_erps_own_pages_follow_their_letter() {
    let own = print(&json!({}), &json!({"letters": [item("o", &letter(40), &[])], "batch": false, "single": true}));
    let own = BASE64.decode(own["letters"][0]["pdf"].as_str().unwrap()).unwrap();
    let (alone, _) = Pdf::single(&letter(1), &[]);
    let (pdf, printed) = Pdf::single(&letter(1), &[source("F-2025-0001.pdf", &own)]);
    assert_eq!(printed["findings"], json!([]));
    assert_eq!(printed["letters"][0]["enclosed"], json!(["F-2025-0001.pdf"]));
    assert!(pdf.pages() >= alone.pages() + 2);
    assert!(pdf.text().contains("F-2025-0040"), "the pages behind are there");
    // The archive attaches it instead.
    let job =
        json!({"letters": [item("k", &letter(1), &[source("F-2025-0001.pdf", &own)])], "batch": false, "single": true});
    let archived = print(&json!({"archive": true}), &job);
    let pdf = Pdf::of(&archived["letters"][0]["pdf"]);
    assert_eq!(pdf.pages(), alone.pages());
    assert!(pdf.tool("pdfdetach", &["-list", &pdf.path()]).contains("F-2025-0001.pdf"));
    assert!(
        pdf.tool("pdfinfo", &[&pdf.path()]).contains("PDF subtype:     PDF/A-3B")
            || pdf.tool("pdfinfo", &["-meta", &pdf.path()]).contains("pdfaid:part")
    );
}

#[test]
fn a_file_that_is_no_pdf_harms_its_own_letter_only() {
    let (good, _) = Pdf::single(&letter(1), &[]);
    let bytes = fs::read(good.file()).unwrap();
    let cut = &bytes[..bytes.len() / 3];
    good.tool("qpdf", &["--encrypt", "secret", "owner", "256", "--", &good.path(), "e.pdf"]);
    let encrypted = fs::read(good.folder.path().join("e.pdf")).unwrap();
    let many = vec![good.path(); 300];
    let mut arguments = vec!["--empty", "--pages"];
    arguments.extend(many.iter().map(String::as_str));
    arguments.extend(["--", "m.pdf"]);
    good.tool("qpdf", &arguments);
    let many = fs::read(good.folder.path().join("m.pdf")).unwrap();
    let mut spoilt = bytes.clone();
    spoilt.iter_mut().skip(40).step_by(97).for_each(|byte| *byte ^= 0x15);
    let bad: [(&str, &[u8]); 6] = [
        ("none.pdf", b""),
        ("text.pdf", b"no pdf"),
        ("cut.pdf", cut),
        ("encrypted.pdf", &encrypted),
        ("many.pdf", &many),
        ("spoilt.pdf", &spoilt),
    ];
    let mut letters = vec![item("good", &letter(1), &[source("good.pdf", &bytes)])];
    letters.extend(bad.iter().map(|(name, content)| item(name, &letter(1), &[source(name, content)])));
    let printed = print(&json!({}), &json!({"letters": letters, "batch": true, "single": true}));
    Pdf::of(&printed["batch"]);
    assert_eq!(printed["letters"][0]["enclosed"], json!(["good.pdf"]));
    for (placed, (name, _)) in printed["letters"].as_array().unwrap().iter().skip(1).zip(&bad) {
        let pdf = Pdf::of(&placed["pdf"]);
        assert!(words(&pdf.text()).contains("Madame, Monsieur"), "{name}");
        let said =
            printed["findings"].as_array().unwrap().iter().any(|finding| finding["path"] == format!("letter {name}"));
        let enclosed = placed["enclosed"] != json!([]);
        assert!(said != enclosed, "{name}: left out and said, or there: {placed}");
    }
    for name in ["none.pdf", "text.pdf", "encrypted.pdf", "many.pdf"] {
        let findings = printed["findings"].as_array().unwrap();
        let found = findings.iter().filter(|finding| finding["path"] == format!("letter {name}")).count();
        assert_eq!(found, 1, "{name}, once: {findings:?}");
    }
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

/// A PDF of one page, written by hand, with these resources and this further object.
fn by_hand(resources: &str, object: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Resources<<{resources}>>>>endobj\n4 0 obj {object} endobj\n\
         trailer<</Root 1 0 R>>\n%%EOF\n"
    )
    .into_bytes()
}

/// What the library that copies pages takes for granted, each of them once broken: a lone sign is passed over as a number and not read as one.
#[test]
fn a_damaged_pdf_never_stops_the_others() {
    let deep = format!("/Font<</F {}{}>>", "[".repeat(200), "]".repeat(200));
    let damaged = [
        ("an item", by_hand("/Font<</F [1 + 2]>>", "null")),
        ("an entry", by_hand("/Font<</F + >>", "null")),
        ("an entry further away", by_hand("/Font<</F 4 0 R>>", "<</A[<</B[(x) + ]>>]>>")),
        ("the group", by_hand(">>/Group<</S + >>/X<<", "null")),
        ("a stream inside", by_hand("/XObject<</X [<</Length 1>> stream\nx\nendstream]>>", "null")),
        ("too deep", by_hand(&deep, "null")),
        ("a page of nowhere", by_hand(">>/Contents 9 0 R/X<<", "null")),
        (
            "a page of nothing known",
            by_hand(">>/Contents 4 0 R/X<<", "<</Length 1/Filter/Nothing>>stream\nx\nendstream"),
        ),
        (
            "a page that is torn",
            by_hand(">>/Contents 4 0 R/X<<", "<</Length 1/Filter/FlateDecode>>stream\nx\nendstream"),
        ),
    ];
    let sound = by_hand("/Font<</F 4 0 R>>>>/Contents null/X<<", "<</A[<</B[(x) 1 ]>>]>>");
    // A picture has brackets by chance, and nothing of it is an object.
    let picture = by_hand("", &format!("<</Length 5000>>stream\n{}\nendstream", "[".repeat(5_000)));
    let mut letters = vec![item("sound", &letter(1), &[source("sound.pdf", &sound), source("picture.pdf", &picture)])];
    letters.extend(damaged.iter().map(|(name, content)| item(name, &letter(1), &[source("bad.pdf", content)])));
    let printed = print(&json!({}), &json!({"letters": letters, "batch": true, "single": true}));
    Pdf::of(&printed["batch"]);
    assert_eq!(printed["letters"][0]["enclosed"], json!(["sound.pdf", "picture.pdf"]));
    let findings = printed["findings"].as_array().unwrap();
    for (placed, (name, _)) in printed["letters"].as_array().unwrap().iter().skip(1).zip(&damaged) {
        assert_eq!(placed["enclosed"], json!([]), "{name}");
        let said = |finding: &&Value| {
            finding["path"] == format!("letter {name}") && finding["message"].as_str().unwrap().contains("is damaged")
        };
        assert_eq!(findings.iter().filter(said).count(), 1, "{name}: {findings:?}");
    }
}

#[test]
fn a_file_that_unpacks_to_very_much_is_left_out() {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&vec![b' '; 65 * 1024 * 1024]).unwrap();
    let packed = packed.finish().unwrap();
    let object = format!("<</Filter/FlateDecode/Length {}>>stream\nPACKED\nendstream", packed.len());
    let bomb = by_hand(">>/Contents 4 0 R/X<<", &object);
    let at = bomb.windows(6).position(|window| window == b"PACKED").unwrap();
    let bomb = [&bomb[..at], &packed, &bomb[at + 6..]].concat();
    let printed = print(
        &json!({}),
        &json!({"letters": [item("k", &letter(1), &[source("bomb.pdf", &bomb)])], "batch": true, "single": false}),
    );
    assert_eq!(printed["letters"][0]["enclosed"], json!([]));
    assert!(printed["findings"][0]["message"].as_str().unwrap().contains("unpacks to more than 67108864 bytes"));
}

#[test]
fn a_letter_stays_where_what_it_must_enclose_cannot_be_printed() {
    let with = |required: bool| {
        let mut one = letter(1);
        one["attachments"] = json!([{"document": "D", "file": "bad.pdf", "name": "Facture.pdf", "required": required}]);
        let mut source = source("bad.pdf", b"no pdf");
        source["document"] = json!("D");
        item(if required { "must" } else { "may" }, &one, &[source])
    };
    let job = json!({"letters": [with(true), with(false)], "batch": true, "single": true});
    let printed = print(&json!({}), &job);
    let keys: Vec<_> = printed["letters"].as_array().unwrap().iter().map(|placed| placed["key"].clone()).collect();
    assert_eq!(keys, ["may"]);
    assert_eq!(printed["letters"][0]["batch_page"], 1);
    let codes: Vec<_> = printed["findings"].as_array().unwrap().iter().map(|finding| finding["code"].clone()).collect();
    assert_eq!(codes, ["letter-not-printed", "source-unreadable"]);
    let text = Pdf::of(&printed["letters"][0]["pdf"]).text();
    assert!(!text.contains("Facture.pdf"), "nobody looks for what is not there");
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
    assert!(refused(json!({"letters": [wrong], "batch": true, "single": true})).contains("base64"));
    // No letter at all is no mistake.
    let printed = print(&json!({}), &json!({"letters": [], "batch": true, "single": true}));
    assert_eq!(printed["letters"], json!([]));
}
