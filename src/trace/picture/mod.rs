//! A trace as a sequence diagram: time goes down, a row for each step and a lane for each actor.
//!
//! What happens is told on the left, and on the lanes stands what actors hold after it, each in a box of its
//! own: so no arrow goes through words, and no two overlap, however long the run.

mod draw;
mod events;
mod font;
mod foot;
mod layout;
mod legend;
mod paint;
mod sign;
mod style;
mod svg;
mod telling;

use super::Trace;
use super::language::Tongue;
use super::setting::Setting;
use super::steps::Departure;
use crate::model::file::ModelFile;
use events::Picture;
use layout::{Layout, Space, TEXT, lines};
pub use style::{Style, Theme};
use svg::Svg;

/// The size of type of a picture that may be as large as it likes.
const EM: f64 = 14.0;

/// The largest size of type on a slide.
const LARGEST: f64 = 30.0;

/// The height of a row, in sizes of type: as it should be, and as it may be.
const ROW: f64 = 2.5;
const LOW_ROW: f64 = 1.9;

/// The pixels of a slide.
const SLIDE: (f64, f64) = (1920.0, 1080.0);

impl Trace {
    /// The run as a picture, in the SVG format.
    ///
    /// # Errors
    /// At the first step that the actors of the model do not take.
    pub fn svg(&self, file: &ModelFile, style: Style) -> Result<String, Departure> {
        let picture = Picture::of(self, &Setting::of(self, file)?);
        let space =
            if style.slide { self.for_slide(&picture, style) } else { Space::of(EM, TEXT[0], ROW) };
        let (svg, size) = self.draw(&picture, space, style);
        let frame = style.slide.then_some(SLIDE);
        let tongue = Tongue::new(style.language, picture.kept.iter().cloned());
        let told = telling::description(self, &tongue);
        Ok(svg.finish(size, frame, &self.title, &told))
    }

    fn draw(&self, picture: &Picture, space: Space, style: Style) -> (Svg, (f64, f64)) {
        let layout = Layout::of(picture, &self.title, space, style.language);
        let mut svg = Svg::new(style.theme);
        layout.draw_warnings(&mut svg, picture);
        layout.draw_title(&mut svg, picture);
        layout.draw_arrows(&mut svg, picture);
        layout.draw_rows(&mut svg, picture);
        let rings = layout.draw_quorums(&mut svg, picture);
        let verdict = layout.draw_verdict(&mut svg, self, rings);
        let bottom = layout.draw_legend(&mut svg, picture, verdict);
        (svg, (layout.width, bottom))
    }

    /// The largest type with which all is on a slide, and then as much room as there is.
    fn for_slide(&self, picture: &Picture, style: Style) -> Space {
        let size = |space: Space| self.draw(picture, space, style).1;
        // Everything grows with the type, but for what is told in fewer lines where there is room for longer ones.
        let fits = |text: f64| {
            let (width, height) = size(Space::of(EM, text, LOW_ROW));
            (SLIDE.0 / width).min(SLIDE.1 / height)
        };
        let scales = TEXT.map(|text| (fits(text), text));
        let best = scales.into_iter().max_by(|one, other| one.0.total_cmp(&other.0));
        let (scale, text) = best.expect("there is a width");
        // A hair less, as numbers are rounded.
        let mut space = Space::of((EM * scale * 0.999).min(LARGEST), text, LOW_ROW);
        let (width, height) = size(space);
        let lanes = lines(picture.lanes.len().saturating_sub(1)).max(1.0);
        space.lanes += ((SLIDE.0 - width) / lanes).clamp(0.0, 7.0 * space.em);
        let rows = lines(picture.rows.len()).max(1.0);
        let higher = ((SLIDE.1 - height) / rows).clamp(0.0, 1.5 * space.em);
        let stretched = Space { row: space.row + higher, ..space };
        let (width, height) = size(stretched);
        if width <= SLIDE.0 && height <= SLIDE.1 { stretched } else { space }
    }
}
