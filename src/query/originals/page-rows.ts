// Reads the rows of a page of a report: moves their lines together, adds up their keys, and finds the last position.
import { BinaryRows } from '../../store/index.js';
import type { EventPosition } from '../feed/position.js';

/** The columns of a page's statement before the line, from those of {@link PLACE_COLUMNS} and the load. */
export const ROW_COLUMNS = 'place_load, place_key, toString(place_first), hex(place_text)';

export interface PageRows {
  readonly rows: number;
  /** All lines. */
  readonly text: Buffer;
  /** The sum of the keys. */
  readonly sum: bigint;
  readonly last: EventPosition;
  /** The loads that hold the rows. */
  readonly loads: ReadonlySet<number>;
}

/**
 * Reads at least one row of {@link ROW_COLUMNS} and a line. The lines are moved within the result's own memory, and no
 * object is made for a row, so that V8's heap does not grow. The results themselves are outside of that heap, and V8
 * frees them when they add up to 32 MiB.
 */
export function readPageRows(bytes: Buffer): PageRows {
  const result = new BinaryRows(bytes);
  const sum = new KeySum();
  const loads = new Set<number>();
  let [rows, end] = [0, 0];
  for (;;) {
    rows++;
    loads.add(result.u32());
    const keyAt = result.skip(KEY_BYTES);
    sum.add(bytes, keyAt);
    const placeAt = result.at;
    result.skip(result.varint());
    result.skip(result.varint());
    const size = result.varint();
    const lineAt = result.skip(size);
    // The line may be moved over the position, so that of the last row is read before.
    const last = result.atEnd ? positionAt(bytes, keyAt, placeAt) : undefined;
    bytes.copyWithin(end, lineAt, lineAt + size);
    end += size;
    if (last) return { rows, text: bytes.subarray(0, end), sum: sum.value, last, loads };
  }
}

const KEY_BYTES = 16;
const LIMBS = 4;

/** Adds keys in limbs of 32 bits, whose sums are exact for two million rows. */
class KeySum {
  private readonly limbs = new Float64Array(LIMBS);

  add(bytes: Buffer, at: number): void {
    for (let limb = 0; limb < LIMBS; limb++) this.limbs[limb]! += bytes.readUInt32LE(at + limb * 4);
  }

  get value(): bigint {
    return [...this.limbs].reduce((sum, part, limb) => sum + (BigInt(part) << BigInt(limb * 32)), 0n);
  }
}

function positionAt(bytes: Buffer, keyAt: number, placeAt: number): EventPosition {
  const key = new KeySum();
  key.add(bytes, keyAt);
  const place = new BinaryRows(bytes, placeAt);
  return { first: String(place.string()), text: String(place.string()), key: String(key.value) };
}
