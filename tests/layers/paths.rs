//! The paths that a source file names.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A word or a mark, and its line. Groups are opened into their brackets and what is between.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

pub(crate) fn flatten(stream: TokenStream) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut push = |text: &str, line| tokens.push(Token { text: text.to_string(), line });
    for tree in stream {
        let (first, last) = (tree.span().start().line, tree.span().end().line);
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                push(open, first);
                for token in flatten(group.stream()) {
                    push(&token.text, token.line);
                }
                push(close, last);
            }
            TokenTree::Punct(punct) => push(&punct.as_char().to_string(), first),
            TokenTree::Ident(ident) => push(ident.to_string().trim_start_matches("r#"), first),
            // A literal is no word, whatever it says.
            TokenTree::Literal(_) => push("\"\"", first),
        }
    }
    tokens
}

/// A path as it stands, but from the root of the crate: `super` and `self` are resolved.
#[derive(Debug, PartialEq)]
pub(crate) struct Named {
    pub(crate) segments: Vec<String>,
    pub(crate) line: usize,
    /// The name under which the file hands it on, if it does.
    pub(crate) exported: Option<String>,
}

/// Finds the paths of a file.
pub(crate) struct Paths<'a> {
    tokens: &'a [Token],
    at: usize,
    found: Vec<Named>,
    /// The module that the tokens are in, and the depth of braces at which each inline one began.
    module: Vec<String>,
    inline: Vec<usize>,
    depth: usize,
    /// Whether the `use` that is being read hands on what it names.
    exports: bool,
}

impl<'a> Paths<'a> {
    pub(crate) fn of(file: &str, tokens: &'a [Token]) -> Vec<Named> {
        let inner = file.trim_start_matches("src/").trim_end_matches(".rs");
        let mut module: Vec<String> = inner.split('/').map(str::to_string).collect();
        if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
            module.pop();
        }
        let (found, inline) = (Vec::new(), Vec::new());
        let mut paths = Self { tokens, at: 0, found, module, inline, depth: 0, exports: false };
        while paths.at < tokens.len() {
            paths.next();
        }
        paths.found
    }

    fn text(&self, ahead: usize) -> &'a str {
        self.tokens.get(self.at + ahead).map_or("", |token| &token.text)
    }

    fn before(&self) -> &'a str {
        &self.tokens[self.at - 1].text
    }

    fn next(&mut self) {
        match self.text(0) {
            "{" => self.depth += 1,
            "}" => {
                self.depth = self.depth.saturating_sub(1);
                if self.inline.last() == Some(&self.depth) {
                    self.inline.pop();
                    self.module.pop();
                }
            }
            "mod" if self.text(2) == "{" => {
                self.module.push(self.text(1).to_string());
                self.inline.push(self.depth);
                self.at += 1;
            }
            "use" if is_word(self.text(1)) || [":", "{"].contains(&self.text(1)) => {
                self.exports = self.at > 0 && ["pub", ")"].contains(&self.before());
                self.at += 1;
                self.tree(&[]);
                self.exports = false;
                return;
            }
            // A word at the beginning of a path in code; alone it names no module.
            word if is_word(word) && self.colons(1) => {
                let (line, mut segments) = (self.tokens[self.at].line, vec![word.to_string()]);
                while self.colons(1) && is_word(self.text(3)) {
                    segments.push(self.text(3).to_string());
                    self.at += 3;
                }
                self.add(&segments, line);
            }
            _ => {}
        }
        self.at += 1;
    }

    /// The rest of a `use`: a path, a list in braces of such rests, or a star.
    fn tree(&mut self, prefix: &[String]) {
        let line = self.tokens.get(self.at).map_or(0, |token| token.line);
        let mut segments = prefix.to_vec();
        let mut alias = None;
        loop {
            match self.text(0) {
                "{" => {
                    self.at += 1;
                    while !["}", ""].contains(&self.text(0)) {
                        self.tree(&segments);
                        if self.text(0) == "," {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    return;
                }
                ":" => {}
                // Another name hides nothing: the path counts.
                "as" => {
                    alias = Some(self.text(1).to_string());
                    self.at += 1;
                }
                word if is_word(word) || word == "*" => segments.push(word.to_string()),
                _ => break,
            }
            self.at += 1;
        }
        let exported = self.exports.then(|| alias.or(segments.last().cloned())).flatten();
        self.add(&segments, line);
        self.found.last_mut().expect("it was added").exported = exported;
    }

    fn colons(&self, ahead: usize) -> bool {
        self.text(ahead) == ":" && self.text(ahead + 1) == ":"
    }

    fn add(&mut self, segments: &[String], line: usize) {
        let mut rest = segments;
        let mut from = match rest.first().map(String::as_str) {
            Some("self" | "super") => Some(self.module.as_slice()),
            Some("crate" | "synod") => Some(&[][..]),
            _ => None,
        };
        while let Some(first) = rest.first() {
            match first.as_str() {
                "super" => from = from.map(|module| &module[..module.len().saturating_sub(1)]),
                "self" | "crate" | "synod" if from.is_some() => {}
                _ => break,
            }
            rest = &rest[1..];
        }
        let mut resolved = Vec::new();
        if let Some(module) = from {
            resolved.push("crate".to_string());
            resolved.extend_from_slice(module);
        }
        resolved.extend_from_slice(rest);
        self.found.push(Named { segments: resolved, line, exported: None });
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
}
