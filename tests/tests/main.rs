//! End to end: the module natively and as a component, the harness, its store, its command line.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a panic of a test is its answer"
)]

mod adopted;
mod answers;
mod any_store;
mod at_once;
mod bookkeeping;
mod by_hand;
mod by_hand_counts;
mod came_back;
mod cases;
mod clock;
mod command_line;
mod companies;
mod contract;
mod corners;
mod crashes;
mod culprits;
mod days_of_the_domain;
mod demo;
mod documentation;
mod documents;
mod doubtful_data;
mod enclosures;
mod exports;
mod files_named;
mod further_facts;
mod generated;
mod importing;
mod interest;
mod kept_back;
mod ladders;
mod law;
mod leaving;
mod letters;
mod linted;
mod lives;
mod mails;
mod meanwhile;
mod mixed_exports;
mod modules;
mod money;
mod not_printed_yet;
mod objections;
mod odd_files;
mod points;
mod print_files;
mod printed;
mod printing;
mod promised;
mod properties;
mod prospects;
mod prospects_at_work;
mod proved;
mod put_back;
mod recipients;
mod recoded;
mod recorded;
mod recorded_money;
mod release;
mod rows;
mod rules;
mod said_now;
mod schema;
mod shared_messages;
mod standing;
mod still_right;
mod store;
mod tenants;
mod terminal;
mod texts;
mod tried_again;
mod unprinted;
mod unwritten;
mod waking;
mod whatsapp;
mod words_said;
