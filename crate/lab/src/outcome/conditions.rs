//! What was done to a run, a short label each: forced words, cuts, a note, sampling.

use std::collections::BTreeSet;

use foregone_engine::{Pick, Sampling};

use super::sentences::{capital, listed};
use crate::prompt::Scene;
use crate::spec::{Intervention, Place, Spec};
use crate::task::format::note;
use crate::trace::Token;

/// How many forced words are quoted, and how many cuts described.
const SHOWN: usize = 3;

/// How many stretches of tokens, layers or heads are named one by one.
const STRETCHES: usize = 4;

/// A label for each thing that was done to a run, whatever part of it is written yet. A forced word that is the model's
/// own choice is none of them.
pub fn conditions(spec: &Spec, scene: &Scene, output: &[Token]) -> Vec<String> {
    let mut labels: Vec<String> = forced(spec, output).into_iter().collect();
    let cuts: BTreeSet<String> = spec.interventions.iter().map(cut).collect();
    labels.extend(cuts.iter().take(SHOWN).cloned());
    match cuts.len().saturating_sub(SHOWN) {
        0 => {}
        1 => labels.push("Cut: 1 more connection".to_owned()),
        more => labels.push(format!("Cut: {more} more connections")),
    }
    labels.extend(spec.note.map(|answer| capital(&note(scene.word(answer)))));
    labels.extend(sampled(spec.sampling));
    labels
}

/// "Forced: “no”", "2 words forced: “no” and “red”".
fn forced(spec: &Spec, output: &[Token]) -> Option<String> {
    let mut forced: Vec<_> = spec.forced.iter().collect();
    forced.sort_by_key(|forced| forced.at);
    let mut words = Vec::new();
    for forced in forced {
        match output.get(forced.at) {
            Some(token) if !token.forced => {}
            Some(token) => words.push(quoted(&token.text)),
            // As a vocabulary writes the space before a word.
            None => words.push(quoted(forced.token.trim_start_matches(['Ġ', '▁']))),
        }
    }
    let (count, more) = (words.len(), words.len().saturating_sub(SHOWN));
    words.truncate(SHOWN);
    match count {
        0 => None,
        1 => Some(format!("Forced: {}", listed(words, 0))),
        _ => Some(format!("{count} words forced: {}", listed(words, more))),
    }
}

fn quoted(word: &str) -> String {
    let word = word.trim();
    if word.is_empty() { "a space".to_owned() } else { format!("“{word}”") }
}

/// "Cut: its reasons can't look at its answer, in all layers and heads"
fn cut(Intervention::Cut { from, to, layers, heads }: &Intervention) -> String {
    let none = |pick: &Pick| matches!(pick, Pick::Only(some) if some.is_empty());
    let nothing = |place: &Place| matches!(place, Place::Positions(some) if some.is_empty());
    if nothing(from) || nothing(to) {
        return "Cut: nothing, for it names no words".to_owned();
    }
    if none(layers) || none(heads) {
        return "Cut: nothing, for it names no layers or no heads".to_owned();
    }
    format!("Cut: {} can't look at {}, {}", place(from), place(to), reach(layers, heads))
}

/// Some of the tokens, by what they are, or else by number: the first token of the prompt is number 1.
fn place(place: &Place) -> String {
    match place {
        Place::Span(span) => span.words().to_owned(),
        Place::Positions(some) => {
            format!("{} of the text", numbered("token", some.iter().copied().collect()))
        }
    }
}

/// "in all layers and heads", "in layer 2, heads 1 and 3".
pub(crate) fn reach(layers: &Pick, heads: &Pick) -> String {
    match (layers, heads) {
        (Pick::All, Pick::All) => "in all layers and heads".to_owned(),
        (Pick::All, Pick::Only(heads)) => format!("in all layers, {}", numbered("head", heads.clone())),
        (Pick::Only(layers), Pick::All) => format!("in {}, all heads", numbered("layer", layers.clone())),
        (Pick::Only(layers), Pick::Only(heads)) => {
            format!("in {}, {}", numbered("layer", layers.clone()), numbered("head", heads.clone()))
        }
    }
}

/// "layer 2", "tokens 3 to 5 and 9"; where they are too scattered, "40 tokens between 3 and 210". Counted from 1.
fn numbered(noun: &str, some: BTreeSet<usize>) -> String {
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for one in some.iter().map(|index| index.saturating_add(1)) {
        match stretches.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(one) => *last = one,
            _ => stretches.push((one, one)),
        }
    }
    let (count, ends) = (some.len(), (stretches.first(), stretches.last()));
    if let (true, (Some((first, _)), Some((_, last)))) = (stretches.len() > STRETCHES, ends) {
        return format!("{count} {noun}s between {first} and {last}");
    }
    let said = |&(first, last): &(usize, usize)| match last - first {
        0 => vec![first.to_string()],
        1 => vec![first.to_string(), last.to_string()],
        _ => vec![format!("{first} to {last}")],
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{noun}{plural} {}", listed(stretches.iter().flat_map(said).collect(), 0))
}

/// "Sampled: temperature 0.8, top-p 0.95, seed 7"
fn sampled(sampling: Sampling) -> Option<String> {
    let Sampling::Sample { temperature, top_k, top_p, seed } = sampling else { return None };
    let parts = [
        Some(format!("temperature {temperature}")),
        top_k.map(|k| format!("top-k {k}")),
        top_p.map(|p| format!("top-p {p}")),
        Some(format!("seed {seed}")),
    ];
    Some(format!("Sampled: {}", parts.into_iter().flatten().collect::<Vec<_>>().join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::statement::tests::tokens;
    use crate::span::Span;
    use crate::spec::{Forced, ModelRef, Task};
    use crate::task::{Answer, Order};

    fn plain() -> Spec {
        let model = ModelRef { id: "m".into(), sha256: "0".repeat(64) };
        Spec::new(model, Task::Cups { seed: 1, swaps: None }, Order::DecisionFirst)
    }

    fn labels(spec: &Spec) -> Vec<String> {
        conditions(spec, &Scene::new(&spec.task), &[])
    }

    fn cut_of(from: Place, to: Place, layers: Pick, heads: Pick) -> String {
        let interventions = vec![Intervention::Cut { from, to, layers, heads }];
        let [label] = labels(&Spec { interventions, ..plain() }).try_into().unwrap();
        label
    }

    #[test]
    fn a_plain_run_has_no_label_and_each_change_has_its_own() {
        assert_eq!(labels(&plain()), Vec::<String>::new());
        let sampling = Sampling::Sample { temperature: 0.8, top_k: None, top_p: Some(0.95), seed: 7 };
        let [from, to] = [Place::Span(Span::Reasoning), Place::Span(Span::Decision)];
        let spec = Spec {
            note: Some(Answer::Yes),
            forced: vec![Forced { at: 2, token: "no".into() }],
            sampling,
            interventions: vec![Intervention::Cut { from, to, layers: Pick::All, heads: Pick::All }],
            ..plain()
        };
        let expected = [
            "Forced: “no”",
            "Cut: its reasons can't look at its answer, in all layers and heads",
            "Note: the answer is yes.",
            "Sampled: temperature 0.8, top-p 0.95, seed 7",
        ];
        assert_eq!(labels(&spec), expected);
        let sampling = Sampling::Sample { temperature: 1.0, top_k: Some(5), top_p: None, seed: 0 };
        assert_eq!(labels(&Spec { sampling, ..plain() }), ["Sampled: temperature 1, top-k 5, seed 0"]);
    }

    #[test]
    fn a_cut_is_told_by_what_it_cuts_and_where() {
        let (answer, reasons) = (Place::Span(Span::Decision), Place::Span(Span::Reasoning));
        assert_eq!(
            cut_of(answer.clone(), reasons.clone(), Pick::only([1]), Pick::only([0, 2])),
            "Cut: its answer can't look at its reasons, in layer 2, heads 1 and 3"
        );
        assert_eq!(
            cut_of(answer.clone(), Place::Span(Span::Scene), Pick::only([0, 1, 2]), Pick::All),
            "Cut: its answer can't look at the scene, in layers 1 to 3, all heads"
        );
        assert_eq!(
            cut_of(reasons.clone(), Place::Positions(vec![9, 3, 4, 5, 9]), Pick::All, Pick::only([1])),
            "Cut: its reasons can't look at tokens 4 to 6 and 10 of the text, in all layers, head 2"
        );
        let scattered = (0..20).map(|index| index * 3).collect();
        assert_eq!(
            cut_of(Place::Positions(vec![70]), Place::Positions(scattered), Pick::All, Pick::All),
            "Cut: token 71 of the text can't look at 20 tokens between 1 and 58 of the text, in all layers and heads"
        );
        assert_eq!(
            cut_of(Place::Positions(vec![]), reasons.clone(), Pick::All, Pick::All),
            "Cut: nothing, for it names no words"
        );
        assert_eq!(
            cut_of(answer, reasons, Pick::only([]), Pick::All),
            "Cut: nothing, for it names no layers or no heads"
        );
        assert!(
            cut_of(Place::Positions(vec![usize::MAX]), Place::Span(Span::Note), Pick::All, Pick::All)
                .ends_with("the note, in all layers and heads")
        );
    }

    #[test]
    fn many_changes_are_counted() {
        let forced = (0..5).map(|at| Forced { at: 9 - at, token: format!("▁w{at}") }).collect();
        let cut = |at| Intervention::Cut {
            from: Place::Positions(vec![at]),
            to: Place::Span(Span::Start),
            layers: Pick::All,
            heads: Pick::All,
        };
        let spec = Spec { forced, interventions: (0..6).map(cut).collect(), ..plain() };
        let said = labels(&spec);
        assert_eq!(said[0], "5 words forced: “w4”, “w3”, “w2” and 2 more");
        assert_eq!((said.len(), said[4].as_str()), (5, "Cut: 3 more connections"));
        // The same cut twice is one.
        assert_eq!(labels(&Spec { interventions: vec![cut(1), cut(1)], ..plain() }).len(), 1);
    }

    #[test]
    fn a_word_that_the_model_writes_anyway_is_not_forced() {
        let forced = [(0, "it"), (1, "sits")].map(|(at, token)| Forced { at, token: token.into() }).to_vec();
        let spec = Spec { forced, ..plain() };
        let mut output: Vec<Token> = tokens("it sits", Span::Reasoning);
        output.retain(|token| !token.text.trim().is_empty());
        let scene = Scene::new(&spec.task);
        assert_eq!(conditions(&spec, &scene, &output), Vec::<String>::new());
        output[1].forced = true;
        assert_eq!(conditions(&spec, &scene, &output), ["Forced: “sits”"]);
        assert_eq!(conditions(&spec, &scene, &[]), ["2 words forced: “it” and “sits”"]);
    }
}
