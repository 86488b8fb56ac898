//! Shapes and words in the SVG format.

use std::fmt::Write;

/// How wide a letter is at most, on average, of words in 12 pixels.
pub(super) const LETTER: f64 = 7.2;

/// Which end of its words a place is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A picture that is being drawn.
pub(super) struct Svg {
    width: f64,
    height: f64,
    body: String,
}

/// What has a size, whatever its colour.
const SHAPES: &str = "\
text { font: 12px system-ui, 'DejaVu Sans', sans-serif; stroke-width: 5px; stroke-linejoin: round; \
paint-order: stroke; }
.title { font-size: 17px; font-weight: 600; } .name, .tag { font-weight: 600; }
.number, .label { font-size: 11px; } .caption { font-size: 12.5px; }
.lane { stroke-width: 2; } .arrow { stroke-width: 1.2; fill: none; } .lost { stroke-width: 1; }
.heals { stroke-dasharray: 6 4; } line.crash, line.wrong { stroke-width: 2.4; }
.promise { stroke-width: 1.6; } .ring { fill: none; stroke-width: 2.2; }
path.head { stroke: none; }
";

/// The colours of a look.
struct Look {
    paper: &'static str,
    ink: &'static str,
    faint: &'static str,
    wrong: &'static str,
    lane: &'static str,
    /// Proposers, acceptors, learners.
    roles: [&'static str; 3],
    values: [&'static str; 4],
}

const LIGHT: Look = Look {
    paper: "#ffffff",
    ink: "#1b1f24",
    faint: "#8b949e",
    wrong: "#c62828",
    lane: "#c8ced6",
    roles: ["#5b4b8a", "#2f5d62", "#7a5a2b"],
    values: ["#1f6feb", "#d9730d", "#2e8b57", "#a23b72"],
};

const DARK: Look = Look {
    paper: "#14171c",
    ink: "#e6e9ee",
    faint: "#7d8590",
    wrong: "#ff7b72",
    lane: "#3a414b",
    roles: ["#c4b5fd", "#7fd1c7", "#e0bb7f"],
    values: ["#6cb0ff", "#ffa657", "#6fcf97", "#f19ac0"],
};

impl Look {
    /// Rules without variables, which not every renderer knows.
    fn style(&self) -> String {
        let Self { paper, ink, faint, wrong, lane, roles, values } = self;
        let mut style = format!(
            ".paper {{ fill: {paper}; }} text {{ fill: {ink}; stroke: {paper}; }}\n\
             .number {{ fill: {faint}; }} .lane {{ stroke: {lane}; }} .arrow {{ stroke: {ink}; }}\n\
             path.head, .event {{ fill: {ink}; }} .lost, .heals {{ stroke: {faint}; }}\n\
             .promise {{ fill: {paper}; stroke: {ink}; }}\n\
             line.crash, line.wrong {{ stroke: {wrong}; }}\n\
             text.wrong, path.head.wrong {{ fill: {wrong}; }}\n"
        );
        for (role, colour) in ["proposer", "acceptor", "learner"].iter().zip(roles) {
            let _ = writeln!(style, ".name.{role} {{ fill: {colour}; }}");
        }
        for (number, colour) in values.iter().enumerate() {
            let _ = writeln!(
                style,
                ".value{number} {{ fill: {colour}; }} .ring{number} {{ stroke: {colour}; }}"
            );
        }
        style
    }
}

impl Svg {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self { width, height, body: String::new() }
    }

    pub(super) fn head(&self) -> String {
        let (width, height) = (self.width, self.height);
        let (light, dark) = (LIGHT.style(), DARK.style());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
             width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\">\n<style>\n{SHAPES}{light}\
             @media (prefers-color-scheme: dark) {{\n{dark}}}\n</style>\n\
             <rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n"
        )
    }

    pub(super) fn body(&self) -> &str {
        &self.body
    }

    fn shape(&mut self, shape: std::fmt::Arguments) {
        let _ = writeln!(self.body, "{shape}");
    }

    pub(super) fn text(&mut self, class: &str, x: f64, y: f64, anchor: Anchor, words: &str) {
        if words.is_empty() {
            return;
        }
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let words = escaped(words);
        self.shape(format_args!(
            "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>"
        ));
    }

    pub(super) fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        self.shape(format_args!(
            "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>"
        ));
    }

    /// A line with a head at its end.
    pub(super) fn arrow(&mut self, class: &str, begin: (f64, f64), end: (f64, f64)) {
        self.line(class, begin, end);
        let (dx, dy) = (end.0 - begin.0, end.1 - begin.1);
        let length = dx.hypot(dy).max(1.0);
        let (ux, uy) = (dx / length * 8.0, dy / length * 8.0);
        let back = (end.0 - ux, end.1 - uy);
        let head = class.replace("arrow", "head");
        self.shape(format_args!(
            "<path class=\"{head}\" d=\"M{:.1} {:.1} L{:.1} {:.1} L{:.1} {:.1} Z\"/>",
            end.0,
            end.1,
            back.0 - uy * 0.45,
            back.1 + ux * 0.45,
            back.0 + uy * 0.45,
            back.1 - ux * 0.45
        ));
    }

    pub(super) fn cross(&mut self, class: &str, (x, y): (f64, f64), arm: f64) {
        self.line(class, (x - arm, y - arm), (x + arm, y + arm));
        self.line(class, (x - arm, y + arm), (x + arm, y - arm));
    }

    pub(super) fn circle(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        self.shape(format_args!(
            "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>"
        ));
    }

    pub(super) fn square(&mut self, class: &str, (x, y): (f64, f64), half: f64) {
        let (left, top, side) = (x - half, y - half, 2.0 * half);
        self.shape(format_args!(
            "<rect class=\"{class}\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{side:.1}\" height=\"{side:.1}\"/>"
        ));
    }

    pub(super) fn diamond(&mut self, class: &str, (x, y): (f64, f64), half: f64) {
        let (left, right, top, bottom) = (x - half, x + half, y - half, y + half);
        self.shape(format_args!(
            "<path class=\"{class}\" d=\"M{x:.1} {top:.1} L{right:.1} {y:.1} L{x:.1} {bottom:.1} \
             L{left:.1} {y:.1} Z\"/>"
        ));
    }
}

/// Words as they stand in an XML document.
fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Words in lines that are no wider than this.
pub(super) fn wrap(words: &str, width: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words.split(' ') {
        let line = lines.last_mut().expect("there is a line");
        let letters = u32::try_from(line.chars().count() + 1 + word.chars().count());
        if line.is_empty() {
            line.push_str(word);
        } else if f64::from(letters.unwrap_or(u32::MAX)) * LETTER <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_string());
        }
    }
    lines
}
