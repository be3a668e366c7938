//! Which second run to make from a finished one.

use super::Counterpart;
use crate::error::{Error, Result};
use crate::run::{Force, Run};
use crate::spec::{Forced, Spec};
use crate::task::Order;
use crate::trace::Token;
use crate::verdict;

impl Counterpart {
    /// The experiment to hold a finished run against.
    ///
    /// # Errors
    /// [`Error::NoAnswer`] where an answer is to be forced and the run gives none; where the model has no token for the
    /// opposite one, [`Error::ManyTokens`] or the engine's.
    pub fn spec(self, run: &Run) -> Result<Spec> {
        let mut spec = run.spec().clone();
        // What the author saw was the other text.
        spec.recording = None;
        match self {
            Self::Order => {
                spec.order = match spec.order {
                    Order::DecisionFirst => Order::ReasoningFirst,
                    Order::ReasoningFirst => Order::DecisionFirst,
                };
                spec.forced.clear();
                spec.interventions.clear();
            }
            Self::Answer => {
                let choices = &run.scene().choices;
                let token = verdict::decided(run.output(), choices).ok_or(Error::NoAnswer)?;
                let at = token.position.saturating_sub(run.prompt().len());
                // Words forced later were chosen for the text as it was.
                spec.forced.retain(|forced| forced.at < at);
                if !token.forced {
                    let other = run.verdict().decision.ok_or(Error::NoAnswer)?.other();
                    let token = run.entry(&opposite(token, run.scene().word(other)))?;
                    spec.forced.push(Forced { at, token });
                }
            }
        }
        spec.check()?;
        Ok(spec)
    }
}

/// The token that says `word` where `token` stands: the likeliest that does, or else the word as it is.
fn opposite(token: &Token, word: &str) -> Force {
    let says = token.top.iter().find(|other| other.text.trim().eq_ignore_ascii_case(word));
    says.map_or_else(|| Force::Text(word.to_owned()), |other| Force::Id(other.id))
}
