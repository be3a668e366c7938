import { DOING } from 'virtual:tables';
import type { Doing } from '../engine/protocol.js';

export const DOINGS = Object.keys(DOING) as Doing[];

/** “an owl”, “a dog”. */
export function article(word: string): 'a' | 'an' {
  return /^[aeiou]/.test(word) ? 'an' : 'a';
}
