//! Reasons first: what the reasons do to the answer.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;

use foregone_engine::{Capture, Distribution, Intervention, Session};
use serde::Serialize;

use super::edges::Edges;
use super::sentence;
use super::text::{Written, standing};
use super::{Band, CutSetting, Ground, Stretch};
use crate::compare::statement;
use crate::error::{Error, Result};
use crate::rng::Rng;
use crate::span::Span;
use crate::task::Answer;
use crate::task::said::Said;
use crate::trace::Token;

/// What the reasons do to the answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct ReasonsToAnswer {
    /// What was measured on.
    pub setting: CutSetting,
    /// The text up to the answer.
    pub text: String,
    /// Where the answer stands.
    pub at: usize,
    /// The rows that lose the reasons: those of "answer" and ":".
    pub rows: Stretch,
    /// Nothing cut but what the experiment itself cuts.
    pub whole: CutCondition,
    /// The reasons cut off, their steps alone, and their conclusion alone: those that there are, in this order.
    pub cuts: Vec<PartCut>,
    /// What cutting off all reasons comes to, as a sentence or two.
    pub sentence: String,
}

/// What the model would answer in one condition.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct CutCondition {
    /// The likelier of the two answers.
    pub answer: Answer,
    /// Whether no other word is likelier still.
    pub on_top: bool,
    /// The log-odds of yes over no: the difference of their logits, in nats.
    pub log_odds: f64,
    /// Natural logarithm of the probability of yes, in the whole vocabulary.
    pub yes: f64,
    /// And of no.
    pub no: f64,
}

/// A part of the reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum CutPart {
    /// All of them, from the word "reasons" on.
    Reasons,
    /// All but the conclusion.
    Steps,
    /// The answer restated at their end: ", so the answer is no."
    Conclusion,
}

/// One part of the reasons cut off from the answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct PartCut {
    /// Which part.
    pub part: CutPart,
    /// Where it stands.
    pub keys: Stretch,
    /// What the model would answer then.
    pub cut: CutCondition,
    /// The log-odds under random cuts of the same size.
    pub control: Band,
    /// How many of the rows had too few other keys for a random cut of that size.
    pub short_rows: usize,
    /// What that shows.
    pub shows: CutUse,
    /// The same as a sentence or two.
    pub sentence: String,
}

/// What a cut shows of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub enum CutUse {
    /// It becomes the opposite, and does so under no random cut.
    Flips,
    /// It becomes the opposite, and does so under a random cut too.
    FlipsLikeRandom,
    /// It stays, less surely, and moves further than under every random cut.
    Weakens,
    /// It stays, more surely, and moves further than under every random cut.
    Strengthens,
    /// It stays, and moves no further than under a random cut.
    LikeRandom,
    /// The experiment itself cuts all that was to be cut.
    AlreadyCut,
}

impl CutUse {
    /// What the log-odds say: without the cut, with it, and under random cuts.
    pub(super) fn of(whole: f64, cut: f64, random: &[f64]) -> Self {
        let answer = |log_odds: f64| log_odds > 0.0;
        let flips = |log_odds: f64| answer(log_odds) != answer(whole);
        // How much surer of the answer.
        let surer = |log_odds: f64| if answer(whole) { log_odds - whole } else { whole - log_odds };
        let beyond = random.iter().all(|&one| surer(cut).abs() > surer(one).abs());
        match () {
            () if flips(cut) && random.iter().any(|&one| flips(one)) => Self::FlipsLikeRandom,
            () if flips(cut) => Self::Flips,
            () if beyond && surer(cut) < 0.0 => Self::Weakens,
            () if beyond => Self::Strengthens,
            () => Self::LikeRandom,
        }
    }
}

/// The measurement in progress.
pub struct Work {
    setting: CutSetting,
    /// The text up to the rows that are cut.
    before: Session,
    rows: Range<usize>,
    tokens: Vec<Token>,
    prompt: usize,
    /// The tokens of yes and no.
    answers: [u32; 2],
    parts: Vec<Planned>,
    masks: VecDeque<Vec<Intervention>>,
    found: Vec<CutCondition>,
}

struct Planned {
    part: CutPart,
    edges: Edges,
    short_rows: usize,
    is_gone: bool,
}

impl Work {
    pub fn plan(ground: &Ground, setting: CutSetting, written: Written) -> Result<Self> {
        let Written { session, mut tokens, prompt, at, answer, other, .. } = written;
        let own = tokens.get(at).map_or(other, |token| token.id);
        let answers = if answer == Answer::Yes { [own, other] } else { [other, own] };
        tokens.truncate(at);
        let written = tokens.get(prompt..).unwrap_or_default();
        let heading = written.iter().rev().take_while(|token| token.span == Span::Decision).count();
        let rows = at - heading.max(1)..at;
        let reasons: Vec<Token> = written
            .iter()
            .filter(|token| token.span == Span::Reasoning && token.position < rows.start)
            .cloned()
            .collect();
        if reasons.is_empty() {
            return Err(Error::NoReasons { place: "before" });
        }
        let cuts = standing(ground, &tokens);
        let config = ground.model.config();
        // What a random cut of other reasons does would say nothing of its size.
        let spared: BTreeSet<usize> = reasons.iter().map(|token| token.position).collect();
        let mut masks = VecDeque::from([Vec::new()]);
        let mut planned = Vec::new();
        for (part, keys) in parts(&reasons, &ground.scene.choices) {
            let edges = Edges { rows: rows.clone(), keys, spared: spared.clone() };
            masks.push_back(vec![edges.cut(&setting.choice)]);
            let mut rng = Rng::new("cut control", setting.choice.seed);
            let mut short_rows = 0;
            for _ in 0..setting.choice.draws {
                let (mask, short) = edges.draw(&setting.choice, &cuts, config, &mut rng);
                masks.push_back(mask);
                short_rows = short;
            }
            let is_gone = edges.is_gone(&setting.choice, &cuts, config);
            planned.push(Planned { part, edges, short_rows, is_gone });
        }
        let before = session.fork(rows.start)?;
        Ok(Self { setting, before, rows, tokens, prompt, answers, parts: planned, masks, found: Vec::new() })
    }

    pub async fn step(&mut self, ground: &Ground) -> Result<Option<ReasonsToAnswer>> {
        let Some(mask) = self.masks.pop_front() else { return self.report(ground).map(Some) };
        let mut session = self.before.fork(self.rows.start)?;
        let mut cuts = standing(ground, &self.tokens);
        cuts.extend(mask);
        session.intervene(cuts);
        let rows = self.tokens.get(self.rows.clone()).unwrap_or_default();
        let ids: Vec<u32> = rows.iter().map(|token| token.id).collect();
        let output = session.extend(&ids, Capture::LOGITS).await?;
        self.found.push(CutCondition::read(output.last_logits(), self.answers));
        Ok(None)
    }

    /// How many steps are left.
    pub fn left(&self) -> usize {
        self.masks.len() + 1
    }

    fn report(&self, ground: &Ground) -> Result<ReasonsToAnswer> {
        let [whole, rest @ ..] = self.found.as_slice() else { return Err(Error::NoAnswer) };
        let has_conclusion = self.parts.len() > 1;
        let mut cuts = Vec::with_capacity(self.parts.len());
        for (planned, found) in self.parts.iter().zip(rest.chunks_exact(1 + self.setting.choice.draws)) {
            let [cut, random @ ..] = found else { continue };
            let random: Vec<f64> = random.iter().map(|one| one.log_odds).collect();
            let shows = match planned.is_gone {
                true => CutUse::AlreadyCut,
                false => CutUse::of(whole.log_odds, cut.log_odds, &random),
            };
            let keys = &planned.edges.keys;
            let mut part = PartCut {
                part: planned.part,
                keys: Stretch {
                    from: keys.first().copied().unwrap_or_default(),
                    to: keys.last().map_or(0, |last| last + 1),
                },
                cut: *cut,
                control: Band::of(random),
                short_rows: planned.short_rows,
                shows,
                sentence: String::new(),
            };
            part.sentence = sentence::of_part(&self.setting, whole, &part, has_conclusion);
            cuts.push(part);
        }
        let ids: Vec<u32> =
            self.tokens.get(self.prompt..).unwrap_or_default().iter().map(|token| token.id).collect();
        Ok(ReasonsToAnswer {
            text: ground.model.tokenizer().decode(&ids)?,
            at: self.rows.end,
            rows: Stretch { from: self.rows.start, to: self.rows.end },
            whole: *whole,
            sentence: cuts.first().map(|part| part.sentence.clone()).unwrap_or_default(),
            cuts,
            setting: self.setting.clone(),
        })
    }
}

impl CutCondition {
    fn read(logits: &[f32], answers: [u32; 2]) -> Self {
        let all = Distribution::new(logits);
        let logit = |id: u32| logits.get(id as usize).copied().map_or(f64::NEG_INFINITY, f64::from);
        let [yes, no] = answers.map(logit);
        let best = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let [p_yes, p_no] = answers.map(|id| all.logprob(id).map_or(f64::NEG_INFINITY, f64::from));
        Self {
            answer: Answer::from(yes > no),
            on_top: yes.max(no) >= f64::from(best),
            log_odds: yes - no,
            yes: p_yes,
            no: p_no,
        }
    }
}

/// All reasons; and where their last statement is the answer restated, their steps and that, with the comma before it and the full
/// stop after it, which may have read it.
fn parts(reasons: &[Token], choices: &[String; 2]) -> Vec<(CutPart, BTreeSet<usize>)> {
    let all: BTreeSet<usize> = reasons.iter().map(|token| token.position).collect();
    let told = statement::split(reasons, choices);
    let mut found = vec![(CutPart::Reasons, all.clone())];
    let [steps @ .., last] = told.as_slice() else { return found };
    if !matches!(last.said, Some(Said::Conclusion(_))) || steps.is_empty() {
        return found;
    }
    let is_comma = |token: &Token| token.position + 1 == last.tokens.start && token.text.trim() == ",";
    let from = last.tokens.start - usize::from(reasons.iter().any(is_comma));
    let (steps, conclusion) = all.into_iter().partition(|&position| position < from);
    found.extend([(CutPart::Steps, steps), (CutPart::Conclusion, conclusion)]);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::statement::tests::tokens;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<(CutPart, String)> {
        let reasons = tokens(text, Span::Reasoning);
        let choices = ["yes".to_owned(), "no".to_owned()];
        let said = |keys: &BTreeSet<usize>| {
            reasons
                .iter()
                .filter(|token| keys.contains(&token.position))
                .map(|token| token.text.as_str())
                .collect()
        };
        parts(&reasons, &choices).iter().map(|(part, keys)| (*part, said(keys))).collect()
    }

    #[test]
    fn reasons_part_into_steps_and_conclusion() {
        let text = "reasons: it starts under red. is it under red? it is under red, so the answer is yes.";
        let found = words(text);
        assert_eq!(found[0], (CutPart::Reasons, text.to_owned()));
        assert_eq!(found[1], (CutPart::Steps, text.split_once(", so").unwrap().0.to_owned()));
        assert_eq!(found[2], (CutPart::Conclusion, ", so the answer is yes.".to_owned()));
        assert_eq!(words("reasons: the dog sits.").len(), 1);
        assert_eq!(words("reasons: , so the answer is yes.").len(), 1);
        assert_eq!(words("reasons: the dog sits, so the answer is yes. it barks.").len(), 1);
    }

    #[test]
    fn what_a_cut_shows_depends_on_random_ones() {
        assert_eq!(CutUse::of(-4.0, 2.0, &[-5.0, -3.0]), CutUse::Flips);
        assert_eq!(CutUse::of(-4.0, 2.0, &[-5.0, 0.5]), CutUse::FlipsLikeRandom);
        assert_eq!(CutUse::of(-4.0, -1.0, &[-5.0, -3.0]), CutUse::Weakens);
        assert_eq!(CutUse::of(4.0, 1.0, &[7.5, 3.0]), CutUse::LikeRandom);
        assert_eq!(CutUse::of(4.0, 9.0, &[5.0, 3.0]), CutUse::Strengthens);
        assert_eq!(CutUse::of(4.0, 4.0, &[4.0]), CutUse::LikeRandom);
    }

    proptest! {
        #[test]
        fn both_answers_are_treated_alike(
            whole in -9.0..9.0, cut in -9.0..9.0, random in proptest::collection::vec(-9.0..9.0, 1..20),
        ) {
            let mirrored: Vec<f64> = random.iter().map(|one: &f64| -one).collect();
            prop_assert_eq!(CutUse::of(whole, cut, &random), CutUse::of(-whole, -cut, &mirrored));
        }
    }
}
