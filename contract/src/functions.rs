//! The one table of the contract's functions. From it come the requests ([`request`]), the calls by name ([`crate::json::call`]), what a host in
//! Rust calls ([`Function`]), and the table of the documentation ([`FUNCTIONS`]). A new function is a line here, its signature in `wit/`, and its
//! body in the module; a test holds the three against each other.

use std::{borrow::Cow, marker::PhantomData};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    List, json,
    letters::{TextJob, TextPrinted},
    records::{
        self,
        about::{CodeEntry, Identity, Limits},
        bookkeeping::{Act, ArrivalDays, KeptAccount, TakenAccount, ToldAccount},
        letters::PrintJob,
        reminders::{Checked, Composition, DaySoFar, Explanation, ForecastLine, Manual, Page, Ticket},
        settings::{Outline, ReadyScenario},
        templates::{Converted, Sample, Variable},
        types::{Account, AccountAnswer, Action, Company, Context, Decision, Failure, Finding, HistoryEntry, Wanted},
    },
};

/// A request of the contract: what a host hands over, which function it is for, and what that function answers.
///
/// ```
/// use relance_contract::{Function, request};
///
/// fn name_of<F: Function>(_: &F) -> &'static str {
///     F::NAME
/// }
/// assert_eq!(name_of(&request::Codes::of()), "about.codes");
/// ```
pub trait Function: Serialize {
    /// The function's name: `reminders.decide`.
    const NAME: &'static str;
    /// Its answer, where it does not fail.
    type Answer: Serialize + DeserializeOwned;
}

/// A function as the documentation shows it.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// Its name: `reminders.decide`.
    pub name: &'static str,
    /// What it takes, in order.
    pub parameters: &'static [Parameter],
    /// What it is for.
    pub purpose: &'static str,
}

/// What a function takes.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// The member's name in JSON.
    pub name: &'static str,
    /// Its Rust type.
    pub kind: &'static str,
}

/// Up to about how many bytes of text are written in one call; `None`: all.
pub type MaxBytes = Option<u32>;

const fn all() -> Cow<'static, MaxBytes> {
    Cow::Owned(None)
}

/// What the table becomes.
macro_rules! functions {
    ($($interface:ident {
        $($(#[doc = $purpose:literal])+ $function:ident = $request:ident($($member:ident: $type:tt $(or $absent:literal)?),*) -> $answer:ty $(| $failure:ty)?;)*
    })*) => {
        /// Every function.
        pub const FUNCTIONS: &[Signature] = &[$($(Signature {
            name: concat!(stringify!($interface), ".", stringify!($function)),
            parameters: &[$(Parameter { name: stringify!($member), kind: stringify!($type) }),*],
            purpose: concat!($($purpose),+).trim_ascii(),
        },)*)*];

        /// What each function takes. One type serves a host, which lends what it has, and the module, which reads its own.
        pub mod request {
            #[allow(clippy::wildcard_imports, clippy::allow_attributes, reason = "the table's own types")]
            use super::*;

            $($(
                $(#[doc = $purpose])+
                #[derive(Debug, Serialize, Deserialize)]
                #[serde(deny_unknown_fields)]
                pub struct $request<'a> {
                    $(
                        #[doc = concat!("`", stringify!($member), "` of the contract.")]
                        $(#[serde(default = $absent)])?
                        pub $member: functions!(@lent 'a $type),
                    )*
                    #[serde(skip)]
                    lent: PhantomData<&'a ()>,
                }

                impl<'a> $request<'a> {
                    /// A request with what is lent.
                    #[must_use]
                    pub fn of($($member: functions!(@taken 'a $type)),*) -> Self {
                        Self { $($member: functions!(@lend $member $type),)* lent: PhantomData }
                    }
                }

                impl Function for $request<'_> {
                    const NAME: &'static str = concat!(stringify!($interface), ".", stringify!($function));
                    type Answer = $answer;
                }
            )*)*
        }

        /// What a module is: it has every function.
        pub trait Module: $(records::$interface::Guest +)* {}

        impl<M: $(records::$interface::Guest +)*> Module for M {}

        /// Calls the function of this name; `None` where there is none.
        pub(crate) fn call<M: Module>(function: &str, request: &str) -> Option<Result<String, Failure>> {
            $($(
                if function == request::$request::NAME {
                    return Some(json::read::<request::$request<'static>>(request).and_then(|_request| {
                        let answer = <M as records::$interface::Guest>::$function(
                            $(_request.$member.into_owned().try_into()?),*
                        );
                        let answer = functions!(@answered answer $(| $failure)?)?;
                        Ok(json::write(&<request::$request<'static> as Function>::Answer::from(answer)))
                    }));
                }
            )*)*
            None
        }

        /// Reads the request of the function of this name, and calls nothing.
        pub(crate) fn read(function: &str, request: &str) -> Option<Result<(), Failure>> {
            $($(
                if function == request::$request::NAME {
                    return Some(json::read::<request::$request<'static>>(request).and_then(|_request| {
                        $(functions!(@read _request.$member $type);)*
                        Ok(())
                    }));
                }
            )*)*
            None
        }
    };
    (@read $request:ident.$member:ident TextJob) => { PrintJob::try_from($request.$member.into_owned())? };
    (@read $request:ident.$member:ident $other:tt) => {};
    (@lent $life:lifetime [$item:ty]) => { List<$life, $item> };
    (@lent $life:lifetime $one:ty) => { Cow<$life, $one> };
    (@taken $life:lifetime [$item:ty]) => { impl Into<List<$life, $item>> };
    (@taken $life:lifetime u32) => { u32 };
    (@taken $life:lifetime $one:ty) => { &$life $one };
    (@lend $member:ident [$item:ty]) => { $member.into() };
    (@lend $member:ident u32) => { Cow::Owned($member) };
    (@lend $member:ident $one:ty) => { Cow::Borrowed($member) };
    (@answered $answer:ident) => { Ok::<_, Failure>($answer) };
    (@answered $answer:ident | $failure:ty) => { $answer };
}

functions! {
    about {
        /// what the component is
        describe = Describe() -> Identity;
        /// every word it can say or understands
        codes = Codes() -> Vec<CodeEntry>;
        /// the limits of one call
        bounds = Bounds() -> Limits;
        /// the JSON Schema of every request and every answer
        schema = ContractSchema() -> String;
    }
    bookkeeping {
        /// what to keep of an account that an ERP tells: the lives of its documents, what came in of its money, what people said
        take = Take(account: ToldAccount, days: ArrivalDays) -> TakenAccount | Failure;
        /// an account after what a person or the customer did
        note = Note(kept: KeptAccount, act: Act) -> KeptAccount | Failure;
        /// what has left of the day's limit, by the entries of the history
        count = Count(entries: [HistoryEntry], today: str) -> DaySoFar;
    }
    letters {
        /// finished letters as PDF: a print file, one file each
        print = Print(context: Context, job: TextJob) -> TextPrinted | Failure;
    }
    reminders {
        /// every document of these accounts: what to do, or why not and until when
        decide = Decide(context: Context, accounts: [Account]) -> Vec<AccountAnswer> | Failure;
        /// which wanted actions leave today: the tenant's limit of the day
        admit = Admit(context: Context, so_far: DaySoFar, wanted: [Wanted]) -> Vec<Ticket> | Failure;
        /// what has a ticket of today, written: accounts ready to be put away
        render = Render(context: Context, accounts: [Account], tickets: [Ticket], max_bytes: MaxBytes or "all") -> Page | Failure;
        /// just before sending: whether the actions of these keys are still wanted
        check = CheckActions(context: Context, accounts: [Account], keys: [String]) -> Vec<Checked> | Failure;
        /// decide, admit and render for one page
        run = Run(context: Context, so_far: DaySoFar, accounts: [Account], max_bytes: MaxBytes or "all") -> Page | Failure;
        /// why one document is or is not reminded, rule by rule
        explain = Explain(context: Context, account: Account, document: str, language: str) -> Vec<Explanation> | Failure;
        /// reminders by hand: what speaks against each, whether a person may put it aside, and the finished messages
        compose = Compose(context: Context, accounts: [Account], manual: Manual) -> Composition | Failure;
        /// what `run` will do on each of the coming days if nothing new happens
        forecast = Forecast(context: Context, accounts: [Account], days: u32) -> Vec<ForecastLine> | Failure;
        /// decisions as sentences
        phrase = Phrase(language: str, decisions: [Decision]) -> Vec<String>;
    }
    settings {
        /// all that is wrong or doubtful in these settings
        check = CheckSettings(settings: str, language: str) -> Vec<Finding>;
        /// what a host needs to know of the settings: mode, limit of the day, closed days, texts
        describe = DescribeSettings(settings: str, language: str) -> Outline | Failure;
        /// the JSON Schema of the settings
        schema = Schema() -> String;
        /// the ready scenarios
        library = Library() -> Vec<ReadyScenario>;
        /// settings to start from
        example = Example() -> String;
    }
    templates {
        /// all that is wrong or doubtful in the texts of these settings
        check = CheckTexts(settings: str, company: Company, language: str) -> Vec<Finding>;
        /// a text as it would leave, about invented documents or the tenant's own
        preview = Preview(context: Context, sample: Sample) -> Action | Failure;
        /// a text with older placeholders as a template
        convert = Convert(text: str) -> Converted;
        /// the variables that texts may use
        variables = Variables() -> Vec<Variable>;
    }
}
