//! Cut: does what comes second use what came first, and would any other cut of that size do the same?
//!
//! A stepwise measurement of one experiment. The answer is the model's own: one that the experiment forces is left out, and
//! so is what it forces after that. Its note, its sampling, its own cuts and what it forces earlier hold in every condition.
//!
//! **Answer first: what do the reasons owe to the answer?** ([`AnswerToReasons`])
//! - *Three texts*: the reasons after its own answer, after the opposite one in its place, and *blind*: with every row from
//!   the word "reasons" on kept from looking at the answer's words ("answer", ":", the answer, "."). Blind is one text for
//!   both answers by construction: the answer's word stands in the same place in texts of one length, no row that is read
//!   sees it, and there is no row in between to pass it on. So that *blind* is the same after both answers shows nothing; it is
//!   computed after both all the same, and a difference is an error ([`crate::Error::Blind`]).
//!   Shows: whether the words of the reasons differ by the answer, and which of the two answers gets what is written without any.
//!   Can't show: that an answer had no influence where the words are the same (likelihood may have moved: that is ΔL), nor
//!   where a model gets the answer from, which it may work out anew while it writes.
//! - *ΔL* = log p(own reasons | own answer) − log p(own reasons | opposite answer), teacher-forced, in nats; the same with the
//!   chosen edges cut; and the share of it that goes. With all layers and heads cut the share is 1 by construction, and is said
//!   to be. Of fewer, it shows how much of what the answer does to these words goes through those edges.
//!
//! **Reasons first: what does the answer owe to the reasons?** ([`ReasonsToAnswer`]) The text is kept word for word; the rows of
//! "answer" and ":" are kept from looking at the reasons, at their steps alone, or at their conclusion alone (", so the answer
//! is no."), and the log-odds of the two answers are read at ":". Both rows, since ":" could read in "answer" what that had
//! read in the reasons. A move shows that the answer uses what was cut. No move shows no use *here*, not that there is none: with the
//! steps cut, what they came to still stands in the conclusion.
//!
//! **Control.** A cut of any words may disturb. So the same rows lose as many other keys each, drawn at random, in the same
//! layers and heads: never the first token, where attention with nothing to do rests, never a key that is cut anyway, and for a part of
//! the reasons none of the other part. Where a row has fewer, all of them go, and such rows are counted (`short_rows`). Nothing is
//! called a use that a draw does as well.

mod answer;
mod edges;
mod reasons;
mod sentence;
mod text;

use foregone_engine::{Model, Pick};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::outcome::conditions;
use crate::prompt::Scene;
use crate::spec::{MAX_SEED, Spec, refuse, within};
use crate::task::{Answer, Order};
use text::{Writing, Written};

pub use answer::{CutCondition, CutPart, CutUse, PartCut, ReasonsToAnswer};
pub use reasons::{AnswerToReasons, CutCase, Likelihood, Reasons, Texts};

/// The most random draws.
pub const MAX_DRAWS: usize = 200;

/// Which edges to cut between answer and reasons, and how many random cuts to hold it against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct CutChoice {
    /// In which layers, from 0.
    #[cfg_attr(feature = "typescript", tsify(type = "\"all\" | { only: number[] }"))]
    pub layers: Pick,
    /// In which query heads, from 0.
    #[cfg_attr(feature = "typescript", tsify(type = "\"all\" | { only: number[] }"))]
    pub heads: Pick,
    /// How many random cuts, from 1 to [`MAX_DRAWS`].
    pub draws: usize,
    /// Picks them.
    pub seed: u64,
}

impl Default for CutChoice {
    fn default() -> Self {
        Self { layers: Pick::All, heads: Pick::All, draws: 20, seed: 0 }
    }
}

impl CutChoice {
    fn check(&self, model: &Model) -> Result<()> {
        let config = model.config();
        within("number of random cuts", self.draws as u64, 1, MAX_DRAWS as u64)?;
        within("seed of random cuts", self.seed, 0, MAX_SEED)?;
        let of_layers = ("layer to cut in, counted from 1,", &self.layers, config.layers);
        let of_heads = ("head to cut in, counted from 1,", &self.heads, config.heads);
        for (field, pick, count) in [of_layers, of_heads] {
            let Pick::Only(some) = pick else { continue };
            let last = some.last().ok_or_else(|| refuse(field, "at least one", "none".to_owned()))?;
            within(field, (*last as u64).saturating_add(1), 1, count as u64)?;
        }
        Ok(())
    }

    /// Whether it cuts in every layer and head.
    fn is_whole(&self, model: &Model) -> bool {
        let config = model.config();
        let all = |pick: &Pick, count| (0..count).all(|index| pick.has(index));
        all(&self.layers, config.layers) && all(&self.heads, config.heads)
    }
}

/// What all conditions of a measurement share.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct CutSetting {
    /// The experiment, without what of it was left out.
    pub spec: Spec,
    /// What was cut.
    pub choice: CutChoice,
    /// Whether that is every layer and head.
    pub whole: bool,
    /// The answer that the text gives.
    pub own: Answer,
    /// Its word, and that of the opposite one.
    pub words: [String; 2],
    /// What holds in every condition: a note, forced words, sampling, the experiment's own cuts; a label each.
    pub conditions: Vec<String>,
    /// What was left out, as a sentence.
    pub left_out: Option<String>,
}

/// Some positions of the text, prompt and output counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Stretch {
    /// The first.
    pub from: usize,
    /// The one after the last.
    pub to: usize,
}

/// What random cuts of the same size do.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Band {
    /// The least.
    pub min: f64,
    /// The most.
    pub max: f64,
    /// Of each draw.
    pub values: Vec<f64>,
}

impl Band {
    fn of(values: Vec<f64>) -> Self {
        let min = values.iter().copied().fold(f64::INFINITY, f64::min);
        let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Self { min, max, values }
    }
}

/// What a measurement found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "direction", rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum CutReport {
    /// Answer first.
    AnswerToReasons(Box<AnswerToReasons>),
    /// Reasons first.
    ReasonsToAnswer(Box<ReasonsToAnswer>),
}

impl CutReport {
    /// What happened, in a sentence or two.
    pub fn sentence(&self) -> &str {
        match self {
            Self::AnswerToReasons(report) => &report.sentence,
            Self::ReasonsToAnswer(report) => &report.sentence,
        }
    }
}

/// A measurement in progress. Dropping it cancels it.
pub struct Cutting {
    ground: Ground,
    stage: Stage,
    done: usize,
}

/// What does not change on the way.
struct Ground {
    model: Model,
    spec: Spec,
    scene: Scene,
    choice: CutChoice,
}

enum Stage {
    /// The text of its own is being written.
    Own(Box<Writing>),
    /// What the answer does to the reasons.
    Reasons(Box<reasons::Work>),
    /// What the reasons do to the answer.
    Answer(Box<answer::Work>),
}

impl Cutting {
    /// Prepares a measurement; nothing is computed yet.
    ///
    /// # Errors
    /// Whatever is wrong with the spec or the choice, or a word that the model lacks.
    pub fn new(model: Model, spec: Spec, choice: CutChoice) -> Result<Self> {
        spec.check()?;
        choice.check(&model)?;
        let scene = Scene::new(&spec.task);
        let ground = Ground { model, spec: Spec { recording: None, ..spec }, scene, choice };
        let own = Writing::own(&ground)?;
        Ok(Self { ground, stage: Stage::Own(Box::new(own)), done: 0 })
    }

    /// Goes on by one small step: a token, or a short pass over tokens that are there. Gives the report at the end.
    ///
    /// # Errors
    /// [`crate::Error::NoAnswer`] where the text comes to none, [`crate::Error::NoReasons`] where it gives none on the side that is
    /// measured, [`crate::Error::Blind`] where a backend's cut does not hold; the engine's.
    pub async fn step(&mut self) -> Result<Option<CutReport>> {
        self.done += 1;
        let report = match &mut self.stage {
            Stage::Own(writing) => {
                if let Some(written) = writing.step(&self.ground).await? {
                    self.stage = self.plan(written).await?;
                }
                return Ok(None);
            }
            Stage::Reasons(work) => {
                work.step(&self.ground).await?.map(Box::new).map(CutReport::AnswerToReasons)
            }
            Stage::Answer(work) => {
                work.step(&self.ground).await?.map(Box::new).map(CutReport::ReasonsToAnswer)
            }
        };
        Ok(report)
    }

    /// What is left to do once its own text is there.
    async fn plan(&mut self, written: Written) -> Result<Stage> {
        let setting = self.setting(&written);
        self.ground.spec = setting.spec.clone();
        Ok(match setting.spec.order {
            Order::DecisionFirst => {
                Stage::Reasons(Box::new(reasons::Work::plan(&self.ground, setting, written).await?))
            }
            Order::ReasoningFirst => {
                Stage::Answer(Box::new(answer::Work::plan(&self.ground, setting, written)?))
            }
        })
    }

    fn setting(&self, written: &Written) -> CutSetting {
        let Ground { model, spec, scene, choice } = &self.ground;
        let mut spec = spec.clone();
        spec.forced.retain(|forced| forced.at < written.own_from);
        let dropped = self.ground.spec.forced.len() - spec.forced.len();
        let left_out = (dropped > 0).then(|| {
            "What the experiment forces from the answer on is left out: the answer measured is the model's own."
                .to_owned()
        });
        let output = written.tokens.get(written.prompt..).unwrap_or_default();
        CutSetting {
            conditions: conditions(&spec, scene, output),
            choice: choice.clone(),
            whole: choice.is_whole(model),
            own: written.answer,
            words: [written.answer, written.answer.other()].map(|answer| scene.word(answer).to_owned()),
            left_out,
            spec,
        }
    }

    /// How many steps are done, and about how many there are: an estimate that gets better on the way.
    pub fn progress(&self) -> (usize, usize) {
        let left = match &self.stage {
            Stage::Own(writing) => writing.left(&self.ground),
            Stage::Reasons(work) => work.left(),
            Stage::Answer(work) => work.left(),
        };
        (self.done, self.done + left)
    }
}

/// Takes every step.
///
/// # Errors
/// Those of [`Cutting::new`] and [`Cutting::step`].
pub async fn cut(model: Model, spec: Spec, choice: CutChoice) -> Result<CutReport> {
    let mut cutting = Cutting::new(model, spec, choice)?;
    loop {
        if let Some(report) = cutting.step().await? {
            return Ok(report);
        }
    }
}
