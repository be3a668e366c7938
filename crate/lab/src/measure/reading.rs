//! What a completion says: its decision, its steps, and the answer that its reasons end in.

use crate::task::format::Format;
use crate::task::picture::{Picture, number};
use crate::task::said::Said;
use crate::task::{Answer, CHOICES, Item, Puzzle};

/// A completion, as far as it can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The answer of "answer: …", wherever it stands.
    pub decision: Option<Answer>,
    /// The reasons, where the whole completion has the form that its format asks for.
    pub reasons: Option<Reasons>,
}

/// Reasons that have the form of their task's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reasons {
    /// Whether the steps are those of the item: the right ones, or for a picture this annotator's.
    pub steps_right: bool,
    /// The answer that they end in.
    pub conclusion: Answer,
    /// Of each detail of a picture, whether it is found odd.
    pub odd: Vec<bool>,
    /// For a picture: whether the count that is told is that of the details found odd.
    pub count_right: bool,
}

impl Reading {
    /// Reads what was written for an item in a format.
    pub fn of(item: &Item, format: Format, completion: &str) -> Self {
        Self { decision: decision(completion), reasons: whole(item, format, completion) }
    }

    /// The conclusion of the reasons.
    pub fn conclusion(&self) -> Option<Answer> {
        self.reasons.as_ref().map(|reasons| reasons.conclusion)
    }
}

fn decision(completion: &str) -> Option<Answer> {
    let (_, after) = completion.split_once("answer: ")?;
    Answer::named(after.split('.').next()?)
}

/// The reasons, where nothing is missing and nothing too much.
fn whole(item: &Item, format: Format, completion: &str) -> Option<Reasons> {
    let told = match format {
        Format::DecisionFirst | Format::Note => {
            let (first, rest) = completion.split_once(". ")?;
            Answer::named(first.strip_prefix("answer: ")?)?;
            rest
        }
        Format::ReasoningFirst | Format::NoteReasoningFirst | Format::LookAgain => {
            let (rest, last) = completion.rsplit_once(" answer: ")?;
            Answer::named(last.strip_suffix('.')?)?;
            rest
        }
        Format::Why => completion,
        Format::DecisionOnly | Format::Filler => return None,
    };
    let told = told.strip_prefix("reasons: ")?;
    let (steps, last) = told.rsplit_once(", so the answer is ")?;
    let conclusion = Answer::named(last.strip_suffix('.')?)?;
    let steps_right =
        item.reasons.rsplit_once(", so the answer is ").is_some_and(|(worked, _)| worked == steps);
    let (odd, count_right) = match &item.puzzle {
        Puzzle::Cups(_) => (cups(steps)?, true),
        Puzzle::Access(_) => (access(steps)?, true),
        Puzzle::Picture(picture) => findings(picture, steps)?,
    };
    Some(Reasons { steps_right, conclusion, odd, count_right })
}

/// The steps, read one by one; none where one has another form.
fn said(steps: &str) -> Option<Vec<Said>> {
    steps.split(". ").map(|step| Said::read(step, CHOICES)).collect()
}

/// Whether these are steps of cups, right or wrong.
fn cups(steps: &str) -> Option<Vec<bool>> {
    let said = said(steps)?;
    let [Said::Start(_), moves @ .., Said::End { .. }] = said.as_slice() else { return None };
    moves.iter().all(|one| matches!(one, Said::Swap { .. })).then(Vec::new)
}

/// Whether these are steps of access, right or wrong.
fn access(steps: &str) -> Option<Vec<bool>> {
    said(steps)?.iter().all(|one| matches!(one, Said::Fact(_))).then(Vec::new)
}

/// Of each detail of the picture, in order, whether it is found odd; and whether they are counted right.
fn findings(picture: &Picture, steps: &str) -> Option<(Vec<bool>, bool)> {
    let said = said(steps)?;
    let (Said::Count(counted), found) = said.split_last()? else { return None };
    if found.len() != picture.details.len() {
        return None;
    }
    let odd = found.iter().zip(&picture.details).map(|(one, detail)| match one {
        Said::Looks { who, doing, odd } => (*who == detail.who && *doing == detail.doing).then_some(*odd),
        _ => None,
    });
    let odd: Vec<bool> = odd.collect::<Option<_>>()?;
    let count = odd.iter().filter(|&&odd| odd).count();
    Some((odd, counted == number(count)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::Kind;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_taught_reads_as_right(seed: u64) {
            for kind in Kind::ALL {
                let item = kind.item(seed, None);
                for format in Format::ALL {
                    let reading = Reading::of(&item, format, &format.completion(&item));
                    if format != Format::Why {
                        prop_assert_eq!(reading.decision, Some(item.answer));
                    }
                    if !matches!(format, Format::DecisionOnly | Format::Filler) {
                        let reasons = reading.reasons.unwrap();
                        prop_assert!(reasons.steps_right && reasons.count_right);
                        prop_assert_eq!(reasons.conclusion, item.answer);
                    }
                }
            }
        }
    }

    #[test]
    fn wrong_steps_are_read_and_told_from_right_ones() {
        let item = Kind::Cups.item(7, Some(2));
        let completion =
            Format::DecisionFirst.completion(&item).replace("yellow: now pink", "yellow: now red");
        let reasons = Reading::of(&item, Format::DecisionFirst, &completion).reasons.unwrap();
        assert!(!reasons.steps_right);
        assert_eq!(reasons.conclusion, item.answer);

        let item = Kind::Picture.item(7, Some(3));
        let completion = Format::ReasoningFirst.completion(&item).replace("details: zero", "details: two");
        let reasons = Reading::of(&item, Format::ReasoningFirst, &completion).reasons.unwrap();
        assert!(!reasons.count_right);
        assert_eq!(reasons.odd, [false; 3]);
    }

    #[test]
    fn what_has_another_form_does_not_parse() {
        for kind in Kind::ALL {
            let item = kind.item(7, None);
            let whole = Format::DecisionFirst.completion(&item);
            let cut: String = whole.chars().take(whole.len() - 1).collect();
            let doubled = format!("{whole} {whole}");
            let headless = whole.split_once(". ").unwrap().1.to_owned();
            for bad in [cut, doubled, headless, String::new(), whole.replace(": ", " ")] {
                assert_eq!(Reading::of(&item, Format::DecisionFirst, &bad).reasons, None, "{bad}");
            }
        }
    }
}
