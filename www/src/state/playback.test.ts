import { expect, test } from 'vitest';
import { Playback } from './playback.js';

/** A playback of so many tokens, whose timer rings when told to. */
function playing(length: number, { isStill = false, kept = null as string | null } = {}) {
  const rings: { ms: number; callback: () => void }[] = [];
  const saved = new Map(kept === null ? [] : [['token-delay', kept]]);
  const playback = new Playback(
    {
      after(ms, callback) {
        const mine = { ms, callback };
        rings.push(mine);
        return () => void rings.splice(rings.indexOf(mine), 1);
      },
      isStill: () => isStill,
      settings: { read: key => saved.get(key) ?? null, save: (key, value) => void saved.set(key, value) },
    },
    () => {},
  );
  playback.follow(length);
  const ring = () => rings.shift()?.callback();
  return { playback, rings, ring, saved };
}

test('it plays from nothing to the end, a token each time, and then all is shown', () => {
  const { playback, rings, ring } = playing(3);
  playback.watch();
  const heads = [playback.head];
  while (rings.length > 0) {
    ring();
    heads.push(playback.head);
  }
  expect(heads).toEqual([0, 1, 2, null]);
  expect(playback.playing).toBe(false);
});

test('paused, it stays where it is, and goes on from there', () => {
  const { playback, rings, ring } = playing(5);
  playback.watch();
  ring();
  ring();
  playback.pause();
  expect([playback.head, playback.playing, rings.length]).toEqual([2, false, 0]);
  playback.watch();
  ring();
  expect([playback.head, playback.playing]).toEqual([3, true]);
});

test('without motion it goes one token a press', () => {
  const { playback, rings } = playing(3, { isStill: true });
  const heads = [1, 2, 3, 4].map(() => {
    playback.watch();
    return playback.head;
  });
  expect(heads).toEqual([1, 2, null, 1]);
  expect([rings.length, playback.playing]).toEqual([0, false]);
});

test('back and forward go through the tokens and stop at both ends', () => {
  const { playback } = playing(2);
  playback.forward();
  expect(playback.head).toBeNull();
  playback.back();
  expect(playback.head).toBe(1);
  playback.back();
  playback.back();
  expect(playback.head).toBe(0);
  playback.forward();
  playback.forward();
  expect(playback.head).toBeNull();
});

test('a seek shows so many, and all of them at the end', () => {
  const { playback, rings } = playing(8);
  playback.seek(5.4);
  expect(playback.head).toBe(5);
  playback.seek(-3);
  expect(playback.head).toBe(0);
  playback.watch();
  playback.seek(8);
  expect([playback.head, playback.playing, rings.length]).toEqual([null, false, 0]);
});

test('with nothing written there is nothing to watch', () => {
  const { playback, rings } = playing(0);
  playback.watch();
  expect([playback.playing, rings.length]).toEqual([false, 0]);
});

test('the delay is kept, within its bounds, and used from the next token on', () => {
  const { playback, rings, saved } = playing(9, { kept: '200' });
  expect(playback.delay).toBe(200);
  playback.delay = 20;
  expect([playback.delay, saved.get('token-delay')]).toEqual([30, '30']);
  playback.delay = 9000;
  expect(playback.delay).toBe(500);
  playback.delay = Number.NaN;
  expect(playback.delay).toBe(500);
  playback.watch();
  expect(rings[0]?.ms).toBe(500);
  expect(playing(1, { kept: 'nonsense' }).playback.delay).toBe(120);
});
