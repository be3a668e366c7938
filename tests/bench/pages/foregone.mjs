// Our engine, in the worker of the built page.

/**
 * @param {import('../types.d.ts').Settings} settings
 * @returns {import('../types.d.ts').Engine}
 */
export function open({ weights, model, gpu, worker: script }) {
  const worker = new Worker(script, { type: 'module' });
  /** @type {{ kind: string, resolve: (response: any) => void, reject: (why: Error) => void } | null} */
  let waiting = null;
  worker.addEventListener('message', ({ data: { response } }) => {
    if (response.kind === 'failed') waiting?.reject(new Error(response.problem.sentence));
    else if (response.kind === waiting?.kind) waiting?.resolve(response);
  });
  worker.addEventListener('error', event => waiting?.reject(new Error(event.message)));

  /**
   * The next response of a kind, or the failure that comes in its place. One is awaited at a time.
   * @param {string} kind
   * @returns {Promise<any>}
   */
  const answer = kind =>
    new Promise((resolve, reject) => {
      waiting = { kind, resolve, reject };
    });
  const ready = answer('ready');
  let id = 0;

  /**
   * @param {{ kind: string, [setting: string]: unknown }} request
   * @param {string} kind
   */
  const ask = async (request, kind) => {
    await ready;
    id += 1;
    worker.postMessage({ id, request });
    return answer(kind);
  };

  /** @type {any} */
  let engine;
  return {
    async load() {
      const backend = gpu ? 'gpu' : 'cpu';
      ({ engine } = await ask({ kind: 'load', base: weights, model, backend }, 'loaded'));
      if (engine.backend !== backend) throw new Error(`it took the ${engine.backend}: ${engine.reason}`);
    },

    async judge(tokens) {
      /** @type {{ logits: Float32Array }} */
      const { logits } = await ask({ kind: 'trace', tokens }, 'traced');
      const vocab = logits.length / tokens.length;
      return tokens.map((_, at) => {
        const row = logits.subarray(at * vocab, (at + 1) * vocab);
        return row.reduce((best, logit, id) => (logit > (row[best] ?? 0) ? id : best), 0);
      });
    },

    async time({ tokens, decode, attention = 'none' }) {
      return ask({ kind: 'time', tokens, decode, attention }, 'timed');
    },

    async facts() {
      return engine;
    },
  };
}
