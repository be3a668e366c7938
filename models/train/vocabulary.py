"""The word-level tokenizer: each word and each mark of the tasks' texts is one token; any other word is `<unk>`."""

from collections import Counter
from typing import Iterable

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

SPECIALS = ("<pad>", "<s>", "</s>", "<unk>")
MARKS = ".,:;?!"  # written without a space before them


def build(texts: Iterable[str]) -> Tokenizer:
    """A tokenizer for these texts, frequent words first; fails if a text doesn't come back exactly."""
    texts = list(texts)
    lower, words = normalizers.Lowercase(), pre_tokenizers.Whitespace()
    counts = Counter(word for text in texts for word, _ in words.pre_tokenize_str(lower.normalize_str(text)))
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    vocabulary = {word: index for index, word in enumerate([*SPECIALS, *ranked])}

    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.normalizer = lower
    tokenizer.pre_tokenizer = words
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", special_tokens=[("<s>", vocabulary["<s>"])]
    )
    # WordPiece puts one space before each token but the first; the marks then lose theirs.
    closed_up = [decoders.Replace(f" {mark}", mark) for mark in MARKS]
    tokenizer.decoder = decoders.Sequence([decoders.WordPiece(prefix="##", cleanup=False), *closed_up])
    tokenizer.add_special_tokens([AddedToken(special, special=True, normalized=False) for special in SPECIALS])

    for text, encoding in zip(texts, tokenizer.encode_batch(texts)):
        back = tokenizer.decode(encoding.ids)
        if back != text:
            raise SystemExit(f"the tokenizer turns {text!r} into {back!r}")
    return tokenizer


def save(tokenizer: Tokenizer, folder: str, longest: int) -> None:
    """Writes tokenizer.json and the tokenizer_config.json that `AutoTokenizer` asks for."""
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        model_max_length=longest,
        clean_up_tokenization_spaces=False,
    ).save_pretrained(folder)
