/** The words that a visitor may not know, each in one or two plain sentences. */
export const TERMS = {
  token:
    'A token is what the model reads and writes at a time: here a word, a mark, or a sign for where the text starts or ends.',
  attention:
    'Attention is how a model looks back. At each word it takes something from every word so far, from some more than from others; the shares add up to 100 %. It says where a word’s inputs came from, not why the word was chosen.',
  head: 'A head is one of several parallel lookups. Each spreads its own 100 % over the words so far.',
  layer:
    'A layer is one round of looking back and working out. The rounds follow each other; each goes on with what the one before made of every word.',
  forced:
    'A forced word was put there by hand, not chosen by the model. The model reads it as if it had written it, and goes on from there.',
  probability:
    'Before each word the model gives every word it knows a probability of coming next. This is the one that it gave to the word that stands there.',
  cut: 'A cut, or knockout, removes chosen connections: from one part of the text to another, in chosen layers and heads. Indirect ways through other words stay open.',
  first_token: 'Heads with nothing to do rest on the first token.',
} as const;

export type Term = keyof typeof TERMS;
