//! What a difference takes from a finished first run: which answer is the opposite, which words a cut run keeps.

use foregone_engine::Pick;
use serde::{Deserialize, Serialize};

use super::{Contrast, Difference};
use crate::error::{Error, Result};
use crate::run::{Force, Run};
use crate::span::Span;
use crate::spec::Forced;
use crate::task::Order;
use crate::trace::Token;
use crate::verdict;

/// What a visitor wants the second run to differ in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum Wish {
    /// No second run.
    Nothing,
    /// The opposite answer, forced.
    Answer,
    /// The other order.
    Order,
    /// The connection between answer and reasons, cut.
    Cut {
        /// In which layers.
        #[cfg_attr(feature = "typescript", tsify(type = "\"all\" | { only: number[] }"))]
        layers: Pick,
        /// In which heads.
        #[cfg_attr(feature = "typescript", tsify(type = "\"all\" | { only: number[] }"))]
        heads: Pick,
    },
    /// A note that states the opposite answer.
    Note,
}

impl Wish {
    /// The same difference between other runs; none where it was a word, which belongs to one text.
    pub fn again(differs: &Difference) -> Option<Self> {
        Some(match differs {
            Difference::Nothing => Self::Nothing,
            Difference::Answer => Self::Answer,
            Difference::Order => Self::Order,
            Difference::Cut { layers, heads } => Self::Cut { layers: layers.clone(), heads: heads.clone() },
            Difference::Note { .. } => Self::Note,
            Difference::Word => return None,
        })
    }

    /// Whether it can only be said once the first run is over.
    pub fn takes_the_first(&self) -> bool {
        !matches!(self, Self::Nothing | Self::Order)
    }

    /// The contrast that it comes to, beside a first run that is over.
    ///
    /// # Errors
    /// [`Error::NoAnswer`] where it is about the answer and the run gives none; where the model has no token for the opposite one,
    /// [`Error::ManyTokens`] or the engine's.
    pub fn settle(&self, run: &Run) -> Result<Contrast> {
        let mut contrast = Contrast::alone(run.spec().clone());
        contrast.recordings = [None, None];
        let (choices, start) = (&run.scene().choices, run.prompt().len());
        let decided = || verdict::decided(run.output(), choices).ok_or(Error::NoAnswer);
        let other = || run.verdict().decision.map(|answer| answer.other()).ok_or(Error::NoAnswer);
        contrast.differs = match self {
            Self::Nothing => Difference::Nothing,
            Self::Answer => {
                let token = decided()?;
                let at = token.position - start.min(token.position);
                let opposite = run.entry(&opposite(token, run.scene().word(other()?)))?;
                contrast.words = vec![Forced { at, token: opposite }];
                Difference::Answer
            }
            Self::Order => Difference::Order,
            Self::Cut { layers, heads } => {
                if run.spec().order == Order::ReasoningFirst {
                    contrast.words = before_the_answer(run, decided()?)?;
                }
                Difference::Cut { layers: layers.clone(), heads: heads.clone() }
            }
            Self::Note => Difference::Note { says: other()? },
        };
        contrast.check()?;
        Ok(contrast)
    }
}

/// The words of the decision that stand before the answer, "answer" and ":". A cut run keeps them, so that the row that chooses stays
/// the same row.
fn before_the_answer(run: &Run, answer: &Token) -> Result<Vec<Forced>> {
    let kept = run.output().iter().filter(|token| token.position < answer.position);
    let kept = kept.filter(|token| token.span == Span::Decision);
    kept.map(|token| {
        let at = token.position - run.prompt().len();
        Ok(Forced { at, token: run.entry(&Force::Id(token.id))? })
    })
    .collect()
}

/// The token that says `word` where `token` stands: the likeliest that does, or else the word as it is.
fn opposite(token: &Token, word: &str) -> Force {
    let says = token.top.iter().find(|other| other.text.trim().eq_ignore_ascii_case(word));
    says.map_or_else(|| Force::Text(word.to_owned()), |other| Force::Id(other.id))
}
