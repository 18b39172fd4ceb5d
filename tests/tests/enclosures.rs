//! The ERP's own PDF files behind printed letters: sound ones, damaged ones, and those that must be there.

use std::{fs, io::Write};

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use flate2::{Compression, write::ZlibEncoder};
use serde_json::{Value, json};

use super::printed::{Pdf, item, letter, print, source, words};

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
        let said = printed["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|finding| finding["path"] == format!("job.letters[\"{name}\"]"));
        let enclosed = placed["enclosed"] != json!([]);
        assert!(said != enclosed, "{name}: left out and reported, or there: {placed}");
    }
    for name in ["none.pdf", "text.pdf", "encrypted.pdf", "many.pdf"] {
        let findings = printed["findings"].as_array().unwrap();
        let found = findings.iter().filter(|finding| finding["path"] == format!("job.letters[\"{name}\"]")).count();
        assert_eq!(found, 1, "{name}, once: {findings:?}");
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
            finding["path"] == format!("job.letters[\"{name}\"]")
                && finding["message"].as_str().unwrap().contains("is damaged")
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
    let none = print(&json!({}), &json!({"letters": [with(true)], "batch": true, "single": true}));
    assert_eq!((&none["batch"], &none["letters"]), (&Value::Null, &json!([])), "no empty print file");
    let text = Pdf::of(&printed["letters"][0]["pdf"]).text();
    assert!(!text.contains("Facture.pdf"), "nobody looks for what is not there");
}
