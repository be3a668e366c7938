//! A contrast: one question and two runs of it that differ in one thing. It is what a page shows, a link holds and a widget draws.
//!
//! The first run is what the model does by itself. `difference` says what the second run changes, `settle` finds out what that takes from
//! a finished first run, `stage` writes both runs in step, and `legacy` maps links of version 1, which hold one run.

mod legacy;
mod settle;
mod stage;

use foregone_engine::Pick;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::recording::Recording;
use crate::run::Row;
use crate::span::Span;
use crate::spec::{Forced, Intervention, MAX_TOKENS, Place, Spec, check_forced, check_picks, refuse, within};
use crate::task::{Answer, Order};
use crate::view::Over;

pub use settle::Wish;
pub use stage::{Stage, Written};

/// The version of the format below.
pub const VERSION: u64 = 2;

/// Two runs of one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Contrast {
    /// The version of this format: 2.
    pub version: u64,
    /// The first run. What its author saw is in `recordings`.
    pub first: Spec,
    /// What the second run changes.
    #[serde(default)]
    pub differs: Difference,
    /// Words forced in the second run alone: the opposite answer, another word, or what a cut run keeps of the first one's words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<Forced>,
    /// What the author saw of each run.
    #[serde(default, skip_serializing_if = "is_unrecorded")]
    pub recordings: [Option<Recording>; 2],
    /// Where the author looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look: Option<Gaze>,
}

/// The one thing that the second run changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Difference {
    /// Nothing: there is no second run.
    #[default]
    Nothing,
    /// The answer, forced to its opposite.
    Answer,
    /// Whether the answer or the reasons come first.
    Order,
    /// What is written second can't look at what is written first.
    Cut {
        /// In which layers.
        #[cfg_attr(feature = "typescript", tsify(type = "\"all\" | { only: number[] }"))]
        layers: Pick,
        /// In which heads.
        #[cfg_attr(feature = "typescript", tsify(type = "\"all\" | { only: number[] }"))]
        heads: Pick,
    },
    /// A note in the prompt states an answer.
    Note {
        /// Which.
        says: Answer,
    },
    /// A word that is not the answer.
    Word,
}

/// What an author looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Gaze {
    /// In which run: 0 or 1.
    pub run: usize,
    /// The position of a token, prompt and output counted together.
    pub token: usize,
    /// Which of its rows.
    #[serde(default = "choosing")]
    pub row: Row,
    /// Which view was open, by its name in the page's list; the page's default where null.
    #[serde(default)]
    pub view: Option<String>,
    /// Which layer, or how layers are drawn together.
    #[serde(default = "mean")]
    pub layer: Over,
    /// Which head, or how heads are drawn together.
    #[serde(default = "mean")]
    pub head: Over,
}

fn choosing() -> Row {
    Row::Choosing
}

fn mean() -> Over {
    Over::MEAN
}

/// The most letters that the name of a view has.
const MAX_VIEW: usize = 40;

fn is_unrecorded(recordings: &[Option<Recording>; 2]) -> bool {
    recordings.iter().all(Option::is_none)
}

/// What of the first run the second one can't take over, since it means something else in the other order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Dropped {
    /// How many forced words.
    pub words: usize,
    /// How many cuts.
    pub cuts: usize,
}

impl Contrast {
    /// A run with nothing beside it.
    pub fn alone(mut first: Spec) -> Self {
        let recording = first.recording.take();
        Self {
            version: VERSION,
            first,
            differs: Difference::Nothing,
            words: Vec::new(),
            recordings: [recording, None],
            look: None,
        }
    }

    /// Reads a contrast from JSON and checks it.
    ///
    /// # Errors
    /// [`Error::Json`], [`Error::FutureSpec`], and those of [`Contrast::check`].
    pub fn parse(json: &[u8]) -> Result<Self> {
        let contrast: Self = crate::spec::versioned(json, VERSION)?;
        contrast.check()?;
        Ok(contrast)
    }

    /// Refuses what no experiment needs.
    ///
    /// # Errors
    /// [`Error::Spec`] names the value, what it may be and what it is.
    pub fn check(&self) -> Result<()> {
        within("version", self.version, VERSION, VERSION)?;
        self.first.check()?;
        if self.first.recording.is_some() {
            return Err(refuse("first run", "its recording in “recordings”", "one inside it".into()));
        }
        check_forced(&self.words, self.first.max_tokens)?;
        match &self.differs {
            Difference::Nothing if !self.words.is_empty() => {
                return Err(refuse("difference", "one, since words are forced", "none".into()));
            }
            Difference::Answer | Difference::Word if self.words.is_empty() => {
                return Err(refuse("forced words", "at least one", "none".into()));
            }
            Difference::Cut { layers, heads } => check_picks([layers, heads])?,
            _ => {}
        }
        for recording in self.recordings.iter().flatten() {
            recording.check()?;
        }
        if self.differs == Difference::Nothing && self.recordings[1].is_some() {
            return Err(refuse("recordings", "one, since there is one run", "two".into()));
        }
        if let Some(gaze) = &self.look {
            within("run looked at", gaze.run as u64, 0, 1)?;
            within("token looked at", gaze.token as u64, 0, 2 * MAX_TOKENS as u64)?;
            let letters = gaze.view.as_ref().map_or(0, |view| view.chars().count());
            within("name of the view, in characters,", letters as u64, 0, MAX_VIEW as u64)?;
        }
        match self.second() {
            Some((second, _)) => second.check(),
            None => Ok(()),
        }
    }

    /// The second run's spec, and what of the first it leaves out; none where nothing differs.
    pub fn second(&self) -> Option<(Spec, Dropped)> {
        let mut second = Spec { recording: None, ..self.first.clone() };
        let mut dropped = Dropped::default();
        match &self.differs {
            Difference::Nothing => return None,
            Difference::Answer | Difference::Word => {}
            Difference::Order => {
                second.order = second.order.other();
                dropped.words = second.forced.len();
                second.forced.clear();
                let cuts = second.interventions.len();
                // A cut by label means the same in the other order; positions are those of another text.
                second.interventions.retain(is_by_label);
                dropped.cuts = cuts - second.interventions.len();
            }
            Difference::Cut { layers, heads } => {
                second.interventions.push(cut(second.order, layers.clone(), heads.clone()));
            }
            Difference::Note { says } => second.note = Some(*says),
        }
        if let Some(from) = self.words.iter().map(|word| word.at).min() {
            // Words forced later were chosen for another text.
            second.forced.retain(|forced| forced.at < from);
        }
        second.forced.extend(self.words.iter().cloned());
        Some((second, dropped))
    }

    /// The experiment with nothing recorded, which is wrong of any other one.
    pub fn unrecorded(&self) -> Self {
        Self { recordings: [None, None], ..self.clone() }
    }
}

/// The cut of what is written second from what is written first.
pub fn cut(order: Order, layers: Pick, heads: Pick) -> Intervention {
    let (first, second) = match order {
        Order::DecisionFirst => (Span::Decision, Span::Reasoning),
        Order::ReasoningFirst => (Span::Reasoning, Span::Decision),
    };
    Intervention::Cut { from: Place::Span(second), to: Place::Span(first), layers, heads }
}

fn is_by_label(Intervention::Cut { from, to, .. }: &Intervention) -> bool {
    [from, to].iter().all(|place| matches!(place, Place::Span(_)))
}

/// Refuses a run that is none of a contrast's.
pub(crate) fn check_run(run: usize, runs: usize) -> Result<()> {
    if run < runs {
        return Ok(());
    }
    Err(Error::Position { operation: "run", from: 0, to: runs.saturating_sub(1), got: run })
}
