//! What a measurement comes to, in sentences that are true in every case they are said in.

use super::answer::{CutCondition, CutPart, CutUse, PartCut};
use super::reasons::{AnswerToReasons, CutCase, LEAST_GAP};
use super::{Band, CutChoice, CutSetting};
use crate::compare::align::{Relation, align};
use crate::compare::statement::Told;
use crate::outcome::reach;
use crate::task::Answer;
use crate::task::said::About;

/// How two texts stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alike {
    /// All that they state is the same.
    Whole,
    /// All but the conclusion that they end in.
    ButConclusion,
    No,
}

fn alike(one: &[Told], other: &[Told]) -> Alike {
    let pairs = align(one.to_vec(), other.to_vec());
    let mut differing = pairs.iter().filter(|pair| pair.relation() != Relation::Same).peekable();
    if differing.peek().is_none() {
        Alike::Whole
    } else if differing.all(|pair| pair.about() == Some(About::Conclusion)) {
        Alike::ButConclusion
    } else {
        Alike::No
    }
}

/// What three texts come to: after its own answer, after the opposite one, blind.
pub fn case([own, opposite, blind]: [&[Told]; 3]) -> CutCase {
    let same = |one, other| alike(one, other) == Alike::Whole;
    if same(own, opposite) {
        CutCase::NoDifference
    } else if same(blind, own) {
        CutCase::OwnAnyway
    } else if same(blind, opposite) {
        CutCase::OppositeAnyway
    } else {
        CutCase::Neither
    }
}

/// The same in words, which are those of its own answer and of the opposite one.
pub fn of_texts(case: CutCase, told: [&[Told]; 3], words: &[String; 2], is_cut_short: bool) -> String {
    let ([own, opposite, blind], [no, yes]) = (told, words);
    let difference = alike(own, opposite);
    let mut sentence = match case {
        CutCase::AlreadyCut => {
            return "The experiment itself keeps the reasons from looking at the answer, so both answers \
            get the same reasons by construction: this shows nothing."
                .to_owned();
        }
        CutCase::NoDifference if own.is_empty() => format!(
            "Neither after its own “{no}” nor after “{yes}” does it give reasons, so there are none to make a difference to."
        ),
        CutCase::NoDifference => {
            let blindly = match alike(blind, own) {
                Alike::Whole => "gives them too",
                Alike::ButConclusion => "ends them in another conclusion, or in none",
                Alike::No if blind.is_empty() => "gives none",
                Alike::No => "gives others",
            };
            format!(
                "After its own “{no}” and after the forced “{yes}” it gives the same reasons: the answer made no difference to \
                 what they say. Without sight of any answer it {blindly}."
            )
        }
        CutCase::OwnAnyway if own.is_empty() => format!(
            "Without sight of the answer it gives no reasons, and after its own “{no}” none either; the forced “{yes}” gets some."
        ),
        CutCase::OwnAnyway => {
            let bent = match difference {
                Alike::ButConclusion => "changes only the conclusion that they end in",
                _ if opposite.is_empty() => "leaves none of them",
                _ => "bends them",
            };
            format!(
                "Without sight of the answer it gives the same reasons as after its own “{no}”: these are the reasons it gives \
                 anyway. The forced “{yes}” {bent}."
            )
        }
        CutCase::OppositeAnyway if opposite.is_empty() => format!(
            "Without sight of the answer it gives no reasons, and after the forced “{yes}” none either; its own “{no}” gets some."
        ),
        CutCase::OppositeAnyway => {
            let bent = match difference {
                Alike::ButConclusion => "changes only the conclusion that they end in",
                _ if own.is_empty() => "leaves none of them",
                _ => "bends them",
            };
            format!(
                "Without sight of the answer it gives the same reasons as after the forced “{yes}”: its own answer, “{no}”, {bent}."
            )
        }
        CutCase::Neither => format!(
            "Its own “{no}”, the forced “{yes}” and no sight of any answer get three different texts: \
             which of the two answers bends the reasons, this can't say."
        ),
    };
    if is_cut_short {
        sentence += " At least one of these texts was stopped at its greatest length: what it would have gone on to say is not compared.";
    }
    sentence
}

/// What ΔL and its share come to.
pub fn of_share(report: &AnswerToReasons) -> String {
    let CutSetting { choice, words: [no, yes], whole, .. } = &report.setting;
    let gap = report.gap;
    let likelier = if gap <= -LEAST_GAP {
        format!(
            "The reasons that it wrote after “{no}” would be {:.2} nats likelier after “{yes}”: “{no}” did not make them likelier, \
             so there is no share of that to tell.",
            -gap
        )
    } else {
        format!(
            "The reasons that it wrote after “{no}” would be as likely after “{yes}”, within {LEAST_GAP} nats: \
             there is too little for a share of it to be told."
        )
    };
    let (Some(share), Some(control)) = (report.share, &report.control) else { return likelier };
    let start =
        format!("Its own “{no}” makes the reasons that it wrote {gap:.2} nats likelier than “{yes}” does.");
    let random = random(choice, "other words", report.short_rows);
    let band = band(control, |share| format!("{:.0} %", 100.0 * share));
    if *whole {
        return format!(
            "{start} With the whole connection cut all of that goes, by construction; under {random}, {band}."
        );
    }
    let beyond = control.values.iter().all(|&one| share > one);
    let shows = if beyond {
        "that is more than under any of these: what the answer does to these words goes in part through these connections"
    } else {
        "that is no more than under at least one of these, so it shows no use of these connections"
    };
    format!(
        "{start} Cut {}, {:.0} % of that goes; under {random}, {band}: {shows}.",
        reach(&choice.layers, &choice.heads),
        100.0 * share
    )
}

/// "20 random cuts of as many other words".
fn random(choice: &CutChoice, others: &str, short_rows: usize) -> String {
    let fewer = if short_rows > 0 { " (or of all there are, where they are fewer)" } else { "" };
    match choice.draws {
        1 => format!("a random cut of as many {others}{fewer}"),
        draws => format!("{draws} random cuts of as many {others}{fewer}"),
    }
}

/// "−3 % to 12 %".
fn band(Band { min, max, .. }: &Band, said: impl Fn(f64) -> String) -> String {
    let [least, most] = [min, max].map(|one| said(*one).replace('-', "−"));
    if least == most { least } else { format!("{least} to {most}") }
}

/// What cutting off a part of the reasons shows.
pub fn of_part(setting: &CutSetting, whole: &CutCondition, part: &PartCut, has_conclusion: bool) -> String {
    let choice = &setting.choice;
    let word = |answer: Answer| {
        let [own, opposite] = &setting.words;
        if answer == setting.own { own } else { opposite }
    };
    let (what, them) = match part.part {
        CutPart::Reasons => ("the reasons", "them"),
        CutPart::Steps => ("the steps of the reasons", "them"),
        CutPart::Conclusion => ("the conclusion of the reasons", "it"),
    };
    if part.shows == CutUse::AlreadyCut {
        return format!(
            "The experiment itself keeps the answer from looking at {what}, so cutting that changes nothing and shows nothing."
        );
    }
    let drawn = if whole.answer == setting.own {
        String::new()
    } else {
        format!(
            "The “{}” in its text is not the likelier of the two answers there, which is “{}”. ",
            word(setting.own),
            word(whole.answer)
        )
    };
    let reach =
        if setting.whole { String::new() } else { format!(" {}", reach(&choice.layers, &choice.heads)) };
    let (before, after, other) = (word(whole.answer), word(part.cut.answer), word(whole.answer.other()));
    let likeliest = if part.cut.on_top { "" } else { ", though neither answer is its likeliest word then" };
    let random = random(choice, "words outside the reasons", part.short_rows);
    let [from, to] = [whole, &part.cut].map(|one| format!("{:.2}", one.log_odds).replace('-', "−"));
    let band = band(&part.control, |one| format!("{one:.2}"));
    let [yes, no] = [Answer::Yes, Answer::No].map(word);
    let odds = format!("log-odds of “{yes}” over “{no}”: {from} → {to}; under {random}: {band}");
    let shows = match part.shows {
        CutUse::Flips | CutUse::AlreadyCut => format!(
            "“{after}” becomes likelier than “{before}”{likeliest}, and under no random cut does it: this answer depends on looking \
             at {them}"
        ),
        CutUse::FlipsLikeRandom => format!(
            "“{after}” becomes likelier than “{before}”{likeliest}, but so it does under a random cut: this doesn't show that these \
             are the words it needs"
        ),
        CutUse::Weakens => format!(
            "“{before}” stays the likelier answer{likeliest}, but by less, and its odds move further than under any random cut: \
             this answer uses {them}"
        ),
        CutUse::Strengthens => format!(
            "“{before}” becomes likelier still beside “{other}”{likeliest}, and its odds move further than under any random cut: \
             what was read there spoke against this answer"
        ),
        CutUse::LikeRandom => format!(
            "“{before}” stays the likelier answer{likeliest}, and its odds move no further than under a random cut: this shows \
             no use of {them}"
        ),
    };
    let other_way = match part.part {
        CutPart::Steps if has_conclusion && part.shows == CutUse::LikeRandom => {
            " What they come to still stands in the conclusion."
        }
        CutPart::Conclusion if has_conclusion && part.shows == CutUse::LikeRandom => {
            " What it says can still be read from the steps."
        }
        _ => "",
    };
    format!("{drawn}With {what} out of sight{reach}, {shows} ({odds}).{other_way}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use foregone_engine::Pick;

    use super::super::Stretch;
    use super::*;
    use crate::compare::statement::tests::told;

    const CALM: &str = "reasons: the dog looks calm and focused. odd details: zero, so the answer is no.";
    const SILLY: &str = "reasons: the dog looks playful and silly. odd details: one, so the answer is yes.";
    const TURNED: &str = "reasons: the dog looks calm and focused. odd details: zero, so the answer is yes.";
    const THIRD: &str = "reasons: the dog looks calm and focused. odd details: one, so the answer is yes.";
    const NONE: &str = "reasons:";

    fn found(own: &str, opposite: &str, blind: &str) -> (CutCase, String) {
        let told = [own, opposite, blind].map(told);
        let told = told.each_ref().map(Vec::as_slice);
        let case = case(told);
        (case, of_texts(case, told, &["no".into(), "yes".into()], false))
    }

    #[test]
    fn each_of_four_cases_has_its_sentence() {
        for (texts, case, said) in [
            (
                [CALM, CALM, CALM],
                CutCase::NoDifference,
                "no difference to what they say. Without sight of any answer it gives them too.",
            ),
            ([CALM, CALM, SILLY], CutCase::NoDifference, "Without sight of any answer it gives others."),
            (
                [CALM, SILLY, CALM],
                CutCase::OwnAnyway,
                "the reasons it gives anyway. The forced “yes” bends them.",
            ),
            (
                [CALM, SILLY, SILLY],
                CutCase::OppositeAnyway,
                "as after the forced “yes”: its own answer, “no”, bends them.",
            ),
            ([CALM, SILLY, THIRD], CutCase::Neither, "this can't say."),
        ] {
            let [own, opposite, blind] = texts;
            let (found, sentence) = found(own, opposite, blind);
            assert_eq!(found, case, "{sentence}");
            assert!(sentence.ends_with(said), "{sentence}");
        }
    }

    #[test]
    fn a_conclusion_alone_bends_no_reasons() {
        let (case, sentence) = found(CALM, TURNED, CALM);
        assert_eq!(case, CutCase::OwnAnyway);
        assert!(
            sentence.ends_with("The forced “yes” changes only the conclusion that they end in."),
            "{sentence}"
        );
        let (case, sentence) = found(CALM, TURNED, TURNED);
        assert_eq!(case, CutCase::OppositeAnyway);
        assert!(
            sentence.ends_with("its own answer, “no”, changes only the conclusion that they end in."),
            "{sentence}"
        );
        let (_, sentence) = found(CALM, CALM, TURNED);
        assert!(sentence.ends_with("it ends them in another conclusion, or in none."), "{sentence}");
    }

    #[test]
    fn no_sentence_speaks_of_reasons_that_are_not_there() {
        let mut said = BTreeSet::new();
        for texts in [
            [NONE, NONE, NONE],
            [NONE, CALM, NONE],
            [CALM, NONE, NONE],
            [CALM, NONE, CALM],
            [NONE, CALM, CALM],
        ] {
            let [own, opposite, blind] = texts;
            let (_, sentence) = found(own, opposite, blind);
            assert!(!sentence.contains("bends"), "{sentence}");
            said.insert(sentence);
        }
        assert_eq!(said.len(), 5, "{said:?}");
        assert!(found(CALM, CALM, NONE).1.ends_with("Without sight of any answer it gives none."));
    }

    #[test]
    fn what_is_true_by_construction_and_what_was_cut_short_are_said() {
        let (one, words) = (told(CALM), ["no".to_owned(), "yes".to_owned()]);
        let sentence = of_texts(CutCase::AlreadyCut, [&one, &one, &one], &words, false);
        assert!(sentence.contains("by construction: this shows nothing"), "{sentence}");
        let sentence = of_texts(CutCase::NoDifference, [&one, &one, &one], &words, true);
        assert!(sentence.ends_with("is not compared."), "{sentence}");
    }

    fn condition(log_odds: f64, on_top: bool) -> CutCondition {
        CutCondition { answer: Answer::from(log_odds > 0.0), on_top, log_odds, yes: -1.0, no: -1.0 }
    }

    /// Of an experiment whose own answer is no.
    fn part(part: CutPart, whole: f64, cut: f64, random: &[f64], layers: Pick) -> String {
        let model = crate::spec::ModelRef { id: "m".into(), sha256: "0".repeat(64) };
        let task = crate::spec::Task::Cups { seed: 1, swaps: None };
        let setting = CutSetting {
            spec: crate::spec::Spec::new(model, task, crate::task::Order::ReasoningFirst),
            whole: layers == Pick::All,
            choice: CutChoice { layers, draws: random.len(), ..CutChoice::default() },
            own: Answer::No,
            words: ["no".into(), "yes".into()],
            conditions: Vec::new(),
            left_out: None,
        };
        let cut = PartCut {
            part,
            keys: Stretch { from: 1, to: 2 },
            cut: condition(cut, cut > -9.0),
            control: Band::of(random.to_vec()),
            short_rows: usize::from(random.len() > 2),
            shows: CutUse::of(whole, cut, random),
            sentence: String::new(),
        };
        of_part(&setting, &condition(whole, true), &cut, true)
    }

    #[test]
    fn what_a_part_shows_is_said_of_that_part_beside_random_cuts() {
        let all = |part_of, whole, cut, random: &[f64]| part(part_of, whole, cut, random, Pick::All);
        assert_eq!(
            all(CutPart::Reasons, -4.0, 0.5, &[-4.5, -3.0]),
            "With the reasons out of sight, “yes” becomes likelier than “no”, and under no random cut does it: this answer depends \
             on looking at them (log-odds of “yes” over “no”: −4.00 → 0.50; under 2 random cuts of as many words outside the \
             reasons: −4.50 to −3.00)."
        );
        let said = all(CutPart::Reasons, -4.0, 0.5, &[-4.5, 3.0, -4.0]);
        assert!(
            said.contains("but so it does under a random cut") && said.contains("(or of all there are"),
            "{said}"
        );
        let said = all(CutPart::Conclusion, -4.0, -1.0, &[-4.5]);
        assert!(said.contains("but by less") && said.contains("this answer uses it"), "{said}");
        assert!(said.contains("under a random cut of as many words outside the reasons: −4.50)."), "{said}");
        let said = all(CutPart::Steps, -4.0, -9.5, &[-4.5]);
        assert!(said.contains("“no” becomes likelier still beside “yes”, though neither"), "{said}");
        let said = all(CutPart::Steps, -4.0, -4.1, &[-4.5]);
        assert!(
            said.contains("no use of them") && said.ends_with("still stands in the conclusion."),
            "{said}"
        );
        // An answer that was drawn against the odds.
        let said = all(CutPart::Reasons, 2.0, 1.0, &[2.5]);
        assert!(said.starts_with("The “no” in its text is not the likelier"), "{said}");
        assert!(said.contains("“yes” stays the likelier answer, but by less"), "{said}");
        let said = part(CutPart::Reasons, -4.0, -1.0, &[-4.5], Pick::only([0, 2]));
        assert!(
            said.starts_with("With the reasons out of sight in layers 1 and 3, all heads, “no” stays"),
            "{said}"
        );
    }
}
