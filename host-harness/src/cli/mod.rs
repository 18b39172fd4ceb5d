//! The command line. Each command is one function; what it answers goes to standard output, what went wrong to standard
//! error with a hint, and the exit code says who has to act.

mod arguments;
mod data;
mod modules;
mod reminders;
mod screen;
mod settings;

use std::process::ExitCode;

use clap::Parser;

use crate::error::{Kind, Result};
use arguments::{Arguments, Command, SettingsCommand};
use screen::Screen;

/// Some accounts or messages of a run could not be dealt with; the rest was.
const SOME_FAILED: u8 = 6;

/// Runs the command line this process was started with.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut screen = Screen::standard();
    match run(&arguments, &mut screen) {
        Ok(End::Done) => ExitCode::SUCCESS,
        Ok(End::SomeFailed) => ExitCode::from(SOME_FAILED),
        Ok(End::Refused) => ExitCode::from(Kind::Input as u8),
        Err(error) => {
            screen.problem(&error);
            ExitCode::from(error.kind() as u8)
        }
    }
}

/// How a command ended that did not fail.
enum End {
    Done,
    SomeFailed,
    /// What was looked at is not right, and that was the question.
    Refused,
}

fn run(arguments: &Arguments, screen: &mut Screen) -> Result<End> {
    match &arguments.command {
        Command::Init(command) => data::init(arguments, command, screen),
        Command::Import(command) => data::import(arguments, command, screen),
        Command::Run(command) => reminders::run(arguments, command, screen),
        Command::Simulate(command) => reminders::simulate(arguments, command, screen),
        Command::Explain(command) => reminders::explain(arguments, command, screen),
        Command::History(command) => reminders::history(arguments, command, screen),
        Command::Call(command) => modules::call(arguments, command, screen),
        Command::Module(command) => modules::show(arguments, command, screen),
        Command::Settings(SettingsCommand::Check { file, json }) => settings::check(arguments, file, *json, screen),
        Command::Settings(SettingsCommand::Schema) => settings::schema(arguments, screen),
        Command::Settings(SettingsCommand::Example) => settings::example(arguments, screen),
        Command::Settings(SettingsCommand::Set { file }) => settings::set(arguments, file, screen),
        Command::Settings(SettingsCommand::Show) => settings::show(arguments, screen),
    }
}
