//! Traces as pictures: the same every time, without words that overlap or that an arrow goes through, in shapes
//! that every program draws alike, and with few arrows that cross.
//!
//! `make pictures` draws those of the docs anew, for you to look at, and prints how many arrows cross.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use support::models::counterexamples;
use synod::model::file::ModelFile;
use synod::model::story::Act;
use synod::trace::{Language, Style, Theme, Trace};

const FOLDER: &str = "pictures";

/// The arrows that cross in the pictures of the docs.
const CROSSINGS: usize = 93;

/// The traces of all models in `models/violates`, by their names, with their models.
static TRACES: LazyLock<Vec<(String, Trace, ModelFile)>> = LazyLock::new(|| {
    let traces = counterexamples().iter().map(|path| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_string();
        let trace = Trace::read(path).unwrap();
        let file = ModelFile::read(Path::new(&trace.model)).unwrap();
        (name, trace, file)
    });
    traces.collect()
});

/// The trace of a model that its picture in the docs shows.
fn is_primary(name: &str, file: &ModelFile) -> bool {
    let primary = file.expect.as_ref().unwrap().primary.as_ref().unwrap();
    name.split_once('.').unwrap().1 == primary.replace(' ', "-")
}

const STYLES: [Style; 7] = [
    Style { theme: Theme::Auto, slide: false, language: Language::English },
    Style { theme: Theme::Light, slide: false, language: Language::English },
    Style { theme: Theme::Dark, slide: false, language: Language::English },
    Style { theme: Theme::Auto, slide: true, language: Language::English },
    Style { theme: Theme::Light, slide: true, language: Language::English },
    Style { theme: Theme::Dark, slide: true, language: Language::English },
    Style { theme: Theme::Light, slide: false, language: Language::Chinese },
];

/// The value of an attribute.
fn attribute<'a>(element: &'a str, name: &str) -> &'a str {
    let (_, rest) = element.split_once(&format!(" {name}=\"")).unwrap();
    rest.split_once('"').unwrap().0
}

fn number(element: &str, name: &str) -> f64 {
    attribute(element, name).parse().unwrap()
}

/// A box: left, right, top and bottom.
type Rect = (f64, f64, f64, f64);

/// The box around words, and what they are.
fn words(element: &str) -> (Rect, &str) {
    let words = element.split_once('>').unwrap().1.trim_end_matches("</text>");
    let size = number(element, "font-size");
    // About as wide as letters are in a wide font.
    let letter = |letter: char| match letter {
        ' ' | 'f' | 'i' | 'j' | 'l' | 't' | 'r' | '.' | ',' | ':' | ';' | '\'' => 0.33,
        'm' | 'w' => 0.85,
        letter if letter.is_ascii() => 0.6,
        _ => 1.0,
    };
    let bold = if element.contains("font-weight=\"bold\"") { 1.1 } else { 1.0 };
    let width = words.chars().map(letter).sum::<f64>() * bold * size;
    let (x, y) = (number(element, "x"), number(element, "y"));
    let left = match attribute(element, "text-anchor") {
        "start" => x,
        "middle" => x - width / 2.0,
        _ => x - width,
    };
    ((left, left + width, y - 0.75 * size, y + 0.2 * size), words)
}

fn rect(element: &str) -> Rect {
    let (x, y) = (number(element, "x"), number(element, "y"));
    (x, x + number(element, "width"), y, y + number(element, "height"))
}

type Point = (f64, f64);

/// The arrows of a picture: where in it each is drawn, where it begins and where its head is.
fn arrows(svg: &str) -> Vec<(usize, Point, Point)> {
    let lines: Vec<&str> = svg.lines().collect();
    let heads = lines.windows(2).enumerate().filter(|(_, pair)| pair[1].starts_with("<path "));
    let arrow = |(at, pair): (usize, &[&str])| {
        let head = attribute(pair[1], "d").trim_start_matches('M').split(' ').take(2);
        let head: Vec<f64> = head.map(|number| number.parse().unwrap()).collect();
        (at, (number(pair[0], "x1"), number(pair[0], "y1")), (head[0], head[1]))
    };
    heads.map(arrow).collect()
}

fn side(from: Point, to: Point, of: Point) -> f64 {
    let side = (to.0 - from.0) * (of.1 - from.1) - (to.1 - from.1) * (of.0 - from.0);
    if side.abs() < 1.0 { 0.0 } else { side.signum() }
}

/// Whether two lines cross elsewhere than at their ends.
fn cross((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

fn crossings(svg: &str) -> usize {
    let arrows: Vec<_> = arrows(svg).into_iter().map(|(_, begin, end)| (begin, end)).collect();
    let mut all = 0;
    for (at, one) in arrows.iter().enumerate() {
        all += arrows[..at].iter().filter(|other| cross(*one, **other)).count();
    }
    all
}

#[test]
fn no_two_words_overlap_and_none_leave_the_picture() {
    for (name, trace, file) in TRACES.iter() {
        for style in STYLES {
            let svg = trace.svg(file, style).unwrap();
            assert_eq!(svg, trace.svg(file, style).unwrap(), "{name}: drawn twice");
            let head = svg.lines().next().unwrap();
            let shown: Vec<f64> = attribute(head, "viewBox")
                .split(' ')
                .map(|number| number.parse().unwrap())
                .collect();
            let all = svg.lines().filter(|line| line.starts_with("<text "));
            let all: Vec<_> = all.map(words).collect();
            for (number, (one, text)) in all.iter().enumerate() {
                let inside = one.0 >= shown[0]
                    && one.1 <= shown[0] + shown[2]
                    && one.2 >= shown[1]
                    && one.3 <= shown[1] + shown[3];
                assert!(inside, "{name}: {text:?} leaves the picture");
                for (other, also) in &all[number + 1..] {
                    let apart = one.1 <= other.0
                        || other.1 <= one.0
                        || one.3 <= other.2
                        || other.3 <= one.2;
                    assert!(apart, "{name}: {text:?} and {also:?} overlap");
                }
            }
        }
    }
}

/// Whether a line touches a box.
fn touches((begin, end): (Point, Point), (left, right, top, bottom): Rect) -> bool {
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
    let edges = (0..4).map(|at| (corners[at], corners[(at + 1) % 4]));
    edges.into_iter().any(|edge| cross((begin, end), edge))
}

#[test]
fn no_arrow_goes_through_words() {
    let mut covered = 0;
    for (name, trace, file) in TRACES.iter() {
        let svg = trace.svg(file, Style::default()).unwrap();
        let lines: Vec<&str> = svg.lines().collect();
        for (arrow, begin, end) in arrows(&svg) {
            for (at, line) in lines.iter().enumerate().filter(|(_, l)| l.starts_with("<text ")) {
                let (around, text) = words(line);
                if !touches((begin, end), around) {
                    continue;
                }
                // What is drawn over an arrow, and under the words, hides the arrow.
                let hides = |line: &&&str| {
                    line.starts_with("<rect ") && attribute(line, "fill") != "none" && {
                        let rect = rect(line);
                        rect.0 <= around.0
                            && rect.1 >= around.1
                            && rect.2 <= around.2
                            && rect.3 >= around.3
                    }
                };
                let hidden = at > arrow && lines[arrow..at].iter().any(|line| hides(&line));
                assert!(hidden, "{name}: an arrow goes through {text:?}");
                covered += 1;
            }
        }
    }
    assert!(covered > 0, "no arrow passes behind an actor; is this looked at?");
}

#[test]
fn few_arrows_cross() {
    let mut all = 0;
    for (name, trace, file) in TRACES.iter().filter(|(name, _, file)| is_primary(name, file)) {
        let crossings = crossings(&trace.svg(file, Style::default()).unwrap());
        all += crossings;
        println!("{crossings:>4} {name}");
    }
    println!("{all:>4} crossings of arrows in all pictures");
    assert_eq!(all, CROSSINGS, "all pictures together");
}

#[test]
fn pictures_are_made_of_what_every_program_draws_and_a_screen_reader_tells() {
    for (name, trace, file) in TRACES.iter() {
        for style in STYLES {
            let svg = trace.svg(file, style).unwrap();
            for special in ["paint-order", "style=", "var(", "textLength", "dominant-baseline"] {
                assert!(!svg.contains(special), "{name}: {special}");
            }
            assert_eq!(svg.contains("<style>@media"), style.theme == Theme::Auto, "{name}");
            let mut rules = svg.lines().filter(|line| line.contains("{ fill: "));
            assert!(rules.all(|rule| rule.starts_with(":root ")), "{name}: LibreOffice would obey");
            assert_eq!(svg.contains(" class="), style.theme == Theme::Auto, "{name}");
            let tags = |mark: &str| svg.matches(mark).count();
            assert_eq!(tags("<text "), tags("</text>"), "{name}");
            let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
            assert!(svg.contains(&format!("<title>{}</title>", escaped(&trace.title))), "{name}");
            let (_, told) = svg.split_once("<desc>").unwrap();
            let (told, _) = told.split_once("</desc>").unwrap();
            for step in trace.story.steps.iter().filter(|_| style.language == Language::English) {
                assert!(told.contains(&escaped(&step.text)), "{name}: {}", step.text);
            }
        }
    }
}

#[test]
fn a_slide_has_the_shape_of_a_screen_and_type_that_can_be_read() {
    for (name, trace, file) in TRACES.iter() {
        let svg = trace.svg(file, Style { slide: true, ..Style::default() }).unwrap();
        let head = svg.lines().next().unwrap();
        assert_eq!((attribute(head, "width"), attribute(head, "height")), ("1920", "1080"));
        let shown = attribute(head, "viewBox").split(' ').map(|number| number.parse().unwrap());
        let shown: Vec<f64> = shown.collect();
        assert!((shown[2] / shown[3] - 16.0 / 9.0).abs() < 0.01, "{name}: {shown:?}");
        let all = svg.lines().filter(|line| line.starts_with("<text "));
        let smallest = all.map(|line| number(line, "font-size")).fold(f64::MAX, f64::min);
        let smallest = smallest * 1080.0 / shown[3];
        assert!(smallest >= 14.0, "{name}: {smallest} pixels");
    }
}

#[test]
fn the_legend_explains_what_occurs_and_nothing_else() {
    let mut seen = BTreeMap::new();
    for (name, trace, file) in TRACES.iter() {
        let svg = trace.svg(file, Style::default()).unwrap();
        let any = |is_it: fn(&Act) -> bool| trace.story.steps.iter().any(|s| is_it(&s.action));
        let meanings = [
            ("crashes and restarts", any(|act| matches!(act, Act::Crash { .. }))),
            ("altered on its way", any(|act| matches!(act, Act::Alter { .. }))),
            ("a disk has caught up", any(|act| matches!(act, Act::Sync { .. }))),
            ("a partition heals", any(|act| matches!(act, Act::Heal))),
            ("breaks a rule", trace.story.steps.iter().any(|step| step.reference.is_some())),
            ("vote of a quorum", svg.contains("} chose ")),
        ];
        for (meaning, occurs) in meanings {
            assert_eq!(svg.contains(&format!(">{meaning}</text>")), occurs, "{name}: {meaning}");
            *seen.entry((meaning, occurs)).or_insert(0) += 1;
        }
    }
    // No shipped model that violates something has a partition.
    assert_eq!(seen.len(), 11, "{seen:?}");
}

#[test]
fn a_value_has_one_colour_in_all_pictures_of_a_model() {
    let mut colours: BTreeMap<(String, String), String> = BTreeMap::new();
    for (name, trace, file) in TRACES.iter() {
        let svg = trace.svg(file, Style::default()).unwrap();
        let lines: Vec<&str> = svg.lines().collect();
        let (model, _) = name.split_once('.').unwrap();
        for pair in lines.windows(2).filter(|pair| pair[0].starts_with("<rect ")) {
            let Some((value, _)) =
                pair[1].strip_prefix("<text ").and_then(|_| words(pair[1]).1.split_once(" at "))
            else {
                continue;
            };
            let colour = attribute(pair[0], "fill").to_string();
            let known = colours.entry((model.to_string(), value.to_string()));
            assert_eq!(*known.or_insert(colour.clone()), colour, "{name}: {value}");
        }
    }
    assert!(colours.len() > 100, "{} values", colours.len());
}

#[test]
fn a_chinese_picture_leaves_no_english_words() {
    let style = Style { language: Language::Chinese, ..Style::default() };
    for (name, trace, file) in TRACES.iter() {
        let svg = trace.svg(file, style).unwrap();
        let all = svg.lines().filter(|line| line.starts_with("<text "));
        // The title is the model's, and the last sentence may be as it is.
        let all = all.map(|line| words(line).1);
        let told = |text: &&str| {
            let explained = trace.explanation.iter().any(|sentence| sentence.contains(text));
            !trace.title.contains(text) && !explained
        };
        for text in all.filter(told) {
            // Values stay as they are, also those of a transaction.
            let kept = ["Paxos", "null", "prepared", "aborted", "no-op"];
            let text = kept.iter().fold(text.to_string(), |text, kept| text.replace(kept, ""));
            let letters: Vec<char> = text.chars().collect();
            let english = letters.windows(2).any(|pair| pair.iter().all(char::is_ascii_lowercase));
            assert!(!english, "{name}: {text}");
        }
    }
}

#[test]
fn a_mermaid_diagram_tells_every_step() {
    for (name, trace, _) in TRACES.iter() {
        let diagram = trace.mermaid();
        assert!(diagram.contains("\nsequenceDiagram\n"), "{name}");
        let delivered =
            |step: &&synod::model::story::Step| matches!(step.action, Act::Deliver { .. });
        let delivered = trace.story.steps.iter().filter(delivered).count();
        assert_eq!(diagram.matches("->>").count(), delivered, "{name}");
        let wrong = trace.story.steps.iter().filter(|step| step.reference.is_some()).count();
        assert_eq!(diagram.matches(": by the rules: ").count(), wrong, "{name}");
        assert_eq!(diagram.matches("    rect ").count(), diagram.matches("    end\n").count());
        assert!(!diagram.contains([';', '#']), "{name}: these mean something to Mermaid");
    }
}

#[test]
fn the_pictures_in_the_docs_are_those_of_the_traces() {
    for (name, trace, file) in TRACES.iter().filter(|(name, _, file)| is_primary(name, file)) {
        let svg = trace.svg(file, Style::default()).unwrap();
        let (stem, _) = name.split_once('.').unwrap();
        let path = Path::new(FOLDER).join(stem).with_extension("svg");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::create_dir_all(FOLDER).unwrap();
            fs::write(&path, &svg).unwrap();
        }
        let known = fs::read_to_string(&path).unwrap_or_default();
        assert!(known == svg, "{}: draw it anew with make pictures", path.display());
    }
}
