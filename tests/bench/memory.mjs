// Peak memory as the system counts it: the same for wasm, shared or not, files in flight, and a GPU's buffers.

import { readFile, writeFile } from 'node:fs/promises';

/**
 * Forgets the GPU process's peak so far. A page's process is as new as its page.
 * @param {import('playwright-core').CDPSession} session of the browser
 */
export async function resetPeaks(session) {
  for (const id of (await processes(session)).gpu) await writeFile(`/proc/${id}/clear_refs`, '5');
}

/**
 * Peak resident bytes since, of the page's process and the GPU's. There is one page, and it is larger than Chromium's
 * spare process.
 * @param {import('playwright-core').CDPSession} session
 */
export async function peaks(session) {
  const { page, gpu } = await processes(session);
  return { page: await largest(page), gpu: await largest(gpu) };
}

/** @param {import('playwright-core').CDPSession} session */
async function processes(session) {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const ids = (/** @type {string} */ type) =>
    processInfo.filter(each => each.type === type).map(each => each.id);
  return { page: ids('renderer'), gpu: ids('GPU') };
}

/** @param {number[]} ids */
async function largest(ids) {
  const peaks = ids.map(async id => {
    // A process that has just ended has no file.
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  });
  return Math.max(0, ...(await Promise.all(peaks)));
}
