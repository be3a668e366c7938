//! Every command that the project needs: `cargo xtask setup | build | serve | test | size | bench`.
//!
//! What is missing on the machine is set up first, whichever command is called; there is no other
//! set-up step. See `setup.rs` for what that means.

mod bench;
mod chunks;
mod counts;
mod npm;
mod project;
mod serve;
mod setup;
mod sh;
mod site;
mod size;
mod stamp;
mod tally;
mod test;
mod toolchain;
mod wasm;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use project::Project;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Set up, build, serve, test and weigh Foregone.")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what the machine lacks; does nothing when nothing is missing.
    Setup,
    /// Build the page with its engine and its models into www/dist.
    Build,
    /// Build the page, then serve it on a loopback address until Ctrl-C.
    Serve {
        /// The first port to try; the next free one is used when it is taken.
        #[arg(long, default_value_t = 4173)]
        port: u16,
    },
    /// Run every test, the browser's too; the last line says how many passed and failed.
    Test,
    /// Build the page, then weigh it against tests/budgets.json.
    Size,
    /// Build the page, then time the default model natively and in Chromium, and the engine beside its peers.
    Bench {
        /// What to tell tests/bench/run.mjs; `--help` lists it
        #[arg(last = true)]
        options: Vec<String>,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse().task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<ExitCode> {
    let project = Project::find()?;
    let good = match task {
        Task::Setup => {
            setup::run(&project)?;
            println!("Nothing is missing");
            true
        }
        Task::Build => {
            build(&project)?;
            true
        }
        Task::Serve { port } => {
            build(&project)?;
            return Err(serve::run(&project, port));
        }
        Task::Bench { options } => {
            build(&project)?;
            bench::run(&project, &options)?;
            true
        }
        Task::Test => test::run(&project),
        Task::Size => {
            build(&project)?;
            size::report(&project)?.iter().all(size::Weight::is_within_budget)
        }
    };
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn build(project: &Project) -> Result<()> {
    let toolchain = setup::run(project)?;
    wasm::build(project, toolchain)?;
    site::build(project)
}
