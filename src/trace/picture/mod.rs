//! A trace as a sequence diagram: time goes down, a row for each step and a lane for each actor.
//!
//! In each row one thing happens, at one lane, and is told on the side that its arrows leave free: so no
//! two labels can overlap, however long the run.

mod events;
mod svg;

use super::Trace;
use events::{Event, Mark, Picture, Side, What};
use std::fmt::Write;
use svg::{Anchor, LETTER, Svg, wrap};

/// Pixels.
const LANE: f64 = 168.0;
const ROW: f64 = 32.0;
const GUTTER: f64 = 44.0;
const MARGIN: f64 = 168.0;
const HEAD: f64 = 92.0;
/// How wide a letter of the title is at most, on average.
const TITLE: f64 = 9.0;
/// How far a message goes that never arrives, as a part of its way.
const LOST: f64 = 0.2;

impl Trace {
    /// The run as a picture, in the SVG format. It has both a light and a dark look, and takes the one that
    /// its reader prefers.
    pub fn svg(&self) -> String {
        let picture = Picture::of(self);
        let (lanes, rows) = (picture.lanes.len(), picture.events.len());
        let drawn = GUTTER + 2.0 * MARGIN + LANE * count(lanes.saturating_sub(1));
        let width = drawn.max(GUTTER + TITLE * count(self.title.chars().count()));
        let caption = self.explanation.iter().flat_map(|line| wrap(line, width - 2.0 * GUTTER));
        let caption: Vec<String> = caption.collect();
        let foot = HEAD + ROW * (count(rows) + 1.0);
        let mut svg = Svg::new(width, foot + 20.0 * count(caption.len()) + 48.0);
        svg.text("title", GUTTER / 2.0, 28.0, Anchor::Start, &self.title);
        for (lane, name) in picture.lanes.iter().enumerate() {
            let role = name.split(' ').next().unwrap_or_default();
            svg.line(&format!("lane {role}"), (x(lane), HEAD - 14.0), (x(lane), foot));
            svg.text(&format!("name {role}"), x(lane), HEAD - 24.0, Anchor::Middle, name);
        }
        for (row, event) in picture.events.iter().enumerate() {
            event.draw_arrows(&mut svg, row);
        }
        for (row, event) in picture.events.iter().enumerate() {
            event.draw(&mut svg, row, width);
        }
        for (line, number) in caption.iter().zip(1..) {
            svg.text("caption", GUTTER / 2.0, foot + 20.0 * count(number), Anchor::Start, line);
        }
        picture.draw_legend(&mut svg, foot + 20.0 * count(caption.len()) + 26.0);
        svg.finish()
    }
}

/// Where a lane is.
fn x(lane: usize) -> f64 {
    GUTTER + MARGIN + LANE * count(lane)
}

/// Where a row is.
fn y(row: usize) -> f64 {
    HEAD + ROW * (count(row) + 0.5)
}

/// Few enough to be a number of pixels.
fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

impl Event {
    /// What arrives, and what never does.
    fn draw_arrows(&self, svg: &mut Svg, row: usize) {
        let lane = x(self.lane);
        for to in &self.lost {
            let end = (lane + (x(*to) - lane) * LOST, y(row) + ROW * 0.5);
            svg.line("lost", (lane, y(row)), end);
            svg.cross("lost", end, 3.0);
        }
        if let Some(arrow) = &self.arrow {
            let begin =
                if arrow.altered { middle(arrow.from_lane, self.lane) } else { x(arrow.from_lane) };
            let inset = if begin < lane { -7.0 } else { 7.0 };
            let class = if self.is_altered() { "arrow wrong" } else { "arrow" };
            let end =
                if self.is_altered() { middle(arrow.from_lane, self.lane) } else { lane + inset };
            svg.arrow(class, (begin, y(arrow.from_row)), (end, y(row)));
        }
    }

    fn is_altered(&self) -> bool {
        matches!(self.what, What::Altered)
    }

    fn draw(&self, svg: &mut Svg, row: usize, width: f64) {
        let (lane, middle_row) = (x(self.lane), y(row));
        let number = if self.wrong { "number wrong" } else { "number" };
        svg.text(number, GUTTER - 14.0, middle_row + 4.0, Anchor::End, &(row + 1).to_string());
        let (at, anchor) = match self.side {
            Side::Left => (lane - 14.0, Anchor::End),
            Side::Right => (lane + 14.0, Anchor::Start),
        };
        match self.what {
            What::Heals => {
                svg.line("heals", (GUTTER, middle_row), (width - GUTTER, middle_row));
                svg.text("tag", width / 2.0, middle_row - 5.0, Anchor::Middle, &self.tag);
                return;
            }
            What::Altered => {
                let from = self.arrow.as_ref().map_or(self.lane, |arrow| arrow.from_lane);
                let at = middle(from, self.lane);
                svg.cross("wrong", (at, middle_row), 6.0);
                let (side, anchor) =
                    if from < self.lane { (4.0, Anchor::Start) } else { (-4.0, Anchor::End) };
                svg.text("tag wrong", at + side, middle_row - 6.0, anchor, &self.tag);
                return;
            }
            What::Crash => svg.cross("crash", (lane, middle_row), 7.0),
            What::Other => {}
        }
        self.mark.draw(svg, (lane, middle_row));
        let both = !self.label.is_empty() && !self.tag.is_empty();
        let (above, below) = if both { (-3.0, 11.0) } else { (4.0, 4.0) };
        svg.text("label", at, middle_row + above, anchor, &self.label);
        let class = if self.wrong { "tag wrong" } else { "tag" };
        svg.text(class, at, middle_row + below, anchor, &self.tag);
    }
}

impl Picture {
    /// What the signs mean that are in the picture.
    fn draw_legend(&self, svg: &mut Svg, y: f64) {
        let mut at = GUTTER / 2.0 + 8.0;
        for (sign, meaning) in Mark::LEGEND {
            if self.events.iter().any(|event| event.mark.is_like(&sign)) {
                sign.draw(svg, (at, y));
                svg.text("label", at + 15.0, y + 4.0, Anchor::Start, meaning);
                at += 40.0 + LETTER * count(meaning.len());
            }
        }
    }
}

impl Mark {
    const LEGEND: [(Self, &str); 5] = [
        (Self::Promise, "promise"),
        (Self::Proposal(0), "proposal"),
        (Self::Vote { colour: 0, counts: false }, "vote"),
        (Self::Vote { colour: 0, counts: true }, "vote of a quorum"),
        (Self::Learned(0), "learned"),
    ];

    /// Whether it is the same sign, whatever its colour.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Vote { counts: one, .. }, Self::Vote { counts: other, .. }) => one == other,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    fn draw(&self, svg: &mut Svg, at: (f64, f64)) {
        match self {
            Self::None => svg.circle("event", at, 3.0),
            Self::Promise => svg.circle("promise", at, 5.0),
            Self::Proposal(colour) => svg.diamond(&format!("value{colour}"), at, 6.5),
            Self::Vote { colour, counts } => {
                svg.circle(&format!("value{colour}"), at, 6.0);
                if *counts {
                    svg.circle(&format!("ring ring{colour}"), at, 10.0);
                }
            }
            Self::Learned(colour) => svg.square(&format!("value{colour}"), at, 6.0),
        }
    }
}

fn middle(one: usize, other: usize) -> f64 {
    f64::midpoint(x(one), x(other))
}

impl Svg {
    fn finish(self) -> String {
        let mut text = self.head();
        let _ = writeln!(text, "{}</svg>", self.body());
        text
    }
}
