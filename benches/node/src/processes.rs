//! Processes that are ended with the measurement, whatever way that goes.

use crate::failure::Failure;
use std::ffi::OsString;
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long a process may take to say that it is ready.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(2);

/// How a process is started, as often as need be.
pub(crate) struct Recipe {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    /// Where what it says goes; anew with each start.
    pub(crate) log: PathBuf,
    /// Words that it says once it takes part.
    pub(crate) ready: &'static str,
}

impl Recipe {
    /// One that starts this program in another part.
    pub(crate) fn own(
        arguments: impl IntoIterator<Item = OsString>,
        log: PathBuf,
    ) -> Result<Self, Failure> {
        let program = std::env::current_exe()?;
        Ok(Self { program, arguments: arguments.into_iter().collect(), log, ready: READY })
    }
}

/// What this program says in each of its parts once it takes part.
pub(crate) const READY: &str = "ready";

/// Is killed and waited for when it is dropped. The system kills it if this program is killed.
pub(crate) struct Running {
    child: Child,
    log: PathBuf,
    ready: &'static str,
}

impl Running {
    /// Starts it. By `setpriv` the system is told to kill it with the thread that starts it, which is the main one.
    pub(crate) fn start(recipe: &Recipe) -> Result<Self, Failure> {
        let log = File::create(&recipe.log)?;
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--"]).arg(&recipe.program).args(&recipe.arguments);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        // Ctrl-C reaches this program alone, which then ends the others.
        command.process_group(0);
        let child = command.spawn().map_err(|e| format!("setpriv (util-linux): {e}"))?;
        Ok(Self { child, log: recipe.log.clone(), ready: recipe.ready })
    }

    /// Waits until it takes part.
    pub(crate) async fn is_ready(&mut self) -> Result<(), Failure> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let said = fs::read(&self.log)?;
            if said.windows(self.ready.len()).any(|words| words == self.ready.as_bytes()) {
                return Ok(());
            }
            let last = || String::from_utf8_lossy(&said).lines().last().map(str::to_owned);
            if let Some(status) = self.child.try_wait()? {
                return Err(
                    format!("ended early ({status}): {}", last().unwrap_or_default()).into()
                );
            }
            if Instant::now() >= deadline {
                let last = last().unwrap_or_default();
                return Err(format!("not ready after {PATIENCE:?}: {last}").into());
            }
            sleep(LOOK).await;
        }
    }

    /// Its number.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// As `kill -9` does, and waits for its end.
    pub(crate) fn kill(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Starts all of them and waits until they take part.
pub(crate) async fn start(recipes: &[Recipe]) -> Result<Vec<Running>, Failure> {
    let running: Result<Vec<_>, _> = recipes.iter().map(Running::start).collect();
    let mut running = running?;
    for process in &mut running {
        process.is_ready().await?;
    }
    Ok(running)
}

/// The arguments that say where three processes are, and which of them it is.
pub(crate) fn place(number: usize, at: &[std::net::SocketAddr], dir: &Path) -> Vec<OsString> {
    let mut arguments = vec!["--number".into(), number.to_string().into()];
    arguments.extend(at.iter().flat_map(|at| ["--at".into(), at.to_string().into()]));
    arguments.extend(["--data".into(), dir.join(format!("data-{number}")).into()]);
    arguments
}
