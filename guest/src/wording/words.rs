//! The module's own words in a message, for each language it writes: labels, captions, buttons. Texts are the tenant's; these are not.

use super::Reader;

/// The words of one language.
pub struct Words {
    /// One quote, several.
    pub quote: (&'static str, &'static str),
    /// One invoice, several.
    pub invoice: (&'static str, &'static str),
    /// What is left to pay.
    pub left: &'static str,
    /// All taxes included.
    pub total: &'static str,
    /// The due day.
    pub due: &'static str,
    /// The last valid day.
    pub valid_until: &'static str,
    /// The day of issue.
    pub issued: &'static str,
    /// A sum at the end of a table.
    pub sum: &'static str,
    /// The account's other open documents.
    pub others: &'static str,
    /// The parts of an invoice.
    pub parts: &'static str,
    /// What a message claims: the debt itself.
    pub principal: &'static str,
    /// Late interest.
    pub interest: &'static str,
    /// The fixed indemnity.
    pub indemnity: &'static str,
    /// All that a message claims.
    pub claimed: &'static str,
    /// How interest comes about.
    pub statement: &'static str,
    /// The formula under it.
    pub formula: &'static str,
    /// First day, last day, base, rate, days.
    pub segment: [&'static str; 5],
    /// A rate that nobody gave.
    pub rate_unknown: &'static str,
    /// Paying by bank transfer.
    pub transfer: &'static str,
    /// To whom.
    pub beneficiary: &'static str,
    /// How much.
    pub amount: &'static str,
    /// What to quote.
    pub reference: &'static str,
    /// Beside a QR code.
    pub scan: &'static str,
    /// Buttons: pay, sign, accept, view, appointment.
    pub buttons: [&'static str; 5],
    /// Under an offer.
    pub opt_out: &'static str,
    /// Before the subject of a letter.
    pub subject: &'static str,
    /// Before the names of enclosed files.
    pub enclosed: &'static str,
    /// On a registered letter.
    pub registered: &'static str,
    /// `{page}` of `{pages}`.
    pub page: &'static str,
}

impl Reader {
    /// The words of the reader's language.
    #[must_use]
    pub const fn words(self) -> &'static Words {
        match self {
            Self::French => &FRENCH,
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
            Self::Spanish => &SPANISH,
            Self::Italian => &ITALIAN,
            Self::Dutch => &DUTCH,
        }
    }
}

#[rustfmt::skip]
static FRENCH: Words = Words {
    quote: ("Devis", "Devis"),
    invoice: ("Facture", "Factures"),
    left: "Reste à payer",
    total: "Montant TTC",
    due: "Échéance",
    valid_until: "Valable jusqu’au",
    issued: "Date",
    sum: "Total",
    others: "Vos autres pièces ouvertes à ce jour",
    parts: "Échéancier",
    principal: "Principal",
    interest: "Intérêts de retard",
    indemnity: "Indemnité forfaitaire pour frais de recouvrement",
    claimed: "Total dû",
    statement: "Décompte des intérêts de retard",
    formula: "Intérêts = base × taux annuel × nombre de jours / 365, arrondis au centime.",
    segment: ["Du", "Au (inclus)", "Base TTC", "Taux", "Jours"],
    rate_unknown: "inconnu",
    transfer: "Règlement par virement",
    beneficiary: "Bénéficiaire",
    amount: "Montant",
    reference: "Référence à rappeler",
    scan: "À scanner avec votre application bancaire",
    buttons: ["Payer en ligne", "Signer le devis", "Accepter le devis", "Consulter le document", "Prendre rendez-vous"],
    opt_out: "Pour ne plus recevoir d’offres de notre part, répondez «\u{a0}STOP\u{a0}» à ce message.",
    subject: "Objet : ",
    enclosed: "P.\u{a0}J.\u{a0}: ",
    registered: "Lettre recommandée avec accusé de réception",
    page: "Page {page} / {pages}",
};

#[rustfmt::skip]
static ENGLISH: Words = Words {
    quote: ("Quote", "Quotes"),
    invoice: ("Invoice", "Invoices"),
    left: "Amount due",
    total: "Total",
    due: "Due date",
    valid_until: "Valid until",
    issued: "Date",
    sum: "Total",
    others: "Your other open documents today",
    parts: "Payment schedule",
    principal: "Principal",
    interest: "Late interest",
    indemnity: "Fixed compensation for recovery costs",
    claimed: "Total due",
    statement: "Statement of late interest",
    formula: "Interest = base × yearly rate × number of days / 365, rounded to the cent.",
    segment: ["From", "To (included)", "Base", "Rate", "Days"],
    rate_unknown: "not known",
    transfer: "Payment by bank transfer",
    beneficiary: "Beneficiary",
    amount: "Amount",
    reference: "Reference to quote",
    scan: "Scan with your banking app",
    buttons: ["Pay online", "Sign the quote", "Accept the quote", "View the document", "Book an appointment"],
    opt_out: "To receive no more offers from us, reply \"STOP\" to this message.",
    subject: "Re: ",
    enclosed: "Enclosed: ",
    registered: "Registered letter with proof of receipt",
    page: "Page {page} / {pages}",
};

#[rustfmt::skip]
static GERMAN: Words = Words {
    quote: ("Angebot", "Angebote"),
    invoice: ("Rechnung", "Rechnungen"),
    left: "Offener Betrag",
    total: "Gesamtbetrag",
    due: "Fällig am",
    valid_until: "Gültig bis",
    issued: "Datum",
    sum: "Summe",
    others: "Ihre weiteren offenen Belege",
    parts: "Zahlungsplan",
    principal: "Hauptforderung",
    interest: "Verzugszinsen",
    indemnity: "Pauschale für Beitreibungskosten",
    claimed: "Gesamtforderung",
    statement: "Berechnung der Verzugszinsen",
    formula: "Zinsen = Betrag × Jahreszins × Tage / 365, auf den Cent gerundet.",
    segment: ["Von", "Bis (einschl.)", "Betrag", "Zinssatz", "Tage"],
    rate_unknown: "unbekannt",
    transfer: "Zahlung per Überweisung",
    beneficiary: "Empfänger",
    amount: "Betrag",
    reference: "Verwendungszweck",
    scan: "Mit Ihrer Banking-App scannen",
    buttons: ["Online bezahlen", "Angebot unterzeichnen", "Angebot annehmen", "Dokument ansehen", "Termin vereinbaren"],
    opt_out: "Wenn Sie keine Angebote mehr erhalten möchten, antworten Sie mit „STOPP“.",
    subject: "Betreff: ",
    enclosed: "Anlagen: ",
    registered: "Einschreiben mit Rückschein",
    page: "Seite {page} / {pages}",
};

#[rustfmt::skip]
static SPANISH: Words = Words {
    quote: ("Presupuesto", "Presupuestos"),
    invoice: ("Factura", "Facturas"),
    left: "Importe pendiente",
    total: "Importe total",
    due: "Vencimiento",
    valid_until: "Válido hasta el",
    issued: "Fecha",
    sum: "Total",
    others: "Sus otros documentos pendientes",
    parts: "Plan de pagos",
    principal: "Principal",
    interest: "Intereses de demora",
    indemnity: "Compensación fija por costes de cobro",
    claimed: "Total adeudado",
    statement: "Cálculo de los intereses de demora",
    formula: "Intereses = base × tipo anual × número de días / 365, redondeados al céntimo.",
    segment: ["Desde", "Hasta (incl.)", "Base", "Tipo", "Días"],
    rate_unknown: "desconocido",
    transfer: "Pago por transferencia",
    beneficiary: "Beneficiario",
    amount: "Importe",
    reference: "Concepto",
    scan: "Escanee con su aplicación bancaria",
    buttons: ["Pagar en línea", "Firmar el presupuesto", "Aceptar el presupuesto", "Ver el documento", "Reservar una cita"],
    opt_out: "Para no recibir más ofertas, responda «BAJA» a este mensaje.",
    subject: "Asunto: ",
    enclosed: "Adjuntos: ",
    registered: "Carta certificada con acuse de recibo",
    page: "Página {page} / {pages}",
};

#[rustfmt::skip]
static ITALIAN: Words = Words {
    quote: ("Preventivo", "Preventivi"),
    invoice: ("Fattura", "Fatture"),
    left: "Importo da pagare",
    total: "Totale",
    due: "Scadenza",
    valid_until: "Valido fino al",
    issued: "Data",
    sum: "Totale",
    others: "Gli altri Suoi documenti aperti",
    parts: "Piano di pagamento",
    principal: "Capitale",
    interest: "Interessi di mora",
    indemnity: "Importo forfettario per i costi di recupero",
    claimed: "Totale dovuto",
    statement: "Calcolo degli interessi di mora",
    formula: "Interessi = base × tasso annuo × numero di giorni / 365, arrotondati al centesimo.",
    segment: ["Dal", "Al (incluso)", "Base", "Tasso", "Giorni"],
    rate_unknown: "non noto",
    transfer: "Pagamento con bonifico",
    beneficiary: "Beneficiario",
    amount: "Importo",
    reference: "Causale",
    scan: "Scansioni con l’app della Sua banca",
    buttons: ["Paga online", "Firma il preventivo", "Accetta il preventivo", "Vedi il documento", "Fissa un appuntamento"],
    opt_out: "Per non ricevere più offerte, risponda «STOP» a questo messaggio.",
    subject: "Oggetto: ",
    enclosed: "Allegati: ",
    registered: "Raccomandata con ricevuta di ritorno",
    page: "Pagina {page} / {pages}",
};

#[rustfmt::skip]
static DUTCH: Words = Words {
    quote: ("Offerte", "Offertes"),
    invoice: ("Factuur", "Facturen"),
    left: "Openstaand bedrag",
    total: "Totaalbedrag",
    due: "Vervaldatum",
    valid_until: "Geldig tot en met",
    issued: "Datum",
    sum: "Totaal",
    others: "Uw andere openstaande documenten",
    parts: "Betalingsschema",
    principal: "Hoofdsom",
    interest: "Rente wegens te late betaling",
    indemnity: "Vaste vergoeding voor invorderingskosten",
    claimed: "Totaal verschuldigd",
    statement: "Berekening van de rente",
    formula: "Rente = bedrag × jaarrente × aantal dagen / 365, afgerond op de cent.",
    segment: ["Van", "Tot en met", "Bedrag", "Rente", "Dagen"],
    rate_unknown: "onbekend",
    transfer: "Betaling per overschrijving",
    beneficiary: "Begunstigde",
    amount: "Bedrag",
    reference: "Vermeld",
    scan: "Scan met uw bankapp",
    buttons: ["Online betalen", "Offerte ondertekenen", "Offerte aanvaarden", "Document bekijken", "Afspraak maken"],
    opt_out: "Wilt u geen aanbiedingen meer ontvangen? Antwoord dan met \"STOP\".",
    subject: "Betreft: ",
    enclosed: "Bijlagen: ",
    registered: "Aangetekende brief met ontvangstbewijs",
    page: "Pagina {page} / {pages}",
};
