//! All that was measured, and the table of it.

use crate::contenders::Contender;
use crate::flood::RATE;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};
use std::time::Duration;

/// What is told of everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Row {
    AloneHalf,
    AloneMost,
    BusyHalf,
    BusyMost,
    ManyRate,
    ManyMost,
    FloodRate,
    FloodMost,
    OutageReady,
    OutageStart,
    Idle,
    AloneDatagrams,
    AloneWritten,
    Audit,
}

impl Row {
    const ALL: [Self; 14] = [
        Self::AloneHalf,
        Self::AloneMost,
        Self::BusyHalf,
        Self::BusyMost,
        Self::ManyRate,
        Self::ManyMost,
        Self::FloodRate,
        Self::FloodMost,
        Self::OutageReady,
        Self::OutageStart,
        Self::Idle,
        Self::AloneDatagrams,
        Self::AloneWritten,
        Self::Audit,
    ];

    fn title(self, outage: Duration) -> String {
        match self {
            Self::AloneHalf => "1 client, p50".to_owned(),
            Self::AloneMost => "1 client, p99".to_owned(),
            Self::BusyHalf => "1 client, cores busy otherwise, p50".to_owned(),
            Self::BusyMost => "1 client, cores busy otherwise, p99".to_owned(),
            Self::ManyRate => "64 in flight, answers a second".to_owned(),
            Self::ManyMost => "64 in flight, p99".to_owned(),
            Self::FloodRate => {
                format!("the same, one node flooded by {} k datagrams a second", RATE / 1000)
            }
            Self::FloodMost => "the same, p99".to_owned(),
            Self::OutageReady => {
                format!("outage of {outage:?}: answers, after a quorum is ready")
            }
            Self::OutageStart => {
                format!("outage of {outage:?}: answers, after it is started")
            }
            Self::Idle => "nobody asks: share of a core, of all three".to_owned(),
            Self::AloneDatagrams => {
                "without a quorum, 1,000 given up: datagrams a second".to_owned()
            }
            Self::AloneWritten => "the same, bytes written a second".to_owned(),
            Self::Audit => "audit of what was logged, lines a second".to_owned(),
        }
    }

    fn figure(self, figure: f64) -> String {
        match self {
            Self::Idle => format!("{:.1} %", figure * 100.0),
            Self::ManyRate | Self::FloodRate | Self::Audit if figure >= 10_000.0 => {
                format!("{:.1} k", figure / 1000.0)
            }
            Self::ManyRate
            | Self::FloodRate
            | Self::AloneDatagrams
            | Self::AloneWritten
            | Self::Audit => format!("{figure:.0}"),
            _ if figure >= 100.0 => format!("{figure:.0} ms"),
            _ if figure >= 10.0 => format!("{figure:.1} ms"),
            _ => format!("{figure:.2} ms"),
        }
    }
}

/// All that was measured.
#[derive(Default)]
pub(crate) struct Figures {
    /// One of each round.
    measured: BTreeMap<(Row, Contender), Vec<f64>>,
    /// Before these the machine was not quiet, in one round at least.
    disturbed: BTreeSet<(Row, Contender)>,
    remarks: Vec<String>,
}

impl Figures {
    /// What came of a block.
    pub(crate) fn note(&mut self, row: Row, contender: Contender, figure: f64) {
        self.measured.entry((row, contender)).or_default().push(figure);
    }

    /// The machine was not quiet before a block, which these rows are of.
    pub(crate) fn disturb(&mut self, rows: [Row; 2], contender: Contender) {
        self.disturbed.extend(rows.map(|row| (row, contender)));
    }

    /// What a reader of the table has to know of a block.
    pub(crate) fn remark(&mut self, round: usize, contender: Contender, what: &str) {
        self.remarks.push(format!("round {}, {}, {what}", round + 1, contender.title()));
    }

    /// Whether there is nothing to tell.
    pub(crate) fn are_none(&self) -> bool {
        self.measured.is_empty()
    }

    /// The table, as the docs have it, and what is to be said beside it.
    pub(crate) fn told(&self, outage: Duration) -> Told<'_> {
        Told { figures: self, outage }
    }

    fn median(&self, row: Row, contender: Contender) -> Option<f64> {
        let mut figures = self.measured.get(&(row, contender))?.clone();
        figures.sort_by(f64::total_cmp);
        let middle = figures.len() / 2;
        Some(match figures.len() % 2 {
            0 => f64::midpoint(figures[middle - 1], figures[middle]),
            _ => figures[middle],
        })
    }

    fn ratio(&self, row: Row, to: Contender) -> Option<String> {
        let ratio = self.median(row, Contender::Synod)? / self.median(row, to)?;
        let is_disturbed =
            [Contender::Synod, to].iter().any(|one| self.disturbed.contains(&(row, *one)));
        // Of nothing no multiple is anything.
        ratio.is_finite().then(|| marked(format!("{ratio:.2}"), is_disturbed))
    }
}

/// At a figure that may be of something else as well.
const DISTURBED: &str = "(!)";

fn marked(figure: String, is_disturbed: bool) -> String {
    if is_disturbed { figure + DISTURBED } else { figure }
}

/// All figures as text.
pub(crate) struct Told<'a> {
    figures: &'a Figures,
    outage: Duration,
}

impl Told<'_> {
    fn median(&self, row: Row, contender: Contender) -> Option<String> {
        let median = row.figure(self.figures.median(row, contender)?);
        Some(marked(median, self.figures.disturbed.contains(&(row, contender))))
    }

    /// The heads of the columns, then what is in each row.
    fn cells(&self) -> Vec<Vec<String>> {
        let titles = Contender::ALL.map(Contender::title);
        let heads = [""].into_iter().chain(titles).chain(["synod / floor", "synod / etcd"]);
        let mut cells = vec![heads.map(str::to_owned).collect()];
        let none = || "-".to_owned();
        cells.extend(Row::ALL.map(|row| {
            let medians = Contender::ALL.map(|one| self.median(row, one).unwrap_or_else(none));
            let ratios = [Contender::Floor1, Contender::Etcd]
                .map(|to| self.figures.ratio(row, to).unwrap_or_else(none));
            [row.title(self.outage)].into_iter().chain(medians).chain(ratios).collect()
        }));
        cells
    }
}

impl Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells = self.cells();
        let longest = |at: usize| cells.iter().map(|row| row[at].len()).max().unwrap_or(0);
        let widths: Vec<_> = (0..cells[0].len()).map(longest).collect();
        for (place, row) in cells.iter().enumerate() {
            let (title, figures) = (&row[0], row[1..].iter().zip(&widths[1..]));
            write!(f, "| {title:<0$} |", widths[0])?;
            for (figure, width) in figures {
                write!(f, " {figure:>width$} |")?;
            }
            writeln!(f)?;
            if place == 0 {
                let lines = widths[1..].iter().map(|width| format!("{:->1$}:|", "", width + 1));
                writeln!(f, "|{:->1$}|{2}", "", widths[0] + 2, lines.collect::<String>())?;
            }
        }
        if !self.figures.disturbed.is_empty() {
            writeln!(
                f,
                "\n{DISTURBED} the machine was not quiet before it, in one round at least"
            )?;
        }
        for remark in &self.figures.remarks {
            writeln!(f, "{remark}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_tells_medians_and_ratios_and_what_was_not_measured() {
        let mut figures = Figures::default();
        for figure in [0.4, 0.2, 9.0] {
            figures.note(Row::AloneHalf, Contender::Synod, figure);
            figures.note(Row::AloneHalf, Contender::Floor1, figure / 2.0);
        }
        figures.disturb([Row::AloneHalf, Row::AloneMost], Contender::Synod);
        figures.remark(1, Contender::Synod, "1 client: 2 requests failed");
        let told = figures.told(Duration::from_secs(5)).to_string();
        let row = told.lines().find(|line| line.contains("1 client, p50")).expect("it is there");
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        let expected = ["0.20 ms", "-", "0.40 ms(!)", "-", "-", "-", "2.00(!)", "-"];
        assert_eq!((cells[0], &cells[1..]), ("1 client, p50", &expected[..]));
        let below: Vec<_> = told.lines().filter(|line| !line.starts_with('|')).collect();
        let disturbed = "(!) the machine was not quiet before it, in one round at least";
        assert_eq!(below, ["", disturbed, "round 2, synod, 1 client: 2 requests failed"]);
    }
}
