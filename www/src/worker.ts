/** The engine's worker. All of it is Rust; this file picks the build and starts it, or says why it could not be started. */
import initPlain, { start as startPlain } from '../wasm/foregone_web.js';
import initRelaxed, { start as startRelaxed } from '../wasm/foregone_web_relaxed.js';
import type { ToPage } from './engine/protocol.js';
import { hasRelaxedSimd } from './engine/simd.js';

try {
  if (hasRelaxedSimd()) {
    await initRelaxed();
    startRelaxed();
  } else {
    await initPlain();
    startPlain();
  }
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  const reply: ToPage = {
    id: 0,
    response: {
      kind: 'failed',
      problem: { what: 'panic', sentence: `The engine could not be started in this browser: ${reason}` },
    },
  };
  postMessage(reply);
}
