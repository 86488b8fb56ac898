//! The messages of a run as arrows in a picture, and how many of them cross.

use crate::model::story::{Act, Story};

/// An arrow: the steps in which the message is sent and arrives, and twice the numbers of their lanes, since
/// what is altered on its way ends between two.
#[derive(Clone, Copy)]
struct Arrow {
    sent: usize,
    from: i64,
    to: i64,
}

/// The arrows of a run: for each step that of the message that arrives in it, if one does.
pub(super) struct Arrows(Vec<Option<Arrow>>);

/// A place in a picture.
type Point = (i64, i64);

impl Arrows {
    /// The arrows between these lanes.
    pub(super) fn of(story: &Story, lanes: &[String]) -> Self {
        let lane = |name: &str| {
            let place = lanes.iter().position(|lane| lane == name).unwrap_or(0);
            2 * i64::try_from(place).expect("few lanes")
        };
        let is_altered = |step: usize| matches!(story.steps[step].action, Act::Alter { .. });
        let arrow = |step: usize| {
            let (Act::Deliver { from, to, .. } | Act::Alter { from, to, .. }) =
                &story.steps[step].action
            else {
                return None;
            };
            let sent = sent_in(story, step)?;
            let (from, to) = (lane(from), lane(to));
            let middle = i64::midpoint(from, to);
            let from = if is_altered(sent) { middle } else { from };
            Some(Arrow { sent, from, to: if is_altered(step) { middle } else { to } })
        };
        Self((0..story.steps.len()).map(arrow).collect())
    }

    /// How many cross, where the steps are told in their order.
    pub(super) fn crossings(&self) -> usize {
        let mut rows = vec![None; self.0.len()];
        let crossings = (0..self.0.len()).map(|step| {
            rows[step] = Some(step);
            self.crossed_by(step, &rows)
        });
        crossings.sum()
    }

    /// How many arrows the one that ends in this step crosses; for each step that has been told, this step among
    /// them, in which row.
    pub(super) fn crossed_by(&self, step: usize, rows: &[Option<usize>]) -> usize {
        let ends = |step: usize| -> Option<(Point, Point)> {
            let arrow = self.0[step]?;
            let number = |row: usize| i64::try_from(row).expect("few steps");
            let (sent, arrives) = (rows[arrow.sent]?, rows[step]?);
            Some(((arrow.from, number(sent)), (arrow.to, number(arrives))))
        };
        let Some(own) = ends(step) else { return 0 };
        let others = (0..self.0.len()).filter(|other| *other != step);
        others.filter_map(ends).filter(|other| cross(own, *other)).count()
    }
}

/// Whether two lines cross elsewhere than at their ends.
fn cross((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let side = |from: Point, to: Point, of: Point| {
        ((to.0 - from.0) * (of.1 - from.1) - (to.1 - from.1) * (of.0 - from.0)).signum()
    };
    side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
}

/// The step, counted from 0, in which the message was last sent that arrives in this one; none, if none does.
pub(super) fn sent_in(story: &Story, step: usize) -> Option<usize> {
    let (Act::Deliver { from, to, message } | Act::Alter { from, to, message, .. }) =
        &story.steps[step].action
    else {
        return None;
    };
    story.steps[..step].iter().rposition(|step| {
        step.sent.iter().any(|s| s.from == *from && s.to == *to && s.message == *message)
    })
}
