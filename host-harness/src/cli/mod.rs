//! The command line. Each command is one function; what it answers goes to standard output, what went wrong to standard
//! error with a hint, and the exit code says who has to act.

mod arguments;
mod data;
mod modules;
mod reminders;
mod screen;
mod settings;

use std::{
    ffi::OsString,
    io::{Read, Write},
};

use clap::Parser;

use crate::error::{Kind, Result};
use arguments::{Arguments, Command, SettingsCommand};
use screen::Screen;

/// Some accounts or messages of a run could not be dealt with; the rest was.
const SOME_FAILED: u8 = 6;

/// What was typed is no command.
const USAGE: u8 = 2;

/// Runs one command line, the program's name first, and answers its exit code.
pub fn execute(
    arguments: impl IntoIterator<Item = OsString>,
    input: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let mut screen = Screen { input, out, err };
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(help) if !help.use_stderr() => {
            screen.text(&help.render().to_string());
            return 0;
        }
        Err(mistake) => {
            screen.note(mistake.render().to_string().trim_end());
            return USAGE;
        }
    };
    match run(&arguments, &mut screen) {
        Ok(End::Done) => 0,
        Ok(End::SomeFailed) => SOME_FAILED,
        Ok(End::Refused) => Kind::Input as u8,
        Err(error) => {
            screen.problem(&error);
            error.kind() as u8
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

fn run(arguments: &Arguments, screen: &mut Screen<'_>) -> Result<End> {
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
