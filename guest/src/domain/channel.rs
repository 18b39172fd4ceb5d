//! The ways a message reaches a customer. A channel is a variant and its descriptor: by what it is known, which feature of a plan includes it,
//! of one to telephones whether it asks for consent and how long it may be. Its family says the rest: what address it needs, and what it carries.

/// By which way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// To a mailbox: a page, with files.
    Email,
    /// To a postal address: a page, with files.
    Post(PostChannel),
    /// To a telephone number: one line, without files.
    Phone(PhoneChannel),
}

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PostChannel {
    /// An ordinary letter.
    Letter,
    /// With proof of receipt.
    Registered,
}

/// What a telephone shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PhoneChannel {
    /// A short message.
    Sms,
    /// A message in WhatsApp, of a text that was approved there.
    Whatsapp,
}

/// What is particular to a channel.
#[derive(Clone, Copy, Debug)]
pub struct Descriptor {
    /// Its name in settings and in the contract.
    pub name: &'static str,
    /// What it is, for the schema of the settings.
    pub meaning: &'static str,
    /// What a tenant's plan must include for it; `None`: every plan has it.
    pub feature: Option<Feature>,
}

/// Something a tenant's plan includes or not (F8).
#[derive(Clone, Copy, Debug)]
pub struct Feature {
    /// Its name in the contract.
    pub code: &'static str,
    /// What it is, for `about.codes`.
    pub meaning: &'static str,
}

/// What is particular to a channel to telephones.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Whether somebody must have agreed to it.
    pub consent: Consent,
    /// How long its messages may be.
    pub length: Length,
}

/// Whether a channel is used without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// Who gave the address is reminded there of what they ordered.
    Presumed,
    /// Only a contact who agreed to this very channel.
    Asked,
}

/// How long a message may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// A longer one is several, and billed as several.
    InParts,
    /// So many characters; a longer one cannot leave.
    AtMost(usize),
}

impl PhoneChannel {
    /// What is particular to it.
    #[must_use]
    pub const fn line(self) -> Line {
        match self {
            Self::Sms => Line { consent: Consent::Presumed, length: Length::InParts },
            // WhatsApp Business: opt-in before the first message; the body of an approved template has 1024 characters at most.
            Self::Whatsapp => Line { consent: Consent::Asked, length: Length::AtMost(1024) },
        }
    }

    /// Whether these channels, which somebody agreed to, let it be used.
    #[must_use]
    pub fn is_agreed(self, agreed: &[Channel]) -> bool {
        match self.line().consent {
            Consent::Presumed => true,
            Consent::Asked => agreed.contains(&Channel::Phone(self)),
        }
    }
}

impl Channel {
    /// Every channel, as they are listed for people.
    pub const ALL: &[Self] = &[
        Self::Email,
        Self::LETTER,
        Self::Post(PostChannel::Registered),
        Self::Phone(PhoneChannel::Sms),
        Self::Phone(PhoneChannel::Whatsapp),
    ];

    /// An ordinary letter.
    pub const LETTER: Self = Self::Post(PostChannel::Letter);

    /// What is particular to it.
    #[must_use]
    pub const fn descriptor(self) -> Descriptor {
        match self {
            Self::Email => Descriptor { name: "email", meaning: "An e-mail to the customer (F34).", feature: None },
            Self::Post(PostChannel::Letter) => Descriptor {
                name: "letter",
                meaning: "A letter to the customer (F35).",
                feature: Some(Feature { code: "letters", meaning: "Letters." }),
            },
            Self::Post(PostChannel::Registered) => Descriptor {
                name: "registered-letter",
                meaning: "A letter with proof of receipt (F37).",
                feature: Some(Feature { code: "registered-letters", meaning: "Registered letters." }),
            },
            Self::Phone(PhoneChannel::Sms) => Descriptor {
                name: "sms",
                meaning: "A short message to the customer's telephone (F38).",
                feature: Some(Feature { code: "sms", meaning: "Short messages." }),
            },
            Self::Phone(PhoneChannel::Whatsapp) => Descriptor {
                name: "whatsapp",
                meaning: "A WhatsApp message to a contact who agreed to them (F103).",
                feature: Some(Feature { code: "whatsapp", meaning: "WhatsApp messages." }),
            },
        }
    }

    /// Its name in settings and in the contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.descriptor().name
    }

    /// The channel of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|channel| channel.name() == name)
    }

    /// The names of all, as a sentence lists what can be chosen.
    #[must_use]
    pub fn names() -> String {
        let names: Vec<_> = Self::ALL.iter().map(|channel| format!("`{}`", channel.name())).collect();
        match names.split_last() {
            Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
            _ => names.concat(),
        }
    }

    /// What is missing where it reaches nobody: an address, or a number whose owner agreed to the channel.
    #[must_use]
    pub const fn address(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Post(_) => "post",
            Self::Phone(channel) => match channel.line().consent {
                Consent::Presumed => "phone",
                Consent::Asked => self.name(),
            },
        }
    }

    /// Whether files can go with it.
    #[must_use]
    pub const fn encloses(self) -> bool {
        match self {
            Self::Email | Self::Post(_) => true,
            Self::Phone(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Channel;

    #[test]
    fn every_channel_is_found_by_its_name_and_by_no_other() {
        for channel in Channel::ALL {
            assert_eq!(Channel::named(channel.name()), Some(*channel));
        }
        assert_eq!(Channel::named("task"), None);
        assert_eq!(Channel::named("Email"), None);
    }
}
