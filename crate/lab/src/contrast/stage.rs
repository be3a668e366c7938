//! The stage: both runs of a contrast, in progress.

use foregone_engine::Model;
use serde::Serialize;

use super::{Contrast, Difference, Dropped, Wish, check_run};
use crate::error::{Error, Result};
use crate::outcome::conditions;
use crate::recording::{Recording, Reproduction};
use crate::run::{Force, Run, Step};
use crate::spec::Forced;
use crate::trace::Token;
use crate::verdict;

/// A contrast's runs, written token by token. The first run is number 0, the second, where there is one, number 1.
pub struct Stage {
    model: Model,
    contrast: Contrast,
    runs: Vec<Run>,
    dropped: Dropped,
}

/// A token of one of the runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Written {
    /// Which run's.
    pub run: usize,
    /// The token.
    pub token: Token,
}

impl Stage {
    /// Reads both prompts.
    ///
    /// # Errors
    /// Whatever is wrong with the contrast; those of [`Run::start`].
    pub async fn open(model: Model, contrast: Contrast) -> Result<Self> {
        contrast.check()?;
        let mut runs = vec![Run::start(model.clone(), contrast.first.clone()).await?];
        let mut dropped = Dropped::default();
        if let Some((second, left_out)) = contrast.second() {
            runs.push(Run::start(model.clone(), second).await?);
            dropped = left_out;
        }
        Ok(Self { model, contrast, runs, dropped })
    }

    /// What is run.
    pub fn contrast(&self) -> &Contrast {
        &self.contrast
    }

    /// What of the first run the second leaves out.
    pub fn dropped(&self) -> &Dropped {
        &self.dropped
    }

    /// The runs: one, or two.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The run with this number.
    ///
    /// # Errors
    /// [`Error::Position`] where there is none.
    pub fn run(&self, run: usize) -> Result<&Run> {
        check_run(run, self.runs.len())?;
        self.runs.get(run).ok_or(Error::NoAnswer)
    }

    fn run_mut(&mut self, run: usize) -> Result<&mut Run> {
        check_run(run, self.runs.len())?;
        self.runs.get_mut(run).ok_or(Error::NoAnswer)
    }

    /// Whether no run has anything left to write.
    pub fn over(&self) -> bool {
        self.runs.iter().all(Run::over)
    }

    /// Adds a token to a run.
    ///
    /// # Errors
    /// [`Error::Position`] where there is no such run; those of [`Run::step`].
    pub async fn step(&mut self, run: usize) -> Result<Step> {
        self.run_mut(run)?.step().await
    }

    /// Lets the second run differ in another way. The first stays as it is; where the wish takes its end
    /// ([`Wish::takes_the_first`]) it has to be over.
    ///
    /// # Errors
    /// Those of [`Wish::settle`] and [`Run::start`]. Both runs stay as they were.
    pub async fn differ(&mut self, wish: &Wish) -> Result<()> {
        let contrast = wish.settle(self.run(0)?)?;
        let Some((second, dropped)) = contrast.second() else {
            self.runs.truncate(1);
            (self.contrast, self.dropped) = (contrast, Dropped::default());
            return Ok(());
        };
        let second = Run::start(self.model.clone(), second).await?;
        self.replace(contrast, second, dropped);
        Ok(())
    }

    fn replace(&mut self, contrast: Contrast, second: Run, dropped: Dropped) {
        self.runs.truncate(1);
        self.runs.push(second);
        (self.contrast, self.dropped) = (contrast, dropped);
    }

    /// Puts a token at a position of a run's output. Forced in the first run, it makes the second, which then differs in that word, and
    /// leaves the first; in the second it replaces what stood there. The model's own word is not forced: there it makes no difference.
    ///
    /// # Errors
    /// Those of [`Run::force`]. Both runs stay as they were.
    pub async fn force(&mut self, run: usize, position: usize, with: &Force) -> Result<()> {
        check_run(run, self.runs.len())?;
        let first = self.run(0)?;
        if run == 0 {
            let token = first.entry(with)?;
            let at = first.place(position)?;
            let own = first.output().get(at).map(|token| first.entry(&Force::Id(token.id))).transpose()?;
            if own.as_deref() == Some(token.as_str()) {
                return Ok(());
            }
            let mut contrast = Contrast::alone(first.spec().clone());
            contrast.recordings = [None, None];
            contrast.differs = Difference::Word;
            contrast.words = vec![Forced { at, token }];
            contrast.check()?;
            let Some((spec, dropped)) = contrast.second() else { return Ok(()) };
            let mut second = Run::start(self.model.clone(), spec).await?;
            while second.output().len() <= at {
                let Step::Token(_) = second.step().await? else { break };
            }
            self.replace(contrast, second, dropped);
        } else {
            let second = self.run_mut(run)?;
            let at = second.place(position)?;
            let token = second.force(position, with).await?;
            let entry = second.entry(&Force::Id(token.id))?;
            self.contrast.words.retain(|word| word.at < at);
            if token.forced {
                self.contrast.words.push(Forced { at, token: entry });
            }
            self.contrast.recordings = [None, None];
            self.contrast.look = None;
        }
        self.name_words()
    }

    /// Says what the forced words come to: the answer's opposite, another word, or none at all.
    fn name_words(&mut self) -> Result<()> {
        if !matches!(self.contrast.differs, Difference::Answer | Difference::Word) {
            return Ok(());
        }
        let second = self.run(1)?;
        let decided = verdict::decided(second.output(), &second.scene().choices);
        let answer = decided.map(|token| token.position.saturating_sub(second.prompt().len()));
        self.contrast.differs = match self.contrast.words.as_slice() {
            [] => Difference::Nothing,
            [word] if Some(word.at) == answer => Difference::Answer,
            _ => Difference::Word,
        };
        if self.contrast.differs == Difference::Nothing {
            self.runs.truncate(1);
        }
        Ok(())
    }

    /// What was done to a run, a short label each ([`conditions`]). Words that a cut run keeps of the first one are nobody's doing.
    ///
    /// # Errors
    /// [`Error::Position`] where there is no such run.
    pub fn conditions(&self, run: usize) -> Result<Vec<String>> {
        let one = self.run(run)?;
        let mut spec = one.spec().clone();
        if run == 1 && matches!(self.contrast.differs, Difference::Cut { .. }) {
            let first = self.run(0)?;
            let recorded = self.contrast.recordings.first().and_then(Option::as_ref);
            // Until it is written, what its author saw tells.
            let own = |at: usize| {
                let written = first.output().get(at).map(|token| token.id);
                written.or_else(|| recorded?.ids.get(at).copied())
            };
            let kept = |forced: &Forced| {
                let there = own(forced.at).map(|id| first.entry(&Force::Id(id)));
                there.is_some_and(|entry| entry.is_ok_and(|entry| entry == forced.token))
            };
            spec.forced.retain(|forced| !(self.contrast.words.contains(forced) && kept(forced)));
        }
        Ok(conditions(&spec, one.scene(), one.output()))
    }

    /// The contrast with what its runs have written, of those that are over.
    pub fn recorded(&self) -> Contrast {
        let of = |run: usize| self.runs.get(run).filter(|run| run.over()).map(Recording::of);
        Contrast { recordings: [of(0), of(1)], ..self.contrast.clone() }
    }

    /// What a run makes of the recording that its link brought; none while it is not over, and where there is none.
    pub fn reproduction(&self, run: usize, same_model: bool) -> Option<Reproduction> {
        let recording = self.contrast.recordings.get(run)?.as_ref()?;
        let run = self.runs.get(run).filter(|run| run.over())?;
        Some(recording.reproduced(run, same_model))
    }
}
