//! What is wrong with a question, with a caret under the wrong word.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Why an expression was refused: what is wrong, where, and the remedy. Displayed with the line in which it
/// is and a caret under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    text: Arc<str>,
    first_line: usize,
    span: Range<usize>,
    what: String,
}

impl Mistake {
    pub(super) fn new(text: &str, span: Range<usize>, what: String) -> Self {
        Self { text: text.into(), first_line: 1, span, what }
    }

    /// The same where the expression begins in this line of a file.
    #[must_use]
    pub fn from_line(self, first_line: usize) -> Self {
        Self { first_line, ..self }
    }

    /// What is wrong, and the remedy, in a sentence.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Where, in bytes of the expression. Behind its end, if something is missing there.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The line in which it is, by its number, with carets under it.
    fn underlined(&self) -> String {
        let caret = AnnotationKind::Primary.span(self.span());
        let snippet = Snippet::source(&*self.text).line_start(self.first_line).annotation(caret);
        Renderer::plain().render(&[Group::with_level(Level::ERROR).element(snippet)])
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.what, self.underlined())
    }
}

impl std::error::Error for Mistake {}
