//! The quiz: which rule is broken?

use super::library::Library;
use super::means::Means;
use super::refusal::Refusal;
use super::request::ModelRef;
use super::told::{Rule, Teller};
use super::{exports, route};
use crate::quiz::Quiz;
use crate::trace::{Language, Rule as PaperRule, Style};
use serde::Serialize;

/// An exercise: a run of a broken model, without its name.
#[derive(Clone, Debug, Serialize)]
pub struct Exercise {
    number: usize,
    of: usize,
    steps: Vec<Step>,
    violates: String,
    explanation: String,
    svg: String,
    choices: Vec<String>,
    /// Which of the choices is right, counted from 0.
    answer: usize,
    solution: String,
    model: ModelRef,
    run: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Step {
    text: String,
    rule: Option<Rule>,
}

/// Makes an exercise: its model is searched.
pub(super) fn quiz(
    library: &Library,
    number: usize,
    language: Language,
    means: &Means,
) -> Result<Exercise, Refusal> {
    let quiz = Quiz::of(library.files());
    if !(1..=quiz.len()).contains(&number) {
        let all = quiz.len();
        return Err(Refusal::request(format!(
            "there is no exercise {number}; there are 1 to {all}"
        )));
    }
    let exercise = quiz.exercise(number, means.threads, &means.limits);
    let exercise = exercise.ok_or_else(|| {
        Refusal::stopped("the search was ended before it found a violation; try it again")
    })?;
    let model = ModelRef::Listed(exercise.trace.model.clone());
    let subject = library.subject(Some(&model))?;
    let trace = &exercise.trace;
    let teller = Teller::new(&subject.file, &trace.story, language, true);
    let steps = trace.story.steps.iter().map(|step| Step {
        text: teller.say(&step.text),
        rule: PaperRule::of(step).map(Rule::from),
    });
    let style = Style { language, ..Style::default() };
    Ok(Exercise {
        number,
        of: quiz.len(),
        steps: steps.collect(),
        violates: trace.violates.clone().unwrap_or_default(),
        explanation: teller.say(trace.explanation.first().map_or("", String::as_str)),
        svg: exports::without_names(trace).svg(&subject.file, style).map_err(Refusal::run)?,
        choices: exercise.choices.iter().map(|rule| rule.text(language).to_string()).collect(),
        answer: exercise.answer,
        solution: exercise.solution(language),
        run: route::names(&subject.file, trace).map_err(Refusal::run)?,
        model,
    })
}
