import type { Seal } from './seal.ts';

/**
 * A copy of every seal outside the database. Whoever can write every table can cut seals and entries off the end; the
 * witness still knows them. It only ever grows.
 */
export interface Witness {
  /** The newest seal that it keeps. */
  last(): Promise<Seal | null>;
  /** Keeps `seal` for good: it is on the disk when the promise resolves. */
  append(seal: Seal): Promise<void>;
  /** All seals in the order in which they were kept. What cannot be read as a seal is left out. */
  seals(): AsyncIterable<Seal>;
}

/** A seal as one line of JSON, without the line's end. */
export const sealToJson = (seal: Seal): string =>
  JSON.stringify({
    segment: seal.segment,
    from: seal.fromId,
    to: seal.toId,
    entries: seal.entries,
    at: seal.sealedAtMs,
    key: seal.keyId,
    prev: seal.prevRoot.toString('base64'),
    root: seal.root.toString('base64'),
    signature: seal.signature.toString('base64'),
    leaves: seal.leaves.toString('base64'),
  });

/** Reads what `sealToJson` wrote; null when it is anything else. */
export function sealFromJson(text: string): Seal | null {
  try {
    const json = JSON.parse(text) as Record<string, string> & Record<'segment' | 'from' | 'to' | 'entries' | 'at', number>;
    const seal: Seal = {
      segment: json.segment,
      fromId: json.from,
      toId: json.to,
      entries: json.entries,
      sealedAtMs: json.at,
      keyId: json['key']!,
      prevRoot: Buffer.from(json['prev']!, 'base64'),
      root: Buffer.from(json['root']!, 'base64'),
      signature: Buffer.from(json['signature']!, 'base64'),
      leaves: Buffer.from(json['leaves']!, 'base64'),
    };
    if (![seal.segment, seal.fromId, seal.toId, seal.entries, seal.sealedAtMs].every(Number.isSafeInteger)) return null;
    // Anything that would be read as this seal and is not what we wrote was not written by us.
    return sealToJson(seal) === text ? seal : null;
  } catch {
    return null;
  }
}
