//! Edges to cut: those of a measurement, and as many others drawn at random.

use std::collections::BTreeSet;
use std::ops::Range;

use foregone_engine::{Config, Intervention, Knockout, Pick};

use super::CutChoice;
use crate::rng::Rng;

/// From which rows to which keys.
#[derive(Clone, Debug)]
pub struct Edges {
    pub rows: Range<usize>,
    pub keys: BTreeSet<usize>,
    /// The keys that no random cut takes: these, and what else is under test.
    pub spared: BTreeSet<usize>,
}

impl Edges {
    /// All edges from some rows to some keys.
    pub fn new(rows: Range<usize>, keys: BTreeSet<usize>) -> Self {
        Self { rows, spared: keys.clone(), keys }
    }

    /// The cut, in the chosen layers and heads.
    pub fn cut(&self, choice: &CutChoice) -> Intervention {
        knockout(choice, Pick::only(self.rows.clone()), Pick::Only(self.keys.clone()))
    }

    /// Whether the experiment's own cuts leave nothing of it to cut.
    pub fn is_gone(&self, choice: &CutChoice, standing: &[Intervention], config: &Config) -> bool {
        self.rows.clone().all(|row| self.open(row, choice, standing, config) == 0)
    }

    /// How many of the keys a row can look at as the experiment stands.
    fn open(&self, row: usize, choice: &CutChoice, standing: &[Intervention], config: &Config) -> usize {
        self.keys.range(..=row).filter(|&&key| !is_cut(row, key, choice, standing, config)).count()
    }

    /// A random cut: each row loses as many other keys as it loses to the cut, of those that it could look at. Gives how many
    /// rows had fewer.
    pub fn draw(
        &self,
        choice: &CutChoice,
        standing: &[Intervention],
        config: &Config,
        rng: &mut Rng,
    ) -> (Vec<Intervention>, usize) {
        let mut short = 0;
        let mut cuts = Vec::with_capacity(self.rows.len());
        for row in self.rows.clone() {
            let count = self.open(row, choice, standing, config);
            let free =
                |key: &usize| !self.spared.contains(key) && !is_cut(row, *key, choice, standing, config);
            let mut others: Vec<usize> = (1..=row).filter(free).collect();
            if standing.iter().any(|cut| reaches(cut, row, 0)) {
                // Without the first token, the row's own is all that it surely has to look at.
                others.retain(|&key| key != row);
            }
            short += usize::from(others.len() < count);
            let drawn: BTreeSet<usize> = std::iter::from_fn(|| rng.take(&mut others)).take(count).collect();
            cuts.push(knockout(choice, Pick::only([row]), Pick::Only(drawn)));
        }
        (cuts, short)
    }
}

fn knockout(choice: &CutChoice, queries: Pick, keys: Pick) -> Intervention {
    let (layers, heads) = (choice.layers.clone(), choice.heads.clone());
    Intervention::Knockout(Knockout { layers, heads, queries, keys })
}

fn reaches(Intervention::Knockout(cut): &Intervention, row: usize, key: usize) -> bool {
    cut.queries.has(row) && cut.keys.has(key)
}

/// Whether an edge is cut already, in every chosen layer and head.
fn is_cut(row: usize, key: usize, choice: &CutChoice, standing: &[Intervention], config: &Config) -> bool {
    let cuts: Vec<&Knockout> =
        standing.iter().filter(|cut| reaches(cut, row, key)).map(|Intervention::Knockout(cut)| cut).collect();
    let mut chosen = (0..config.layers)
        .filter(|&layer| choice.layers.has(layer))
        .flat_map(|layer| (0..config.heads).map(move |head| (layer, head)))
        .filter(|&(_, head)| choice.heads.has(head));
    !cuts.is_empty()
        && chosen.all(|(layer, head)| cuts.iter().any(|cut| cut.layers.has(layer) && cut.heads.has(head)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rng::Rng;

    fn config() -> Config {
        let json = r#"{"architectures":["LlamaForCausalLM"],"model_type":"llama","vocab_size":8,"hidden_size":8,
            "intermediate_size":8,"num_hidden_layers":2,"num_attention_heads":2,"num_key_value_heads":1,
            "rms_norm_eps":1e-6,"max_position_embeddings":64,"rope_theta":10000.0,"eos_token_id":2,
            "tie_word_embeddings":true}"#;
        Config::parse(json.as_bytes()).unwrap()
    }

    fn drawn(edges: &Edges, standing: &[Intervention], seed: u64) -> (Vec<Knockout>, usize) {
        let choice = CutChoice { layers: Pick::only([1]), ..CutChoice::default() };
        let (cuts, short) = edges.draw(&choice, standing, &config(), &mut Rng::new("cut control", seed));
        (cuts.into_iter().map(|Intervention::Knockout(cut)| cut).collect(), short)
    }

    fn keys(cut: &Knockout) -> BTreeSet<usize> {
        let Pick::Only(keys) = &cut.keys else { panic!("a draw names its keys") };
        keys.clone()
    }

    proptest! {
        #[test]
        fn each_row_loses_as_many_other_keys_or_all_it_has(
            seed: u64, first in 1..20_usize, rows in 1..20_usize, from in 0..10_usize, count in 1..10_usize,
        ) {
            let first = first + from + count;
            let edges = Edges::new(first..first + rows, (from..from + count).collect());
            let (cuts, short) = drawn(&edges, &[], seed);
            prop_assert_eq!(cuts.len(), rows);
            let mut fewer = 0;
            for (row, cut) in edges.rows.clone().zip(&cuts) {
                let lost = keys(cut);
                let there = (1..=row).filter(|key| !edges.keys.contains(key)).count();
                prop_assert!(cut.queries == Pick::only([row]) && cut.layers == Pick::only([1]));
                prop_assert_eq!(lost.len(), count.min(there));
                prop_assert!(lost.iter().all(|key| (1..=row).contains(key) && !edges.keys.contains(key)));
                fewer += usize::from(there < count);
            }
            prop_assert_eq!(short, fewer);
        }
    }

    #[test]
    fn draws_differ_by_seed_and_a_seed_gives_the_same_ones() {
        let edges = Edges::new(40..44, (20..24).collect());
        assert_eq!(drawn(&edges, &[], 1).0, drawn(&edges, &[], 1).0);
        assert_ne!(drawn(&edges, &[], 1).0, drawn(&edges, &[], 2).0);
    }

    #[test]
    fn what_the_experiment_cuts_itself_is_neither_counted_nor_drawn() {
        let edges = Edges::new(9..10, [5, 6].into());
        let choice = CutChoice::default();
        let cut = |layers, keys: &[usize]| {
            let (queries, keys) = (Pick::only([9]), Pick::only(keys.iter().copied()));
            Intervention::Knockout(Knockout { layers, heads: Pick::All, queries, keys })
        };
        let draw = |standing: &[Intervention]| {
            let (cuts, short) = edges.draw(&choice, standing, &config(), &mut Rng::new("cut control", 3));
            let [Intervention::Knockout(cut)] = cuts.try_into().unwrap();
            (keys(&cut), short)
        };
        // Two keys are left to draw, and one is lost to the cut.
        let standing = [cut(Pick::All, &[1, 2, 3, 4, 5, 7])];
        assert!(!edges.is_gone(&choice, &standing, &config()));
        let (lost, short) = draw(&standing);
        assert!(lost.len() == 1 && lost.is_subset(&[8, 9].into()) && short == 0, "{lost:?}");
        // In one layer of two, nothing is gone.
        assert!(!edges.is_gone(&choice, &[cut(Pick::only([0]), &[5, 6])], &config()));
        let both = [cut(Pick::only([0]), &[5, 6]), cut(Pick::only([1]), &[5, 6])];
        assert!(edges.is_gone(&choice, &both, &config()));
        // A row that has lost the first token keeps its own.
        let (lost, short) = draw(&[cut(Pick::All, &[0, 1, 2, 3, 4, 7, 8])]);
        assert!(lost.is_empty() && short == 1, "{lost:?}");
    }
}
