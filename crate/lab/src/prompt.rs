//! The prompt: what the model is given, token by token, each with its label.

use std::ops::Range;

use foregone_engine::Tokenizer;
use serde::Serialize;

use crate::error::Result;
use crate::span::Span;
use crate::spec::{Spec, Task};
use crate::task::format::note;
use crate::task::solution::Solution;
use crate::task::{Answer, CHOICES, Puzzle};

/// The question of an experiment, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
pub struct Scene {
    /// What is given.
    pub text: String,
    /// What is asked.
    pub question: String,
    /// The two answers.
    pub choices: [String; 2],
    /// The right answer, where the task knows it.
    pub truth: Option<Answer>,
    /// What it is about, where the words are not the visitor's own.
    pub puzzle: Option<Puzzle>,
    /// The way to the right answer, where the task knows it.
    pub solution: Option<Solution>,
}

impl Scene {
    /// The scene of a task.
    pub fn new(task: &Task) -> Self {
        let puzzle = task.puzzle();
        let (text, question, choices) = match (task, &puzzle) {
            (Task::Text { scene, question, choices }, _) => {
                let [scene, question] = [scene, question].map(|text| text.trim().to_owned());
                (scene, question, choices.clone().map(|word| word.trim().to_owned()))
            }
            (_, puzzle) => {
                let words = puzzle.as_ref().map(|puzzle| (puzzle.scene(), puzzle.question()));
                let (scene, question) = words.unwrap_or_default();
                (scene, question, CHOICES.map(str::to_owned))
            }
        };
        let truth = puzzle.as_ref().and_then(Puzzle::truth);
        let solution = puzzle.as_ref().and_then(Puzzle::solution);
        Self { text, question, choices, truth, puzzle, solution }
    }

    /// The word for an answer.
    pub fn word(&self, answer: Answer) -> &str {
        let [yes, no] = &self.choices;
        match answer {
            Answer::Yes => yes,
            Answer::No => no,
        }
    }
}

/// A token of a prompt: id, text, label.
pub type Labelled = (u32, String, Span);

/// The tokens of a spec's prompt.
///
/// # Errors
/// The engine's, when the vocabulary lacks a word.
pub fn tokens(spec: &Spec, scene: &Scene, tokenizer: &Tokenizer) -> Result<Vec<Labelled>> {
    let [yes, no] = &scene.choices;
    let note = spec.note.map(|answer| note(scene.word(answer)));
    let parts = [
        (Span::Scene, scene.text.clone()),
        (Span::Question, scene.question.clone()),
        (Span::Note, note.unwrap_or_default()),
        (Span::Instruction, spec.order.instruction([yes, no])),
    ];

    // Encoded as one text, since a tokenizer may join letters across parts; then labelled by where each token ends.
    let mut text = String::new();
    let mut places: Vec<(Span, Range<usize>)> = Vec::new();
    for (span, part) in parts.into_iter().filter(|(_, part)| !part.is_empty()) {
        let start = text.len();
        text += if text.is_empty() { "" } else { " " };
        text += &part;
        places.push((span, start..text.len()));
    }
    let label = |place: Range<usize>| {
        let last = place.end.checked_sub(1).filter(|_| !place.is_empty());
        let found = last.and_then(|last| places.iter().find(|(_, part)| part.contains(&last)));
        found.map_or(Span::Start, |(span, _)| *span)
    };
    let mut before = None;
    let placed = tokenizer.encode_placed(&text, true)?;
    Ok(placed
        .into_iter()
        .map(|(id, place)| {
            let text = tokenizer.piece(before.replace(id), id);
            (id, text, label(place))
        })
        .collect())
}
