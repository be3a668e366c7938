import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../link/unpack.js';
import type { Contrast, Spec } from '../protocol.js';

/** A link of version 2, as `crate/lab` writes it. */
export function linkTo(contrast: Contrast): string {
  const json = Buffer.from(JSON.stringify(contrast));
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(json));
  return `#v2.${Buffer.concat([check, deflateRawSync(json)]).toString('base64url')}`;
}

/** A link of version 1. */
export function oldLinkTo(spec: Spec): string {
  return `#v1.${deflateRawSync(JSON.stringify(spec)).toString('base64url')}`;
}
