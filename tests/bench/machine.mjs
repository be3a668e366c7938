// What the numbers were taken on.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

const here = new URL('.', import.meta.url);

export function machine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory_bytes: totalmem(),
    system: `${type()} ${release()}`,
  };
}

/** Our commit, with "-dirty" where files differ from it, and the peers' packages. */
export function versions() {
  const describe = ['describe', '--always', '--dirty', '--exclude=*'];
  const commit = execFileSync('git', describe, { cwd: here, encoding: 'utf8' }).trim();
  const lock = JSON.parse(readFileSync(new URL('package-lock.json', here), 'utf8'));
  const packages = ['@wllama/wllama', 'onnxruntime-web', 'playwright-core'];
  const installed = packages.map(name => [name, lock.packages[`node_modules/${name}`].version]);
  return { foregone: commit, node: process.versions.node, ...Object.fromEntries(installed) };
}
