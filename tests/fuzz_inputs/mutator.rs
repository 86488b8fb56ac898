//! What is done to inputs: anything that keeps most of them as they were, so that they go deep.

use fastrand::Rng;
use std::ops::Range;

/// No input grows beyond that.
const LONGEST: usize = 1 << 16;

/// Where numbers change what they mean.
const INTERESTING: [u64; 16] = [
    0,
    1,
    2,
    3,
    0x7f,
    0x80,
    0xff,
    0x100,
    0x7fff,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    1 << 32,
    u64::MAX / 2,
    u64::MAX - 1,
    u64::MAX,
];

/// Where the length of a text changes what it means.
const LENGTHS: [usize; 9] = [0, 1, 63, 127, 128, 255, 500, 899, 1000];

/// Alters an input a few times, with parts of others.
pub(crate) fn mutate(rng: &mut Rng, input: &[u8], others: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    loop {
        once(rng, &mut bytes, others);
        bytes.truncate(LONGEST);
        if rng.bool() {
            return bytes;
        }
    }
}

fn once(rng: &mut Rng, bytes: &mut Vec<u8>, others: &[Vec<u8>]) {
    let at = rng.usize(..=bytes.len());
    match rng.u8(..14) {
        0 if at < bytes.len() => bytes[at] ^= 1 << rng.u8(..8),
        1 if at < bytes.len() => bytes[at] = rng.u8(..),
        2 => bytes.truncate(at),
        3 => drop(bytes.drain(part(rng, bytes.len()))),
        4 => {
            // Repeats a part, perhaps often.
            let part = bytes[part(rng, bytes.len())].repeat(1 << rng.u8(..5));
            insert(bytes, at, &part);
        }
        5 => {
            let noise: Vec<u8> = (0..rng.usize(1..9)).map(|_| rng.u8(..)).collect();
            insert(bytes, at, &noise);
        }
        6 | 7 => write_number(rng, bytes, at),
        8 => {
            // The end of another.
            let other = rng.choice(others).map_or(&[][..], Vec::as_slice);
            bytes.truncate(at);
            bytes.extend(&other[rng.usize(..=other.len())..]);
        }
        9 => {
            // A part of another in the place of one, or between.
            let other = rng.choice(others).map_or(&[][..], Vec::as_slice);
            let place = if rng.bool() { part(rng, bytes.len()) } else { at..at };
            bytes.splice(place, other[part(rng, other.len())].iter().copied());
        }
        10 | 11 => resize_text(rng, bytes),
        _ => swap_parts(rng, bytes),
    }
}

/// A part of so many bytes, mostly a short one.
fn part(rng: &mut Rng, length: usize) -> Range<usize> {
    let begin = rng.usize(..=length);
    let longest = if rng.bool() { 16 } else { length };
    begin..rng.usize(begin..=length.min(begin + longest))
}

fn insert(bytes: &mut Vec<u8>, at: usize, part: &[u8]) {
    bytes.splice(at..at, part.iter().copied().take(LONGEST));
}

/// Writes a number as formats have them: of a fixed size in either order, or as many bytes as it takes.
fn write_number(rng: &mut Rng, bytes: &mut Vec<u8>, at: usize) {
    let number = INTERESTING[rng.usize(..INTERESTING.len())].wrapping_add(rng.u64(..2));
    let size = 1 << rng.u8(..4);
    let written = match rng.u8(..3) {
        0 => number.to_le_bytes()[..size].to_vec(),
        1 => number.to_be_bytes()[8 - size..].to_vec(),
        _ => varint(number),
    };
    let over = if rng.u8(..4) == 0 { 0 } else { written.len() };
    bytes.splice(at..bytes.len().min(at + over), written);
}

fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
    bytes
}

/// Puts a text of another length in the place of one that stands after its length, with its length in front.
fn resize_text(rng: &mut Rng, bytes: &mut Vec<u8>) {
    let text_at = |at: usize| {
        let length = usize::from(bytes[at]);
        let text = bytes.get(at + 1..at + 1 + length)?;
        let is_text = (1..0x80).contains(&length) && text.iter().all(u8::is_ascii_graphic);
        is_text.then_some(at..at + 1 + length)
    };
    let texts: Vec<_> = (0..bytes.len()).filter_map(text_at).collect();
    let Some(place) = rng.choice(texts) else { return };
    let length = LENGTHS[rng.usize(..LENGTHS.len())] + rng.usize(..2);
    let text =
        vec![[b'a', 0xff, 0xc3, b'/'][rng.usize(..4).saturating_sub(rng.usize(..4))]; length];
    bytes.splice(place, [varint(length as u64), text].concat());
}

/// Has two parts change places.
fn swap_parts(rng: &mut Rng, bytes: &mut Vec<u8>) {
    let (one, two) = (part(rng, bytes.len()), part(rng, bytes.len()));
    let (first, second) = if one.start <= two.start { (one, two) } else { (two, one) };
    if first.end <= second.start {
        let parts = [
            &bytes[..first.start],
            &bytes[second.clone()],
            &bytes[first.end..second.start],
            &bytes[first.clone()],
            &bytes[second.end..],
        ];
        *bytes = parts.concat();
    }
}

/// Alters a text as who writes it would: by its lines, and by the words in them; and sometimes as any bytes.
pub(crate) fn mutate_text(
    rng: &mut Rng,
    input: &str,
    others: &[Vec<u8>],
    words: &[&str],
) -> Vec<u8> {
    let mut text = input.to_owned();
    for _ in 0..rng.usize(1..4) {
        match rng.u8(..8) {
            0 | 1 => return mutate(rng, text.as_bytes(), others),
            2 | 3 => text = lines(rng, &text),
            _ => text = replace_word(rng, &text, words),
        }
    }
    text.into_bytes()
}

/// Takes a line away, has it twice, or has two change places.
fn lines(rng: &mut Rng, text: &str) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    if lines.is_empty() {
        return String::new();
    }
    let (one, two) = (rng.usize(..lines.len()), rng.usize(..lines.len()));
    match rng.u8(..3) {
        0 => drop(lines.remove(one)),
        1 => lines.insert(two, lines[one]),
        _ => lines.swap(one, two),
    }
    lines.concat()
}

/// Puts a word, of a list or from elsewhere in the text, in the place of another.
fn replace_word(rng: &mut Rng, text: &str, words: &[&str]) -> String {
    let is_edge = |c: char| !(c.is_alphanumeric() || "._-".contains(c));
    let mut found = text.split(is_edge).filter(|word| !word.is_empty());
    let count = found.clone().count();
    if count == 0 {
        return words.concat();
    }
    let own: Vec<&str> = found.by_ref().collect();
    let new = match rng.bool() {
        true => rng.choice(words).copied().unwrap_or_default(),
        false => own[rng.usize(..count)],
    };
    let old = own[rng.usize(..count)];
    // Where it stands for the n-th time, or everywhere.
    let start = old.as_ptr() as usize - text.as_ptr() as usize;
    match rng.u8(..8) {
        0 => text.replace(old, new),
        _ => [&text[..start], new, &text[start + old.len()..]].concat(),
    }
}

#[test]
fn inputs_are_altered_and_come_again_with_their_seed() {
    let input = b"a line of words\nand another = 7\n";
    let others = [b"something else".to_vec()];
    let draw = |seed: u64| {
        let rng = &mut Rng::with_seed(seed);
        let text = std::str::from_utf8(input).expect("it is text");
        (mutate(rng, input, &others), mutate_text(rng, text, &others, &["word"]))
    };
    let all: Vec<_> = (0..2000).map(draw).collect();
    assert_eq!(all, (0..2000).map(draw).collect::<Vec<_>>());
    let differ = all.iter().filter(|(bytes, text)| bytes != input && text != input).count();
    assert!(differ > 1500, "{differ}");
    let longest = all.iter().map(|(bytes, _)| bytes.len()).max();
    assert!(longest.is_some_and(|longest| (100..=LONGEST).contains(&longest)), "{longest:?}");
}
