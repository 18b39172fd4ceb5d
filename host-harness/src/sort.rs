//! The sorts of what leaves: in which folder, under what name it is counted, by what words it is told. A sort is a variant and its descriptor.

use relance_contract::records::types::ActionBody;
use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::text::{Words, counted};

/// What is kept and counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// E-mails for customers.
    Email,
    /// Letters, registered ones too.
    Letter,
    /// Short messages.
    Sms,
    /// Messages for WhatsApp.
    Whatsapp,
    /// Tasks and notifications for the team.
    Task,
    /// Orders blocked, accounts suspended, documents handed over, actions of the tenant's own.
    Measure,
}

/// What is particular to a sort.
#[derive(Clone, Copy, Debug)]
pub struct Descriptor {
    /// Where its files lie in the folder of outgoing files.
    pub folder: &'static str,
    /// What its number is called in JSON.
    pub counted_as: &'static str,
    /// One and several, in English.
    english: [&'static str; 2],
    /// One and several, in French.
    french: [&'static str; 2],
}

impl Sort {
    /// Every sort, as they are told.
    pub const ALL: [Self; 6] = [Self::Email, Self::Letter, Self::Sms, Self::Whatsapp, Self::Task, Self::Measure];

    /// That of an action.
    #[must_use]
    pub const fn of(body: &ActionBody) -> Self {
        match body {
            ActionBody::Email(_) => Self::Email,
            ActionBody::Letter(_) | ActionBody::RegisteredLetter(_) => Self::Letter,
            ActionBody::Sms(_) => Self::Sms,
            ActionBody::Whatsapp(_) => Self::Whatsapp,
            ActionBody::Task(_) | ActionBody::Notification(_) => Self::Task,
            ActionBody::BlockOrders(_) | ActionBody::Suspend(_) | ActionBody::HandOver(_) | ActionBody::Other(_) => {
                Self::Measure
            }
        }
    }

    /// That of a kind of action by its name; nothing for no name, or one of a later version.
    #[must_use]
    pub fn of_kind(kind: &str) -> Option<Self> {
        Some(match kind {
            "email" => Self::Email,
            "letter" | "registered-letter" => Self::Letter,
            "sms" => Self::Sms,
            "whatsapp" => Self::Whatsapp,
            "task" | "notification" => Self::Task,
            "block-orders" | "suspend" | "hand-over" | "other" => Self::Measure,
            _ => return None,
        })
    }

    /// What is particular to it.
    #[must_use]
    pub const fn descriptor(self) -> Descriptor {
        match self {
            Self::Email => Descriptor {
                folder: "mail",
                counted_as: "emails",
                english: ["e-mail", "e-mails"],
                french: ["courriel", "courriels"],
            },
            Self::Letter => Descriptor {
                folder: "letters",
                counted_as: "letters",
                english: ["letter", "letters"],
                french: ["lettre", "lettres"],
            },
            Self::Sms => Descriptor {
                folder: "sms",
                counted_as: "sms",
                english: ["short message", "short messages"],
                french: ["SMS", "SMS"],
            },
            Self::Whatsapp => Descriptor {
                folder: "whatsapp",
                counted_as: "whatsapp",
                english: ["WhatsApp message", "WhatsApp messages"],
                french: ["message WhatsApp", "messages WhatsApp"],
            },
            Self::Task => Descriptor {
                folder: "tasks",
                counted_as: "tasks",
                english: ["task", "tasks"],
                french: ["tâche", "tâches"],
            },
            Self::Measure => Descriptor {
                folder: "measures",
                counted_as: "measures",
                english: ["measure", "measures"],
                french: ["mesure", "mesures"],
            },
        }
    }

    /// Whether it is a message to a customer.
    #[must_use]
    pub const fn speaks_to_customer(self) -> bool {
        match self {
            Self::Email | Self::Letter | Self::Sms | Self::Whatsapp => true,
            Self::Task | Self::Measure => false,
        }
    }

    /// So many of it, in words.
    #[must_use]
    pub fn counted(self, count: usize) -> Words {
        let Descriptor { english, french, .. } = self.descriptor();
        counted(count, english, french)
    }
}

/// What a kind of action is called in French.
#[must_use]
pub fn in_french(kind: &str) -> &str {
    match kind {
        "email" => "courriel",
        "letter" => "lettre",
        "registered-letter" => "lettre recommandée",
        "sms" => "SMS",
        "whatsapp" => "message WhatsApp",
        "task" => "tâche",
        other => other,
    }
}

/// How many left of each sort.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts([usize; Sort::ALL.len()]);

impl Counts {
    /// How many of this sort.
    #[must_use]
    pub fn of(&self, sort: Sort) -> usize {
        self.zip().find(|(other, _)| *other == sort).map_or(0, |(_, count)| count)
    }

    /// How many of each of these sorts, in words: `1 letter, 2 short messages`. What is none is not told; `None` where all are.
    #[must_use]
    pub fn told(&self, which: impl Fn(Sort) -> bool) -> Option<Words> {
        let is_told = |(sort, count): &(Sort, usize)| which(*sort) && *count > 0;
        let told: Vec<_> = self.zip().filter(is_told).map(|(sort, count)| sort.counted(count)).collect();
        let words = Words::around(|reader| {
            let told: Vec<_> = told.iter().map(|one| one.say(reader)).collect();
            told.join(", ").into()
        });
        (!told.is_empty()).then_some(words)
    }

    /// How many of all sorts.
    #[must_use]
    pub fn all(&self) -> usize {
        self.0.iter().sum()
    }

    /// One more of this sort.
    pub fn add(&mut self, sort: Sort) {
        for (other, count) in Sort::ALL.iter().zip(&mut self.0) {
            *count += usize::from(*other == sort);
        }
    }

    fn zip(&self) -> impl Iterator<Item = (Sort, usize)> {
        Sort::ALL.into_iter().zip(self.0)
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, others: Self) {
        for (count, other) in self.0.iter_mut().zip(others.0) {
            *count += other;
        }
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (sort, count) in self.zip() {
            map.serialize_entry(sort.descriptor().counted_as, &count)?;
        }
        map.end()
    }
}
