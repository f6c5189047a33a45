// The constituents of the serve benchmark, each with a key: one with many holdings, those of the scope benchmark, and many
// small ones.
import { addKey, KeysFile, type MadeKey } from '../src/access/index.js';
import { EMPTY } from '../src/constituents/constituent.js';
import { Constituents } from '../src/constituents/index.js';
import { ALWAYS } from '../src/domain/days.js';
import { everything } from '../src/domain/everything.js';
import { openStore } from '../src/store/index.js';
import { shareId } from './scope.js';

/** The constituent with many holdings. */
const WIDE = 'wide';
const WIDE_NETWORKS = 500;
const WIDE_SYSTEMS = 20;
const ALL = 300;
/** Constituents whose keys the clients use at once. */
export const CLIENTS = 16;

const clock = () => new Date();

export interface Keys {
  /** The holder of 500 networks and 20 systems. */
  readonly wide: MadeKey;
  /** The holder of everything. */
  readonly whole: MadeKey;
  readonly small: readonly MadeKey[];
}

/** A system that the generated events have, and others that they do not. */
export const SYSTEM = 64_496;

/** Generated events have addresses of 10.0.0.0/8, with equal frequency. */
const network = (number: number, bits: 20 | 24) =>
  bits === 24
    ? `10.${(number * 7) % 256}.${(number * 13) % 256}.0/24`
    : `10.${(number * 11) % 256}.${((number * 3) % 16) * 16}.0/20`;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const smallId = (number: number) => `small_${number}`;

/** Describes the constituents in a loaded store, and writes the keys file of its data folder. */
export async function describeHolders(data: string, keysFile: string): Promise<Keys> {
  const store = await openStore({ folder: data, url: '', user: '', password: '', memoryLimitMib: 1024 });
  try {
    const wide = {
      ...{ ...EMPTY, id: WIDE },
      networks: [...new Set(numbers(WIDE_NETWORKS * 2).map((number) => network(number, 24)))].slice(
        0,
        WIDE_NETWORKS,
      ),
      asns: [SYSTEM, ...numbers(WIDE_SYSTEMS - 1).map((number) => 65_000 + number)],
    };
    const small = numbers(ALL - 1).map((number) => ({
      ...{ ...EMPTY, id: smallId(number) },
      networks: [...new Set([0, 1, 2].map((step) => network(number * 3 + step, 20)))],
    }));
    const change = { since: ALWAYS.from, author: '', reason: '', clock };
    await new Constituents(store.as(everything)).save([wide, ...small], change);
  } finally {
    await store.close();
  }
  const file = new KeysFile(keysFile);
  const keyOf = (id: string) =>
    addKey(file, { label: id, constituents: [id], methods: [], limits: {}, expires: undefined }, clock);
  const smallKeys: MadeKey[] = [];
  for (const number of numbers(CLIENTS)) smallKeys.push(await keyOf(smallId(number)));
  return { wide: await keyOf(WIDE), whole: await keyOf(shareId(1)), small: smallKeys };
}
