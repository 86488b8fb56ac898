//! The steps of a run.

use super::events::{Arrow, NOTHING, Node, Picture, Row};
use super::font::Weight::{Bold, Plain};
use super::layout::{Layout, RING, SAVED, learned, lines};
use super::paint::Paint;
use super::sign::{Chip, Sign};
use super::svg::{Anchor, Pen, Rect, Svg};

/// How far a message goes that never arrives, in widths of an m.
const LOST: f64 = 1.0;

impl Layout {
    /// Half the height of what stands on a lane.
    pub(super) fn tall(&self) -> f64 {
        0.86 * self.space.em
    }

    /// Where letters stand whose middle is here.
    fn base(&self, middle: f64) -> f64 {
        middle + 0.36 * self.space.em
    }

    pub(super) fn draw_title(&self, svg: &mut Svg, picture: &Picture) {
        let em = self.space.em;
        for (line, number) in self.title.iter().zip(1_u8..) {
            let y = self.margin() + 2.0 * em * f64::from(number) - 0.7 * em;
            svg.text((self.margin(), y), Anchor::Start, (1.5 * em, Bold), Paint::Ink, line);
        }
        for (lane, name) in picture.lanes.iter().enumerate() {
            let x = self.lanes[lane];
            svg.line((x, self.head + 0.9 * em), (x, self.foot), Pen::line(Paint::Lane, em / 7.0));
            let paint = role(name);
            svg.text((x, self.head + 0.4 * em), Anchor::Middle, (em, Bold), paint, &self.say(name));
        }
    }

    /// What is behind a step that breaks a rule.
    pub(super) fn draw_warnings(&self, svg: &mut Svg, picture: &Picture) {
        for (number, (row, (top, bottom))) in picture.rows.iter().zip(&self.rows).enumerate() {
            if row.rules.is_some() {
                let left = self.margin() / 2.0;
                let rect = Rect(left, *top, self.width - 2.0 * left, bottom - top);
                let pen = Pen::fill(Paint::Warning);
                svg.step(number, |svg| svg.rect(rect, 0.4 * self.space.em, pen));
            }
        }
    }

    pub(super) fn draw_arrows(&self, svg: &mut Svg, picture: &Picture) {
        for (number, row) in picture.rows.iter().enumerate() {
            svg.step(number, |svg| self.draw_losses(svg, row, self.row(number)));
        }
        for (number, row) in picture.rows.iter().enumerate() {
            if let Some(arrow) = &row.arrow {
                svg.step(number, |svg| self.draw_arrow(svg, picture, arrow, number));
            }
        }
    }

    /// What never arrives, and the end of a partition.
    fn draw_losses(&self, svg: &mut Svg, row: &Row, y: f64) {
        let em = self.space.em;
        for to in &row.lost {
            let Some(node) = row.nodes.first() else { continue };
            let (from, to) = (self.lanes[node.lane], self.lanes[*to]);
            let side = if to < from { -1.0 } else { 1.0 };
            let begin = from + side * self.half(&node.sign);
            let end = (begin + side * LOST * em, y + 0.8 * LOST * em);
            svg.line((begin, y), end, Pen::line(Paint::Faint, em / 11.0));
            svg.cross(end, 0.28 * em, Pen::line(Paint::Faint, em / 9.0));
        }
        if row.heals {
            let line = Pen::line(Paint::Faint, em / 8.0).dashed();
            let (left, right) = (self.lanes[0], self.lanes[self.lanes.len() - 1]);
            svg.line((left - 3.0 * em, y), (right + 3.0 * em, y), line);
        }
    }

    fn draw_arrow(&self, svg: &mut Svg, picture: &Picture, arrow: &Arrow, row: usize) {
        let em = self.space.em;
        let (from, to) = (self.lanes[arrow.from_lane], self.lanes[arrow.to_lane]);
        let (middle, side) = (f64::midpoint(from, to), if to < from { -1.0 } else { 1.0 });
        let half = |row: usize, lane: usize| self.half_in(&picture.rows[row], lane);
        let begin = match arrow.was_altered {
            true => middle,
            false => from + side * half(arrow.from_row, arrow.from_lane),
        };
        let end = match arrow.is_altered {
            true => middle,
            false => to - side * half(row, arrow.to_lane),
        };
        let paint = if arrow.was_altered { Paint::Wrong } else { arrow.kind.paint() };
        let (begin, end) = ((begin, self.row(arrow.from_row)), (end, self.row(row)));
        svg.arrow(begin, end, paint, 0.75 * em);
        if arrow.is_altered {
            svg.cross(end, 0.45 * em, Pen::line(Paint::Wrong, em / 5.0));
        }
    }

    pub(super) fn draw_rows(&self, svg: &mut Svg, picture: &Picture) {
        for (number, row) in picture.rows.iter().enumerate() {
            svg.step(number, |svg| self.draw_row(svg, picture, (number, row)));
        }
    }

    fn draw_row(&self, svg: &mut Svg, picture: &Picture, (number, row): (usize, &Row)) {
        let (em, y) = (self.space.em, self.row(number));
        for node in &row.nodes {
            self.draw_node(svg, picture, (row, node), y);
        }
        let paint = if row.rules.is_some() { Paint::Wrong } else { Paint::Faint };
        let at = (self.text_from() - 0.8 * em, self.base(y));
        svg.text(at, Anchor::End, (em, Plain), paint, &(number + 1).to_string());
        self.draw_text(svg, number, row, y);
    }

    /// What is told of a row.
    fn draw_text(&self, svg: &mut Svg, number: usize, row: &Row, middle: f64) {
        let em = self.space.em;
        let texts = &self.texts[number];
        let above = 0.65 * em * (lines(texts.len()) - 1.0);
        let mut y = self.base(middle) - above;
        for (line, rules) in texts {
            let (paint, weight) = match (row.rules.is_some(), rules) {
                (true, false) => (Paint::Wrong, Bold),
                _ => (Paint::Ink, Plain),
            };
            svg.text((self.text_from(), y), Anchor::Start, (em, weight), paint, line);
            y += 1.3 * em;
        }
    }

    fn draw_node(&self, svg: &mut Svg, picture: &Picture, (row, node): (&Row, &Node), y: f64) {
        let (em, x) = (self.space.em, self.lanes[node.lane]);
        let half = self.half(&node.sign);
        let crash_alone = node.is_crash_alone();
        let rings = [
            node.quorum.map(|quorum| picture.quorums[quorum].paint),
            row.rules.is_some().then_some(Paint::Wrong).filter(|_| !crash_alone),
        ];
        let mut gap = self.around(row, node);
        for paint in rings.into_iter().flatten() {
            self.draw_ring(svg, (x, y), (half, gap), paint);
            gap -= RING * em;
        }
        if !crash_alone {
            self.draw_sign(svg, &node.sign, (x, y));
        }
        if node.crashed || node.stops {
            let at = if crash_alone { x } else { x - half - gap - 0.9 * em };
            svg.circle(
                (at, y),
                0.62 * em,
                Pen::fill(Paint::Paper).outlined(Paint::Wrong, em / 12.0),
            );
            svg.cross((at, y), 0.3 * em, Pen::line(Paint::Wrong, em / 6.0));
        }
    }

    /// Around a vote that counts, and around what breaks a rule.
    pub(super) fn draw_ring(
        &self,
        svg: &mut Svg,
        (x, y): (f64, f64),
        (half, gap): (f64, f64),
        paint: Paint,
    ) {
        let (em, tall) = (self.space.em, self.tall());
        let rect = Rect(x - half - gap, y - tall - gap, 2.0 * (half + gap), 2.0 * (tall + gap));
        svg.rect(rect, 0.6 * em, Pen::fill(Paint::Paper).outlined(paint, em / 5.0));
    }

    pub(super) fn draw_sign(&self, svg: &mut Svg, sign: &Sign, (x, y): (f64, f64)) {
        let (em, half, tall) = (self.space.em, self.half(sign), self.tall());
        let rect = Rect(x - half, y - tall, 2.0 * half, 2.0 * tall);
        let mut words = |pen: Pen, paint: Paint, words: &str, round: f64| {
            svg.rect(rect, round * em, pen);
            svg.text((x, self.base(y)), Anchor::Middle, (em, Bold), paint, &self.say(words));
        };
        let outlined = |paint: Paint| Pen::fill(Paint::Paper).outlined(paint, em / 10.0);
        match sign {
            Sign::Hears => {
                svg.circle((x, y), 0.35 * em, Pen::fill(Paint::Ink));
            }
            Sign::Begins(ballot) => {
                words(outlined(Paint::Proposer), Paint::Proposer, ballot, 0.85);
            }
            Sign::Proposes(cast, paint) => {
                words(Pen::fill(*paint).outlined(*paint, em / 10.0), Paint::Paper, cast, 0.85);
            }
            Sign::Comes(to, paint) => words(Pen::fill(*paint), Paint::Paper, to, 0.1),
            Sign::Learns(value, paint) => {
                words(Pen::fill(*paint), Paint::Paper, &learned(value), 0.1);
            }
            Sign::Saved => words(outlined(Paint::Faint).dashed(), Paint::Faint, SAVED, 0.3),
            Sign::Holds(chip) => self.draw_chip(svg, chip, rect),
        }
    }

    /// What an acceptor holds.
    fn draw_chip(&self, svg: &mut Svg, chip: &Chip, rect: Rect) {
        let em = self.space.em;
        let Rect(left, top, width, height) = rect;
        let (promised, base) = (self.cells.0, self.base(top + height / 2.0));
        let outline = Pen::line(Paint::Ink, em / 12.0);
        svg.rect(rect, 0.0, Pen::fill(Paint::Paper));
        if chip.promises {
            svg.rect(Rect(left, top, promised, height), 0.0, Pen::fill(Paint::Promised));
        }
        let weight = if chip.promises { Bold } else { Plain };
        let middle = left + promised / 2.0;
        svg.text((middle, base), Anchor::Middle, (em, weight), Paint::Ink, &chip.promised);
        let mut from = left + promised;
        let each = (width - promised) / lines(chip.votes.len().max(1));
        for (number, (vote, paint)) in chip.votes.iter().enumerate() {
            let is_new = chip.new == Some(number);
            if is_new {
                svg.rect(Rect(from, top, each, height), 0.0, Pen::fill(*paint));
            }
            let (ink, weight) = if is_new { (Paint::Paper, Bold) } else { (*paint, Plain) };
            svg.text((from + each / 2.0, base), Anchor::Middle, (em, weight), ink, &self.say(vote));
            from += each;
        }
        if chip.votes.is_empty() {
            svg.text((from + each / 2.0, base), Anchor::Middle, (em, Plain), Paint::Faint, NOTHING);
        }
        svg.line((left + promised, top), (left + promised, top + height), outline);
        svg.rect(rect, 0.0, outline);
    }
}

/// The colour of a name.
fn role(name: &str) -> Paint {
    match name.split(' ').next() {
        Some("acceptor") => Paint::Acceptor,
        Some("learner") => Paint::Learner,
        _ => Paint::Proposer,
    }
}
