//! What a comparison comes to, in one sentence that is true of it whatever it is.
//!
//! It says what was answered, how the reasons stand to each other and, where there is something to say of it, what they
//! conclude; where their steps come to something else, that too. Counts are of steps: the count of odd details and the
//! conclusion sum up steps, and are not among them.

mod case;

use super::Side;
use super::align::{Pair, Relation};
use super::statement::Told;
use crate::contrast::Difference;
use crate::task::said::{About, Said};
use crate::task::{Answer, Kind};

use case::Case;

/// What two aligned texts come to, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    /// Rows in which both sides say something of a thing that is known.
    known: usize,
    /// Of those, rows in which they conflict.
    conflicts: usize,
    /// Rows of free text on both sides.
    free: usize,
    /// Of those, rows with the same words.
    alike: usize,
    /// Rows with a side missing.
    alone: usize,
    /// Whether every row is the same on both sides, those that sum up too.
    all_same: bool,
    /// Whether every row but those that sum up is.
    steps_same: bool,
    /// How many statements each side has in all.
    statements: [usize; 2],
}

impl Counts {
    fn of(pairs: &[Pair]) -> Self {
        let mut counts = Self { all_same: true, steps_same: true, ..Self::default() };
        for pair in pairs {
            let [left, right] = &mut counts.statements;
            *left += usize::from(pair.left.is_some());
            *right += usize::from(pair.right.is_some());
            let (relation, about) = (pair.relation(), pair.about());
            counts.all_same &= relation == Relation::Same;
            if about.is_some_and(sums_up) {
                continue;
            }
            counts.steps_same &= relation == Relation::Same;
            match (relation, about) {
                (Relation::Only, _) => counts.alone += 1,
                (_, Some(_)) => {
                    counts.known += 1;
                    counts.conflicts += usize::from(relation == Relation::Conflict);
                }
                (_, None) => {
                    counts.free += 1;
                    counts.alike += usize::from(relation == Relation::Same);
                }
            }
        }
        counts
    }

    /// Rows that do more than sum up.
    fn detailed(&self) -> usize {
        self.known + self.free + self.alone
    }
}

fn sums_up(about: About) -> bool {
    about.task().is_none()
}

/// What the steps of these texts are called.
fn noun(pairs: &[Pair], counts: &Counts) -> &'static str {
    let mut tasks = pairs.iter().filter_map(|pair| pair.about()?.task());
    let first = tasks.next();
    match first.filter(|_| counts.free == 0 && tasks.all(|task| Some(task) == first)) {
        Some(Kind::Picture) => "finding",
        Some(Kind::Cups) => "step",
        Some(Kind::Access) => "fact",
        None => "statement",
    }
}

/// The sentence.
pub fn sentence(differs: &Difference, left: &Side, right: &Side, pairs: &[Pair]) -> String {
    let (counts, sides) = (Counts::of(pairs), [left, right]);
    let noun = noun(pairs, &counts);
    let case = Case::of(differs, left, right);
    let conclusions = conclusions(pairs);
    let answers = sides.map(|side| side.answer.as_deref());
    let sentence = match (case, answers) {
        (Case::Forced, [Some(own), Some(made)]) if own != made => {
            let before = counts.all_same && !pairs.is_empty() && is_before(pairs, left.at);
            let ended = ending(sides, &conclusions);
            let did = match (before, conclusions) {
                (false, _) => under_force(&counts, noun) + &ended,
                (true, [Some(answer), _]) => {
                    let stray = stray(left, Some(answer)).map(|steps| though(sides, "their", steps));
                    format!("{BEFORE} and conclude “{}”{}", word(sides, answer), stray.unwrap_or_default())
                }
                (true, [None, _]) => BEFORE.to_owned(),
            };
            format!("Made to answer “{made}” instead of “{own}”, it {did}")
        }
        (_, [Some(one), Some(other)]) if case.keeps_its_reasons(sides) => {
            let did = if one == other { "it still answers" } else { "it answers" };
            let instead = if one == other { String::new() } else { format!(" instead of “{one}”") };
            let caveat = case.caveat(one != other);
            format!("Out of sight of its reasons {did} “{other}”{instead}{caveat}")
        }
        (_, [one, other]) => {
            let changed = one != other || !counts.all_same;
            let called = [called(case, left, 0), called(case, right, 1)];
            let but = one == other && counts.conflicts > 0;
            let joint = if !changed {
                ", with "
            } else if but {
                ", but "
            } else {
                ", and "
            };
            let tail = if changed { tail(&counts, noun, &called) } else { sameness(&counts) };
            let coda = coda(sides, &called, &conclusions);
            let several = "these two differ in more than one way: ";
            let start = if case == Case::Several { several } else { "" };
            let caveat = case.caveat(changed);
            format!("{start}{}{joint}{tail}{coda}{caveat}", head(case, sides, &called, changed))
        }
    };
    format!("{}.", capital(&sentence))
}

/// What a forced answer can do to reasons that stand before it.
const BEFORE: &str = "could not change its reasons: they were written before";

/// Whether all that is said stands before a token.
fn is_before(pairs: &[Pair], at: Option<usize>) -> bool {
    let mut all = pairs.iter().flat_map(|pair| [&pair.left, &pair.right]).flatten();
    at.is_some_and(|at| all.all(|told| told.tokens.end <= at))
}

/// How a side is spoken of: "answer first", "when forced".
fn called(case: Case, side: &Side, index: usize) -> String {
    let [first, second] = match case {
        Case::Order => return small(&side.name),
        Case::Forced => ["left to itself", "when forced"],
        Case::Note => ["without the note", "with the note"],
        Case::OtherNote => ["with the first note", "with the second note"],
        Case::Blind => ["in sight of its answer", "out of sight of its answer"],
        Case::Unsupported => ["in sight of its reasons", "out of sight of its reasons"],
        Case::Word => ["without the forced words", "with the forced words"],
        Case::Several | Case::Nothing => ["in the first text", "in the second text"],
    };
    if index == 0 { first } else { second }.to_owned()
}

/// What was answered.
fn head(case: Case, [left, right]: [&Side; 2], called: &[String; 2], changed: bool) -> String {
    let [first, second] = called;
    // Where only the force differs, it is named beside it.
    let made = |side: &Side| side.verdict.forced && case != Case::Forced;
    let says = |side: &Side| match side.answer.as_deref() {
        None => "comes to no answer".to_owned(),
        Some(word) if made(side) => format!("is made to answer “{word}”"),
        Some(word) => format!("answers “{word}”"),
    };
    let alike = left.answer == right.answer && made(left) == made(right);
    match (case, left.answer.as_deref(), right.answer.as_deref()) {
        (Case::Nothing, ..) => format!("nothing differs between these two: both times it {}", says(left)),
        (Case::Order, one, other) if one == other && !changed => {
            format!("Flipping the order changed nothing: both ways it {}", says(left))
        }
        (Case::Order, Some(one), Some(other)) if one == other => {
            format!("Flipping the order left the answer at “{one}”")
        }
        (Case::Order, Some(one), Some(other)) => {
            format!("Flipping the order changed the answer from “{one}” to “{other}”")
        }
        (Case::Forced, Some(one), Some(other)) if one == other && !changed => {
            format!("Forcing “{one}” changed nothing: it answers “{one}” by itself")
        }
        (Case::Forced, Some(one), Some(other)) if one == other => {
            format!("It answers “{one}” by itself too")
        }
        (Case::Note, ..) if alike && !changed => {
            format!("The note changed nothing: with it and without it it {}", says(left))
        }
        (Case::Blind, ..) if alike && !changed => format!("{second} nothing changed: it {}", says(left)),
        _ if alike => format!("both times it {}", says(left)),
        _ => format!("{first} it {}, {second} it {}", says(left), says(right)),
    }
}

/// What stayed as it was, where all did.
fn sameness(counts: &Counts) -> String {
    if counts.statements == [0, 0] { "no reasons either time" } else { "the same reasons" }.to_owned()
}

/// How the reasons stand to each other.
fn tail(counts: &Counts, noun: &str, [first, second]: &[String; 2]) -> String {
    let Counts { known, conflicts, free, alike, .. } = *counts;
    let tail = match counts.statements {
        [0, 0] => return "it gives no reasons either time".to_owned(),
        [0, _] => return format!("it gives reasons only {second}"),
        [_, 0] => return format!("it gives reasons only {first}"),
        _ if counts.all_same => return "the reasons are the same".to_owned(),
        _ if counts.detailed() == 0 => return "the reasons go into no detail".to_owned(),
        _ if counts.steps_same => return format!("{} stayed the same", all(known + free, noun)),
        _ if known > 0 && conflicts == 0 => format!("no {noun} conflicts"),
        _ if known > 0 => format!("{conflicts} of {} {}", many(known, noun), verb(conflicts, "conflict")),
        _ if free > 0 && alike == 0 => format!("no {noun} is worded the same"),
        _ if free > 0 => format!("{alike} of {} {} worded the same", many(free, noun), be(alike)),
        _ => return "no two statements are about the same thing".to_owned(),
    };
    tail + &rest(counts)
}

/// The same, of a model that was made to answer something else.
fn under_force(counts: &Counts, noun: &str) -> String {
    let Counts { known, conflicts, free, alike, statements: [first, _], .. } = *counts;
    let did = match counts.statements {
        [0, 0] => return "gives no reasons either time".to_owned(),
        [0, _] | [_, 0] => {
            let only = if first == 0 { "when forced" } else { "when left to itself" };
            return format!("gives reasons only {only}");
        }
        _ if counts.all_same => return "gives the same reasons".to_owned(),
        _ if counts.detailed() == 0 => return "goes into no detail".to_owned(),
        _ if counts.steps_same => return format!("keeps {}", all(known + free, noun)),
        _ if known > 0 && conflicts == 0 => format!("contradicts none of its {noun}s"),
        _ if known > 0 => format!("contradicts itself in {conflicts} of {}", many(known, noun)),
        _ if free > 0 && alike == 0 => format!("words no {noun} the same way"),
        _ if free > 0 => format!("words {alike} of {} the same way", many(free, noun)),
        _ => return "gives reasons about other things".to_owned(),
    };
    did + &rest(counts)
}

/// What stands on one side only.
fn rest(counts: &Counts) -> String {
    let counted = counts.conflicts + counts.alike > 0;
    match counts.alone {
        0 => String::new(),
        alone if counted => format!(" ({alone} more {} on one side only)", verb(alone, "stand")),
        alone => format!(" ({alone} {} on one side only)", verb(alone, "stand")),
    }
}

/// What the reasons conclude after a forced answer, and without it where that is odd.
fn ending(sides: [&Side; 2], conclusions: &[Option<Answer>; 2]) -> String {
    let [own, made] = sides;
    let [concluded, concludes] = conclusions;
    let mut parts = String::new();
    if let Some(conclusion) = *concludes {
        let still = if Some(conclusion) == made.verdict.decision { "" } else { "still " };
        parts += &format!(", and {still}concludes “{}”", word(sides, conclusion));
        parts += &stray(made, Some(conclusion)).map(|steps| though(sides, "its", steps)).unwrap_or_default();
    }
    if let Some(odd) = odd(sides, own, *concluded) {
        parts += &format!("; left to itself {odd}");
    }
    parts
}

/// What the steps of a side come to, where that is not what it concludes.
fn stray(side: &Side, conclusion: Option<Answer>) -> Option<Answer> {
    let steps = side.verdict.steps.as_ref()?.answer;
    (steps != conclusion?).then_some(steps)
}

fn though(sides: [&Side; 2], whose: &str, steps: Answer) -> String {
    format!(", though {whose} steps come to “{}”", word(sides, steps))
}

/// What is odd about a side's reasons: that they conclude what their steps don't come to, or what it does not answer.
fn odd(sides: [&Side; 2], side: &Side, conclusion: Option<Answer>) -> Option<String> {
    let decision = side.verdict.decision;
    match (stray(side, conclusion), conclusion?) {
        (Some(steps), conclusion) => {
            let [steps, conclusion] = [steps, conclusion].map(|answer| word(sides, answer));
            Some(format!("its steps come to “{steps}”, but it concludes “{conclusion}”"))
        }
        (None, conclusion) if decision.is_some_and(|decision| decision != conclusion) => {
            Some("its reasons contradict its answer".to_owned())
        }
        (None, _) => None,
    }
}

/// The word for an answer that a side gives.
fn word(sides: [&Side; 2], answer: Answer) -> &str {
    let side = sides.into_iter().find(|side| side.verdict.decision == Some(answer));
    side.and_then(|side| side.answer.as_deref()).unwrap_or(answer.word())
}

/// Which side's reasons conclude something else than what it answers, or than what their steps come to.
fn coda(sides: [&Side; 2], [first, second]: &[String; 2], conclusions: &[Option<Answer>; 2]) -> String {
    let [left, right] = sides;
    let [one, other] = *conclusions;
    match (odd(sides, left, one), odd(sides, right, other)) {
        (None, None) => String::new(),
        (Some(one), Some(other)) if one == other => format!("; both times {one}"),
        (one, other) => {
            let found = [(first, one), (second, other)].into_iter();
            found.filter_map(|(called, odd)| Some(format!("; {called} {}", odd?))).collect()
        }
    }
}

/// The answer in which each side's reasons end.
fn conclusions(pairs: &[Pair]) -> [Option<Answer>; 2] {
    let told = |one: &Option<Told>| match one.as_ref()?.said {
        Some(Said::Conclusion(answer)) => Some(answer),
        _ => None,
    };
    [
        pairs.iter().filter_map(|pair| told(&pair.left)).next_back(),
        pairs.iter().filter_map(|pair| told(&pair.right)).next_back(),
    ]
}

fn many(count: usize, noun: &str) -> String {
    format!("{count} {}", if count == 1 { noun.to_owned() } else { format!("{noun}s") })
}

fn all(count: usize, noun: &str) -> String {
    match count {
        1 => format!("the one {noun}"),
        2 => format!("both {noun}s"),
        _ => format!("all {count} {noun}s"),
    }
}

fn verb(count: usize, verb: &str) -> String {
    if count == 1 { format!("{verb}s") } else { verb.to_owned() }
}

fn be(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

fn small(text: &str) -> String {
    first_letter(text, char::to_lowercase)
}

fn capital(text: &str) -> String {
    first_letter(text, char::to_uppercase)
}

fn first_letter<I: Iterator<Item = char>>(text: &str, change: fn(char) -> I) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| change(first).chain(letters).collect())
}

#[cfg(test)]
mod tests;
