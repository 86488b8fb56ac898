//! `synod quiz`: which rule of Paxos is broken?

use super::language::LanguageName;
use super::say::say;
use super::screen::Screen;
use super::threads::threads;
use super::{Exit, Failure, Shipped};
use crate::check::Limits;
use crate::quiz::Quiz;
use crate::trace::Language;
use clap::Args;
use std::io::{self, BufRead};
use std::path::Path;

/// Find the rule that a broken Paxos breaks.
///
/// A run is shown, one of the shortest that end badly, and four rules. Type the number of the one that is broken.
/// The exercises are numbered, and the numbers are the same for everybody; without one, some exercise is taken.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  synod quiz
  synod quiz 17
  synod quiz 17 --answer
  synod quiz 17 --lang zh")]
pub(super) struct QuizArgs {
    /// Which exercise, counted from 1.
    exercise: Option<usize>,

    /// In which language.
    #[arg(long, value_enum, value_name = "LANG", default_value = "en")]
    lang: LanguageName,

    /// Tell the answer at once.
    #[arg(long)]
    answer: bool,
}

/// Shows an exercise, waits for an answer, and tells whether it is right.
pub(super) fn run(args: &QuizArgs, shipped: Shipped) -> Result<Exit, Failure> {
    let language = Language::from(args.lang);
    let quiz = Quiz::of(shipped.folder(Path::new("violates"))?);
    let number = args.exercise.unwrap_or_else(|| fastrand::usize(1..=quiz.len()));
    if !(1..=quiz.len()).contains(&number) {
        let message = format!("there is no exercise {number}; there are 1 to {}", quiz.len());
        return Err(Failure::usage(message));
    }
    let exercise = quiz.exercise(number, threads(None), &Limits::default());
    let exercise = exercise.expect("a broken model violates something");
    let screen = Screen::new();
    say(screen.text(&exercise.question(language)))?;
    let right = exercise.answer + 1;
    if !args.answer {
        let Some(is_right) = answered(right, exercise.choices.len(), language)? else {
            return say(format_args!("\n`synod quiz {number} --answer` tells it"))
                .map(|()| Exit::AsExpected);
        };
        say(match (language, is_right) {
            (Language::English, true) => "Right.",
            (Language::English, false) => "No.",
            (Language::Chinese, true) => "答对了。",
            (Language::Chinese, false) => "不对。",
        })?;
    }
    say(format_args!("\n{}", screen.text(&exercise.solution(language))))?;
    Ok(Exit::AsExpected)
}

/// Whether what is typed is the right answer; none, if nothing is. What is no answer can be typed again.
fn answered(right: usize, choices: usize, language: Language) -> Result<Option<bool>, Failure> {
    loop {
        let mut typed = Vec::new();
        let read = io::stdin().lock().read_until(b'\n', &mut typed);
        let read =
            read.map_err(|error| Failure::unexpected(format!("no answer was read: {error}")))?;
        match String::from_utf8_lossy(&typed).trim().parse() {
            _ if read == 0 => return Ok(None),
            Ok(answer) if (1..=choices).contains(&answer) => return Ok(Some(answer == right)),
            _ => match language {
                Language::English => say(format_args!("Type a number from 1 to {choices}.")),
                Language::Chinese => say(format_args!("请输入 1 到 {choices} 的数字。")),
            }?,
        }
    }
}
