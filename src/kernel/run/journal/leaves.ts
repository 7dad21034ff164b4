import { LEAF_BYTES } from './seal.ts';

/** What became of an entry since its segment was sealed. */
export type Standing = 'same' | 'changed' | 'inserted';

/** Compares entries, told in order of id, with the leaves of sealed segments. */
export interface LeafComparison {
  /** `leafHash`: 16 bytes as a latin1 string. */
  next(id: number, leafHash: string): Standing;
  /** Passes over one entry that nobody can read; returns its id. */
  skip(): number | null;
  /** To be called after the last entry. */
  end(): void;
}

/** `leaves`: see Seal; those of several segments may follow each other. `onRemoved` is told the id of every entry that is gone. */
export function compareWithLeaves(leaves: Buffer, onRemoved: (id: number) => void): LeafComparison {
  let at = 0;
  const passOver = (before: number): void => {
    for (; at < leaves.length && idAt(leaves, at) < before; at += LEAF_BYTES) onRemoved(idAt(leaves, at));
  };
  return {
    next(id, leafHash) {
      passOver(id);
      if (at >= leaves.length || idAt(leaves, at) !== id) return 'inserted';
      const same = leaves.toString('latin1', at + 8, at + LEAF_BYTES) === leafHash;
      at += LEAF_BYTES;
      return same ? 'same' : 'changed';
    },
    skip() {
      if (at >= leaves.length) return null;
      at += LEAF_BYTES;
      return idAt(leaves, at - LEAF_BYTES);
    },
    end: () => passOver(Number.POSITIVE_INFINITY),
  };
}

/** An 8-byte integer as a number; exact up to 2^53. */
export const idAt = (bytes: Buffer, at: number): number => bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
