//! What is told of a model, line by line. How it is laid out is a matter of who prints it.

/// How good it is what a line tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    Plain,
    /// As it should be.
    Good,
    /// Not known, or not finished.
    Doubtful,
    /// Not as it should be.
    Bad,
    /// A command that shows more, to be copied.
    Command,
}

/// A line of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is about, in a word or two.
    pub label: &'static str,
    /// How good it is.
    pub tone: Tone,
    /// What it tells.
    pub text: String,
}

/// What is told of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// The path of the model file.
    pub model: String,
    /// The title of the model.
    pub title: String,
    /// The rest.
    pub lines: Vec<Line>,
}

impl Paragraph {
    pub(super) fn new(model: &str, title: &str) -> Self {
        Self { model: model.to_string(), title: title.to_string(), lines: Vec::new() }
    }

    /// Adds a line, if there is something to tell.
    pub(super) fn line(&mut self, label: &'static str, tone: Tone, text: String) {
        if !text.is_empty() {
            self.lines.push(Line { label, tone, text });
        }
    }
}
