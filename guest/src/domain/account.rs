//! One customer with all its open documents: the unit of work, and what it consists of.

use super::{Channel, Currency, Day, EInvoiceStatus, Entry, Fact, LinkedKind, MeansOfPayment, Money, Status};

/// The tenant as its customers see it.
#[derive(Clone, Debug, Default)]
pub struct Company {
    /// Its name.
    pub name: String,
    /// The language used when neither contact nor account has one.
    pub language: String,
    /// The address messages come from.
    pub email: String,
    /// Printed in texts.
    pub phone: Option<String>,
    /// Printed in texts.
    pub website: Option<String>,
    /// One line at the foot.
    pub legal_mentions: Option<String>,
    /// Where money goes.
    pub iban: Option<String>,
    /// The bank of that IBAN.
    pub bic: Option<String>,
    /// Printed on letters.
    pub address: Option<PostalAddress>,
    /// Of buttons and of the letterhead, `#rrggbb`.
    pub colour: Option<String>,
}

/// Something in the data that could send wrongly: where, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field, as the contract names it.
    pub field: String,
    /// What is wrong, in English, with the value cut short.
    pub what: String,
}

/// One customer with *all* its open documents.
#[derive(Clone, Debug)]
pub struct Account {
    /// Unique in the tenant.
    pub id: String,
    /// The host's version of it, echoed.
    pub revision: String,
    /// As printed.
    pub name: String,
    /// A trade name.
    pub alias: Option<String>,
    /// Primary language tag.
    pub language: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// As printed.
    pub vat_number: Option<String>,
    /// Which law applies: `b2b-fr`, `consumer-fr`…
    pub profile: Option<String>,
    /// The account's switch of automatic reminders.
    pub automatic: Option<bool>,
    /// The scenario set for its quotes.
    pub quote_scenario: Option<String>,
    /// The scenario set for its invoices.
    pub invoice_scenario: Option<String>,
    /// Last of the chain of addresses.
    pub mailbox: Option<Mailbox>,
    /// How many different addresses of it bounced, whoever's they are.
    pub bounced_addresses: u32,
    /// Last of the chain of telephones.
    pub phone: Option<String>,
    /// Where letters go, unless the document's establishment has an address.
    pub address: Option<PostalAddress>,
    /// Places, in the host's order.
    pub establishments: Vec<Establishment>,
    /// People, by id.
    pub contacts: Vec<Contact>,
    /// Who looks after the account.
    pub salesperson: Option<Person>,
    /// When the customer is closed, both ends included.
    pub closed: Vec<(Day, Day)>,
    /// Typed facts.
    pub facts: Vec<Fact>,
    /// What keeps reminders back, by id.
    pub holds: Vec<Hold>,
    /// Payments, by id.
    pub payments: Vec<Payment>,
    /// Events, by day.
    pub events: Vec<EventRecord>,
    /// Documents that could be read, by id.
    pub documents: Vec<Document>,
    /// Documents that could not, by id.
    pub rejected: Vec<Rejected>,
    /// What was done, oldest first.
    pub history: Vec<Entry>,
    /// Closed documents, which the host knows and did not hand over; `None`: it did not say.
    pub closed_documents: Option<Vec<String>>,
    /// Something wrong with the account itself: holds all its documents.
    pub problem: Option<Problem>,
    /// What cannot be right and holds nothing: reported.
    pub doubts: Vec<Doubt>,
}

impl Account {
    /// Puts the history in its order: oldest first, the rest so that it does not depend on how it came in.
    pub fn sort_history(&mut self) {
        self.history.sort_by(|a, b| {
            (a.day, &a.coverage, &a.action, a.attempt, a.state).cmp(&(
                b.day,
                &b.coverage,
                &b.action,
                b.attempt,
                b.state,
            ))
        });
    }
}

/// What is doubtful, and holds nothing.
#[derive(Clone, Debug)]
pub struct Doubt {
    /// The document it is about; `None`: the account.
    pub document: Option<String>,
    /// Where.
    pub field: String,
    /// What.
    pub found: super::Found,
}

/// Of documents sorted by identifier, as those of an account are, the one with this identifier.
#[must_use]
pub fn by_id<'a>(documents: &'a [Document], id: &str) -> Option<&'a Document> {
    let at = documents.binary_search_by(|document| document.id.as_str().cmp(id)).ok()?;
    documents.get(at)
}

/// A document that could not be read. It is held; the others are not touched.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// Its identifier, as it came.
    pub id: String,
    /// What is wrong.
    pub problem: Problem,
}

/// An e-mail address and what is known of it.
#[derive(Clone, Debug)]
pub struct Mailbox {
    /// `local@domain`.
    pub address: String,
    /// A message to it came back for good.
    pub bounced: bool,
    /// Its owner wants no offers.
    pub opted_out: bool,
    /// Its owner agreed to receive offers.
    pub opted_in: bool,
}

/// Where a letter goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PostalAddress {
    /// Street and what completes it.
    pub lines: Vec<String>,
    /// As printed.
    pub postcode: String,
    /// As printed.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

/// A place of the customer.
#[derive(Clone, Debug)]
pub struct Establishment {
    /// Unique in the account.
    pub id: String,
    /// The one used when the document's own has no address.
    pub is_default: bool,
    /// Who receives mail there, by id.
    pub recipients: Vec<Contact>,
    /// Where letters go.
    pub address: Option<PostalAddress>,
}

/// The roles that contacts have in every tenant (`about.codes`, table `role`).
pub const ROLES: [&str; 3] = ["billing", "finance-head", "quote-follow-up"];

/// A person on the customer's side.
#[derive(Clone, Debug)]
pub struct Contact {
    /// Unique in the account.
    pub id: String,
    /// Of [`ROLES`], or declared by the settings; another one has no effect.
    pub roles: Vec<String>,
    /// "M.", "Mme".
    pub civility: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Their address.
    pub mailbox: Option<Mailbox>,
    /// Their telephone.
    pub phone: Option<String>,
    /// The channels they agreed to, of those that ask.
    pub agreed: Vec<Channel>,
    /// Primary language tag.
    pub language: Option<String>,
}

/// A person on the tenant's side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Unique in the tenant.
    pub id: String,
    /// As printed.
    pub name: String,
    /// Printed in texts.
    pub email: Option<String>,
    /// Printed in texts.
    pub phone: Option<String>,
}

/// Why reminders are off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoldKind {
    /// A person's block, with its reason and its last day.
    Block {
        /// Why.
        reason: String,
        /// It ends by itself after that day.
        last_day: Option<Day>,
    },
    /// The customer disputes.
    Dispute,
    /// The customer promised to pay.
    Promise {
        /// How much; `None`: everything that is left.
        amount: Option<Money>,
        /// The day promised.
        promised_for: Day,
        /// The day it was made: payments since then count for it.
        made_on: Day,
    },
    /// The customer answered on that day.
    Reply(Day),
    /// Insolvency proceedings, published on that day.
    Insolvency(Option<Day>),
    /// A consumer's over-indebtedness proceedings.
    OverIndebtedness,
    /// In the hands of a lawyer or an agency.
    HandedOver,
    /// Sold to a factor.
    Factored,
    /// Too old to be claimed.
    LimitationPassed,
    /// Anything else.
    Other(String),
}

/// Something that keeps reminders back.
#[derive(Clone, Debug)]
pub struct Hold {
    /// Unique in the account.
    pub id: String,
    /// The document it is about; `None`: the account.
    pub document: Option<String>,
    /// Why.
    pub kind: HoldKind,
}

/// What became of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentState {
    /// The money is there.
    Settled,
    /// Recorded but not matured.
    Pending,
    /// It came back: counts for nothing.
    Rejected,
}

/// By whose word a payment is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// The ERP lists it: what it says is left counts it already, where it says so.
    Listed,
    /// A person recorded it, and the ERP has not answered yet: it lowers what the ERP says is left.
    Recorded,
    /// It is in what the ERP says is left, without a line of its own: it lowers nothing.
    InFigure,
}

/// Money or its promise on paper.
#[derive(Clone, Debug)]
pub struct Payment {
    /// Unique in the account.
    pub id: String,
    /// The document it names.
    pub document: Option<String>,
    /// The instalment it names.
    pub instalment: Option<String>,
    /// How much; never negative.
    pub amount: Money,
    /// The day it was, or will be, in the bank.
    pub day: Day,
    /// What became of it.
    pub state: PaymentState,
    /// Who says so.
    pub known_by: Word,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct EventRecord {
    /// Its code.
    pub kind: String,
    /// When.
    pub day: Day,
    /// The document it is about; `None`: the account.
    pub document: Option<String>,
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Devis.
    Quote,
    /// Facture.
    Invoice,
    /// Avoir.
    CreditNote,
    /// Acompte.
    Deposit,
    /// Prospect.
    Lead,
}

/// One document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Unique in the tenant.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// As the customer knows it.
    pub number: String,
    /// Its status.
    pub status: Status,
    /// The currency of all its amounts.
    pub currency: Currency,
    /// All taxes included, in minor units.
    pub total: i64,
    /// Without taxes, in minor units.
    pub total_excluding_tax: Option<i64>,
    /// What the host says is left, in minor units.
    pub left: Option<i64>,
    /// Its date.
    pub issued: Day,
    /// Validated or opened; else issued. Compared with `active_since`.
    pub created: Day,
    /// First reached the customer.
    pub first_sent: Option<Day>,
    /// An invoice's due day.
    pub due: Option<Day>,
    /// A quote's last day.
    pub valid_until: Option<Day>,
    /// The document's switch of automatic reminders.
    pub automatic: Option<bool>,
    /// The scenario a person set on it.
    pub scenario: Option<String>,
    /// One life of it in a scenario, from 1.
    pub cycle: u32,
    /// Primary language tag.
    pub language: Option<String>,
    /// The customer's establishment it was made for.
    pub establishment: Option<String>,
    /// Contacts chosen for it, with their role.
    pub contacts: Vec<(String, String)>,
    /// The document a credit note or deposit is for.
    pub applies_to: Option<String>,
    /// Parts with their own due dates, by id.
    pub instalments: Vec<Instalment>,
    /// Status of the electronic invoice.
    pub e_invoice_status: Option<EInvoiceStatus>,
    /// Since when.
    pub e_invoice_since: Option<Day>,
    /// The day of delivery.
    pub delivered: Option<Day>,
    /// Where the limitation period counts from, once something interrupted it.
    pub limitation_from: Option<Day>,
    /// Late charges that were claimed already, on an invoice of their own.
    pub charged: Option<Charged>,
    /// On which account it is to be paid.
    pub paid_on: PaidOn,
    /// How; `None`: nobody says.
    pub means_of_payment: Option<MeansOfPayment>,
    /// The number of the customer's order.
    pub customer_order: Option<String>,
    /// Who looks after it; `None`: who looks after the account.
    pub salesperson: Option<Person>,
    /// Why it was given up, of one that was.
    pub abandoned_because: Option<String>,
    /// What it comes from or belongs to: what each is, and its number.
    pub linked: Vec<(LinkedKind, String)>,
    /// Typed facts.
    pub facts: Vec<Fact>,
    /// Pages the customer can open.
    pub links: Vec<Link>,
    /// Files the host can attach.
    pub files: Vec<File>,
    /// Something that it names, or that could concern it, is not there: it is held.
    pub problem: Option<Problem>,
}

/// Late charges that were claimed already: not claimed twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charged {
    /// The fixed indemnity.
    pub indemnity: bool,
    /// The interest, until that day included.
    pub interest_to: Option<Day>,
}

/// On which account a document is to be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaidOn {
    /// On the company's.
    Company,
    /// On one of its own.
    Own(BankAccount),
    /// On one of its own, whose number is wrong.
    Unknown,
}

/// An account of its own that a document is to be paid on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAccount {
    /// Its number, which can exist, without spaces.
    pub iban: String,
    /// The bank.
    pub bic: Option<String>,
    /// Whose it is; `None`: the company's.
    pub beneficiary: Option<String>,
}

/// A part of an invoice with its own due date.
#[derive(Clone, Debug)]
pub struct Instalment {
    /// Unique in the document.
    pub id: String,
    /// Its due day.
    pub due: Day,
    /// In minor units.
    pub amount: i64,
    /// What the host says is left of it.
    pub left: Option<i64>,
    /// A guarantee kept back: not due.
    pub retention: bool,
}

/// A page the customer can open.
#[derive(Clone, Debug)]
pub struct Link {
    /// A code: `pay`, `accept`.
    pub kind: String,
    /// `https` only.
    pub url: String,
}

/// A file the host can attach.
#[derive(Clone, Debug)]
pub struct File {
    /// Unique in the document.
    pub id: String,
    /// With its extension.
    pub name: String,
    /// The document itself.
    pub is_document: bool,
}
