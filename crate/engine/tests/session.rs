//! What a session promises, on random checkpoints and random tokens.

// Clippy takes the helpers of an integration test for product code.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use common::distance;
use foregone_engine::{Capture, Error, Intervention, Knockout, Model, Output, Pick, Rows, Session};
use pollster::block_on;
use proptest::prelude::*;

fn model() -> Model {
    common::load(common::files()).unwrap()
}

fn extend(session: &mut Session, tokens: &[u32]) -> Output {
    block_on(session.extend(tokens, Capture::ALL)).unwrap()
}

fn fresh(model: &Model, tokens: &[u32]) -> Output {
    extend(&mut model.session().unwrap(), tokens)
}

fn cut(layers: Pick, heads: Pick, queries: Pick, keys: Pick) -> Intervention {
    Intervention::Knockout(Knockout { layers, heads, queries, keys })
}

/// Asserts that the last rows of two outputs agree.
fn same_end(a: &Output, b: &Output) {
    let query = a.attention.queries().end - 1;
    assert!(distance(a.last_logits(), b.last_logits()) < 1e-5);
    for layer in 0..2 {
        for head in 0..4 {
            let (a, b) = (a.attention.row(layer, head, query), b.attention.row(layer, head, query));
            assert!(distance(a.unwrap(), b.unwrap()) < 1e-6);
        }
    }
}

prop_compose! {
    fn text()(tokens in prop::collection::vec(0_u32..17, 2..40)) -> Vec<u32> { tokens }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn rows_are_probabilities_over_what_came_before(tokens in text()) {
        let attention = fresh(&model(), &tokens).attention;
        for query in 0..tokens.len() {
            for head in 0..4 {
                let row = attention.row(1, head, query).unwrap();
                prop_assert_eq!(row.len(), query + 1);
                prop_assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
                prop_assert!(row.iter().all(|weight| (0.0..=1.0).contains(weight)));
            }
        }
    }

    #[test]
    fn a_later_token_changes_nothing_before_it(tokens in text(), other in 0_u32..17) {
        let model = model();
        let mut changed = tokens.clone();
        *changed.last_mut().unwrap() = other;
        let (a, b) = (fresh(&model, &tokens), fresh(&model, &changed));
        let until = tokens.len() - 1;
        for (a, b) in a.logits().zip(b.logits()).take(until) {
            prop_assert!(distance(a, b) < 1e-6);
        }
    }

    #[test]
    fn cutting_back_and_going_on_is_as_if_nothing_else_had_been(tokens in text(), detour in text(), at in 0_usize..40) {
        let model = model();
        let at = at.min(tokens.len() - 1);
        let mut session = model.session().unwrap();
        extend(&mut session, &tokens[..at.max(1)]);
        extend(&mut session, &detour);
        session.truncate(at).unwrap();
        let went_on = extend(&mut session, &tokens[at..]);
        same_end(&went_on, &fresh(&model, &tokens));
        prop_assert_eq!(session.tokens(), &tokens[..]);
    }

    #[test]
    fn a_fork_goes_its_own_way(tokens in text(), detour in text(), at in 1_usize..40) {
        let model = model();
        let at = at.min(tokens.len() - 1);
        let mut session = model.session().unwrap();
        extend(&mut session, &tokens[..at]);
        let mut fork = session.fork(at).unwrap();
        extend(&mut fork, &detour);
        same_end(&extend(&mut session, &tokens[at..]), &fresh(&model, &tokens));
    }

    #[test]
    fn a_cut_edge_carries_exactly_nothing(tokens in text(), layer in 0_usize..2, head in 0_usize..4, key in 0_usize..38) {
        let (query, key) = (tokens.len() - 1, key.min(tokens.len() - 2));
        let mut session = model().session().unwrap();
        session.intervene(vec![cut(
            Pick::only([layer]), Pick::only([head]), Pick::only([query]), Pick::only([key]),
        )]);
        let attention = extend(&mut session, &tokens).attention;
        let row = attention.row(layer, head, query).unwrap();
        prop_assert_eq!(row[key], 0.0);
        prop_assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        let elsewhere = attention.row(layer, (head + 1) % 4, query).unwrap();
        prop_assert!(elsewhere[key] > 0.0);
    }
}

#[test]
fn what_is_cut_off_everywhere_cannot_be_told_apart() {
    let model = model();
    let end = |first: u32| {
        let mut session = model.session().unwrap();
        // Every later position is kept from position 1, directly and through the others.
        session.intervene(vec![cut(Pick::All, Pick::All, Pick::only(2..9), Pick::only([1]))]);
        extend(&mut session, &[3, first, 5, 6, 7, 8, 9, 10, 11])
    };
    assert!(distance(end(1).last_logits(), end(2).last_logits()) < 1e-6);
    let uncut = distance(fresh(&model, &[3, 1, 5]).last_logits(), fresh(&model, &[3, 2, 5]).last_logits());
    assert!(uncut > 1e-3, "without the cut the token must matter");
}

#[test]
fn long_prompts_go_through_in_tiles_and_the_cache_grows() {
    let model = model();
    let tokens: Vec<u32> = (0..300).map(|at| at * 7 % 17).collect();
    let mut session = model.session().unwrap();
    let whole = extend(&mut session, &tokens);
    assert_eq!(whole.logits().count(), 300);
    let mut slow = model.session().unwrap();
    let mut last = None;
    for &token in &tokens {
        last = Some(extend(&mut slow, &[token]));
    }
    same_end(&last.unwrap(), &whole);
    let only_last = Capture { attention: Rows::Last, ..Capture::LOGITS };
    let output = block_on(model.session().unwrap().extend(&tokens, only_last)).unwrap();
    assert_eq!(output.attention.queries(), 299..300);
    same_end(&output, &whole);
}

#[test]
fn bad_requests_leave_the_session_as_it_was() {
    let model = model();
    let mut session = model.session().unwrap();
    extend(&mut session, &[1, 2, 3]);
    let mut refuse = |tokens: &[u32]| block_on(session.extend(tokens, Capture::ALL)).unwrap_err();
    assert!(matches!(refuse(&[4, 17]), Error::TokenId { id: 17, vocab: 17 }));
    assert!(matches!(refuse(&[1; 600]), Error::TooLong { got: 603, max: 600 }));
    assert!(matches!(session.truncate(4).unwrap_err(), Error::OutOfRange { got: 4, .. }));
    assert!(session.fork(4).is_err());
    session.intervene(vec![cut(Pick::All, Pick::All, Pick::All, Pick::All)]);
    let error = block_on(session.extend(&[4], Capture::ALL)).unwrap_err();
    assert!(matches!(error, Error::EmptyRow { layer: 0, head: 0, query: 3 }), "{error}");
    session.intervene(Vec::new());
    assert_eq!(session.tokens(), [1, 2, 3]);
    same_end(&extend(&mut session, &[4]), &fresh(&model, &[1, 2, 3, 4]));
}
