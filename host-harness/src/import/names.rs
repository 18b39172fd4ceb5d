//! The words that other programs use, in French and in English, and what they mean: columns, kinds, statuses, dates.

/// The names a column may have for each line of a mapping, without accents, spaces or capitals.
#[rustfmt::skip]
pub(super) const NAMES: &[(&str, &[&str])] = &[
    ("account.id", &["codeclient", "customerid", "clientid", "idclient", "customercode", "nclient", "numeroclient", "numclient", "codetiers", "compte", "codecompte", "account", "accountid", "customernumber"]),
    ("account.name", &["client", "customer", "nom", "raisonsociale", "tiers", "societe", "nomclient", "nomduclient", "nomtiers", "customername", "name", "company", "denomination"]),
    ("account.email", &["email", "mail", "courriel", "adresseemail", "emailclient", "customeremail", "adressemail", "emailaddress"]),
    ("account.language", &["langue", "language", "lang"]),
    ("account.country", &["pays", "codepays", "country"]),
    ("account.phone", &["telephone", "tel", "phone", "telephoneclient", "phonenumber", "mobile", "portable"]),
    ("account.street", &["adresse", "adresse1", "rue", "adresseclient", "adressepostale", "street", "address", "address1", "billingaddress"]),
    ("account.postcode", &["cp", "codepostal", "postcode", "postalcode", "zip", "zipcode"]),
    ("account.city", &["ville", "commune", "city", "town"]),
    ("document.kind", &["typedepiece", "typepiece", "naturedepiece", "naturepiece", "documenttype", "typededocument", "typedocument", "codetype", "type", "nature", "kind"]),
    ("document.number", &["numero", "nfacture", "numerofacture", "numerodefacture", "nofacture", "numfacture", "facture", "invoice", "invoicenumber", "invoiceno", "number", "reference", "ref", "piece", "npiece", "numeropiece", "numerodepiece", "devis", "ndevis", "numerodevis", "numerodedevis", "quote", "quotenumber", "documentnumber"]),
    ("document.status", &["statut", "etat", "status", "state"]),
    ("document.currency", &["devise", "currency", "monnaie", "currencycode", "codedevise"]),
    ("document.total", &["montantttc", "totalttc", "ttc", "montant", "montanttotal", "amount", "total", "invoiceamount", "totalamount", "totalinctax", "totalincludingtax", "amountincludingtax", "totalinclvat", "totalincludingvat", "amountinclvat", "grossamount", "grosstotal", "invoicetotal", "grandtotal", "netapayer"]),
    ("document.left", &["resteapayer", "reste", "restedu", "solde", "soldedu", "balance", "amountdue", "outstanding", "openamount", "left", "montantdu", "restearegler", "restantdu", "restantapayer", "montantrestant", "montantrestantdu", "balancedue", "remaining", "remainingamount", "amountremaining", "amountoutstanding", "outstandingamount", "netapayer"]),
    ("document.issued", &["date", "datefacture", "datedefacture", "datedevis", "datedudevis", "datepiece", "datedelapiece", "datedemission", "dateemission", "emisele", "invoicedate", "issued", "issuedate", "issuedon", "documentdate"]),
    ("document.first-sent", &["envoyeele", "envoyele", "datedenvoi", "dateenvoi", "senton", "firstsent", "sentdate", "datesent"]),
    ("document.due", &["echeance", "datedecheance", "dateecheance", "duedate", "due", "dateduedate", "datelimite", "datelimitedereglement", "apayeravant", "payableavant"]),
    ("document.valid-until", &["findevalidite", "datedefindevalidite", "datefinvalidite", "validite", "valablejusquau", "datedevalidite", "validuntil", "expiry", "expirydate", "validitydate"]),
    ("document.settled-on", &["regleele", "reglele", "payeele", "payele", "datedereglement", "datereglement", "datedepaiement", "datepaiement", "paidon", "paiddate", "settleddate", "settledon", "paymentdate", "datepaid"]),
    ("document.blocked", &["relancebloquee", "relancesbloquees", "bloque", "bloquee", "blocage", "motifdeblocage", "blocagerelance", "blocagerelances", "nepasrelancer", "blocked", "donotremind"]),
    ("document.blocked-until", &["bloquejusquau", "bloqueejusquau", "blocagejusquau", "relancebloqueejusquau", "blockeduntil"]),
    ("document.promised-for", &["promispourle", "promispour", "promisepourle", "promiseau", "datepromise", "datedelapromesse", "datedepromesse", "promessepourle", "promessepour", "promisedfor"]),
    ("document.promised-on", &["promisle", "promisele", "promesserecuele", "promessedu", "promisedon"]),
    ("document.promised", &["montantpromis", "promisedamount", "amountpromised"]),
    ("document.replied-on", &["reponsedu", "reponserecuele", "repondule", "repliedon"]),
    // An IBAN alone may be the customer's own.
    ("document.iban", &["ibandereglement", "ibanreglement", "ibandepaiement", "ibanpaiement", "ibanbeneficiaire", "ibandubeneficiaire", "ibandencaissement", "ibanencaissement", "ibansociete", "ibandelasociete", "ibanfournisseur", "notreiban", "paymentiban", "payeeiban", "beneficiaryiban", "ouriban", "companyiban", "remittanceiban"]),
    ("document.bic", &["bicdereglement", "bicreglement", "bicdepaiement", "bicpaiement", "bicbeneficiaire", "bicdubeneficiaire", "bicdencaissement", "bicencaissement", "bicsociete", "bicdelasociete", "bicfournisseur", "notrebic", "paymentbic", "payeebic", "beneficiarybic", "ourbic", "companybic", "remittancebic"]),
    ("document.beneficiary", &["beneficiaire", "nomdubeneficiaire", "titulaireducompte", "beneficiary", "beneficiaryname", "payee", "payeename"]),
    ("document.means-of-payment", &["modedereglement", "modereglement", "modedepaiement", "modepaiement", "moyendepaiement", "moyenpaiement", "moyendereglement", "typedereglement", "typereglement", "typedepaiement", "paymentmethod", "paymentmode", "paymenttype", "paymentmeans", "meansofpayment", "methodofpayment"]),
    ("document.customer-order", &["commandeclient", "ncommandeclient", "numerocommandeclient", "numerodecommandeclient", "refcommandeclient", "referencecommandeclient", "votrecommande", "votrereference", "bondecommandeclient", "refclient", "referenceclient", "customerorder", "customerordernumber", "customerreference", "customerpo", "po", "ponumber", "purchaseorder", "purchaseordernumber", "yourorder", "yourreference", "yourref"]),
    ("document.salesperson", &["commercial", "nomducommercial", "nomcommercial", "vendeur", "representant", "chargedaffaires", "suivipar", "salesperson", "salesrep", "salesrepresentative", "accountmanager", "soldby"]),
    ("document.salesperson-email", &["emailcommercial", "emailducommercial", "mailcommercial", "courrielcommercial", "emailvendeur", "salespersonemail", "salesrepemail", "accountmanageremail"]),
    ("document.linked.order", &["ncommande", "nocommande", "numerocommande", "numerodecommande", "commande", "refcommande", "referencecommande", "order", "ordernumber", "orderno", "salesorder", "salesordernumber"]),
    ("document.linked.contract", &["contrat", "ncontrat", "numerocontrat", "numerodecontrat", "refcontrat", "contract", "contractnumber", "contractno"]),
    ("document.linked.delivery", &["bl", "nbl", "numerobl", "bondelivraison", "nbondelivraison", "numerobondelivraison", "numerodebondelivraison", "deliverynote", "deliverynotenumber", "deliverynumber"]),
    ("document.linked.quote", &["devisdorigine", "devisorigine", "refdevis", "referencedevis", "originquote", "sourcequote", "quotereference"]),
    ("document.abandoned-because", &["motifdabandon", "motifabandon", "raisondabandon", "motifdecloture", "motifcloture", "abandonreason", "writeoffreason", "closereason", "closingreason"]),
    ("document.scenario", &["scenario", "scenarioderelance", "planderelance"]),
    ("document.disputed", &["disputed", "dispute", "litige", "enlitige", "contestee", "conteste", "contestation"]),
];

/// Columns that may say who must be left alone, in words an import does not read.
pub(super) const HOLDS: &[&str] = &[
    "contentieux",
    "promesse",
    "promise",
    "procedurecollective",
    "insolvent",
    "relance",
    "relances",
    "doubtful",
    "douteux",
];

pub(super) const KINDS: &[(&str, &str)] = &[
    ("facture", "invoice"),
    ("factures", "invoice"),
    ("factureclient", "invoice"),
    ("facturedevente", "invoice"),
    ("invoice", "invoice"),
    ("inv", "invoice"),
    ("fac", "invoice"),
    ("fact", "invoice"),
    ("fc", "invoice"),
    ("fa", "invoice"),
    ("fv", "invoice"),
    ("avoir", "credit-note"),
    ("avoirs", "credit-note"),
    ("avoirclient", "credit-note"),
    ("factureavoir", "credit-note"),
    ("facturedavoir", "credit-note"),
    ("notedecredit", "credit-note"),
    ("creditnote", "credit-note"),
    ("creditmemo", "credit-note"),
    ("avo", "credit-note"),
    ("av", "credit-note"),
    ("devis", "quote"),
    ("quote", "quote"),
    ("quotation", "quote"),
    ("proposition", "quote"),
    ("dev", "quote"),
    ("de", "quote"),
];

/// Each word of a means of payment with its meaning.
pub(super) const MEANS: &[(&str, &str)] = &[
    ("virement", "transfer"),
    ("virementbancaire", "transfer"),
    ("virementsepa", "transfer"),
    ("vir", "transfer"),
    ("transfer", "transfer"),
    ("banktransfer", "transfer"),
    ("credittransfer", "transfer"),
    ("sepatransfer", "transfer"),
    ("wiretransfer", "transfer"),
    ("wire", "transfer"),
    ("prelevement", "direct-debit"),
    ("prelevementautomatique", "direct-debit"),
    ("prelevementsepa", "direct-debit"),
    ("prlv", "direct-debit"),
    ("pre", "direct-debit"),
    ("directdebit", "direct-debit"),
    ("sepadirectdebit", "direct-debit"),
    ("carte", "card"),
    ("cartebancaire", "card"),
    ("cb", "card"),
    ("card", "card"),
    ("creditcard", "card"),
    ("debitcard", "card"),
    ("cheque", "cheque"),
    ("chequebancaire", "cheque"),
    ("chq", "cheque"),
    ("check", "cheque"),
    ("lcr", "bill"),
    ("lettredechange", "bill"),
    ("traite", "bill"),
    ("effet", "bill"),
    ("bor", "bill"),
    ("billetaordre", "bill"),
    ("bill", "bill"),
    ("billofexchange", "bill"),
    ("promissorynote", "bill"),
    ("especes", "cash"),
    ("esp", "cash"),
    ("liquide", "cash"),
    ("cash", "cash"),
    ("autre", "other"),
    ("other", "other"),
];

/// Single letters say what a document is only beside others of these: alone, `A` may be anything.
pub(super) const KIND_LETTERS: &[(&str, &str)] = &[("f", "invoice"), ("a", "credit-note"), ("d", "quote")];

/// A status of a mapping that is none of the contract: the document is open, and held by a dispute.
pub(super) const DISPUTED: &str = "disputed";

/// Stands for what a word means of an invoice that only quotes have: nobody knows.
pub(super) const OF_QUOTES: &str = "";

/// Each word of a status with its meaning for an invoice and for a quote.
pub(super) const STATUSES: &[(&str, &str, &str)] = &[
    ("brouillon", "draft", "draft"),
    ("draft", "draft", "draft"),
    ("impayee", "validated", "open"),
    ("nonpayee", "validated", "open"),
    ("nonpaye", "validated", "open"),
    ("nonreglee", "validated", "open"),
    ("nonregle", "validated", "open"),
    ("nonsoldee", "validated", "open"),
    ("aregler", "validated", "open"),
    ("apayer", "validated", "open"),
    ("unpaid", "validated", "open"),
    ("validee", "validated", "open"),
    ("emise", "validated", "open"),
    ("envoyee", "validated", "open"),
    ("envoye", "validated", "open"),
    ("sent", "validated", "open"),
    ("ouvert", "validated", "open"),
    ("ouverte", "validated", "open"),
    ("open", "validated", "open"),
    ("encours", "validated", "open"),
    ("overdue", "validated", "open"),
    ("enretard", "validated", "open"),
    ("echue", "validated", "open"),
    ("echu", "validated", "open"),
    ("comptabilisee", "validated", "open"),
    ("partiellementreglee", "validated", "open"),
    ("partiellementpayee", "validated", "open"),
    ("partiallypaid", "validated", "open"),
    ("enlitige", DISPUTED, DISPUTED),
    ("litige", DISPUTED, DISPUTED),
    ("contestee", DISPUTED, DISPUTED),
    ("disputed", DISPUTED, DISPUTED),
    ("indispute", DISPUTED, DISPUTED),
    ("payee", "settled", "invoiced"),
    ("paye", "settled", "invoiced"),
    ("paid", "settled", "invoiced"),
    ("reglee", "settled", "invoiced"),
    ("soldee", "settled", "invoiced"),
    ("annulee", "cancelled", "cancelled"),
    ("annule", "cancelled", "cancelled"),
    ("cancelled", "cancelled", "cancelled"),
    ("abandonnee", "abandoned", "cancelled"),
    ("accepte", OF_QUOTES, "signed"),
    ("accepted", OF_QUOTES, "signed"),
    ("signe", OF_QUOTES, "signed"),
    ("signed", OF_QUOTES, "signed"),
    ("refuse", DISPUTED, "refused"),
    ("refusee", DISPUTED, "refused"),
    ("refused", DISPUTED, "refused"),
    ("facture", OF_QUOTES, "invoiced"),
    ("invoiced", OF_QUOTES, "invoiced"),
];

/// How dates are written, the likelier first where a column leaves the choice.
pub(super) const DATES: &[&str] = &["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%d/%m/%y"];

/// Letters and digits only, without accents or capitals.
pub(super) fn squeeze(text: &str) -> String {
    let plain = |c: char| match c {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    };
    text.to_lowercase().chars().map(plain).filter(char::is_ascii_alphanumeric).collect()
}

/// What a word means after a table.
pub(super) fn meaning(table: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    let squeezed = squeeze(word);
    table.iter().find(|(of, _)| *of == squeezed).map(|(_, code)| *code)
}

/// What a word makes of a document.
pub(super) fn kind_of(word: &str, letters: bool) -> Option<&'static str> {
    meaning(KINDS, word).or_else(|| meaning(KIND_LETTERS, word).filter(|_| letters))
}
