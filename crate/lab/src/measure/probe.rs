//! One item, put to the model in every way there is.

use std::collections::BTreeMap;

use foregone_engine::{Capture, Model, Sampling, Session};

use super::cut::{self, Cuts};
use super::reading::Reading;
use crate::error::Result;
use crate::task::format::Format;
use crate::task::{Answer, Item, Kind};

/// The most tokens that a completion may have; worked ones have fewer than 120.
const LONGEST: usize = 200;

/// A way to put an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// In a format that states no answer.
    Plain(Format),
    /// Decision first, with this answer written for it.
    Forced(Answer),
    /// In a format that states an answer: this one, in a note or as a first turn.
    Told(Format, Answer),
}

/// All that was seen of one item.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The item.
    pub item: Item,
    /// What the model wrote, by way.
    pub readings: BTreeMap<Way, Reading>,
    /// What it answers with edges of its attention cut.
    pub cuts: Cuts,
}

impl Outcome {
    /// What was written in this way.
    pub fn reading(&self, way: Way) -> Option<&Reading> {
        self.readings.get(&way)
    }

    /// The decision that was made in this way.
    pub fn decision(&self, way: Way) -> Option<Answer> {
        self.reading(way)?.decision
    }

    /// The answer that a forcing is meant to work against: the right one, or for a picture the model's own.
    pub fn own(&self) -> Answer {
        let own = self.item.puzzle.truth().or_else(|| self.decision(Way::Plain(Format::DecisionFirst)));
        own.unwrap_or(self.item.answer)
    }
}

/// A checkpoint under test.
#[derive(Clone)]
pub struct Subject {
    pub(super) model: Model,
    /// The tokens of "yes" and "no".
    pub(super) answers: [u32; 2],
}

impl Subject {
    /// A checkpoint that knows the tasks' words.
    ///
    /// # Errors
    /// The engine's, where it lacks "yes" or "no".
    pub fn new(model: Model) -> Result<Self> {
        let tokenizer = model.tokenizer();
        let answers = [tokenizer.id(Answer::Yes.word())?, tokenizer.id(Answer::No.word())?];
        Ok(Self { model, answers })
    }

    /// Puts the item of this task and seed in every way.
    ///
    /// # Errors
    /// The engine's: a word that the checkpoint lacks, a text that is too long for it.
    pub async fn outcome(&self, kind: Kind, seed: u64) -> Result<Outcome> {
        let item = kind.item(seed, None);
        let mut readings = BTreeMap::new();
        let mut texts = BTreeMap::new();
        for format in [Format::DecisionFirst, Format::ReasoningFirst, Format::DecisionOnly, Format::Filler] {
            let text = self.write(&format.prompt(&item, item.answer), "").await?;
            readings.insert(Way::Plain(format), Reading::of(&item, format, &text));
            texts.insert(format, text);
        }
        let first = Format::DecisionFirst;
        let mut forced = BTreeMap::new();
        for answer in [Answer::Yes, Answer::No] {
            let text = self.write(&first.prompt(&item, answer), &format!("answer: {answer}.")).await?;
            readings.insert(Way::Forced(answer), Reading::of(&item, first, &text));
            forced.insert(answer.word(), text);
            for format in [Format::Note, Format::NoteReasoningFirst, Format::Why, Format::LookAgain] {
                let text = self.write(&format.prompt(&item, answer), "").await?;
                readings.insert(Way::Told(format, answer), Reading::of(&item, format, &text));
            }
        }
        let cuts = Cuts { decision: None, conclusion: None };
        let mut outcome = Outcome { item, readings, cuts };
        let second = texts.get(&Format::ReasoningFirst).map(String::as_str).unwrap_or_default();
        let against = forced.get(outcome.own().other().word()).map(String::as_str).unwrap_or_default();
        outcome.cuts = Cuts {
            decision: cut::decision(self, &outcome.item, second, seed).await?,
            conclusion: cut::conclusion(self, &outcome.item, against).await?,
        };
        Ok(outcome)
    }

    /// What the model writes after a prompt, greedily, to its end; from `prefill` on where one is given.
    async fn write(&self, prompt: &str, prefill: &str) -> Result<String> {
        let tokenizer = self.model.tokenizer();
        let mut session = self.model.session()?;
        let mut written = tokenizer.encode(prefill, false)?;
        let mut fed = tokenizer.encode(prompt, true)?;
        fed.extend(&written);
        let config = self.model.config();
        let room = config.max_positions.saturating_sub(fed.len()).min(LONGEST);
        for _ in 0..room {
            let next = self.next(&mut session, &fed).await?;
            if config.eos.contains(&next) {
                break;
            }
            written.push(next);
            fed = vec![next];
        }
        Ok(tokenizer.decode(&written)?)
    }

    async fn next(&self, session: &mut Session, fed: &[u32]) -> Result<u32> {
        let output = session.extend(fed, Capture::LOGITS).await?;
        Ok(Sampling::Greedy.choose(output.last_logits(), session.tokens().len())?)
    }
}
