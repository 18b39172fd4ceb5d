//! What a letter costs, natively and through the component side by side, in jobs of 1, 100 and 1,000.
//!
//! Items are letters: 500 item/s are 2 ms each. `tests/benches/by_weasyprint.py` prints the same letters by another program.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark says by a panic what went wrong")]

use std::sync::LazyLock;

use divan::{Bencher, counter::ItemsCount};
use relance::module::{Budget, Module};
use serde_json::{Value, json};

fn main() {
    divan::main();
}

static MODULE: LazyLock<Module> = LazyLock::new(|| Module::embedded(None).unwrap());

/// A formal notice with a table, what is claimed, a statement of interest and a code to pay by.
fn request(letters: usize) -> String {
    let call = |function: &str, request: &Value| -> Value {
        serde_json::from_str(&relance_guest::wire::call(function, &request.to_string()).unwrap()).unwrap()
    };
    let library = call("settings.library", &json!({}));
    let ready = library.as_array().unwrap().iter().find(|ready| ready["id"] == "invoices-3-7-15-20").unwrap();
    let company = json!({"name": "Menuiserie du Lac", "language": "fr", "email": "compta@menuiserie.example", "iban": "FR7630006000011234567890189",
        "address": {"lines": ["14 quai des Brumes"], "postcode": "74000", "city": "Annecy", "country": "FR"},
        "legal_mentions": "SARL au capital de 20 000 € · RCS Annecy 303 265 045"});
    let context = json!({"contract": "0.2", "tenant": "t", "today": "2025-09-20", "settings": ready["settings"], "company": company, "bank_date": "2025-09-20"});
    let sample =
        json!({"text": "invoice-notice", "language": "fr", "channel": "letter", "kind": "invoice", "documents": 3});
    let mut letter = call("templates.preview", &json!({"context": context, "sample": sample}))["body"]["letter"].take();
    let items = (0..letters).map(|at| {
        letter["name"] = json!(format!("Ateliers Durand n° {at}"));
        json!({"key": at.to_string(), "letter": letter, "registered": false, "sources": []})
    });
    let items: Vec<_> = items.collect();
    json!({"context": context, "job": {"letters": items, "batch": true, "single": false}}).to_string()
}

#[divan::bench(args = [1, 100, 1_000], sample_size = 1, max_time = 5)]
fn native(bencher: Bencher, letters: usize) {
    let request = request(letters);
    let print = || divan::black_box(relance_guest::wire::call("letters.print", &request).unwrap());
    bencher.counter(ItemsCount::new(letters)).bench(print);
}

#[divan::bench(args = [1, 100, 1_000], sample_size = 1, max_time = 5)]
fn component(bencher: Bencher, letters: usize) {
    let request = request(letters);
    let print = || divan::black_box(MODULE.call_text("letters.print", &request, Budget::letters(letters)).unwrap());
    bencher.counter(ItemsCount::new(letters)).bench(print);
}
