//! A text as statements: what stands between full stops, without the decision and the headings.

use std::ops::Range;

use super::Statement;
use crate::span::Span;
use crate::task::said::Said;
use crate::trace::Token;

/// A statement, and what it says where that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its words, without the full stop.
    pub text: String,
    /// The positions of its tokens, prompt and output counted together.
    pub tokens: Range<usize>,
    /// What it says, where it has a task's form.
    pub said: Option<Said>,
}

impl Told {
    /// The statement beside one that begins with the same `shared` bytes.
    pub fn statement(&self, shared: usize) -> Statement {
        let (shared, own) = self.text.split_at_checked(shared).unwrap_or(("", &self.text));
        let Range { start: from, end: to } = self.tokens;
        Statement { shared: shared.to_owned(), own: own.to_owned(), from, to }
    }
}

/// What stands before the answer that reasons end in.
const SO: &str = "so the answer is ";

/// The statements of an output.
pub fn split(output: &[Token], choices: &[String; 2]) -> Vec<Told> {
    let mut text = String::new();
    let mut places: Vec<(Range<usize>, &Token)> = Vec::with_capacity(output.len());
    for token in output.iter().filter(|token| !is_mark(&token.text)) {
        let start = text.len();
        text += &token.text;
        places.push((start..text.len(), token));
    }
    let [yes, no] = choices.each_ref().map(String::as_str);
    let under = |part: Range<usize>| {
        let within = move |place: &Range<usize>| place.start < part.end && part.start < place.end;
        places.iter().filter(move |(place, _)| within(place)).map(|(_, token)| *token)
    };
    let mut found = Vec::new();
    for part in sentences(&text) {
        let Some(words) = text.get(part.clone()) else { continue };
        let first = under(part.clone()).find(|token| !token.text.trim().is_empty());
        // The decision is told apart from what is said about it.
        let is_answer = [yes, no].iter().any(|word| words.eq_ignore_ascii_case(word));
        if is_answer || first.is_some_and(|t| t.span == Span::Decision && t.text.trim() == "answer") {
            continue;
        }
        for part in headless(&text, part) {
            let words = text.get(part.clone()).unwrap_or_default();
            let (Some(first), Some(last)) = (under(part.clone()).next(), under(part.clone()).next_back())
            else {
                continue;
            };
            found.push(Told {
                text: words.split_whitespace().collect::<Vec<_>>().join(" "),
                tokens: first.position..last.position + 1,
                said: Said::read(words, [yes, no]),
            });
        }
    }
    found
}

/// Whether a token is none of the text's words: `</s>`, say.
fn is_mark(text: &str) -> bool {
    let text = text.trim();
    text.len() > 2 && text.starts_with('<') && text.ends_with('>') && !text.contains(' ')
}

/// Where each sentence stands, without its full stop and the space around it. Numbers ("1.", "2.5") end none.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let ends = match letter {
            '.' => letters.peek().is_none_or(|(_, next)| next.is_whitespace()),
            '\n' => true,
            _ => false,
        };
        let part = start..at;
        if ends && (letter == '\n' || has_words(text, &part)) {
            found.extend(trimmed(text, part));
            start = at + letter.len_utf8();
        }
    }
    found.extend(trimmed(text, start..text.len()));
    found
}

fn has_words(text: &str, part: &Range<usize>) -> bool {
    text.get(part.clone()).is_some_and(|words| words.chars().any(char::is_alphabetic))
}

/// The part without the space around it and full stops at its end; none where no word is left.
fn trimmed(text: &str, part: Range<usize>) -> Option<Range<usize>> {
    if !has_words(text, &part) {
        return None;
    }
    let words = text.get(part.clone())?;
    let start = part.start + words.len() - words.trim_start().len();
    let end = part.start + words.trim_end_matches(|c: char| c.is_whitespace() || c == '.').len();
    (start < end).then_some(start..end)
}

/// A sentence without the heading "reasons:", and its conclusion for itself.
fn headless(text: &str, part: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let words = text.get(part.clone()).unwrap_or_default();
    let start = part.start + words.strip_prefix("reasons:").map_or(0, |rest| words.len() - rest.len());
    let so = words.rfind(&format!(", {SO}")).map(|comma| part.start + comma);
    let end = so.unwrap_or(part.end);
    let conclusion = so.and_then(|comma| trimmed(text, comma + 2..part.end));
    trimmed(text, start.min(end)..end).into_iter().chain(conclusion)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::task::Answer;

    /// Tokens of a text, a word or mark each, all of one label; the first one's position is 10.
    pub fn tokens(text: &str, span: Span) -> Vec<Token> {
        let mut pieces: Vec<String> = Vec::new();
        for letter in text.chars() {
            let glued = letter.is_alphanumeric()
                && pieces
                    .last()
                    .is_some_and(|piece| piece.ends_with(|c: char| c.is_alphanumeric() || c == ' '));
            match pieces.last_mut() {
                Some(piece) if glued => piece.push(letter),
                _ => pieces.push(letter.into()),
            }
        }
        let token = |(index, text)| Token {
            position: 10 + index,
            id: 0,
            text,
            span,
            forced: false,
            logprob: None,
            entropy: None,
            top: Vec::new(),
        };
        pieces.into_iter().enumerate().map(token).collect()
    }

    pub fn told(text: &str) -> Vec<Told> {
        split(&tokens(text, Span::Reasoning), &["yes".to_owned(), "no".to_owned()])
    }

    fn texts(text: &str) -> Vec<String> {
        told(text).into_iter().map(|one| one.text).collect()
    }

    #[test]
    fn reasons_are_split_at_full_stops_and_the_conclusion_stands_for_itself() {
        let text = "reasons: the dog looks hungry and content. odd details: zero, so the answer is no.";
        let expected = ["the dog looks hungry and content", "odd details: zero", "so the answer is no"];
        assert_eq!(texts(text), expected);
        assert_eq!(told(text)[2].said, Some(Said::Conclusion(Answer::No)));
    }

    #[test]
    fn a_statement_knows_its_tokens() {
        let text = "reasons: it starts under red. is it under red? it is under blue, so the answer is no.";
        let all = tokens(text, Span::Reasoning);
        for one in split(&all, &["yes".to_owned(), "no".to_owned()]) {
            let its = all.iter().filter(|token| one.tokens.contains(&token.position));
            let words: String = its.map(|token| token.text.as_str()).collect();
            assert_eq!(words.trim(), one.text);
        }
    }

    #[test]
    fn the_decision_is_no_statement() {
        let mut all = tokens("answer: no.", Span::Decision);
        let reasons = tokens(" reasons: it starts under red.", Span::Reasoning);
        all.extend(reasons.into_iter().map(|token| Token { position: token.position + 20, ..token }));
        let found = split(&all, &["yes".to_owned(), "no".to_owned()]);
        assert_eq!(found.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["it starts under red"]);
        assert_eq!(texts("No. The dog sits."), ["The dog sits"]);
        assert_eq!(texts("No, the dog sits."), ["No, the dog sits"]);
    }

    #[test]
    fn free_text_is_split_too_and_numbers_end_nothing() {
        assert_eq!(
            texts("1. The dog weighs 2.5 kg.\n\n2. It sits\n- on a mat…"),
            ["1. The dog weighs 2.5 kg", "2. It sits", "- on a mat…"]
        );
        assert_eq!(texts(""), Vec::<String>::new());
        assert_eq!(texts(" . . "), Vec::<String>::new());
        assert_eq!(texts("reasons:"), Vec::<String>::new());
        assert_eq!(texts("so the answer is no."), ["so the answer is no"]);
        assert_eq!(texts("reasons: , so the answer is no."), ["so the answer is no"]);
    }

    #[test]
    fn the_mark_of_the_end_is_no_word() {
        let mut all = tokens("the dog sits.", Span::Reasoning);
        all.extend(
            tokens("</s>", Span::Other).into_iter().take(1).map(|t| Token { text: "</s>".into(), ..t }),
        );
        assert_eq!(split(&all, &["yes".into(), "no".into()]).len(), 1);
    }
}
