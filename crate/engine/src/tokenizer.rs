//! tokenizer.json: text to token ids and back.

use std::ops::Range;

use crate::error::{Error, Result};

/// A Hugging Face tokenizer.
#[derive(Clone, Debug)]
pub struct Tokenizer {
    inner: tokenizers::Tokenizer,
    /// Stands for every word that the vocabulary lacks.
    unknown: Option<u32>,
}

impl Tokenizer {
    /// Reads tokenizer.json.
    ///
    /// # Errors
    /// [`Error::Tokenizer`].
    pub fn parse(json: &[u8]) -> Result<Self> {
        let mut inner = tokenizers::Tokenizer::from_bytes(json).map_err(refuse)?;
        // Both are about training batches; here they would silently change what was asked.
        inner.with_truncation(None).map_err(refuse)?;
        inner.with_padding(None);
        let unknown = match inner.get_model() {
            tokenizers::ModelWrapper::WordLevel(model) => inner.token_to_id(&model.unk_token),
            tokenizers::ModelWrapper::WordPiece(model) => inner.token_to_id(&model.unk_token),
            // Byte-level models can write every text.
            _ => None,
        };
        Ok(Self { inner, unknown })
    }

    /// Tokens in the vocabulary, added ones too.
    pub fn vocab(&self) -> usize {
        self.inner.get_vocab_size(true)
    }

    /// The ids of a text; `whole` adds what a text starts with (`<s>`, say).
    ///
    /// # Errors
    /// [`Error::UnknownWord`] when the vocabulary lacks a word of it.
    pub fn encode(&self, text: &str, whole: bool) -> Result<Vec<u32>> {
        Ok(self.encode_placed(text, whole)?.into_iter().map(|(id, _)| id).collect())
    }

    /// The ids of a text, each with the bytes of the text it stands for (none for an added token).
    ///
    /// # Errors
    /// [`Error::UnknownWord`] when the vocabulary lacks a word of it.
    pub fn encode_placed(&self, text: &str, whole: bool) -> Result<Vec<(u32, Range<usize>)>> {
        let encoding = self.inner.encode(text, whole).map_err(refuse)?;
        let offsets = encoding.get_offsets().iter().map(|&(from, to)| from..to);
        let placed: Vec<_> = encoding.get_ids().iter().copied().zip(offsets).collect();
        match placed.iter().find(|(id, _)| Some(*id) == self.unknown) {
            None => Ok(placed),
            Some((_, place)) => {
                Err(Error::UnknownWord { text: text.get(place.clone()).unwrap_or(text).to_owned() })
            }
        }
    }

    /// The id of a vocabulary entry, as [`Tokenizer::entry`] writes it.
    ///
    /// # Errors
    /// [`Error::UnknownWord`].
    pub fn id(&self, entry: &str) -> Result<u32> {
        self.inner.token_to_id(entry).ok_or_else(|| Error::UnknownWord { text: entry.to_owned() })
    }

    /// A token as the vocabulary writes it (`Ġyes`): one to one with its id, unlike its text.
    pub fn entry(&self, id: u32) -> Option<String> {
        self.inner.id_to_token(id)
    }

    /// The text of a sequence of ids, special tokens left out.
    ///
    /// # Errors
    /// [`Error::Tokenizer`].
    pub fn decode(&self, ids: &[u32]) -> Result<String> {
        self.inner.decode(ids, true).map_err(refuse)
    }

    /// What one token shows as after the token before it: its own letters, with the space that parts them, if any.
    /// Special tokens show as they are written (`</s>`).
    pub fn piece(&self, before: Option<u32>, id: u32) -> String {
        let decode = |ids: &[u32]| self.inner.decode(ids, false).unwrap_or_default();
        let Some(before) = before else {
            return decode(&[id]);
        };
        let (pair, first) = (decode(&[before, id]), decode(&[before]));
        pair.strip_prefix(&first).map_or_else(|| decode(&[id]), str::to_owned)
    }
}

fn refuse(error: tokenizers::Error) -> Error {
    Error::Tokenizer { reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &[u8] = br#"{
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
        "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null,
        "decoder": {"type": "Sequence", "decoders": [
            {"type": "WordPiece", "prefix": "\u0023\u0023", "cleanup": false},
            {"type": "Replace", "pattern": {"String": " ."}, "content": "."}]},
        "model": {"type": "WordLevel", "vocab": {"<unk>": 0, "the": 1, "cat": 2, ".": 3}, "unk_token": "<unk>"}
    }"#;

    #[test]
    fn words_go_there_and_back() {
        let tokenizer = Tokenizer::parse(WORDS).unwrap();
        let ids = tokenizer.encode("The cat.", true).unwrap();
        assert_eq!(ids, [1, 2, 3]);
        assert_eq!(tokenizer.decode(&ids).unwrap(), "the cat.");
        assert_eq!(tokenizer.piece(None, 1), "the");
        assert_eq!(tokenizer.piece(Some(1), 2), " cat");
        assert_eq!(tokenizer.piece(Some(2), 3), ".");
    }

    #[test]
    fn a_word_it_lacks_is_named() {
        let error = Tokenizer::parse(WORDS).unwrap().encode("the dog.", true).unwrap_err();
        assert_eq!(error.to_string(), "the model's vocabulary has no word for “dog”");
    }
}
