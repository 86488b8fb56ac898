//! What a run comes to: the quorums as rings, and what is violated.

use super::events::Picture;
use super::font::Weight::{Bold, Plain};
use super::font::wrap;
use super::layout::{Layout, lines};
use super::paint::Paint;
use super::svg::{Anchor, Pen, Rect, Svg};
use super::telling;
use crate::trace::Trace;

impl Layout {
    /// The quorums as rings around those that they are of; where what comes below them begins.
    pub(super) fn draw_quorums(&self, svg: &mut Svg, picture: &Picture) -> f64 {
        let em = self.space.em;
        if picture.quorums.is_empty() {
            return self.foot;
        }
        let y = self.foot + 2.1 * em;
        for (number, quorum) in picture.quorums.iter().enumerate() {
            let shift = if number == 0 { -0.35 } else { 0.35 } * em;
            let line = Pen::line(quorum.paint, em / 5.0);
            let mut lanes = quorum.lanes.clone();
            // What is between neighbours in the quorum is in the ring; over others there is a bridge.
            while let Some(first) = lanes.first().copied() {
                let together = lanes.iter().zip(first..).take_while(|(lane, next)| *lane == next);
                let last = first + together.count() - 1;
                lanes.retain(|lane| *lane > last);
                let (left, right) = (self.lanes[first] - 2.2 * em, self.lanes[last] + 2.2 * em);
                let rect = Rect(left, y + shift - 1.35 * em, right - left, 2.7 * em);
                svg.rect(rect, 1.35 * em, line);
                if let Some(next) = lanes.first() {
                    let (near, far) = (right - 1.35 * em, self.lanes[*next] - 0.85 * em);
                    let bridge = y + shift + 1.35 * em * shift.signum();
                    svg.line((near, bridge), (far, bridge), line);
                }
            }
        }
        let in_quorum = |lane: &usize| picture.quorums.iter().all(|q| q.lanes.contains(lane));
        let acceptors = picture.lanes.iter().enumerate();
        for (lane, name) in acceptors.filter(|(_, name)| name.starts_with("acceptor ")) {
            let shared = picture.quorums.len() == 2 && in_quorum(&lane);
            let (fill, ink) =
                if shared { (Paint::Ink, Paint::Paper) } else { (Paint::Paper, Paint::Ink) };
            let at = (self.lanes[lane], y);
            svg.circle(at, 0.85 * em, Pen::fill(fill).outlined(Paint::Ink, em / 10.0));
            let name = name.trim_start_matches("acceptor ");
            svg.text((at.0, y + 0.36 * em), Anchor::Middle, (em, Bold), ink, name);
        }
        let said = picture.quorums.iter().map(|quorum| {
            let names = quorum
                .lanes
                .iter()
                .map(|lane| picture.lanes[*lane].trim_start_matches("acceptor "));
            let names: Vec<&str> = names.collect();
            (format!("{{{}}} chose {}", names.join(", "), quorum.cast), quorum.paint)
        });
        let mut at = y + 0.36 * em - 0.7 * em * lines(picture.quorums.len() - 1);
        for (words, paint) in said {
            svg.text((self.text_from(), at), Anchor::Start, (em, Bold), paint, &self.say(&words));
            at += 1.4 * em;
        }
        y + 2.2 * em
    }

    /// What is violated; where what comes below it begins.
    pub(super) fn draw_verdict(&self, svg: &mut Svg, trace: &Trace, top: f64) -> f64 {
        let Some(property) = &trace.violates else { return top };
        let (em, left) = (self.space.em, self.margin() / 2.0);
        let wide = self.width - 2.0 * left;
        let explained = trace.explanation.first().map_or("", String::as_str);
        let texts = wrap(&self.tongue.say_all(explained), em, Plain, wide - 2.0 * em);
        let top = top + 0.3 * em;
        let verdict = self.say(&telling::verdict(property));
        let verdict = wrap(&verdict, 1.3 * em, Bold, wide - 2.0 * em);
        let height = 1.7 * em * lines(verdict.len()) + 0.7 * em;
        svg.rect(Rect(left, top, wide, height), 0.4 * em, Pen::fill(Paint::Wrong));
        let mut base = top + 1.65 * em;
        for line in &verdict {
            let at = (left + wide / 2.0, base);
            svg.text(at, Anchor::Middle, (1.3 * em, Bold), Paint::Paper, line);
            base += 1.7 * em;
        }
        let mut y = top + height + 1.4 * em;
        for line in &texts {
            svg.text((self.margin(), y), Anchor::Start, (em, Plain), Paint::Ink, line);
            y += 1.4 * em;
        }
        y - 0.6 * em
    }
}
