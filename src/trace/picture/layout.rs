//! Where everything is.

use super::events::{Node, Picture, Row};
use super::font::{Weight, width, wrap};
use super::sign::Sign;
use crate::trace::language::{Language, Tongue};

/// How wide what happens is told, in sizes of type: as it should be, and as it may be where there is room.
pub(super) const TEXT: [f64; 4] = [27.0, 36.0, 48.0, 60.0];

/// How far a ring is from what it is around, in widths of an m.
pub(super) const RING: f64 = 0.25;

/// How things are spaced, in pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Space {
    /// The size of the type.
    pub(super) em: f64,
    /// How wide what happens is told, in pixels.
    pub(super) text: f64,
    /// Between lanes, beyond what stands on them.
    pub(super) lanes: f64,
    /// The height of a row of one line.
    pub(super) row: f64,
}

impl Space {
    /// In type of this size, with so many of its widths for what is told, and so many for the height of a row.
    pub(super) fn of(em: f64, text: f64, row: f64) -> Self {
        Self { em, text: text * em, lanes: 2.6 * em, row: row * em }
    }
}

/// Where everything is, in pixels.
pub(super) struct Layout {
    pub(super) space: Space,
    pub(super) tongue: Tongue,
    pub(super) width: f64,
    pub(super) title: Vec<String>,
    /// The middle of each lane.
    pub(super) lanes: Vec<f64>,
    /// The top and the bottom of each row.
    pub(super) rows: Vec<(f64, f64)>,
    /// What is told beside each row, and of what kind each line is.
    pub(super) texts: Vec<Vec<(String, bool)>>,
    /// How wide acceptors tell what they have promised, and how they have voted.
    pub(super) cells: (f64, f64),
    /// Where the names of the lanes are.
    pub(super) head: f64,
    /// Where the rows end.
    pub(super) foot: f64,
}

impl Layout {
    pub(super) fn of(picture: &Picture, title: &str, space: Space, language: Language) -> Self {
        let em = space.em;
        let mut layout = Self {
            space,
            tongue: Tongue::new(language, picture.kept.iter().cloned()),
            width: 0.0,
            title: Vec::new(),
            lanes: Vec::new(),
            rows: Vec::new(),
            texts: Vec::new(),
            cells: (0.0, 0.0),
            head: 0.0,
            foot: 0.0,
        };
        layout.cells = layout.widest(picture);
        let mut at = layout.text_from() + space.text + 0.5 * em;
        for (lane, name) in picture.lanes.iter().enumerate() {
            let nodes = picture.rows.iter().flat_map(|row| &row.nodes);
            let nodes = nodes.filter(|node| node.lane == lane);
            let name = width(&layout.say(name), em, Weight::Bold) / 2.0;
            let half = nodes.map(|node| layout.half(&node.sign)).fold(name, f64::max);
            layout.lanes.push(at + half);
            at += 2.0 * half + space.lanes;
        }
        layout.width = at - space.lanes + 1.6 * em;
        let most = layout.width - 2.0 * layout.margin();
        layout.title = wrap(title, 1.5 * em, Weight::Bold, most);
        layout.head = layout.margin() + 2.0 * em * lines(layout.title.len()) + 1.2 * em;
        let mut top = layout.head + 1.1 * em;
        for row in &picture.rows {
            let texts = layout.told(row);
            let ringed = row.nodes.iter().map(|node| layout.around(row, node)).fold(0.0, f64::max);
            let height = space
                .row
                .max(1.3 * em * lines(texts.len()) + 0.6 * em)
                .max(2.0 * layout.tall() + 1.2 * ringed);
            layout.rows.push((top, top + height));
            layout.texts.push(texts);
            top += height;
        }
        layout.foot = top + 0.4 * em;
        layout
    }

    /// How wide what acceptors hold is at most: what they have promised, and a vote of theirs.
    fn widest(&self, picture: &Picture) -> (f64, f64) {
        let em = self.space.em;
        let (mut promised, mut votes) = (0.0_f64, 0.0_f64);
        for node in picture.rows.iter().flat_map(|row| &row.nodes) {
            if let Sign::Holds(chip) = &node.sign {
                promised = promised.max(width(&chip.promised, em, Weight::Bold) + em);
                let all = chip.votes.iter();
                let all = all.map(|(vote, _)| width(&self.say(vote), em, Weight::Bold) + em);
                votes = all.fold(votes.max(2.0 * em), f64::max);
            }
        }
        (promised, votes)
    }

    /// Words in the language of the picture.
    pub(super) fn say(&self, words: &str) -> String {
        self.tongue.say(words)
    }

    pub(super) fn margin(&self) -> f64 {
        1.4 * self.space.em
    }

    /// Where what happens is told.
    pub(super) fn text_from(&self) -> f64 {
        self.margin() + 2.2 * self.space.em
    }

    /// The middle of a row.
    pub(super) fn row(&self, row: usize) -> f64 {
        f64::midpoint(self.rows[row].0, self.rows[row].1)
    }

    /// What is told of a row, in lines; and which of them are what the rules would have done.
    fn told(&self, row: &Row) -> Vec<(String, bool)> {
        let weight = if row.rules.is_some() { Weight::Bold } else { Weight::Plain };
        let most = self.space.text;
        let text = wrap(&self.say(&row.text), self.space.em, weight, most);
        let rules = row.rules.iter();
        let rules =
            rules.flat_map(|rules| wrap(&self.say(rules), self.space.em, Weight::Plain, most));
        let text = text.into_iter().map(|line| (line, false));
        text.chain(rules.map(|line| (line, true))).collect()
    }

    /// Half the width of a sign.
    pub(super) fn half(&self, sign: &Sign) -> f64 {
        let em = self.space.em;
        let words = |words: &str| width(&self.say(words), em, Weight::Bold) / 2.0 + 0.5 * em;
        match sign {
            Sign::Hears => 0.35 * em,
            Sign::Begins(ballot) => words(ballot),
            Sign::Proposes(cast, _) => words(cast),
            Sign::Comes(to, _) => words(to),
            Sign::Learns(value, _) => words(&learned(value)),
            Sign::Saved => words(SAVED),
            Sign::Holds(chip) => f64::midpoint(self.cells.0, lines(chip.room) * self.cells.1),
        }
    }

    /// How far what is drawn around a sign goes beyond it.
    pub(super) fn around(&self, row: &Row, node: &Node) -> f64 {
        let rings = u8::from(node.quorum.is_some()) + u8::from(row.rules.is_some());
        f64::from(rings) * RING * self.space.em
    }

    /// Half the width of what stands on a lane in a row.
    pub(super) fn half_in(&self, row: &Row, lane: usize) -> f64 {
        let node: Option<&Node> = row.nodes.iter().find(|node| node.lane == lane);
        node.map_or(0.0, |node| self.half(&node.sign) + self.around(row, node))
    }
}

/// What stands at an actor whose disk has caught up.
pub(super) const SAVED: &str = "on disk";

/// What stands at a learner that has learned a value.
pub(super) fn learned(value: &str) -> String {
    format!("learns {value}")
}

/// Few enough to be a number of pixels.
pub(super) fn lines(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
