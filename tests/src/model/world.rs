//! What the model knows: settings, accounts and history as plain structs of its own. Only `lives::json` knows how the contract writes them.

use std::collections::BTreeSet;

/// A civil day.
pub type Day = chrono::NaiveDate;

/// Whether anything leaves; the least is the strictest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    Off,
    NotifyOnly,
    Live,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    Document,
    AccountAndStep,
    Account,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    None,
    Next,
    Previous,
    Drop,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CatchUp {
    Next,
    Latest,
    Expire(i64),
}

/// What a step counts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    Issued,
    FirstSent,
    Due,
    ValidUntil,
    EndOfMonthOfIssued,
    EndOfMonthOfDue,
    EndOfMonthOfValidUntil,
    PreviousReminder,
    Event(String),
}

/// The few shapes of `when` that are generated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    LeftAbove(i64),
    DaysLateAbove(i64),
    SegmentIs(String),
    /// A fact that an account may lack: then the condition has no answer.
    TurnoverAbove(i64),
    Happened(String),
    NotHappened(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Email,
    Letter,
    Registered,
    Sms,
    Whatsapp,
    Task,
    Notification,
    BlockOrders,
}

impl Kind {
    #[must_use]
    pub fn to_customer(self) -> bool {
        matches!(self, Self::Email | Self::Letter | Self::Registered | Self::Sms | Self::Whatsapp)
    }
}

#[derive(Clone, Debug)]
pub struct Action {
    pub id: String,
    pub kind: Kind,
    pub optional: bool,
    pub letter_instead: bool,
    pub attach_required: bool,
}

#[derive(Clone, Debug)]
pub struct Step {
    pub id: String,
    pub offset: i64,
    pub working_days: bool,
    pub from: Anchor,
    pub when: Option<Condition>,
    pub severe: bool,
    pub needs_fresh_bank: Option<bool>,
    pub announces: Option<bool>,
    pub deadline: Option<i64>,
    pub retired: bool,
    /// In minor units of EUR.
    pub minimum: Option<i64>,
    pub minimum_percent: Option<i64>,
    pub actions: Vec<Action>,
}

impl Step {
    /// A step that blocks orders is severe by itself.
    #[must_use]
    pub fn is_severe(&self) -> bool {
        self.severe || self.actions.iter().any(|action| action.kind == Kind::BlockOrders)
    }

    /// A step with a message to the customer.
    #[must_use]
    pub fn is_for_customer(&self) -> bool {
        self.actions.iter().any(|action| action.kind.to_customer())
    }
}

#[derive(Clone, Debug)]
pub struct Scenario {
    pub id: String,
    pub for_quotes: bool,
    pub mode: Option<Mode>,
    pub when: Option<Condition>,
    pub shift: Shift,
    pub by_date: bool,
    pub catch_up: CatchUp,
    pub min_gap: Option<i64>,
    /// Every so many days, at most so often.
    pub repeat_last: Option<(i64, i64)>,
    /// In minor units of EUR.
    pub minimum: Option<i64>,
    pub minimum_percent: Option<i64>,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug)]
pub struct KindRules {
    pub mode: Mode,
    pub all: bool,
    pub active_since: Day,
    pub default_scenario: String,
    pub grouping: Grouping,
    pub account_gap: i64,
    pub first_send_required: bool,
    pub any_establishment: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holidays {
    None,
    France,
    AlsaceMoselle,
}

#[derive(Clone, Debug)]
pub struct Settings {
    pub mode: Mode,
    pub quotes: KindRules,
    pub invoices: KindRules,
    /// Monday first.
    pub working_week: [bool; 7],
    pub closed: Vec<(Day, Day)>,
    /// Computed: none, those of France, or those of Alsace and Moselle.
    pub holidays: Holidays,
    pub max_bank_age: i64,
    pub promise_grace: i64,
    pub one_further: bool,
    pub reply_pause: i64,
    pub reply_resumes: bool,
    pub payment_sent_wait: i64,
    pub pending_payment_wait: i64,
    /// Credits that name no open invoice lower nothing.
    pub ignores_credits: bool,
    pub per_account_limit: Option<i64>,
    pub tenant_limit: Option<i64>,
    pub scenarios: Vec<Scenario>,
}

impl Settings {
    #[must_use]
    pub fn rules(&self, quote: bool) -> &KindRules {
        if quote { &self.quotes } else { &self.invoices }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    pub address: String,
    pub bounced: bool,
    pub opted_out: bool,
}

#[derive(Clone, Debug)]
pub struct Contact {
    pub id: String,
    pub roles: Vec<String>,
    pub mailbox: Option<Mailbox>,
    pub phone: Option<String>,
    /// They agreed to WhatsApp.
    pub agreed: bool,
    pub language: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Establishment {
    pub id: String,
    pub is_default: bool,
    pub recipients: Vec<Contact>,
    pub has_address: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoldKind {
    /// Its last day.
    Block(Option<Day>),
    Dispute,
    Promise {
        amount: Option<(i64, String)>,
        promised_for: Day,
        made_on: Day,
    },
    Reply(Day),
    Insolvency,
    OverIndebtedness,
    HandedOver,
    Factored,
    LimitationPassed,
    Other,
}

#[derive(Clone, Debug)]
pub struct Hold {
    pub id: String,
    pub document: Option<String>,
    pub kind: HoldKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentState {
    Settled,
    Pending,
    Rejected,
}

#[derive(Clone, Debug)]
pub struct Payment {
    pub id: String,
    pub document: Option<String>,
    pub instalment: Option<String>,
    pub amount: i64,
    pub currency: String,
    pub day: Day,
    pub state: PaymentState,
}

#[derive(Clone, Debug)]
pub struct Event {
    pub kind: String,
    pub day: Day,
    pub document: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    Quote,
    Invoice,
    CreditNote,
    Deposit,
}

#[derive(Clone, Debug)]
pub struct Instalment {
    pub id: String,
    pub due: Day,
    pub amount: i64,
    pub left: Option<i64>,
    pub retention: bool,
}

#[derive(Clone, Debug)]
pub struct Document {
    pub id: String,
    pub kind: DocumentKind,
    pub status: String,
    pub currency: String,
    pub total: i64,
    pub left: Option<i64>,
    pub issued: Day,
    pub opened: Option<Day>,
    pub first_sent: Option<Day>,
    pub due: Option<Day>,
    pub valid_until: Option<Day>,
    pub automatic: Option<bool>,
    pub scenario: Option<String>,
    pub cycle: u32,
    pub language: Option<String>,
    pub establishment: Option<String>,
    /// Contact and role.
    pub contacts: Vec<(String, String)>,
    pub applies_to: Option<String>,
    pub instalments: Vec<Instalment>,
    pub e_invoice: Option<(String, Day)>,
    pub has_file: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Sent,
    Pending,
    Ambiguous,
    Skipped,
    PassedOver,
    Dropped,
    Expired,
    Jumped,
    InsertedLater,
    Failed,
    Cancelled,
    Bounced,
}

impl State {
    /// "These do not: failed, cancelled, bounced, simulated."
    #[must_use]
    pub fn counts(self) -> bool {
        !matches!(self, Self::Failed | Self::Cancelled | Self::Bounced)
    }

    /// It left, or nobody can know that it did not.
    #[must_use]
    pub fn left(self) -> bool {
        matches!(self, Self::Sent | Self::Pending | Self::Ambiguous)
    }
}

/// One line of the history.
#[derive(Clone, Debug)]
pub struct Entry {
    pub document: String,
    pub instalment: Option<String>,
    pub scenario: String,
    pub cycle: u32,
    pub step: String,
    pub repetition: u32,
    pub action: String,
    pub attempt: u32,
    pub state: State,
    pub by_person: bool,
    pub to_customer: bool,
    pub severe: bool,
    pub simulated: bool,
    pub day: Day,
    pub due: Option<Day>,
    pub planned: Option<Day>,
    pub deadline: Option<Day>,
    /// Entries of one message share it.
    pub key: String,
}

#[derive(Clone, Debug)]
pub struct Account {
    pub id: String,
    pub language: Option<String>,
    pub automatic: Option<bool>,
    pub quote_scenario: Option<String>,
    pub invoice_scenario: Option<String>,
    pub mailbox: Option<Mailbox>,
    pub has_address: bool,
    pub establishments: Vec<Establishment>,
    pub contacts: Vec<Contact>,
    pub closed: Vec<(Day, Day)>,
    pub segment: Option<String>,
    pub turnover: Option<i64>,
    pub phone: Option<String>,
    /// Documents that the host knows and does not hand over.
    pub closed_documents: Option<Vec<String>>,
    pub holds: Vec<Hold>,
    pub payments: Vec<Payment>,
    pub events: Vec<Event>,
    pub documents: Vec<Document>,
    pub history: Vec<Entry>,
}

impl Account {
    /// How many different addresses bounced, whoever's they are.
    #[must_use]
    pub fn bounced_addresses(&self) -> usize {
        let of_places = self.establishments.iter().flat_map(|place| &place.recipients);
        let of_people = self.contacts.iter().chain(of_places).filter_map(|contact| contact.mailbox.as_ref());
        let bounced = of_people.chain(&self.mailbox).filter(|mailbox| mailbox.bounced);
        bounced.map(|mailbox| mailbox.address.to_lowercase()).collect::<BTreeSet<_>>().len()
    }
}

/// What holds for the whole day.
#[derive(Clone, Debug)]
pub struct Today<'a> {
    pub day: Day,
    pub settings: &'a Settings,
    pub bank_date: Option<Day>,
    pub company_language: &'a str,
    /// What the tenant's plan includes; none: everything.
    pub plan: Option<Vec<String>>,
}

/// A document, or one of its instalments.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    pub document: &'a Document,
    pub instalment: Option<&'a Instalment>,
}

/// A document's identifier and its instalment's.
pub type PartId = (String, Option<String>);

impl<'a> Part<'a> {
    /// All parts that are decided: a document without instalments is one part.
    #[must_use]
    pub fn all(account: &'a Account) -> Vec<Self> {
        let parts = |document: &'a Document| -> Vec<Self> {
            if document.instalments.is_empty() {
                return vec![Self { document, instalment: None }];
            }
            document.instalments.iter().map(|one| Self { document, instalment: Some(one) }).collect()
        };
        account.documents.iter().flat_map(parts).collect()
    }

    #[must_use]
    pub fn id(&self) -> PartId {
        (self.document.id.clone(), self.instalment.map(|one| one.id.clone()))
    }

    #[must_use]
    pub fn is_quote(&self) -> bool {
        self.document.kind == DocumentKind::Quote
    }

    #[must_use]
    pub fn due(&self) -> Option<Day> {
        self.instalment.map(|one| one.due).or(self.document.due)
    }

    #[must_use]
    pub fn amount(&self) -> i64 {
        self.instalment.map_or(self.document.total, |one| one.amount)
    }

    /// The history of this part in its present cycle; of steps, and of reminders by hand. What the component asks for by itself
    /// (steps that begin with `@`) is no step.
    #[must_use]
    pub fn history(&self, account: &'a Account) -> Vec<&'a Entry> {
        let mine = |entry: &&Entry| {
            entry.document == self.document.id
                && entry.instalment == self.instalment.map(|one| one.id.clone())
                && entry.cycle == self.document.cycle
        };
        account.history.iter().filter(mine).filter(|entry| !entry.step.starts_with('@') || entry.by_person).collect()
    }
}
