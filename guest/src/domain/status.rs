//! The states of documents and of electronic invoices, how documents are paid, and what they belong to. A word that is not known is kept as it came: it holds its document.

/// Words of the contract as a type.
macro_rules! words {
    ($(#[doc = $what:literal])+ $name:ident { $($(#[doc = $meaning:literal])+ $word:ident = $code:literal,)* }) => {
        $(#[doc = $what])+
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[doc = $meaning])+ $word,)*
            /// None that this module knows.
            Unknown(String),
        }

        impl $name {
            /// The codes that are known.
            pub const CODES: &[&str] = &[$($code),*];

            /// The word of a code.
            #[must_use]
            pub fn of(code: String) -> Self {
                match code.as_str() {
                    $($code => Self::$word,)*
                    _ => Self::Unknown(code),
                }
            }

            /// Its code in the contract.
            #[must_use]
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$word => $code,)*
                    Self::Unknown(code) => code,
                }
            }
        }
    };
}

words! {
    /// The status of a document, whatever its kind.
    Status {
        /// Not yet for the customer.
        Draft = "draft",
        /// A quote that can be accepted.
        Open = "open",
        /// A quote that is being signed.
        InSignature = "in-signature",
        /// A quote that was accepted.
        Signed = "signed",
        /// A quote that was refused.
        Refused = "refused",
        /// A quote that became an invoice.
        Invoiced = "invoiced",
        /// An invoice or a credit that counts.
        Validated = "validated",
        /// An invoice that was paid, a credit that was used up, a deposit that was paid.
        Settled = "settled",
        /// Taken back.
        Cancelled = "cancelled",
        /// Given up.
        Abandoned = "abandoned",
        /// A prospect who became a customer, or has a quote of their own now.
        Converted = "converted",
        /// A prospect who will not become one.
        Lost = "lost",
    }
}

words! {
    /// The status of an electronic invoice.
    EInvoiceStatus {
        /// Handed to the platform.
        Submitted = "submitted",
        /// It left the platform.
        Issued = "issued",
        /// The buyer's platform has it.
        Received = "received",
        /// The buyer can read it.
        MadeAvailable = "made-available",
        /// The buyer is working on it.
        TakenOver = "taken-over",
        /// The buyer approved it.
        Approved = "approved",
        /// The buyer approved a part.
        PartlyApproved = "partly-approved",
        /// The buyer has all it asked for.
        Completed = "completed",
        /// Said to be collected.
        Collected = "collected",
        /// The buyer says it has paid.
        PaymentSent = "payment-sent",
        /// Nobody received it yet.
        NotMadeAvailable = "not-made-available",
        /// The buyer disputes it.
        Disputed = "disputed",
        /// The buyer refused it.
        Refused = "refused",
        /// The platform rejected it.
        Rejected = "rejected",
        /// The buyer waits for something.
        Suspended = "suspended",
    }
}

words! {
    /// How a customer pays a document.
    MeansOfPayment {
        /// By a bank transfer of their own.
        Transfer = "transfer",
        /// The company takes it from their account.
        DirectDebit = "direct-debit",
        /// By card.
        Card = "card",
        /// By cheque.
        Cheque = "cheque",
        /// By a bill of exchange, which the company's bank presents.
        Bill = "bill",
        /// In cash.
        Cash = "cash",
        /// In any other way.
        Other = "other",
    }
}

impl MeansOfPayment {
    /// Whether it helps to tell the customer a bank account: a transfer may stand for a cheque, and for what nobody knows.
    #[must_use]
    pub const fn may_be_transferred(&self) -> bool {
        match self {
            Self::Transfer | Self::Cheque | Self::Other | Self::Unknown(_) => true,
            Self::DirectDebit | Self::Card | Self::Bill | Self::Cash => false,
        }
    }
}

words! {
    /// What a document comes from or belongs to.
    LinkedKind {
        /// A quote.
        Quote = "quote",
        /// An order.
        Order = "order",
        /// A contract.
        Contract = "contract",
        /// A delivery note.
        Delivery = "delivery",
        /// An invoice.
        Invoice = "invoice",
        /// A credit note.
        CreditNote = "credit-note",
        /// Anything else.
        Other = "other",
    }
}
