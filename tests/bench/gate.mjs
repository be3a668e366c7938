// Before an engine is timed it has to show that it computes the checkpoint.

import { readFile } from 'node:fs/promises';

/**
 * How far below the best an answer may be, in standard deviations of the position's logits. Random weights have near
 * ties, and engines that round activations to 8 bits move a logit by about 0.05; an engine that computes something
 * else names an id that is several deviations below.
 */
export const NEAR = 0.25;
const SHARE = 0.95;

/**
 * What the reference says of a checkpoint (weights/reference.py).
 * @param {string} weights
 * @param {string} model
 * @returns {Promise<{ tokens: number[], near: [id: number, below: number][][] }>}
 */
export async function reference(weights, model) {
  return JSON.parse(await readFile(`${weights}/${model}/judge.json`, 'utf8'));
}

/**
 * Compares an engine's top-1 ids with the reference.
 * @param {number[]} top
 * @param {[id: number, below: number][][]} near
 */
export function agreement(top, near) {
  if (top.length !== near.length)
    throw new Error(`${near.length} answers were expected and ${top.length} came`);
  const below = near.map((known, position) => known.find(([id]) => id === top[position])?.[1] ?? Infinity);
  const exact = below.filter(distance => distance === 0).length;
  const agreed = below.filter(distance => distance <= NEAR).length;
  return { n: near.length, exact, agreed, passed: agreed >= SHARE * near.length };
}
