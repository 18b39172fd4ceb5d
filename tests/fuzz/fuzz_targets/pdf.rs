//! Any bytes as a PDF of the ERP's and as a logo: the letter is printed with it or without it, never a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use relance_guest::contract::{
    letters::{LetterToPrint, PrintJob, Source},
    types::{Company, Context, Letter, PostalAddress, Span, TextBlock},
};

fuzz_target!(|data: &[u8]| {
    let address = || PostalAddress {
        lines: vec!["1 rue A".to_owned()],
        postcode: "69001".to_owned(),
        city: "Lyon".to_owned(),
        country: "FR".to_owned(),
    };
    let company = Company {
        name: "C".to_owned(),
        language: "fr".to_owned(),
        email: "c@c.example".to_owned(),
        phone: None,
        website: None,
        address: Some(address()),
        legal_mentions: None,
        iban: None,
        bic: None,
        colour: None,
    };
    let letter = Letter {
        name: "D".to_owned(),
        address: address(),
        language: "fr".to_owned(),
        day: "2028-03-01".to_owned(),
        subject: "S".to_owned(),
        text: String::new(),
        body: vec![TextBlock::Paragraph(vec![Span { text: "Bonjour".to_owned(), bold: false }])],
        attachments: Vec::new(),
        payment_link: None,
        offer: None,
    };
    let source = Source { document: "D1".to_owned(), file: "f".to_owned(), content: data.to_vec() };
    for archive in [false, true] {
        let settings = format!("{{\"version\": 1, \"letters\": {{\"archive\": {archive}}}}}");
        let context = Context {
            contract: relance_contract::CONTRACT.to_owned(),
            tenant: "t".to_owned(),
            today: "2028-03-01".to_owned(),
            settings,
            company: company.clone(),
            plan: None,
            bank_date: None,
            language: None,
        };
        let item = LetterToPrint {
            key: "k".to_owned(),
            letter: letter.clone(),
            registered: false,
            sources: vec![source.clone()],
        };
        let picture = data.len() < 4_096;
        let job = PrintJob {
            logo: picture.then(|| data.to_vec()),
            signature: None,
            letters: vec![item],
            batch: true,
            single: true,
        };
        relance_guest::wire::print(context, job).expect("the letter is printed with it or without it");
    }
});
