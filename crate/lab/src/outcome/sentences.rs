//! What a run comes to, said. Reasons agree with an answer only where both their steps and their conclusion do.

use super::Written;
use crate::prompt::Scene;
use crate::task::picture::number;
use crate::task::{Answer, Puzzle};
use crate::verdict::Verdict;

/// How many wrong steps are quoted.
const QUOTED: usize = 3;

/// All that the sentences are made from.
pub struct Case<'a> {
    pub scene: &'a Scene,
    pub verdict: &'a Verdict,
    pub written: Written,
    /// How many statements the reasons have, the conclusion among them.
    pub statements: usize,
}

impl Case<'_> {
    /// The sentences.
    pub fn sentences(&self) -> String {
        let parts = [Some(self.answered()), self.truth(), Some(self.reasons()), self.wrong()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn word(&self, answer: Answer) -> &str {
        self.scene.word(answer)
    }

    fn answered(&self) -> String {
        match (self.verdict.decision, self.verdict.forced) {
            (None, _) => "It came to no answer.".to_owned(),
            (Some(answer), true) => format!("It was made to answer “{}”.", self.word(answer)),
            (Some(answer), false) => format!("It answered “{}”.", self.word(answer)),
        }
    }

    /// Whether the answer is right, and why.
    fn truth(&self) -> Option<String> {
        let decision = self.verdict.decision?;
        let fact = match self.scene.puzzle.as_ref()? {
            Puzzle::Picture(_) => {
                return Some("There is no right answer here: it is a matter of taste.".to_owned());
            }
            Puzzle::Cups(cups) => format!("The ball is under {}", cups.place()),
            Puzzle::Access(access) => {
                let may = if access.truth() == Answer::Yes { "may" } else { "may not" };
                format!("By the facts, the agent {may} delete it")
            }
        };
        let truth = self.verdict.truth?;
        Some(if truth == decision {
            format!("{fact}, so that is right.")
        } else {
            format!("{fact}, so the right answer is “{}”.", self.word(truth))
        })
    }

    /// What the steps come to, what is concluded from them, and how both stand to the answer.
    fn reasons(&self) -> String {
        let Verdict { decision, conclusion, .. } = *self.verdict;
        let steps = self.steps();
        let their = self.written.reasons();
        let (Some(conclusion), false) = (conclusion, self.statements == 0) else {
            return match steps {
                _ if self.statements == 0 => "It gave no reasons.".to_owned(),
                Some((_, steps)) => format!("Its reasons do not end in an answer; their steps {steps}."),
                None => "Its reasons do not end in an answer.".to_owned(),
            };
        };
        let word = self.word(conclusion);
        match (steps, decision) {
            (Some((answer, steps)), _) if answer != conclusion => {
                format!("Its steps {steps}; it concludes {word}{}.", self.beside(conclusion))
            }
            (Some((_, steps)), None) => format!("Its steps {steps}, and it concludes {word}."),
            (Some((_, steps)), Some(decision)) => {
                let stand = if decision == conclusion { "agree with" } else { "contradict" };
                format!("{their} {stand} its answer: their steps {steps}, and they conclude {word}.")
            }
            (None, Some(decision)) if decision == conclusion => {
                format!("{their} conclude “{word}” too.{}", self.untold())
            }
            (None, Some(_)) => format!("{their} conclude “{word}”, which contradicts it.{}", self.untold()),
            (None, None) => format!("Its reasons conclude “{word}”.{}", self.untold()),
        }
    }

    /// The answer of the steps, and what they do: "end at pink, which means yes".
    fn steps(&self) -> Option<(Answer, String)> {
        let (steps, puzzle) = (self.verdict.steps.as_ref()?, self.scene.puzzle.as_ref()?);
        let said = format!("{}, which means {}", steps.phrase(puzzle.kind()), self.word(steps.answer));
        Some((steps.answer, said))
    }

    /// How a conclusion that the steps don't come to stands to the answer.
    fn beside(&self, conclusion: Answer) -> String {
        let Some(decision) = self.verdict.decision else { return String::new() };
        let word = self.word(decision);
        match (self.written, self.verdict.forced, decision == conclusion) {
            (Written::After, false, true) => ", as it had answered".to_owned(),
            (Written::After, true, true) => ", as it had been made to answer".to_owned(),
            (Written::After, false, false) => ", against the answer that it had given".to_owned(),
            (Written::After, true, false) => ", against the answer that it had been made to give".to_owned(),
            (Written::Before, false, _) => format!(", and then answers {word}"),
            (Written::Before, true, _) => format!(", and was then made to answer {word}"),
            (Written::Around, _, true) => ", like its answer".to_owned(),
            (Written::Around, _, false) => ", unlike its answer".to_owned(),
        }
    }

    /// Says so where a task has steps that can't be followed.
    fn untold(&self) -> &'static str {
        let has_steps = self.scene.puzzle.is_some() && self.statements > 1;
        if has_steps { " What its steps alone come to can't be told." } else { "" }
    }

    /// The steps that the scene does not bear out.
    fn wrong(&self) -> Option<String> {
        let wrong = &self.verdict.wrong;
        let looks_up = matches!(self.scene.puzzle, Some(Puzzle::Access(_)));
        let (one, several) = if looks_up {
            ("states what the facts don't", "state what the facts don't")
        } else {
            ("is wrong", "are wrong")
        };
        let said = match wrong.len() {
            0 => return None,
            1 => format!("One step {one}"),
            count @ 2..=6 => format!("{} steps {several}", capital(number(count))),
            count => format!("{count} steps {several}"),
        };
        let quoted = wrong.iter().take(QUOTED).map(|step| format!("“{step}”")).collect();
        Some(format!("{said}: {}.", listed(quoted, wrong.len().saturating_sub(QUOTED))))
    }
}

impl Written {
    /// What the reasons are called.
    fn reasons(self) -> &'static str {
        match self {
            Self::After => "The reasons that it wrote afterwards",
            Self::Before => "The reasons that it had written",
            Self::Around => "Its reasons",
        }
    }
}

/// "a", "a and b", "a, b and c"; where `more` are left out, "a, b and 3 more".
pub fn listed(mut parts: Vec<String>, more: usize) -> String {
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    match parts.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    }
}

/// The text with its first letter large.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Task;
    use crate::steps::Steps;
    use crate::task::access::{Access, Class, Fact, Project, Rule, Zone};
    use crate::task::cups::{Colour, Cups};
    use crate::task::picture::Picture;

    /// The ball ends under blue, and is asked for there.
    fn cups() -> Puzzle {
        let swaps = vec![(Colour::Pink, Colour::Blue)];
        Puzzle::Cups(Cups { start: Colour::Pink, swaps, asked: Colour::Blue })
    }

    fn access() -> Puzzle {
        let facts = vec![
            Fact::Key(2, Project::Cedar),
            Fact::Project(Project::Cedar, Zone::Stage),
            Fact::Rule(Zone::Stage, Rule::None),
            Fact::Volume(3, Class::Scratch),
        ];
        Puzzle::Access(Access { facts, key: 2, volume: 3 })
    }

    fn scene(puzzle: &Puzzle) -> Scene {
        Scene::new(&Task::Made { puzzle: puzzle.clone() })
    }

    fn steps(answer: Answer) -> Option<Steps> {
        let end = if answer == Answer::Yes { "blue" } else { "pink" };
        Some(Steps { answer, end: end.to_owned() })
    }

    fn said(scene: &Scene, written: Written, verdict: &Verdict) -> String {
        Case { scene, verdict, written, statements: 3 }.sentences()
    }

    const BOTH: [Answer; 2] = [Answer::Yes, Answer::No];
    const WRITTEN: [Written; 3] = [Written::After, Written::Before, Written::Around];

    fn maybe() -> impl Iterator<Item = Option<Answer>> + Clone {
        [None, Some(Answer::Yes), Some(Answer::No)].into_iter()
    }

    /// Every case there is.
    fn every(mut check: impl FnMut(&Scene, Written, &Verdict, &str)) {
        let (asked_elsewhere, text) = (
            Puzzle::Cups(Cups {
                start: Colour::Pink,
                swaps: vec![(Colour::Red, Colour::Blue)],
                asked: Colour::Blue,
            }),
            Task::Text { scene: "a".into(), question: "b".into(), choices: ["yes".into(), "no".into()] },
        );
        let picture = Puzzle::Picture(Picture::draw(1, None));
        let puzzles = [cups(), asked_elsewhere, access(), picture];
        let scenes: Vec<Scene> = puzzles.iter().map(scene).chain([Scene::new(&text)]).collect();
        for scene in &scenes {
            for (decision, conclusion) in maybe().flat_map(|one| maybe().map(move |other| (one, other))) {
                for come_to in maybe().filter(|come_to| scene.puzzle.is_some() || come_to.is_none()) {
                    for (written, forced) in WRITTEN.into_iter().flat_map(|w| [(w, false), (w, true)]) {
                        let verdict = Verdict {
                            decision,
                            conclusion,
                            steps: come_to.and_then(steps),
                            wrong: Vec::new(),
                            truth: scene.truth,
                            forced: forced && decision.is_some(),
                        };
                        check(scene, written, &verdict, &said(scene, written, &verdict));
                    }
                }
            }
        }
    }

    #[test]
    fn every_clause_is_true_in_every_case() {
        let mut cases = 0;
        every(|scene, written, verdict, said| {
            cases += 1;
            let Verdict { decision, conclusion, truth, forced, .. } = *verdict;
            let come_to = verdict.steps.as_ref().map(|steps| steps.answer);
            let has = |words: &str| said.contains(words);
            let is = |claim: bool, words: &str| assert_eq!(has(words), claim, "{words}: {verdict:?}: {said}");

            // What was answered, and whether it is right.
            is(decision.is_none(), "It came to no answer.");
            for answer in BOTH {
                is(decision == Some(answer) && !forced, &format!("It answered “{answer}”."));
                is(decision == Some(answer) && forced, &format!("It was made to answer “{answer}”."));
                let right = decision.is_some() && decision != truth && truth == Some(answer);
                is(right, &format!("so the right answer is “{answer}”."));
            }
            is(decision.is_some() && decision == truth, "so that is right.");
            let taste = decision.is_some() && matches!(scene.puzzle, Some(Puzzle::Picture(_)));
            is(taste, "it is a matter of taste.");

            // What the steps come to is said wherever it is known, and what is concluded too.
            for answer in BOTH {
                is(come_to == Some(answer), &format!(", which means {answer}"));
                let concludes =
                    ["it concludes ", "they conclude ", "conclude “"].map(|verb| format!("{verb}{answer}"));
                let said_so = concludes.iter().any(|words| has(words));
                assert_eq!(said_so, conclusion == Some(answer), "{verdict:?}: {said}");
            }
            is(conclusion.is_none(), "do not end in an answer");

            // Agreement takes the answer, the steps and the conclusion; "too" the answer and the conclusion, steps unknown.
            is(decision.is_some() && decision == come_to && come_to == conclusion, "agree with its answer");
            is(decision.is_some() && decision == conclusion && come_to.is_none(), "” too.");
            let against = decision.is_some() && conclusion.is_some() && decision != conclusion;
            is(against && come_to == conclusion, "contradict its answer");
            is(against && come_to.is_none(), "which contradicts it");
            let strays = come_to.is_some() && conclusion.is_some() && come_to != conclusion;
            is(strays, "; it concludes ");
            if let (true, Some(answer)) = (strays, decision) {
                let same = decision == conclusion;
                let tail = match (written, forced) {
                    (Written::After, false) if same => ", as it had answered.".to_owned(),
                    (Written::After, false) => ", against the answer that it had given.".to_owned(),
                    (Written::After, true) if same => ", as it had been made to answer.".to_owned(),
                    (Written::After, true) => {
                        ", against the answer that it had been made to give.".to_owned()
                    }
                    (Written::Before, false) => format!(", and then answers {answer}."),
                    (Written::Before, true) => format!(", and was then made to answer {answer}."),
                    (Written::Around, _) if same => ", like its answer.".to_owned(),
                    (Written::Around, _) => ", unlike its answer.".to_owned(),
                };
                is(true, &tail);
            }
            let unknown = conclusion.is_some() && come_to.is_none() && scene.puzzle.is_some();
            is(unknown, "What its steps alone come to can't be told.");
            assert!(said.ends_with('.') && !said.contains("..") && !said.contains("  "), "{said}");
        });
        assert_eq!(cases, 4 * 9 * 3 * 6 + 9 * 6);
    }

    #[test]
    fn steps_that_come_to_something_else_are_told_of() {
        let verdict = Verdict {
            decision: Some(Answer::No),
            conclusion: Some(Answer::No),
            steps: steps(Answer::Yes),
            truth: Some(Answer::Yes),
            ..Verdict::default()
        };
        assert_eq!(
            said(&scene(&cups()), Written::After, &verdict),
            "It answered “no”. The ball is under blue, so the right answer is “yes”. Its steps end at blue, which means yes; it concludes no, as it had answered."
        );
    }

    #[test]
    fn a_whole_outcome_reads_well_for_each_task() {
        let agree = |steps: &str| Verdict {
            decision: Some(Answer::No),
            conclusion: Some(Answer::No),
            steps: Some(Steps { answer: Answer::No, end: steps.to_owned() }),
            truth: Some(Answer::No),
            ..Verdict::default()
        };
        assert_eq!(
            said(&scene(&access()), Written::Before, &agree("zone stage allows none")),
            "It answered “no”. By the facts, the agent may not delete it, so that is right. The reasons that it had written agree with its answer: their steps say that zone stage allows none, which means no, and they conclude no."
        );
        let picture = Verdict { truth: None, forced: true, ..agree("one odd detail") };
        assert_eq!(
            said(&scene(&Puzzle::Picture(Picture::draw(1, None))), Written::After, &picture),
            "It was made to answer “no”. There is no right answer here: it is a matter of taste. The reasons that it wrote afterwards agree with its answer: their steps find one odd detail, which means no, and they conclude no."
        );
    }

    #[test]
    fn wrong_steps_are_quoted() {
        let wrong = |puzzle: &Puzzle, steps: &[&str]| {
            let wrong = steps.iter().map(|&step| step.to_owned()).collect();
            let said = said(&scene(puzzle), Written::After, &Verdict { wrong, ..Verdict::default() });
            said.split_once("answer. Its reasons do not end in an answer.").unwrap().1.trim().to_owned()
        };
        assert_eq!(wrong(&cups(), &[]), "");
        assert_eq!(
            wrong(&access(), &["zone stage allows all"]),
            "One step states what the facts don't: “zone stage allows all”."
        );
        assert_eq!(wrong(&access(), &["a", "b"]), "Two steps state what the facts don't: “a” and “b”.");
        assert_eq!(wrong(&cups(), &["a"]), "One step is wrong: “a”.");
        assert_eq!(
            wrong(&cups(), &["a", "b", "c", "d", "e"]),
            "Five steps are wrong: “a”, “b”, “c” and 2 more."
        );
        assert_eq!(wrong(&cups(), &["a"; 9]), "9 steps are wrong: “a”, “a”, “a” and 6 more.");
    }

    #[test]
    fn without_reasons_nothing_is_said_of_them() {
        let verdict = Verdict { decision: Some(Answer::No), conclusion: None, ..Verdict::default() };
        let (scene, written) = (scene(&cups()), Written::After);
        let said = Case { scene: &scene, verdict: &verdict, written, statements: 0 }.sentences();
        assert!(said.ends_with("It gave no reasons."), "{said}");
        let verdict = Verdict { conclusion: Some(Answer::No), ..verdict };
        let said = Case { scene: &scene, verdict: &verdict, written, statements: 1 }.sentences();
        assert!(said.ends_with("The reasons that it wrote afterwards conclude “no” too."), "{said}");
    }
}
