//! Shapes and words in the SVG format, by plain attributes alone: that is what every program understands.

use super::font::Weight;
use super::paint::Paint;
use super::style::Theme;
use std::fmt::Write;

/// Any of these, so that letters are at hand that are as wide as those that were measured, or less.
const FONTS: &str = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', 'Noto Sans CJK SC', \
                     'PingFang SC', 'Microsoft YaHei', sans-serif";

/// Which end of its words a place is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How something is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    pub(super) fill: Paint,
    pub(super) stroke: Paint,
    pub(super) width: f64,
    pub(super) dashed: bool,
}

impl Pen {
    pub(super) fn fill(fill: Paint) -> Self {
        Self { fill, stroke: Paint::None, width: 0.0, dashed: false }
    }

    pub(super) fn line(stroke: Paint, width: f64) -> Self {
        Self { fill: Paint::None, stroke, width, dashed: false }
    }

    pub(super) fn outlined(self, stroke: Paint, width: f64) -> Self {
        Self { stroke, width, ..self }
    }

    pub(super) fn dashed(self) -> Self {
        Self { dashed: true, ..self }
    }
}

/// A box: its left, its top, its width and its height.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rect(pub(super) f64, pub(super) f64, pub(super) f64, pub(super) f64);

/// A picture that is being drawn.
pub(super) struct Svg {
    theme: Theme,
    body: String,
}

impl Svg {
    pub(super) fn new(theme: Theme) -> Self {
        Self { theme, body: String::new() }
    }

    /// The whole, of this size; shown as large as it is, or in a frame of another size.
    pub(super) fn finish(
        self,
        (width, height): (f64, f64),
        frame: Option<(f64, f64)>,
        title: &str,
        description: &str,
    ) -> String {
        let (shown_width, shown_height) = frame.unwrap_or((width, height));
        // What a frame of another shape leaves beside the picture, or below it, is paper too.
        let wide = width.max(height * shown_width / shown_height);
        let tall = height.max(width * shown_height / shown_width);
        let left = (width - wide) / 2.0;
        let paper = self.paint("fill", Paint::Paper);
        let class = self.class(Paint::Paper, Paint::None);
        let style = if self.theme == Theme::Auto { dark_style() } else { String::new() };
        let (title, description) = (escaped(title), escaped(description));
        let body = self.body;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{left:.1} 0 {wide:.1} {tall:.1}\" \
             width=\"{shown_width:.0}\" height=\"{shown_height:.0}\" role=\"img\" \
             font-family=\"{FONTS}\">\n<title>{title}</title>\n<desc>{description}</desc>\n{style}\
             <rect x=\"{left:.1}\" y=\"0\" width=\"{wide:.1}\" height=\"{tall:.1}\"{class}{paper}/>\n\
             {body}</svg>\n"
        )
    }

    /// Draws what belongs to a step, in a group by whose number it can be found.
    pub(super) fn step(&mut self, row: usize, draw: impl FnOnce(&mut Self)) {
        let before = self.body.len();
        let _ = writeln!(self.body, "<g data-of-step=\"{}\">", row + 1);
        let begun = self.body.len();
        draw(self);
        match self.body.len() == begun {
            true => self.body.truncate(before),
            false => self.body.push_str("</g>\n"),
        }
    }

    /// A colour, as attributes.
    fn paint(&self, what: &str, paint: Paint) -> String {
        let [light, dark] = paint.colours();
        let colour = if self.theme == Theme::Dark { dark } else { light };
        format!(" {what}=\"{colour}\"")
    }

    /// The names under which a style sheet finds something.
    fn class(&self, fill: Paint, stroke: Paint) -> String {
        let names = [("f-", fill), ("s-", stroke)].into_iter();
        let names = names.filter(|(_, paint)| *paint != Paint::None);
        let names: Vec<String> =
            names.map(|(what, paint)| what.to_string() + &paint.name()).collect();
        match self.theme {
            Theme::Auto if !names.is_empty() => format!(" class=\"{}\"", names.join(" ")),
            _ => String::new(),
        }
    }

    fn shape(&mut self, shape: std::fmt::Arguments, pen: Pen) {
        let class = self.class(pen.fill, pen.stroke);
        let fill = self.paint("fill", pen.fill);
        let _ = write!(self.body, "{shape}{class}{fill}");
        if pen.stroke != Paint::None {
            let stroke = self.paint("stroke", pen.stroke);
            let _ = write!(self.body, "{stroke} stroke-width=\"{:.1}\"", pen.width);
        }
        if pen.dashed {
            let _ = write!(self.body, " stroke-dasharray=\"6 4\"");
        }
        let _ = writeln!(self.body, "/>");
    }

    pub(super) fn text(
        &mut self,
        (x, y): (f64, f64),
        anchor: Anchor,
        (size, weight): (f64, Weight),
        paint: Paint,
        words: &str,
    ) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = if weight == Weight::Bold { " font-weight=\"bold\"" } else { "" };
        let (class, fill) = (self.class(paint, Paint::None), self.paint("fill", paint));
        let words = escaped(words);
        let _ = writeln!(
            self.body,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" \
             font-size=\"{size:.1}\"{weight}{class}{fill}>{words}</text>"
        );
    }

    pub(super) fn rect(&mut self, Rect(x, y, width, height): Rect, round: f64, pen: Pen) {
        let shape = format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{round:.1}\""
        );
        self.shape(shape, pen);
    }

    pub(super) fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), pen: Pen) {
        let shape =
            format_args!("<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"");
        self.shape(shape, pen);
    }

    /// A line with a head at its end.
    pub(super) fn arrow(&mut self, begin: (f64, f64), end: (f64, f64), paint: Paint, size: f64) {
        let (dx, dy) = (end.0 - begin.0, end.1 - begin.1);
        let length = dx.hypot(dy).max(1.0);
        let (ux, uy) = (dx / length * size, dy / length * size);
        let back = (end.0 - ux, end.1 - uy);
        self.line(begin, back, Pen::line(paint, size / 6.0));
        let shape = format_args!(
            "<path d=\"M{:.1} {:.1} L{:.1} {:.1} L{:.1} {:.1} Z\"",
            end.0,
            end.1,
            back.0 - uy * 0.45,
            back.1 + ux * 0.45,
            back.0 + uy * 0.45,
            back.1 - ux * 0.45
        );
        self.shape(shape, Pen::fill(paint));
    }

    pub(super) fn cross(&mut self, (x, y): (f64, f64), arm: f64, pen: Pen) {
        self.line((x - arm, y - arm), (x + arm, y + arm), pen);
        self.line((x - arm, y + arm), (x + arm, y - arm), pen);
    }

    pub(super) fn circle(&mut self, (x, y): (f64, f64), radius: f64, pen: Pen) {
        self.shape(format_args!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\""), pen);
    }
}

/// The same on dark paper, for a reader who prefers that. A program that knows no such rules shows the light
/// colours, which stand at each shape; and so does `LibreOffice`, which takes the rules within for rules of its own, but
/// does not know what `:root` is.
fn dark_style() -> String {
    let mut style = "<style>@media (prefers-color-scheme: dark) {\n".to_string();
    for paint in Paint::ALL {
        let ([_, dark], name) = (paint.colours(), paint.name());
        let _ = writeln!(
            style,
            ":root .f-{name} {{ fill: {dark}; }} :root .s-{name} {{ stroke: {dark}; }}"
        );
    }
    style + "}</style>\n"
}

/// Words as they stand in an XML document.
fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
