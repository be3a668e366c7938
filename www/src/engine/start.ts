import address from '../worker.ts?worker&url';

/** What of the Trusted Types API is used here; TypeScript's own library does not have it yet. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    createScriptURL(url: string): string;
  };
}

const OPTIONS: WorkerOptions = { type: 'module', name: 'engine' };

const ours = new URL(address, import.meta.url).href;

/** Lets through the engine's own script and nothing else. The page's policy names this rule (`build/csp.ts`). */
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('foregone-worker', {
  createScriptURL(url) {
    if (url !== ours) throw new TypeError('not the engine');
    return url;
  },
});

/** Starts the engine's worker. */
export function startWorker(): Worker {
  return new Worker(policy?.createScriptURL(ours) ?? ours, OPTIONS);
}
