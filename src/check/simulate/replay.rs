//! How to repeat a run.

use super::simulation::Simulation;

/// The depth that a simulation has where none is named.
pub const DEPTH: u64 = 1000;

/// The command that repeats one run of a simulation, as a shell takes it.
pub fn replay_command(simulation: &Simulation, run: u64) -> String {
    let model = quoted(&simulation.model);
    let seed = simulation.order.seed;
    let depth = match simulation.order.depth {
        DEPTH => String::new(),
        depth => format!(" --depth {depth}"),
    };
    format!("synod simulate {model} --seed {seed} --first-run {run} --runs 1{depth}")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+".contains(c);
    match word.chars().all(plain) {
        true => word.to_string(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_path_is_quoted_where_a_shell_would_read_it_otherwise() {
        assert_eq!(quoted("models/a_b-1.toml"), "models/a_b-1.toml");
        assert_eq!(quoted("my model's.toml"), r"'my model'\''s.toml'");
    }
}
