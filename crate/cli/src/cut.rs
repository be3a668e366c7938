//! `foregone cut`: does what comes second use what came first?

use anyhow::{Result, ensure};
use foregone_engine::Pick;
use foregone_lab::cut::{
    AnswerToReasons, Band, CutChoice, CutCondition, CutPart, CutReport, CutSetting, PartCut, Reasons,
    ReasonsToAnswer, cut,
};

use crate::experiment::Which;
use crate::terminal;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// In which layers to cut, counted from 1, with commas between; without it in all
    #[arg(long, value_delimiter = ',')]
    layers: Vec<usize>,
    /// In which heads to cut, counted from 1, with commas between; without it in all
    #[arg(long, value_delimiter = ',')]
    heads: Vec<usize>,
    /// How many random cuts of the same size to hold it against
    #[arg(long, default_value_t = 20)]
    draws: usize,
    /// Picks the random cuts
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Print the whole report as JSON: layers and heads counted from 0, log-probabilities in nats
    #[arg(long)]
    json: bool,
}

pub async fn run(args: &Args) -> Result<()> {
    let choice = CutChoice {
        layers: pick("layer", &args.layers)?,
        heads: pick("head", &args.heads)?,
        draws: args.draws,
        seed: args.seed,
    };
    let (model, spec) = args.which.open().await?;
    let report = cut(model, spec, choice).await?;
    if args.json {
        return terminal::print_json(&serde_json::to_value(&report)?, true);
    }
    terminal::print(&readable(&report))
}

/// Those numbered from 1; all where none is named.
fn pick(noun: &str, from_one: &[usize]) -> Result<Pick> {
    ensure!(!from_one.contains(&0), "{noun}s are counted from 1: there is no {noun} 0");
    Ok(if from_one.is_empty() { Pick::All } else { Pick::only(from_one.iter().map(|number| number - 1)) })
}

fn readable(report: &CutReport) -> String {
    match report {
        CutReport::AnswerToReasons(report) => of_reasons(report),
        CutReport::ReasonsToAnswer(report) => of_answer(report),
    }
}

/// What holds throughout, a line each.
fn conditions(setting: &CutSetting) -> String {
    let lines = setting.left_out.iter().chain(&setting.conditions);
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    if text.is_empty() { text } else { format!("{text}\n") }
}

fn of_reasons(report: &AnswerToReasons) -> String {
    let AnswerToReasons { setting, texts, likelihood, .. } = report;
    let [own, opposite] = &setting.words;
    let mut text = conditions(setting);
    let cut_texts = [
        (format!("after “{own}”, connection cut"), &texts.own_cut),
        (format!("after “{opposite}”, connection cut"), &texts.opposite_cut),
    ];
    let named = [
        (format!("after its own “{own}”"), &texts.own),
        (format!("after the forced “{opposite}”"), &texts.opposite),
        ("without sight of the answer".to_owned(), &texts.blind),
    ];
    let cut_texts = cut_texts.into_iter().filter(|_| !setting.whole);
    for (name, Reasons { text: said, ended, .. }) in named.into_iter().chain(cut_texts) {
        let end = if *ended { "" } else { " …" };
        text += &format!("{name}:\n  reasons{said}{end}\n\n");
    }
    text += &format!("{}\n\n", report.sentence);
    text += "log-probability of its own reasons, in nats\n";
    text += &terminal::columns(&[
        ["", &format!("after “{own}”"), &format!("after “{opposite}”"), "difference"]
            .map(str::to_owned)
            .to_vec(),
        row("connection whole", [likelihood.own, likelihood.opposite, report.gap]),
        row("connection cut", [likelihood.own_cut, likelihood.opposite_cut, report.gap_cut]),
    ]);
    format!("{text}\n{}\n", report.share_sentence)
}

/// A line of a table.
fn row<const N: usize>(name: &str, numbers: [f64; N]) -> Vec<String> {
    let number = |value: f64| format!("{value:.2}").replace('-', "−");
    [name.to_owned()].into_iter().chain(numbers.map(number)).collect()
}

fn of_answer(report: &ReasonsToAnswer) -> String {
    let ReasonsToAnswer { setting, whole, cuts, .. } = report;
    let [own, opposite] = &setting.words;
    let is_yes = setting.own == foregone_lab::task::Answer::Yes;
    let (yes, no) = if is_yes { (own, opposite) } else { (opposite, own) };
    let heading = [
        "out of sight",
        &format!("log p(“{yes}”)"),
        &format!("log p(“{no}”)"),
        "log-odds",
        "random from",
        "to",
    ];
    let odds = |CutCondition { yes, no, log_odds, .. }: &CutCondition| [*yes, *no, *log_odds];
    let mut rows = vec![heading.map(str::to_owned).to_vec(), row("nothing", odds(whole))];
    for PartCut { part, cut, control: Band { min, max, .. }, .. } in cuts {
        let name = match part {
            CutPart::Reasons => "all reasons",
            CutPart::Steps => "the steps",
            CutPart::Conclusion => "the conclusion",
        };
        let [yes, no, log_odds] = odds(cut);
        rows.push(row(name, [yes, no, log_odds, *min, *max]));
    }
    let mut text = format!("{}{}\n\n{}", conditions(setting), report.text, terminal::columns(&rows));
    for PartCut { sentence, .. } in cuts {
        text += &format!("\n{sentence}\n");
    }
    text
}
