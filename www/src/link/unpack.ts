/** The JSON of a link's hash part: version 1 bare, version 2 behind its check value. */
import { MOST_ENCODED, MOST_INFLATED } from 'virtual:tables';

/** Bytes of the check value. */
const CHECK = 4;

/** What a link holds. */
export interface Unpacked {
  version: 1 | 2;
  json: unknown;
}

/**
 * Unpacks `#v1.…` and `#v2.…`.
 *
 * @throws {Error} where the link is too long or damaged, or none of these.
 */
export async function unpack(hash: string): Promise<Unpacked> {
  const [, version, encoded = ''] = /^#?v0*([12])\.([\w-]+)$/.exec(hash) ?? [];
  if (!version || encoded.length > MOST_ENCODED) throw new RangeError('no link');
  const packed = Uint8Array.from(atob(encoded.replace(/-/g, '+').replace(/_/g, '/')), letter =>
    letter.charCodeAt(0),
  );
  const isChecked = version === '2';
  const bytes = await inflated(isChecked ? packed.subarray(CHECK) : packed);
  if (isChecked && new DataView(packed.buffer).getUint32(0) !== crc32(bytes)) throw new TypeError('damaged');
  return {
    version: isChecked ? 2 : 1,
    json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
  };
}

async function inflated(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const bytes = new Uint8Array(MOST_INFLATED);
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes.subarray(0, size);
    if (size + value.length > MOST_INFLATED) {
      await reader.cancel();
      throw new RangeError('too large');
    }
    bytes.set(value, size);
    size += value.length;
  }
}

/** CRC-32 as in gzip (ISO 3309). */
export function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
