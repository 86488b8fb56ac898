//! A bit of a data directory that a disk gives back wrong.

use fastrand::Rng;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// So much around the bit tells whether something else was written there since.
const AROUND: usize = 32;

/// Of so many bits that are flipped, one is anywhere, the others in bytes that are not zero: most of a log is zeros that are to
/// be written over.
const ANYWHERE: u32 = 4;

/// A bit that was flipped.
pub(crate) struct FlippedBit {
    file: PathBuf,
    /// Where what is around it begins.
    begin: u64,
    /// What is there with it, and without.
    wrong: Vec<u8>,
    right: Vec<u8>,
}

impl FlippedBit {
    /// Flips a bit somewhere in the files of a directory, which nobody uses now.
    pub(crate) fn in_directory(dir: &Path, rng: &mut Rng) -> Self {
        let mut files = files(dir);
        files.sort();
        let file = rng.choice(files).expect("it has files that are not empty");
        let content = fs::read(&file).expect("readable");
        let is_any = rng.u32(..ANYWHERE) == 0;
        let places: Vec<_> = (0..content.len()).filter(|at| is_any || content[*at] != 0).collect();
        // One of zeros alone has but zeros to flip.
        let at = rng.choice(places).unwrap_or(0);
        let bit = 1 << rng.u8(..8);
        let from = at.saturating_sub(AROUND / 2);
        let begin = from as u64;
        let right = content[from..].iter().take(AROUND).copied().collect::<Vec<_>>();
        let mut wrong = right.clone();
        wrong[at - from] ^= bit;
        write(&file, &wrong, begin);
        Self { file, begin, wrong, right }
    }

    /// Has the disk give back what was written, unless something else is there by now.
    pub(crate) fn flip_back(&self) {
        let Ok(content) = fs::read(&self.file) else { return };
        let from = usize::try_from(self.begin).expect("it is in memory");
        if content.get(from..).is_some_and(|rest| rest.starts_with(&self.wrong)) {
            write(&self.file, &self.right, self.begin);
        }
    }
}

fn write(file: &Path, bytes: &[u8], at: u64) {
    let file = File::options().write(true).open(file).expect("writable");
    file.write_all_at(bytes, at).expect("writable");
}

/// All files in a directory that are not empty.
fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).expect("readable").map(|entry| entry.expect("readable").path());
    let found = entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] });
    found.filter(|path| fs::metadata(path).is_ok_and(|it| it.len() > 0)).collect()
}

#[test]
fn a_bit_is_flipped_and_flipped_back_unless_something_else_was_written_there() {
    let dir = tempfile::tempdir().expect("a directory");
    let inner = dir.path().join("log");
    fs::create_dir(&inner).expect("a directory");
    let file = inner.join("1");
    let mut rng = Rng::with_seed(7);
    for length in [1, 5, 100, 5000] {
        let content: Vec<u8> = (0..length).map(|at| u8::from(at % 3 == 0)).collect();
        fs::write(&file, &content).expect("writable");
        let bit = FlippedBit::in_directory(dir.path(), &mut rng);
        let flipped = fs::read(&file).expect("readable");
        let differ = flipped.iter().zip(&content).map(|(one, other)| (one ^ other).count_ones());
        assert_eq!(differ.sum::<u32>(), 1);
        bit.flip_back();
        assert_eq!(fs::read(&file).expect("readable"), content);

        let bit = FlippedBit::in_directory(dir.path(), &mut rng);
        fs::write(&file, vec![9; content.len()]).expect("writable");
        bit.flip_back();
        assert_eq!(fs::read(&file).expect("readable"), vec![9; content.len()]);
    }
}
