//! What the module finds wrong or doubtful: in settings, texts, data, and letters. A new finding is a line here, its sentence in each language
//! (`language/TAG/findings.rs`), and the check that gives it.

use super::{Day, Percent};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Something is refused, held, or not written.
    Error,
    /// It works, and probably not as meant.
    Warning,
}

/// What a finding's sentence names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// A name, or what somebody else said.
    Text(String),
    /// A number.
    Number(i64),
    /// A day.
    Day(Day),
    /// Hundredths of a percent.
    Percent(Percent),
}

/// A member of a finding as its sentence needs it; nothing where there is none.
trait Named {
    fn detail(&self) -> Option<Detail>;
}

impl Named for String {
    fn detail(&self) -> Option<Detail> {
        Some(Detail::Text(self.clone()))
    }
}

impl Named for &str {
    fn detail(&self) -> Option<Detail> {
        Some(Detail::Text((*self).to_owned()))
    }
}

impl Named for Option<String> {
    fn detail(&self) -> Option<Detail> {
        self.clone().map(Detail::Text)
    }
}

impl Named for i64 {
    fn detail(&self) -> Option<Detail> {
        Some(Detail::Number(*self))
    }
}

impl Named for u32 {
    fn detail(&self) -> Option<Detail> {
        i64::from(*self).detail()
    }
}

impl Named for usize {
    fn detail(&self) -> Option<Detail> {
        i64::try_from(*self).unwrap_or(i64::MAX).detail()
    }
}

impl Named for Day {
    fn detail(&self) -> Option<Detail> {
        Some(Detail::Day(*self))
    }
}

impl Named for Percent {
    fn detail(&self) -> Option<Detail> {
        Some(Detail::Percent(*self))
    }
}

/// The register: each code of the contract's table `finding` with what it means and how much it matters, and each finding under it: what its
/// sentence names, and the sentence's own code.
macro_rules! findings {
    ($(
        #[doc = $meaning:literal]
        $code:literal $severity:ident {
            $($found:ident $({ $($member:ident: $type:ty),* })? = $sentence:literal;)+
        }
    )*) => {
        /// One thing found.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "every finding and member is explained by its sentence in language/en/findings.rs")]
        pub enum Found {
            $($($found $({ $($member: $type),* })?,)+)*
        }

        impl Found {
            /// The codes of the contract's table `finding`, each with what it means.
            pub const CODES: &[(&str, &str)] = &[$(($code, $meaning.trim_ascii())),*];

            /// The sentences of all, by their own codes, with the names of their details.
            pub const SENTENCES: &[(&str, &[&str])] = &[$($(($sentence, &[$($(stringify!($member)),*)?]),)+)*];

            /// Its code in the contract's table `finding`.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self {
                    $($(Self::$found { .. } => $code,)+)*
                }
            }

            /// How much it matters.
            #[must_use]
            pub const fn severity(&self) -> Severity {
                match self {
                    $($(Self::$found { .. } => Severity::$severity,)+)*
                }
            }

            /// The code of its sentence.
            #[must_use]
            pub const fn sentence(&self) -> &'static str {
                match self {
                    $($(Self::$found { .. } => $sentence,)+)*
                }
            }

            /// What its sentence names.
            #[must_use]
            pub fn details(&self) -> Vec<(&'static str, Detail)> {
                let all: Vec<(&'static str, Option<Detail>)> = match self {
                    $($(Self::$found $({ $($member),* })? => vec![$($((stringify!($member), $member.detail())),*)?],)+)*
                };
                all.into_iter().filter_map(|(name, detail)| Some((name, detail?))).collect()
            }
        }
    };
}

findings! {
    /// The settings have too many bytes.
    "settings-too-large" Error {
        SettingsTooLarge { bytes: usize, most: usize } = "settings-too-large";
    }
    /// The settings are not what the schema allows.
    "settings-unreadable" Error {
        NameUnknown { name: String, known: String, nearest: Option<String> } = "name-unknown";
        MemberAbsent { member: String } = "member-absent";
        SettingsUnreadable { problem: String } = "settings-unreadable";
    }
    /// Parts of the settings contradict each other.
    "settings-inconsistent" Error {
        VersionUnread { version: u32, reads: u32 } = "version-unread";
        FactNameTaken { name: String } = "fact-name-taken";
        FactNameWrong { name: String, kind: &'static str } = "fact-name-wrong";
        ActiveSinceMissing = "active-since-missing";
        ScenarioUnknown { scenario: String, section: &'static str, known: Option<String> } = "scenario-unknown";
        SegmentOfSegment = "segment-of-segment";
        SegmentUnknown { segment: String, known: Option<String> } = "segment-unknown";
        LanguageWrong { language: String } = "language-wrong";
        TextWithoutLanguage = "text-without-language";
        TextUnknown { text: String, known: Option<String> } = "text-unknown";
        IdentifierWrong = "identifier-wrong";
        IdentifierReserved { id: String } = "identifier-reserved";
        IdentifierTwice { id: String } = "identifier-twice";
        TooManySteps { steps: usize, most: usize } = "too-many-steps";
        RepeatedWithoutPause = "repeated-without-pause";
        PlanRepeated = "plan-repeated";
        DueOfQuote = "due-of-quote";
        ValidityOfInvoice = "validity-of-invoice";
        DateOfLead = "date-of-lead";
        MemberOfMoney { member: &'static str } = "member-of-money";
        NotForLeads = "not-for-leads";
        StepWithoutAction = "step-without-action";
        PercentAboveHundred = "percent-above-hundred";
        ConditionWrong { problem: String } = "condition-wrong";
        ProfileUnknown { profile: String } = "profile-unknown";
        NotHalfYear { day: String } = "not-half-year";
        IndemnityNoAmount = "indemnity-no-amount";
        MemberMisplaced { kind: &'static str, member: &'static str, kinds: String } = "member-misplaced";
        MemberNeeded { kind: &'static str, member: &'static str } = "member-needed";
        TextNeeded { kind: &'static str } = "text-needed";
        TextAndTexts = "text-and-texts";
        TaskUnknown { task: String } = "task-unknown";
        TaskInThePast = "task-in-the-past";
        RoleUndeclared { role: String, known: String } = "role-undeclared";
        OfferOfNoDay = "offer-of-no-day";
    }
    /// A text is not written in a language others are written in.
    "language-missing" Warning {
        LanguageMissing { text: String, language: String } = "language-missing";
        LanguageReplaced { text: String, language: String, used: String } = "language-replaced";
    }
    /// A condition that no document can meet.
    "condition-always-false" Warning {
        ConditionAlwaysFalse = "condition-always-false";
    }
    /// A quote's step waits for bank data, which say nothing of quotes: it does not.
    "fresh-bank-of-quote" Warning {
        FreshBankOfQuote = "fresh-bank-of-quote";
    }
    /// A step has more messages than a day allows: it never leaves.
    "larger-than-limit" Warning {
        LargerThanLimit { step: String, messages: usize, limit: u32 } = "larger-than-limit";
    }
    /// Something that leaves together with what could not be written: it does not leave, either.
    "bundle-unwritten" Error {
        BundleUnwritten { documents: String, unwritten: usize, all: usize } = "bundle-unwritten";
    }
    /// Days before the due day, where days after it seem to be meant.
    "offset-sign" Warning {
        OffsetSign { days: i64 } = "offset-sign";
    }
    /// Documents of an account that is switched on are reminded however old they are.
    "selected-without-day" Warning {
        SelectedWithoutDay = "selected-without-day";
    }
    /// Two steps planned for one day.
    "two-steps-one-day" Warning {
        TwoStepsOneDay { step: String, other: String } = "two-steps-one-day";
    }
    /// A step of a ladder that is planned before one that is listed first.
    "steps-out-of-order" Warning {
        StepBackwards { step: String, other: String } = "step-backwards";
    }
    /// A step that leaves when what it speaks of is over.
    "offset-after-expiry" Warning {
        AnnouncedTooLate = "announced-too-late";
        AfterTheEnd = "after-the-end";
    }
    /// A step that can never leave.
    "step-never-reached" Warning {
        NothingMilder { step: String } = "nothing-milder";
        AnnouncesThePast { step: String } = "announces-the-past";
    }
    /// A text gives more days than the next step leaves.
    "deadline-longer-than-gap" Warning {
        DeadlineLongerThanGap { deadline: u32, next: String, gap: i64 } = "deadline-longer-than-gap";
    }
    /// The first message uses words of the last.
    "harsh-first-step" Warning {
        HarshFirstStep { word: &'static str } = "harsh-first-step";
    }
    /// A last step that repeats for years.
    "repeat-endless" Warning {
        RepeatEndless { times: u32, days: i64 } = "repeat-endless";
    }
    /// A rate or an indemnity below what the law gives the creditor.
    "rate-below-floor" Warning {
        RateBelowFloor { rate: Percent, half_years: usize, day: Day, floor: Percent } = "rate-below-floor";
        EuropeanPointsLow = "european-points-low";
        EuropeanIndemnityLow = "european-indemnity-low";
    }
    /// Late charges are claimed of an account without a profile that allows them: it is asked for none.
    "profile-missing" Warning {
        ProfileMissing = "profile-missing";
        AccountWithoutProfile = "account-without-profile";
        ProfileWithoutCharges { profile: String } = "profile-without-charges";
    }
    /// The rate of a half-year is not known, and no interest is claimed for it.
    "rate-missing" Warning {
        RateMissing { first: Day, last: Day, reference: String } = "rate-missing";
    }
    /// Interest that does not fit in a number is not claimed.
    "interest-not-computed" Warning {
        InterestNotComputed = "interest-not-computed";
    }
    /// A charge that the profile forbids is not claimed.
    "charge-refused" Warning {
        ChargeRefused { profile: String, law: String } = "charge-refused";
    }
    /// The indemnity is fixed in euros, and not claimed in another currency.
    "indemnity-currency" Warning {
        IndemnityCurrency { currency: String } = "indemnity-currency";
    }
    /// A subject of more than eight words.
    "subject-long" Warning {
        SubjectLong { words: usize } = "subject-long";
    }
    /// A text of more than 200 words.
    "text-long" Warning {
        TextLong { words: usize } = "text-long";
    }
    /// A text does not name its document.
    "number-missing" Warning {
        NumberMissing = "number-missing";
    }
    /// A text about an invoice names no amount.
    "amount-missing" Warning {
        AmountMissing = "amount-missing";
    }
    /// A text has two buttons: its reader is to do one thing.
    "several-things-asked" Warning {
        SeveralThingsAsked { buttons: usize, names: String } = "several-things-asked";
    }
    /// An account is suspended before a text has said so.
    "suspension-unannounced" Warning {
        SuspensionUnannounced = "suspension-unannounced";
    }
    /// The sender's legal mentions are not given.
    "sender-mentions-missing" Warning {
        MentionsMissing = "mentions-missing";
        MentionsWithoutRegister = "mentions-without-register";
    }
    /// A printed letter has no address to answer to.
    "sender-address-missing" Warning {
        SenderAddressMissing = "sender-address-missing";
    }
    /// An IBAN is wrong, the sender's or a document's: nobody could pay by it.
    "iban-invalid" Warning {
        IbanInvalid = "iban-invalid";
        DocumentIbanInvalid = "document-iban-invalid";
    }
    /// A value could send wrongly; its document is held.
    "invalid-data" Error {
        InvalidData { problem: String } = "invalid-data";
    }
    /// A condition had no answer for a document, which is held.
    "condition-failed" Error {
        ConditionFailed { problem: String } = "condition-failed";
    }
    /// Something names what is not there, and has no effect.
    "reference-unknown" Warning {
        RoleUnknown { role: String, known: String } = "role-unknown";
        MeansUnknown { means: String, known: String } = "means-unknown";
    }
    /// A link that is not safe to open is not sent.
    "link-left-out" Warning {
        LinkInsecure { link: String } = "link-insecure";
    }
    /// A document to be reminded by hand is in none of the accounts.
    "document-unknown" Error {
        DocumentUnknown = "document-unknown";
    }
    /// A text uses a form or a name it may not use.
    "text-broken" Error {
        TextBroken { problem: String } = "text-broken";
    }
    /// A text is not written in any language its reader could be given.
    "text-missing" Error {
        TextNotWritten { text: String, wished: String, company: String } = "text-not-written";
        ActionWithoutText = "action-without-text";
        NoTextNamed { section: &'static str, member: &'static str, ready: String } = "no-text-named";
    }
    /// A text, filled in, is longer than its channel carries.
    "message-too-long" Error {
        MessageTooLong { channel: &'static str, characters: usize, most: usize } = "message-too-long";
    }
    /// A text prints a value this document does not have.
    "value-missing" Error {
        ValueMissing { problem: String } = "value-missing";
    }
    /// A text could not be written.
    "text-failed" Error {
        TextFailed { problem: String } = "text-failed";
        TextTooLong { most: usize } = "text-too-long";
    }
    /// The company's own e-mail address cannot send.
    "sender-unusable" Error {
        SenderUnusable { address: String } = "sender-unusable";
    }
    /// The logo or the signature is no picture that can be read; letters are printed without it.
    "picture-unreadable" Warning {
        LogoUnreadable = "logo-unreadable";
        SignatureUnreadable = "signature-unreadable";
    }
    /// A letter must not leave without what cannot be enclosed.
    "letter-not-printed" Warning {
        LetterNotPrinted { file: String, why: String } = "letter-not-printed";
    }
    /// A file of the ERP's cannot be printed; its letter goes without it.
    "source-unreadable" Warning {
        SourceUnreadable { file: String, why: String } = "source-unreadable";
    }
    /// A letter could not be printed as PDF/A; it is an ordinary PDF.
    "not-archived" Warning {
        NotArchived { why: String } = "not-archived";
    }
    /// The font of printed letters lacks a character; a question mark is printed.
    "character-missing" Warning {
        CharacterMissing { characters: String } = "character-missing";
    }
}
