/** The engine's worker. All of it is Rust; this file starts it, or says why it could not be started. */
import init, { start } from '../wasm/foregone_web.js';
import type { ToPage } from './engine/protocol.js';

try {
  await init();
  start();
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
