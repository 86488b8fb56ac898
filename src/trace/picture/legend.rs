//! What the signs mean that are in a picture: all of them, and no others.

use super::events::{Kind, NOTHING, Node, Picture};
use super::font::Weight::Plain;
use super::font::width;
use super::layout::Layout;
use super::paint::Paint;
use super::sign::{Chip, Sign};
use super::svg::{Anchor, Pen, Rect, Svg};

impl Layout {
    /// What the signs mean that are in the picture; where the picture ends.
    pub(super) fn draw_legend(&self, svg: &mut Svg, picture: &Picture, top: f64) -> f64 {
        let em = self.space.em;
        let most = self.width - self.margin();
        let (mut x, mut y) = (self.margin(), top + 1.0 * em);
        for (sign, words) in legend(picture) {
            let words = self.say(&words);
            let sample = sign.width(self);
            let wide = sample + 0.6 * em + width(&words, em, Plain);
            if x + wide > most && x > self.margin() {
                (x, y) = (self.margin(), y + 2.2 * em);
            }
            sign.draw(self, svg, (x, y), sample);
            let at = (x + sample + 0.6 * em, y + 0.36 * em);
            svg.text(at, Anchor::Start, (em, Plain), Paint::Ink, &words);
            x += wide + 1.6 * em;
        }
        y + 1.6 * em
    }
}

/// An example of a sign.
enum Example {
    Sign(Sign),
    Ring(Paint),
    Arrow(Paint),
    Lost,
    Crash,
    Altered,
    Warning,
    Heals,
    Shared,
}

/// A sign, and what it means.
type Meaning = (Example, String);

/// The signs that are in a picture, and what they mean.
fn legend(picture: &Picture) -> Vec<Meaning> {
    let mut legend = acceptors(picture);
    legend.extend(others(picture));
    legend.extend(messages(picture));
    let nodes: Vec<&Node> = picture.rows.iter().flat_map(|row| &row.nodes).collect();
    let mut arrows = picture.rows.iter().filter_map(|row| row.arrow.as_ref());
    let mut rows = picture.rows.iter();
    let events = [
        (nodes.iter().any(|node| node.crashed), Example::Crash, "crashes and restarts"),
        (nodes.iter().any(|node| node.stops), Example::Crash, "stops for ever"),
        (arrows.any(|arrow| arrow.is_altered), Example::Altered, "altered on its way"),
        (rows.clone().any(|row| row.heals), Example::Heals, "a partition heals"),
        (rows.any(|row| row.rules.is_some()), Example::Warning, "breaks a rule"),
        (is_shared(picture), Example::Shared, "in both quorums"),
    ];
    let events = events.into_iter().filter(|(is_there, ..)| *is_there);
    legend.extend(events.map(|(_, example, words)| (example, words.to_string())));
    legend
}

/// The signs of acceptors.
fn acceptors(picture: &Picture) -> Vec<Meaning> {
    let nodes: Vec<&Node> = picture.rows.iter().flat_map(|row| &row.nodes).collect();
    let chips = nodes.iter().filter_map(|node| match &node.sign {
        Sign::Holds(chip) => Some(chip),
        _ => None,
    });
    let chips: Vec<&Chip> = chips.collect();
    let Some(first) = chips.iter().find(|chip| chip.promised != NOTHING) else {
        return Vec::new();
    };
    let still = Chip { votes: Vec::new(), promises: false, new: None, ..(*first).clone() };
    let mut legend = vec![(still, "what an acceptor has promised, and how it voted last")];
    if let Some(chip) = chips.iter().find(|chip| chip.promises) {
        legend.push((Chip { votes: Vec::new(), new: None, ..(*chip).clone() }, "promises"));
    }
    if let Some(chip) = chips.iter().find(|chip| chip.new.is_some()) {
        legend.push((Chip { promises: false, ..(*chip).clone() }, "votes"));
    }
    let signs = legend.into_iter();
    let signs = signs.map(|(chip, words)| (Example::Sign(Sign::Holds(chip)), words.to_string()));
    let quorum = nodes.iter().find_map(|node| node.quorum);
    let ring = quorum.map(|quorum| {
        (Example::Ring(picture.quorums[quorum].paint), "vote of a quorum".to_string())
    });
    signs.chain(ring).collect()
}

/// The signs of proposers and learners, and of disks.
fn others(picture: &Picture) -> Vec<Meaning> {
    type IsIt = fn(&Sign) -> bool;
    let kinds: [(IsIt, &str); 6] = [
        (|sign| matches!(sign, Sign::Begins(_)), "begins a ballot"),
        (|sign| matches!(sign, Sign::Proposes(..)), "proposes"),
        (|sign| matches!(sign, Sign::Learns(..)), "a learner learns"),
        (|sign| matches!(sign, Sign::Comes(..)), "where a manager is"),
        (|sign| matches!(sign, Sign::Saved), "a disk has caught up"),
        (|sign| matches!(sign, Sign::Hears), "takes notice"),
    ];
    let nodes: Vec<&Node> = picture.rows.iter().flat_map(|row| &row.nodes).collect();
    let signs = kinds.iter().filter_map(|(is_it, words)| {
        let is_drawn = |node: &&&Node| is_it(&node.sign) && !node.is_crash_alone();
        let node = nodes.iter().find(is_drawn)?;
        Some((Example::Sign(node.sign.clone()), (*words).to_string()))
    });
    signs.collect()
}

/// The arrows.
fn messages(picture: &Picture) -> Vec<Meaning> {
    let arrows = || picture.rows.iter().filter_map(|row| row.arrow.as_ref());
    let mut legend = Vec::new();
    for names in [
        &["prepare", "promise"][..],
        &["accept", "accepted", "learned"],
        &["query", "read", "unvoted", "refused"],
    ] {
        let named = |name: &&str| arrows().find(|arrow| arrow.kind.name() == *name);
        let present: Vec<Kind> = names.iter().filter_map(named).map(|arrow| arrow.kind).collect();
        let words: Vec<&str> = present.iter().map(|kind| kind.name()).collect();
        let more = match present.first() {
            None => continue,
            Some(Kind::Accept(_) | Kind::Accepted(_) | Kind::Learned(_)) => {
                ", in the colour of the value"
            }
            Some(_) => "",
        };
        legend.push((Example::Arrow(present[0].paint()), words.join(", ") + more));
    }
    if picture.rows.iter().any(|row| !row.lost.is_empty() && !row.nodes.is_empty()) {
        legend.push((Example::Lost, "never arrives".to_string()));
    }
    legend
}

/// Whether two quorums have somebody in common.
fn is_shared(picture: &Picture) -> bool {
    match &picture.quorums[..] {
        [one, other] => one.lanes.iter().any(|lane| other.lanes.contains(lane)),
        _ => false,
    }
}

impl Example {
    fn width(&self, layout: &Layout) -> f64 {
        let em = layout.space.em;
        match self {
            Self::Sign(sign) => 2.0 * layout.half(sign),
            Self::Ring(_) => 3.0 * em,
            Self::Arrow(_) | Self::Heals => 2.6 * em,
            Self::Lost | Self::Altered | Self::Warning => 1.8 * em,
            Self::Crash => 1.3 * em,
            Self::Shared => 1.7 * em,
        }
    }

    fn draw(&self, layout: &Layout, svg: &mut Svg, (x, y): (f64, f64), wide: f64) {
        let (em, middle) = (layout.space.em, x + wide / 2.0);
        match self {
            Self::Sign(sign) => layout.draw_sign(svg, sign, (middle, y)),
            Self::Ring(paint) => {
                layout.draw_ring(svg, (middle, y), (wide / 2.0 - 0.3 * em, 0.0), *paint);
            }
            Self::Arrow(paint) => svg.arrow((x, y), (x + wide, y), *paint, 0.75 * em),
            Self::Lost => {
                let end = (x + wide - 0.3 * em, y + 0.3 * em);
                svg.line((x, y - 0.3 * em), end, Pen::line(Paint::Faint, em / 11.0));
                svg.cross(end, 0.28 * em, Pen::line(Paint::Faint, em / 9.0));
            }
            Self::Crash => {
                let pen = Pen::fill(Paint::Paper).outlined(Paint::Wrong, em / 12.0);
                svg.circle((middle, y), 0.62 * em, pen);
                svg.cross((middle, y), 0.3 * em, Pen::line(Paint::Wrong, em / 6.0));
            }
            Self::Altered => svg.cross((middle, y), 0.45 * em, Pen::line(Paint::Wrong, em / 5.0)),
            Self::Warning => {
                let rect = Rect(x, y - 0.7 * em, wide, 1.4 * em);
                svg.rect(
                    rect,
                    0.3 * em,
                    Pen::fill(Paint::Warning).outlined(Paint::Wrong, em / 14.0),
                );
            }
            Self::Heals => {
                let line = Pen::line(Paint::Faint, em / 8.0).dashed();
                svg.line((x, y), (x + wide, y), line);
            }
            Self::Shared => svg.circle((middle, y), 0.85 * em, Pen::fill(Paint::Ink)),
        }
    }
}
