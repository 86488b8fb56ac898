//! Exercises: a run of a broken Paxos is shown without its name, and which rule it breaks is to be found.

mod rules;

pub use rules::Rule;

use crate::check::{Engine, Judged, Limits, Options, Progress, check, minimise, readable};
use crate::model::file::ModelFile;
use crate::model::packed::Reductions;
use crate::trace::{Language, Tongue, Trace};
use std::num::NonZeroUsize;

/// The models that are asked about, in the order of their exercises, which tells nothing of the rules. A new one is
/// added at the end, so that a number stays the number of its exercise.
pub const EXERCISES: &str = include_str!("exercises.txt");

/// How many rules one can choose from, beside the one that is broken.
const WRONG: usize = 3;

/// All exercises that some models give: those that break a rule.
#[derive(Debug)]
pub struct Quiz(Vec<ModelFile>);

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exercise {
    /// Which, counted from 1. The same number is the same exercise for everybody.
    pub number: usize,
    /// The run: one of the shortest that violates something.
    pub trace: Trace,
    /// The rules of which one is broken.
    pub choices: Vec<Rule>,
    /// Which of them, counted from 0.
    pub answer: usize,
    /// Where that was seen, if it was.
    pub seen: Option<String>,
}

impl Quiz {
    /// The exercises of these models.
    pub fn of(mut models: Vec<ModelFile>) -> Self {
        models.retain(|model| model.breaks.as_deref().and_then(Rule::named).is_some());
        let place = |model: &ModelFile| {
            let name = model.path.file_stem().unwrap_or_default().to_string_lossy();
            (
                EXERCISES.lines().position(|listed| listed == name).unwrap_or(usize::MAX),
                name.into_owned(),
            )
        };
        models.sort_by_cached_key(place);
        Self(models)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The exercise of this number, counted from 1: its model is searched. None, if there is none of this number,
    /// or if the search was ended before it found a violation.
    pub fn exercise(
        &self,
        number: usize,
        threads: NonZeroUsize,
        limits: &Limits,
    ) -> Option<Exercise> {
        let model = self.0.get(number.checked_sub(1)?)?;
        let options = Options { engine: Engine::Synod, reductions: Reductions::ALL, threads };
        let mut judgement = check(model, &options, limits, &Progress::default());
        minimise(model, &mut judgement, threads, limits);
        readable(model, &mut judgement, limits);
        // What is asked for beside the properties is violated long before anything that a reader sees.
        let (of_runs, asked_for): (Vec<_>, Vec<_>) = judgement
            .properties
            .into_iter()
            .partition(|result| matches!(result.judged, Judged::OfRuns(_)));
        let trace = of_runs.into_iter().chain(asked_for).find_map(|result| result.trace)?;
        let rule = Rule::named(model.breaks.as_deref()?)?;
        let choices = rules::choices(rule, WRONG, number as u64);
        let answer = choices.iter().position(|choice| *choice == rule)?;
        Some(Exercise { number, trace, choices, answer, seen: model.seen.clone() })
    }
}

impl Exercise {
    /// The run and the choices, without a word of what is wrong.
    pub fn question(&self, language: Language) -> String {
        let steps = &self.trace.story.steps;
        let sentences = match language {
            Language::English => steps.iter().map(|step| step.text.clone()).collect(),
            Language::Chinese => self.trace.in_chinese(),
        };
        let run = sentences.iter().zip(1..);
        let run = run.map(|(sentence, number)| format!("{number:>3}  {sentence}"));
        let run = run.collect::<Vec<_>>().join("\n");
        let violated = self.trace.violates.as_deref().unwrap_or_default();
        let why = self.trace.explanation.first().map(String::as_str).unwrap_or_default();
        let why = self.tongue(language).say_all(why);
        let (heading, ask, end) = match language {
            Language::English => (
                format!("Exercise {}: one rule of Paxos is broken here.", self.number),
                "Which rule is broken?",
                format!("In the end {violated} is violated: {why}"),
            ),
            Language::Chinese => (
                format!("第 {} 题：下面的运行破坏了 Paxos 的一条规则。", self.number),
                "破坏的是哪一条？",
                format!("最后被破坏的性质是 {violated}：{why}"),
            ),
        };
        let choices = self.choices.iter().zip(1..);
        let choices = choices.map(|(rule, number)| format!("  {number}  {}", rule.text(language)));
        let choices: Vec<String> = choices.collect();
        format!("{heading}\n\n{run}\n\n     {end}\n\n{ask}\n{}", choices.join("\n"))
    }

    /// What is wrong, and where that was seen.
    pub fn solution(&self, language: Language) -> String {
        let rule = self.choices[self.answer].text(language);
        let mut steps = self.trace.story.steps.iter().zip(1..);
        let broken = steps.find_map(|(step, number)| Some((number, step.reference.as_ref()?)));
        let number = self.answer + 1;
        let Trace { title, model, .. } = &self.trace;
        let seen = self.seen.as_deref();
        let mut lines = match language {
            Language::English => vec![format!("It is {number}: {rule}"), format!("     {title}")],
            Language::Chinese => vec![format!("答案是 {number}：{rule}"), format!("     {title}")],
        };
        lines.extend(broken.map(|(step, reference)| match language {
            Language::English => format!("     step {step}; by the rules: {reference}"),
            Language::Chinese => {
                let reference = self.tongue(language).say_all(reference);
                format!("     第 {step} 步；照规则应当是：{reference}")
            }
        }));
        lines.extend(seen.map(|seen| match language {
            Language::English => format!("     seen: {seen}"),
            Language::Chinese => format!("     出处：{seen}"),
        }));
        lines.push(format!("     synod check {model}"));
        lines.join("\n")
    }

    /// A language in which the words of the model's author stay as they are.
    fn tongue(&self, language: Language) -> Tongue {
        let Trace { violates, story, .. } = &self.trace;
        Tongue::new(language, story.words().chain(violates.clone()))
    }
}
