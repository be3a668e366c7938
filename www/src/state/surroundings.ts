import { EngineClient } from '../engine/client.js';
import type { Engine } from '../engine/engine.js';
import type { Problem } from '../engine/protocol.js';
import { addressBar, fromRoot } from './address.js';
import type { AddressBar } from './address-sync.js';
import type { Timing } from './playback.js';
import { readSetting, saveSetting } from './settings.js';

/** All that the state needs of the browser. */
export interface Surroundings extends Timing {
  address: AddressBar;
  /** The folder of the models. */
  models: string;
  makeEngine(crashed: (problem: Problem) => void): Engine;
  /** Calls back once, before the next frame is drawn; returns what prevents that. */
  frame(callback: () => void): () => void;
}

/** How long something may wait for a frame where none is drawn, as in a hidden tab, in milliseconds. */
const LONGEST_FRAME = 100;

export function browserSurroundings(): Surroundings {
  return {
    address: addressBar,
    models: fromRoot('models/'),
    makeEngine: crashed => new EngineClient(crashed),
    frame(callback) {
      const cancel = () => {
        cancelAnimationFrame(frame);
        clearTimeout(timer);
      };
      const once = () => {
        cancel();
        callback();
      };
      const frame = requestAnimationFrame(once);
      const timer = setTimeout(once, LONGEST_FRAME);
      return cancel;
    },
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    isStill: () => window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    settings: { read: readSetting, save: saveSetting },
  };
}
