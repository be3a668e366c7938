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
let inBlob = '';

/** Lets through the engine's own script and nothing else. The page's policy names this rule (`build/csp.ts`). */
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('foregone-worker', {
  createScriptURL(url) {
    if (url !== ours && url !== inBlob) throw new TypeError('not the engine');
    return url;
  },
});

/** Starts the engine's worker. */
export function startWorker(): Worker {
  if (window.origin !== 'null') return new Worker(trusted(ours), OPTIONS);
  // In a sandboxed frame no file is of the page's own origin, so the worker starts as text of the page's and imports the file.
  inBlob = URL.createObjectURL(new Blob([`import ${JSON.stringify(ours)};`], { type: 'text/javascript' }));
  return new Worker(trusted(inBlob), OPTIONS);
}

function trusted(url: string): string {
  return policy?.createScriptURL(url) ?? url;
}
