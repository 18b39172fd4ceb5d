//! What an ERP knows of a document besides its dates and amounts, and where it shows: the account that it is paid on.

use relance::import::{Mapping, guess, read_csv};
use relance_guest::contract::types::Document as Imported;
use relance_tests::{
    Answers, Customer, Document, action, actions, ask, credit_note, customer, invoice, reminders, step,
};
use serde_json::{Value, json};

/// The company's account.
const COMPANYS: &str = "FR76 3000 6000 0112 3456 7890 189";
/// Two others that can exist.
const OTHER: &str = "DE89 3704 0044 0532 0130 00";
const THIRD: &str = "BE68 5390 0754 7034";

/// What a run of three days after the due day answers, of a company with an account.
fn page(settings: &Value, account: &Customer) -> Value {
    let mut context = relance_tests::context("2028-02-18", settings);
    context["company"]["iban"] = json!(COMPANYS);
    context["company"]["bic"] = json!("AGRIFRPP");
    let request = json!({"context": context, "so_far": {"customer_messages": 0}, "accounts": [account]});
    ask("reminders", "run", &request).unwrap()
}

/// The only e-mail of a page.
fn email(page: &Value) -> &Value {
    let email = &page["accounts"][0]["actions"][0]["body"]["email"];
    assert!(email.is_object(), "{page:#}");
    email
}

/// One e-mail, with a text of that body.
fn saying(body: &str) -> Value {
    let mut settings = reminders([step("s", "+3 days").does([action("mail", "email")])]);
    settings["texts"]["t"]["fr"]["body"] = json!(body);
    settings
}

fn plain(email: &Value) -> String {
    email["text"].as_str().unwrap().replace(['\u{a0}', '\u{202f}'], " ")
}

/// A document that is to be paid on an account of its own.
fn paid_on(document: Document, iban: &str) -> Document {
    document.with("bank_account", json!({"iban": iban}))
}

#[test]
fn a_document_is_paid_on_its_own_account() {
    let account = json!({"iban": OTHER.replace(' ', ""), "bic": "COBADEFF", "beneficiary": "Atelier du Lac GmbH"});
    let page = page(&saying("Merci."), &customer("A1").has([invoice("F-1").with("bank_account", account)]));
    let text = plain(email(&page));
    for line in [
        "Bénéficiaire : Atelier du Lac GmbH",
        "IBAN : DE89 3704 0044 0532 0130 00",
        "BIC : COBADEFF",
        "Montant : 2 500,00 €",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains("FR76") && !text.contains("AGRIFRPP"), "{text}");
    assert_eq!(email(&page)["pictures"].as_array().unwrap().len(), 1);
    assert_eq!(page["accounts"][0]["findings"], json!([]));
}

#[test]
fn a_message_about_documents_of_several_accounts_says_how_to_pay_on_each() {
    let documents = [
        paid_on(invoice("F-1").of("100.00"), OTHER),
        invoice("F-2").of("200.00"),
        paid_on(invoice("F-3").of("300.00"), OTHER),
    ];
    let settings = reminders([step("s", "+3 days")
        .claiming(["indemnity"])
        .does([action("mail", "email"), action("letter", "letter")])]);
    let account = customer("A1").with("profile", "b2b-fr").addressed().has(documents);
    let page = page(&settings, &account);
    let bodies: Vec<_> = actions(&page).into_iter().map(|action| &action["body"]).collect();
    // Each account with what is claimed of its documents: 40.00 more for each that is late.
    let letter = bodies.iter().find_map(|body| body.get("letter")).unwrap();
    let blocks: Vec<_> = letter["body"].as_array().unwrap().iter().filter_map(|block| block.get("payment")).collect();
    let shown: Vec<_> =
        blocks.iter().map(|block| (&block["iban"], &block["amount"]["minor"], &block["reference"])).collect();
    let expected = [(json!(OTHER), json!(48_000), json!("F-1 F-3")), (json!(COMPANYS), json!(24_000), json!("F-2"))];
    assert_eq!(shown, expected.each_ref().map(|(iban, amount, reference)| (iban, amount, reference)));
    let codes: Vec<_> = blocks.iter().map(|block| block["epc"].as_str().unwrap()).collect();
    assert!(codes[0].contains("DE89370400440532013000\nEUR480.00") && codes[1].contains("AGRIFRPP\n"), "{codes:?}");
    // The mail shows each with its own code.
    let email = bodies.iter().find_map(|body| body.get("email")).unwrap();
    let pictures: Vec<_> =
        email["pictures"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(pictures, ["payment", "payment-2"]);
    assert_ne!(email["pictures"][0]["content"], email["pictures"][1]["content"]);
    for id in pictures {
        assert_eq!(email["html"].as_str().unwrap().matches(&format!("\"cid:{id}\"")).count(), 1, "{id}");
    }
}

#[test]
fn an_account_that_cannot_exist_is_reported_and_no_number_is_printed_for_its_document() {
    for wrong in ["DE88 3704 0044 0532 0130 00", "", "COBADEFF"] {
        let page = page(&saying("Merci."), &customer("A1").has([paid_on(invoice("F-1"), wrong)]));
        let text = plain(email(&page));
        assert!(!text.contains("IBAN") && !text.contains("FR76") && !text.contains("DE88"), "{text}");
        assert_eq!(email(&page)["pictures"], json!([]));
        let finding = &page["accounts"][0]["findings"][0];
        let place = (&finding["code"], &finding["severity"], &finding["path"]);
        assert_eq!(place, (&json!("iban-invalid"), &json!("warning"), &json!("document.bank_account.iban")));
    }
    // Beside others they are paid, and it is not.
    let documents = [paid_on(invoice("F-1"), "DE88 3704 0044 0532 0130 00"), invoice("F-2").of("200.00")];
    let text = plain(email(&page(&saying("Merci."), &customer("A1").has(documents))));
    assert!(
        text.contains(&format!("IBAN : {COMPANYS}\nBIC : AGRIFRPP\nMontant : 200,00 €\nRéférence à rappeler : F-2")),
        "{text}"
    );
}

#[test]
fn a_text_that_prints_the_account_prints_the_right_one() {
    let text = |documents: &[Document]| {
        plain(email(&page(&saying("Sur {{ company.iban }}, {{ company.bic }}."), &customer("A1").has(documents))))
    };
    let own = json!({"iban": OTHER, "bic": "COBADEFF"});
    let said = text(&[invoice("F-1").with("bank_account", &own)]);
    assert!(said.contains("Sur DE89 3704 0044 0532 0130 00, COBADEFF.") && !said.contains("Bénéficiaire"), "{said}");
    assert!(text(&[invoice("F-1")]).contains(&format!("Sur {COMPANYS}, AGRIFRPP.")));
    // Of several each with its documents, and then what to pay where.
    let said = text(&[invoice("F-1").with("bank_account", &own), invoice("F-2"), paid_on(invoice("F-3"), THIRD)]);
    assert!(
        said.contains(&format!("Sur {OTHER} (F-1); {COMPANYS} (F-2); {THIRD} (F-3), COBADEFF (F-1); AGRIFRPP (F-2).")),
        "{said}"
    );
    assert_eq!(said.matches("Bénéficiaire").count(), 3, "{said}");
}

/// The first document of a file, by a guessed mapping.
fn imported(header: &str, cells: &str) -> Imported {
    let csv =
        format!("Client;N° facture;Date;Échéance;Montant;{header}\nDurand;F-1;13/01/2027;12/02/2027;5,50;{cells}\n");
    let guess = guess(&csv);
    let imported = read_csv(&csv, &Mapping::parse(&guess.mapping).unwrap()).unwrap();
    assert!(imported.bad.is_empty(), "{:?}\n{}", imported.bad, guess.mapping);
    imported.accounts.all().unwrap().remove(0).account.documents.remove(0)
}

#[test]
fn a_column_says_on_which_account_a_document_is_paid() {
    for header in ["IBAN de règlement;BIC de règlement;Bénéficiaire", "Payee IBAN;Payee BIC;Beneficiary"] {
        let account = imported(header, &format!("{OTHER};COBADEFF;Atelier GmbH")).bank_account.unwrap();
        assert_eq!((account.iban.as_str(), account.bic.as_deref()), (OTHER, Some("COBADEFF")));
        assert_eq!(account.beneficiary.as_deref(), Some("Atelier GmbH"));
        assert_eq!(imported(header, ";COBADEFF;").bank_account, None);
    }
    // An account that nobody says whose it is may be the customer's own.
    assert_eq!(imported("IBAN", OTHER).bank_account, None);
}

#[test]
fn how_to_pay_by_transfer_is_told_where_a_transfer_pays() {
    let told = |means: Value| {
        let account = customer("A1").has([invoice("F-1").with("means_of_payment", means)]);
        let page = page(&saying("Merci."), &account);
        let told = plain(email(&page)).contains("IBAN");
        assert_eq!(!email(&page)["pictures"].as_array().unwrap().is_empty(), told, "the code goes with it");
        (told, page["accounts"][0]["findings"].clone())
    };
    for (means, expected) in [
        ("transfer", true),
        ("cheque", true),
        ("other", true),
        ("direct-debit", false),
        ("card", false),
        ("bill", false),
        ("cash", false),
    ] {
        assert_eq!(told(json!(means)), (expected, json!([])), "{means}");
    }
    assert_eq!(told(Value::Null), (true, json!([])));
    // A word of the host's own is told of, and counts as any other means.
    let (transfer, findings) = told(json!("barter"));
    assert!(transfer);
    let place = (&findings[0]["code"], &findings[0]["path"]);
    assert_eq!(place, (&json!("reference-unknown"), &json!("document.means_of_payment")));
}

#[test]
fn of_several_documents_those_that_are_collected_are_not_asked_for_by_transfer() {
    let documents = [invoice("F-1").of("100.00").with("means_of_payment", "direct-debit"), invoice("F-2").of("200.00")];
    let text = plain(email(&page(&saying("Merci."), &customer("A1").has(documents))));
    assert!(text.contains("Montant : 200,00 €\nRéférence à rappeler : F-2"), "{text}");
}

#[test]
fn a_text_can_ask_how_a_document_is_paid() {
    let settings = saying(
        "{% if document.means_of_payment == \"direct-debit\" %}Nous prélèverons.{% else %}Par {{ document.means_of_payment }}.{% endif %}",
    );
    let said = |means: &str| {
        plain(email(&page(&settings, &customer("A1").has([invoice("F-1").with("means_of_payment", means)]))))
    };
    assert!(said("direct-debit").contains("Nous prélèverons."));
    assert!(said("card").contains("Par card."));
}

#[test]
fn a_column_says_how_a_document_is_paid() {
    let means = |header: &str, word: &str| imported(header, word).means_of_payment;
    for (word, code) in [
        ("Virement", "transfer"),
        ("Prélèvement", "direct-debit"),
        ("CB", "card"),
        ("Chèque", "cheque"),
        ("LCR", "bill"),
        ("Espèces", "cash"),
    ] {
        assert_eq!(means("Mode de règlement", word).as_deref(), Some(code), "{word}");
    }
    assert_eq!(means("Payment method", "Direct debit").as_deref(), Some("direct-debit"));
    assert_eq!(means("Mode de règlement", ""), None);
    assert_eq!(means("Mode de règlement", "Troc").as_deref(), Some("Troc"), "a run reports it");
}

#[test]
fn the_customers_order_stands_beside_the_number() {
    let documents = [invoice("F-1").of("100.00").with("customer_order", "PO\n4711"), invoice("F-2").of("200.00")];
    let body = "Bonjour.\n\n{{ block.documents }}\n\n{% for d in documents %}{{ d.number }}/{% if d.customer_order %}{{ d.customer_order }}{% endif %};{% endfor %}";
    let mail = page(&saying(body), &customer("A1").has(documents));
    let text = plain(email(&mail));
    assert!(text.contains("- F-1 · Votre commande PO 4711, date 15/01/2028"), "{text}");
    assert!(text.contains("- F-2, date 15/01/2028") && text.contains("F-1/PO 4711;F-2/;"), "{text}");
    // Of one document there is no table: it stands on top.
    let one = page(
        &saying("Commande {{ document.customer_order }}."),
        &customer("A1").has([invoice("F-1").with("customer_order", "4711")]),
    );
    assert!(plain(email(&one)).contains("Commande 4711."));
    let html = email(&one)["html"].as_str().unwrap();
    assert!(html.contains("Votre commande</div>") && html.contains(">4711<"), "{html}");
    // The other open documents and the parts of an invoice have it, too.
    let part = |id: &str, due: &str| json!({"id": id, "due": due, "amount": 100_000, "retention": false});
    let parts = [part("a", "2028-02-15"), part("b", "2028-05-15")];
    let documents = [
        invoice("F-1").of("2000.00").in_parts(&parts).with("customer_order", "4711"),
        invoice("F-2").due("2028-06-01").with("customer_order", "4712"),
    ];
    let text = plain(email(&page(&saying("{{ block.others }}"), &customer("A1").has(documents))));
    assert!(text.contains("- F-1 · Votre commande 4711, versement 1/2"), "{text}");
    assert!(text.contains("- F-2 · Votre commande 4712, date"), "{text}");
}

#[test]
fn a_column_has_the_customers_order() {
    for header in ["Commande client", "Votre référence", "PO number", "Customer order"] {
        assert_eq!(imported(header, "4711").customer_order.as_deref(), Some("4711"), "{header}");
    }
    let converted = ask("templates", "convert", &json!({"text": "__REF_CLIENT__"})).unwrap();
    assert_eq!(converted["text"], "{{ document.customer_order }}");
}

#[test]
fn the_salesperson_of_a_document_comes_before_that_of_the_account() {
    let person = |id: &str| json!({"id": id, "name": format!("Anne {id}"), "email": format!("{id}@atelier.example")});
    let written = |documents: &[Document]| {
        let mail = action("mail", "email").with("sender", "salesperson").with("copies", ["salesperson"]);
        let call = action("call", "task").with("task", "call");
        let mut settings = reminders([step("s", "+3 days").does([mail, call])]);
        settings["texts"]["t"]["fr"]["body"] = json!("{{ salesperson.name }}");
        let account = customer("A1").with("salesperson", person("account")).has(documents);
        let page = page(&settings, &account);
        let bodies: Vec<_> = actions(&page).into_iter().map(|action| action["body"].clone()).collect();
        let mail = bodies.iter().find_map(|body| body.get("email")).unwrap().clone();
        let task = bodies.iter().find_map(|body| body.get("task")).unwrap().clone();
        let copies: Vec<_> =
            mail["cc"].as_array().unwrap().iter().map(|one| one["address"].as_str().unwrap().to_owned()).collect();
        (mail["sender"]["address"].clone(), copies, task["assignee"]["id"].clone(), plain(&mail))
    };
    let own = invoice("F-1").with("salesperson", person("own"));
    let (sender, copies, assignee, text) = written(std::slice::from_ref(&own));
    assert_eq!((sender, assignee), (json!("own@atelier.example"), json!("own")));
    assert!(copies == ["own@atelier.example"] && text.contains("Anne own"), "{copies:?} {text}");
    let (sender, copies, assignee, _) = written(&[invoice("F-1")]);
    assert_eq!(
        (sender, copies, assignee),
        (json!("account@atelier.example"), vec!["account@atelier.example".to_owned()], json!("account"))
    );
    // Each of several gets the copy about a document of theirs.
    let (_, copies, ..) = written(&[own, invoice("F-2")]);
    assert_eq!(copies, ["own@atelier.example", "account@atelier.example"]);
}

#[test]
fn a_column_has_the_salesperson_of_a_document() {
    for header in ["Commercial;E-mail commercial", "Sales rep;Sales rep email"] {
        let person = imported(header, "Anne Roux;anne@atelier.example").salesperson.unwrap();
        assert_eq!((person.name.as_str(), person.email.as_deref()), ("Anne Roux", Some("anne@atelier.example")));
    }
}

#[test]
fn a_text_names_what_a_document_belongs_to() {
    let linked = json!([
        {"kind": "quote", "number": "DE-7", "id": "42"}, {"kind": "order", "number": "C-12"}, {"kind": "delivery", "number": "BL-3"},
        {"kind": "credit-note", "number": "A-9"}, {"kind": "invoice", "number": "F-0"}, {"kind": "contract", "number": "K-1"},
        {"kind": "other", "number": "X-1"}, {"kind": "ticket", "number": "T-8"}, {"kind": "order", "number": " "},
    ]);
    let settings = saying("{% if document.linked %}Pour : {{ document.linked }}.{% else %}Pour rien.{% endif %}");
    let said = |document: Document| plain(email(&page(&settings, &customer("A1").has([document]))));
    let text = said(invoice("F-1").with("linked", linked));
    let expected =
        "Pour : Devis DE-7, Commande C-12, Bon de livraison BL-3, Avoir A-9, Facture F-0, Contrat K-1, X-1, T-8.";
    assert!(text.contains(expected), "{text}");
    assert!(said(invoice("F-1")).contains("Pour rien."));
    assert!(said(invoice("F-1").with("linked", json!([]))).contains("Pour rien."));
}

#[test]
fn columns_name_what_a_document_belongs_to() {
    for header in ["N° commande;BL;Contrat;Réf. devis", "Order number;Delivery note;Contract;Quote reference"] {
        let linked = imported(header, "C-12;BL-3;;DE-7").linked.unwrap();
        let linked: Vec<_> = linked.iter().map(|one| (one.kind.as_str(), one.number.as_str())).collect();
        assert_eq!(linked, [("quote", "DE-7"), ("order", "C-12"), ("delivery", "BL-3")]);
        assert_eq!(imported(header, ";;;").linked, None);
    }
}

#[test]
fn an_abandoned_invoice_says_why() {
    let said = |document: Document| {
        let settings = reminders([step("s", "+3 days").does([action("mail", "email")])]);
        let answers = Answers::of("2028-02-18", &settings, &customer("A1").has([document]));
        let request = json!({"language": "en", "decisions": [answers.decision()]});
        let sentence = ask("reminders", "phrase", &request).unwrap()[0].clone();
        (answers.code().to_owned(), answers.decision()["details"].clone(), sentence)
    };
    let because = |word: &str| json!([{"name": "because", "value": {"text": word}}]);
    let plain = json!("It is cancelled or abandoned.");
    // A word of the table, or the host's own.
    for word in ["bad-debt", "geste commercial"] {
        let (code, details, sentence) = said(invoice("F-1").status("abandoned").with("abandoned_because", word));
        assert_eq!((code.as_str(), details), ("cancelled", because(word)));
        assert_eq!(sentence, format!("It is cancelled or abandoned: {word}."));
    }
    assert_eq!(said(invoice("F-1").status("abandoned")), ("cancelled".to_owned(), json!([]), plain.clone()));
    assert_eq!(said(invoice("F-1").status("cancelled").with("abandoned_because", "bad-debt")).2, plain);
    assert_eq!(said(invoice("F-1").with("abandoned_because", "bad-debt")).0, "remind");
}

#[test]
fn a_column_says_why_a_document_was_abandoned() {
    for header in ["Motif d'abandon", "Write-off reason"] {
        assert_eq!(imported(header, "bad-debt").abandoned_because.as_deref(), Some("bad-debt"));
    }
}

/// A person of the customer's, with an address of their own.
fn person(id: &str, roles: &[&str]) -> Value {
    let mailbox =
        json!({"address": format!("{id}@durand.example"), "bounced": false, "opted_out": false, "opted_in": false});
    json!({"id": id, "roles": roles, "last_name": id, "mailbox": mailbox, "phone": format!("+33 6 00 00 00 0{}", id.len())})
}

/// A message to works managers, a role of the ERP's own.
fn to_works_managers(kind: &str) -> Value {
    let mut settings = reminders([step("s", "+3 days").does([action("mail", kind).with("to", "works-manager")])]);
    settings["roles"] = json!(["works-manager"]);
    settings
}

#[test]
fn a_step_writes_to_a_role_that_the_settings_declare() {
    let manager = || person("manager", &["works-manager"]);
    let accounts = || person("accounts", &["billing"]);
    let to = |contacts: &[Value], document: Document| {
        let page = page(&to_works_managers("email"), &customer("A1").with("contacts", contacts).has([document]));
        assert_eq!(page["accounts"][0]["findings"], json!([]));
        let to = email(&page)["to"].as_array().unwrap();
        to.iter().map(|one| one["address"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(to(&[manager(), accounts()], invoice("F-1")), ["manager@durand.example"]);
    let chosen = invoice("F-1").with("contacts", json!([{"contact": "accounts", "role": "works-manager"}]));
    assert_eq!(to(&[manager(), accounts()], chosen), ["accounts@durand.example"], "the document's own comes first");
    // Nobody has that role: who receives every reminder.
    assert_eq!(to(&[accounts()], invoice("F-1")), ["accounts@durand.example"]);
    assert_eq!(to(&[], invoice("F-1")), ["durand@example.com"]);
    // By post and by telephone, too.
    let account = customer("A1").addressed().with("contacts", [manager(), accounts()]).has([invoice("F-1")]);
    let letter = page(&to_works_managers("letter"), &account)["accounts"][0]["actions"][0]["body"]["letter"].clone();
    assert_eq!(letter["name"], "Durand & Fils\nmanager");
    let short = page(&to_works_managers("sms"), &account)["accounts"][0]["actions"][0]["body"]["sms"].clone();
    assert_eq!(short["to"], "+33 6 00 00 00 07");
}

#[test]
fn a_role_of_a_step_that_nobody_declared_is_found() {
    let check = |settings: &Value| {
        ask("settings", "check", &json!({"settings": settings.to_string(), "language": "en"})).unwrap()
    };
    assert_eq!(check(&to_works_managers("email")), json!([]));
    let mut settings = to_works_managers("email");
    settings["roles"] = json!(["site-manager"]);
    let found = check(&settings);
    let place = (&found[0]["severity"], &found[0]["code"], &found[0]["path"]);
    assert_eq!(
        place,
        (&json!("error"), &json!("settings-inconsistent"), &json!("scenarios[0].steps[0].actions[0].to"))
    );
    assert!(
        found[0]["message"].as_str().unwrap().contains("`works-manager`")
            && found[0]["message"].as_str().unwrap().contains("`site-manager`")
    );
    settings["scenarios"][0]["steps"][0]["actions"][0]["to"] = json!("finance-head");
    assert_eq!(check(&settings), json!([]), "a role of the module's own");
}

#[test]
fn a_role_that_nobody_declared_is_told_once_for_an_account() {
    let contacts = [person("c2", &["chef", "billing"]), person("c1", &["chef"]), person("c3", &["chef", "quality"])];
    let account = customer("A1").with("contacts", contacts).has([invoice("F-1")]);
    let found = |roles: &[&str]| {
        let mut settings = reminders([step("s", "+3 days").does([action("mail", "email")])]);
        settings["roles"] = json!(roles);
        let answers = Answers::of("2028-02-18", &settings, &account);
        assert_eq!(answers.code(), "remind");
        let found = answers.0["findings"].as_array().unwrap().iter();
        found
            .map(|one| format!("{} {}", one["code"].as_str().unwrap(), one["path"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    let both = ["reference-unknown account.contacts[\"c1\"].roles", "reference-unknown account.contacts[\"c3\"].roles"];
    assert_eq!(found(&[]), both);
    assert_eq!(found(&["chef"]), both[1..]);
    assert_eq!(found(&["chef", "quality"]), [""; 0]);
}

#[test]
fn credits_in_hand_lower_invoices_unless_the_settings_ignore_them() {
    // What each open invoice is asked for; nothing where it is not reminded.
    let asked = |unallocated: Option<&str>, account: &Customer| {
        let mut settings = reminders([step("s", "+3 days").does([action("mail", "email")])]);
        settings["invoices"]["grouping"] = json!("document");
        if let Some(word) = unallocated {
            settings["credits"] = json!({"unallocated": word});
        }
        let page = page(&settings, account);
        let asked = |id: &str| {
            let of = |action: &&Value| action["wanted"]["coverage"][0]["document"] == id;
            let action = actions(&page).into_iter().find(of);
            action.and_then(|action| action["claimed"]["minor"].as_i64()).unwrap_or_default()
        };
        ["D1", "D2"].map(asked)
    };
    let invoices = || [invoice("F-1").of("500.00"), invoice("F-2").of("2000.00").due("2028-02-14")];
    let with = |credit: Document| {
        let [first, second] = invoices();
        customer("A1").has([first, second, credit.known_as("K")])
    };
    let note = |amount: &str| credit_note("A-1").of(amount);
    let deposit = credit_note("A-1").of("300.00").with("kind", "deposit").status("settled");
    for (account, lowered, ignored) in [
        // It names nothing: the oldest due first.
        (with(note("300.00")), [50_000, 170_000], [50_000, 200_000]),
        (with(deposit), [50_000, 170_000], [50_000, 200_000]),
        // It names an invoice, whatever the host says is left of that.
        (with(note("300.00").with("applies_to", "D1")), [20_000, 200_000], [20_000, 200_000]),
        // It has more than that invoice can take.
        (with(note("800.00").with("applies_to", "D1")), [0, 170_000], [0, 200_000]),
        // Nobody knows what its status means: it may lower the account's invoices, or can lower none.
        (with(note("300.00").status("posted")), [0, 0], [50_000, 200_000]),
    ] {
        assert_eq!(asked(None, &account), lowered, "{account:?}");
        assert_eq!(asked(Some("lower-invoices"), &account), lowered, "{account:?}");
        assert_eq!(asked(Some("ignore"), &account), ignored, "{account:?}");
    }
    // Money is no credit: it lowers what is owed in either case.
    let money =
        json!({"id": "P", "amount": {"minor": 30_000, "currency": "EUR"}, "day": "2028-02-10", "state": "settled"});
    let account = customer("A1").has(invoices()).paid([money]);
    assert_eq!(asked(Some("ignore"), &account), [50_000, 170_000]);
}

#[test]
fn a_link_without_encryption_is_left_out_and_told() {
    let link = |kind: &str, url: &str| json!({"kind": kind, "url": url});
    let links = [link("pay", "http://erp.intranet/pay/1"), link("view", "https://erp.example/1")];
    let settings = saying("Merci.\n\n{{ button.pay }}\n\n{{ button.view }}");
    let page = page(&settings, &customer("A1").has([invoice("F-1").with("links", links)]));
    let mail = email(&page);
    assert!(!mail["html"].as_str().unwrap().contains("intranet") && mail["payment_link"].is_null(), "{mail:#}");
    assert!(plain(mail).contains("https://erp.example/1"));
    let finding = &page["accounts"][0]["findings"][0];
    let place = (&finding["code"], &finding["severity"], &finding["path"]);
    assert_eq!(place, (&json!("link-left-out"), &json!("warning"), &json!("document.links")));
    assert_eq!(page["accounts"][0]["findings"].as_array().unwrap().len(), 1);
    // What is no address of a page at all holds its document as before.
    for wrong in ["http://erp.intranet/pay 1", "javascript:alert(1)", "erp.example/1", ""] {
        let settings = reminders([step("s", "+3 days").does([action("mail", "email")])]);
        let account = customer("A1").has([invoice("F-1").with("links", [link("pay", wrong)])]);
        assert_eq!(Answers::of("2028-02-18", &settings, &account).code(), "invalid-data", "{wrong}");
    }
}
