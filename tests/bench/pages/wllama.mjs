// @wllama/wllama: llama.cpp as wasm. It offers completions only, so judging asks for one token after each prefix.

import { Wllama } from '/wllama/index.js';

/** How many of the last positions are judged by reading the whole prefix afresh; the others go on from the cache. */
const AFRESH = 4;
/** The letter of id 0: wllama takes no ids, so prompts are written in the letters that make.py gave the first ones. */
const LETTER = '!'.charCodeAt(0);

/**
 * @param {import('../types.d.ts').Settings} settings
 * @returns {import('../types.d.ts').Engine}
 */
export function open({ weights, model, threads }) {
  const quiet = { debug() {}, log() {}, warn() {}, error() {} };
  const wllama = new Wllama({ default: '/wllama/wasm/wllama.wasm' }, { logger: quiet });

  return {
    async load() {
      const response = await fetch(`${weights}/${model}/model.gguf`);
      if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
      const options = { n_ctx: 1024, n_parallel: 1, n_gpu_layers: 0, n_threads: threads };
      await wllama.loadModel([await response.blob()], options);
    },

    async judge(tokens) {
      const top = [];
      for (let end = 1; end <= tokens.length; end += 1) {
        const cached = end <= tokens.length - AFRESH;
        const asked = { ...greedy(tokens.slice(0, end), 1), logprobs: 1, cache_prompt: cached };
        const { choices } = /** @type {any} */ (await wllama.createCompletion(asked));
        top.push(choices[0].logprobs.content[0].id);
      }
      return top;
    },

    async time({ tokens, decode }) {
      /** @type {any[]} */
      const timings = [];
      const asked = { ...greedy(tokens, decode + 1), timings_per_token: true, cache_prompt: false };
      await wllama.createCompletion({ ...asked, stream: true, onData: chunk => timings.push(chunk.timings) });
      // llama.cpp's own clock: milliseconds of the prompt, and of all tokens so far.
      const told = timings.filter(each => each?.predicted_n > 0);
      const since = Array.from({ length: decode + 1 }, (_, at) =>
        told.find(each => each.predicted_n === at + 1),
      );
      const complete = since.every(each => each) && told[0].prompt_n === tokens.length;
      if (!complete)
        throw new Error(`wllama reported ${JSON.stringify(told.at(-1))} of ${decode + 1} tokens`);
      const ends = since.map(each => each.predicted_ms);
      return { prefill: told[0].prompt_ms, decode: ends.slice(1).map((end, at) => end - ends[at]) };
    },

    async facts() {
      const { n_ctx, n_batch, n_ubatch } = wllama.getLoadedContextInfo();
      const multithread = wllama.isMultithread();
      return {
        version: Wllama.getLibllamaVersion(),
        threads: wllama.getNumThreads(),
        multithread,
        n_ctx,
        n_batch,
        n_ubatch,
      };
    },
  };
}

/**
 * A completion that always takes the likeliest token and doesn't stop before it has `count`.
 * @param {number[]} ids
 * @param {number} count
 */
function greedy(ids, count) {
  const prompt = String.fromCharCode(...ids.map(id => LETTER + id));
  return { prompt, max_tokens: count, temperature: 0, samplers: ['temperature'], ignore_eos: true };
}
