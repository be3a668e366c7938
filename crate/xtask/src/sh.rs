//! Child processes: started, watched and, when they fail, named.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Runs a command with its output shown, and fails when it does.
pub fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    check(command, status)
}

/// Runs a command with its output shown, and returns how it ended.
pub fn status(command: &mut Command) -> Result<ExitStatus> {
    command.status().with_context(|| format!("cannot start `{}`", line(command)))
}

/// Runs a command and returns what it printed, trimmed; its errors are shown.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{}`", line(command)))?;
    check(command, output.status)?;
    let text = String::from_utf8(output.stdout)
        .with_context(|| format!("`{}` printed something other than UTF-8", line(command)))?;
    Ok(text.trim().to_owned())
}

/// Runs a command and hands over each line of its standard output as it comes.
pub fn each_line(command: &mut Command, mut seen: impl FnMut(&str)) -> Result<ExitStatus> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", line(command)))?;
    let stdout = child.stdout.take().context("a piped child has no standard output")?;
    for text in BufReader::new(stdout).split(b'\n') {
        let text = text.with_context(|| format!("cannot read from `{}`", line(command)))?;
        seen(&String::from_utf8_lossy(&text));
    }
    child.wait().with_context(|| format!("cannot wait for `{}`", line(command)))
}

/// Runs a command with its output shown; false when it fails, cannot start or outlives `limit`.
pub fn succeeds_within(command: &mut Command, limit: Duration) -> Result<bool> {
    let Ok(mut child) = command.spawn() else {
        return Ok(false);
    };
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().context("cannot wait for a child process")? {
            return Ok(status.success());
        }
        if start.elapsed() > limit {
            child.kill().context("cannot stop a child process")?;
            child.wait().context("cannot wait for a child process")?;
            return Ok(false);
        }
        thread::sleep(Duration::from_millis(100));
    }
}

/// Fails with the command's line when its status is not success.
pub fn check(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!("`{}` failed ({status}); its own messages are above", line(command))
}

/// The program's path when it is an executable on `PATH`.
pub fn on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command() {
        let error = run(Command::new("sh").args(["-c", "exit 3"])).unwrap_err();
        assert!(error.to_string().starts_with("`sh -c exit 3` failed"), "{error}");
    }

    #[test]
    fn a_command_that_hangs_is_stopped() {
        let start = Instant::now();
        let done = succeeds_within(Command::new("sleep").arg("60"), Duration::from_millis(200)).unwrap();
        assert!(!done && start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn lines_arrive_without_their_ends() {
        let mut lines = Vec::new();
        let status =
            each_line(Command::new("printf").arg("one\\ntwo\\n"), |text| lines.push(text.to_owned()));
        assert!(status.unwrap().success());
        assert_eq!(lines, ["one", "two"]);
    }
}
