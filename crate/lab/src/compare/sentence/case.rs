//! How two runs differ, as far as a sentence has words for it.

use crate::compare::{Side, at_place};
use crate::contrast::Difference;
use crate::spec::Spec;
use crate::task::Order;

/// How the two experiments differ, as far as a sentence has words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// In nothing.
    Nothing,
    /// In their order alone.
    Order,
    /// In that the second's answer is forced, alone.
    Forced,
    /// In that the second has a note, alone.
    Note,
    /// In that the second has another note, alone.
    OtherNote,
    /// In that the second can't look from its reasons to its answer, alone.
    Blind,
    /// In that the second can't look from its answer to its reasons, alone.
    Unsupported,
    /// In words that are forced in the second.
    Word,
    /// In more than one way.
    Several,
}

impl Case {
    pub(super) fn of(differs: &Difference, left: &Side, right: &Side) -> Self {
        let mut words = right.output.iter().enumerate().filter(|(_, token)| token.forced);
        let also = words.any(|(at, token)| at_place(&left.output, at, token).is_none());
        let bare = |spec: &Spec| Spec { recording: None, forced: Vec::new(), ..spec.clone() };
        // A word that the model would have written anyway makes no difference.
        if bare(&left.spec) == bare(&right.spec) && !also && same_words(left, right) {
            return Self::Nothing;
        }
        match differs {
            Difference::Order if left.spec.forced.is_empty() && right.spec.forced.is_empty() => {
                let same = left.spec.interventions == right.spec.interventions;
                if same { Self::Order } else { Self::Several }
            }
            Difference::Answer if right.verdict.forced && !left.verdict.forced => Self::Forced,
            Difference::Word => Self::Word,
            Difference::Note { .. } if !also && left.spec.note.is_some() => Self::OtherNote,
            Difference::Note { .. } if !also => Self::Note,
            Difference::Cut { .. } if !also => match left.spec.order {
                Order::DecisionFirst => Self::Blind,
                Order::ReasoningFirst => Self::Unsupported,
            },
            _ => Self::Several,
        }
    }

    /// Whether the reasons are the same by the way the two were made, so that nothing is to be said of them.
    pub(super) fn keeps_its_reasons(self, [left, right]: [&Side; 2]) -> bool {
        self == Self::Unsupported && left.answer.is_some() && right.answer.is_some() && left.at == right.at
    }

    /// What two runs alone can't tell.
    pub(super) fn caveat(self, changed: bool) -> &'static str {
        match (self, changed) {
            (Self::Blind, _) => "; what the answer does to its reasons takes a third text: measure the cut",
            (Self::Unsupported, true) => {
                "; whether any cut of this size does as much takes measuring the cut"
            }
            (Self::Unsupported, false) => "; how far that moved it takes measuring the cut",
            _ => "",
        }
    }
}

/// Whether both wrote the same words.
fn same_words(left: &Side, right: &Side) -> bool {
    let alike = left.answer == right.answer && left.verdict.forced == right.verdict.forced;
    alike && left.output.iter().map(|token| token.id).eq(right.output.iter().map(|token| token.id))
}
