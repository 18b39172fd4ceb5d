//! The command line. Each command is one function; what it answers goes to standard output, what went wrong to standard
//! error with a hint, and the exit code says who has to act.

mod adopt;
mod arguments;
mod begun;
mod by_hand;
mod clock;
mod company;
mod conform;
mod data;
mod demo;
mod doctor;
mod event;
mod french;
mod happenings;
mod letters;
mod missing;
mod mistyped;
mod modules;
mod moved;
mod outbox;
mod paying;
mod promised;
mod reminders;
mod run;
mod scenarios;
mod screen;
mod settings;
mod status;
mod texts;
mod upcoming;
mod vocabulary;

pub use screen::Terminal;

use std::{
    ffi::OsString,
    io::{Read, Write},
};

use clap::{CommandFactory, FromArgMatches};

use crate::{
    error::{Kind, Result},
    text::Language,
};
use arguments::{Arguments, Command, CompanyCommand, ScenarioCommand, SettingsCommand, TemplateCommand};
use screen::Screen;

/// Some accounts or messages of a run could not be dealt with; the rest was.
const SOME_FAILED: u8 = 6;

/// What was typed is no command.
const USAGE: u8 = 2;

/// A file that may not grow any more ends a program without a word; from here on the write fails, and is told like any other. For who starts a
/// whole program.
pub fn outlive_full_files() {
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
}

/// Runs one command line, the program's name first, and answers its exit code.
pub fn execute(
    arguments: impl IntoIterator<Item = OsString>,
    input: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
    terminal: Terminal,
) -> u8 {
    let arguments: Vec<_> = arguments.into_iter().collect();
    let language = asked_for(&arguments).unwrap_or(terminal.language);
    let mut screen = Screen::new(input, out, err, Terminal { language, ..terminal });
    let parsed =
        command(&screen).try_get_matches_from(arguments).and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(help) if !help.use_stderr() => {
            let text = rendered(&help, &screen);
            screen.own(&text);
            return ended(0, &mut screen);
        }
        Err(mistake) => {
            // It repeats what was typed: without colours, so that nothing of it passes for one.
            let french = (screen.language() == Language::French).then(|| mistyped::in_french(&mistake)).flatten();
            let text = french.unwrap_or_else(|| mistake.render().to_string());
            screen.complain(text.trim_end());
            return USAGE;
        }
    };
    let code = match run(&arguments, &mut screen) {
        Ok(End::Done) => 0,
        Ok(End::SomeFailed) => SOME_FAILED,
        Ok(End::Refused) => Kind::Input as u8,
        Err(error) => {
            screen.problem(&error);
            error.kind() as u8
        }
    };
    ended(code, &mut screen)
}

/// The exit code, once the answer is where it goes.
fn ended(code: u8, screen: &mut Screen<'_>) -> u8 {
    match screen.end() {
        Ok(()) => code,
        Err(lost) => {
            screen.problem(&lost);
            if code == 0 { lost.kind() as u8 } else { code }
        }
    }
}

/// What can be typed, explained in the reader's language.
fn command(screen: &Screen<'_>) -> clap::Command {
    let command = Arguments::command().term_width(usize::from(screen.terminal.width));
    match screen.language() {
        Language::English => command,
        Language::French => french::translate(command),
    }
}

/// The language must be known before anything else can be said of what was typed.
fn asked_for(arguments: &[OsString]) -> Option<Language> {
    let mut words = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(word) = words.next() {
        let value = if word == "--lang" { words.next() } else { word.strip_prefix("--lang=") };
        if value.is_some() {
            return clap::ValueEnum::from_str(value?, true).ok();
        }
    }
    None
}

fn rendered(error: &clap::Error, screen: &Screen<'_>) -> String {
    let text = error.render();
    if screen.terminal.colours { text.ansi().to_string() } else { text.to_string() }
}

/// How a command ended that did not fail.
enum End {
    Done,
    SomeFailed,
    /// What was looked at is not right, and that was the question.
    Refused,
}

fn run(arguments: &Arguments, screen: &mut Screen<'_>) -> Result<End> {
    match &arguments.command {
        Command::Demo(command) => demo::demo(arguments, command, screen),
        Command::Init(command) => data::init(arguments, command, screen),
        Command::Company(CompanyCommand::Show { json }) => company::show(arguments, *json, screen),
        Command::Company(CompanyCommand::Set(command)) => company::set(arguments, command, screen),
        Command::Import(command) => data::import(arguments, command, screen),
        Command::Run(command) => run::run(arguments, command, screen),
        Command::Simulate(command) => reminders::simulate(arguments, command, screen),
        Command::Status(command) => status::status(arguments, command, screen),
        Command::Explain(command) => reminders::explain(arguments, command, screen),
        Command::History(command) => reminders::history(arguments, command, screen),
        Command::Remind(command) => by_hand::remind(arguments, command, screen),
        Command::Upcoming(command) => upcoming::upcoming(arguments, command, screen),
        Command::Block(command) => happenings::block(arguments, command, screen),
        Command::Promise(command) => happenings::promise(arguments, command, screen),
        Command::Pay(command) => paying::pay(arguments, command, screen),
        Command::Event(command) => event::event(arguments, command, screen),
        Command::Bank(command) => happenings::bank(arguments, command, screen),
        Command::Scenario(ScenarioCommand::List { json }) => scenarios::list(arguments, *json, screen),
        Command::Scenario(ScenarioCommand::Print { id }) => scenarios::show(arguments, id, screen),
        Command::Scenario(ScenarioCommand::Add { id, to, name, default }) => {
            scenarios::add(arguments, (id, to), name.as_deref(), *default, screen)
        }
        Command::Outbox(command) => outbox::outbox(arguments, command, screen),
        Command::Letters(command) => letters::letters(arguments, command, screen),
        Command::Template(TemplateCommand::Check { file, company, json }) => {
            texts::check(arguments, (file, company.as_deref()), *json, screen)
        }
        Command::Template(TemplateCommand::Preview(command)) => texts::preview(arguments, command, screen),
        Command::Template(TemplateCommand::Convert { file, json }) => texts::convert(arguments, file, *json, screen),
        Command::Template(TemplateCommand::Variables { json }) => texts::variables(arguments, *json, screen),
        Command::Doctor(command) => doctor::doctor(arguments, command, screen),
        Command::Call(command) => modules::call(arguments, command, screen),
        Command::Conform(command) => conform::conform(command, screen),
        Command::Module(command) => modules::show(arguments, command, screen),
        Command::Settings(SettingsCommand::Check { file, json }) => settings::check(arguments, file, *json, screen),
        Command::Settings(SettingsCommand::Schema) => settings::schema(arguments, screen),
        Command::Settings(SettingsCommand::Example) => settings::example(arguments, screen),
        Command::Settings(SettingsCommand::Set { file }) => settings::set(arguments, file, screen),
        Command::Settings(SettingsCommand::Show) => settings::show(arguments, screen),
        Command::Completions { shell } => {
            let mut written = Vec::new();
            clap_complete::generate(*shell, &mut command(screen), "relance", &mut written);
            screen.data(&String::from_utf8_lossy(&written));
            Ok(End::Done)
        }
    }
}
