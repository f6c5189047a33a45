// What a digest says to people, as plain data: figures, days, types and parts, for text and HTML alike.
import type { Settings } from '../config/index.js';
import { count } from '../text/index.js';
import type { Digest, DigestCounts } from '../triage/index.js';
import { type Entry, PARTS, type PartId } from './parts.js';

/** The label of the Traffic Light Protocol 2.0 that a digest carries; empty = none. */
export type Marking = '' | `TLP:${string}`;

/** The label of the options, as it is shown. */
export function markingOf({ digest_tlp }: Pick<Settings, 'digest_tlp'>): Marking {
  return digest_tlp === 'none' ? '' : `TLP:${digest_tlp}`;
}

export interface PageOptions {
  readonly marking: Marking;
  /** Whether entries that would make a mail too long are left out; they are counted all the same. */
  readonly short: boolean;
}

/** Entries of a part that are shown at all: nobody reads further, and CSV holds the rest. */
const MOST = 1_000;

/** One number of the summary. */
export interface Figure {
  readonly id: keyof DigestCounts;
  readonly label: string;
  /** The same in a word or two, for charts. */
  readonly word: string;
}

/** The numbers in the order in which the digest's predecessor gave them. */
export const FIGURES: readonly Figure[] = [
  { id: 'all', label: 'Findings of the day', word: 'all' },
  { id: 'handle', label: 'New or not recently reported', word: 'to handle' },
  { id: 'recent', label: 'Recently processed', word: 'recent' },
  { id: 'whitelisted', label: 'Whitelisted', word: 'whitelisted' },
  { id: 'unknown', label: 'Unregistered devices', word: 'unknown' },
  { id: 'not_ours', label: 'Not ours', word: 'not ours' },
];

/** Those that add up to `all`. */
export const DECIDED: readonly Figure[] = FIGURES.filter(({ id }) => id !== 'all');

export interface Part {
  readonly id: PartId;
  readonly title: string;
  readonly total: number;
  readonly entries: readonly Entry[];
  /** How many there are besides `entries`, and how to see them; empty where all are shown. */
  readonly more: string;
}

export interface Page {
  readonly digest: Digest;
  readonly title: string;
  readonly marking: Marking;
  /** When and by whom it was decided, and what it follows. */
  readonly origin: string;
  /** Parts that hold something; what is to be handled is always there. */
  readonly parts: readonly Part[];
  /** The titles of the others. */
  readonly empty: readonly string[];
}

/** Makes the page of a digest. */
export function digestPage(digest: Digest, { marking, short }: PageOptions): Page {
  const parts = PARTS.map(({ id, title, most, entries, see }): Part => {
    const shown = entries(digest).slice(0, short ? most : MOST);
    const { total } = digest[id];
    const left = total - shown.length;
    return { id, title, total, entries: shown, more: left > 0 ? `${count(left)} more: ${see(digest)}` : '' };
  });
  const isShown = ({ id, total }: Part) => id === 'handle' || total > 0;
  return {
    digest,
    title: `Sundial digest of ${digest.date}`,
    marking,
    origin: originOf(digest),
    parts: parts.filter(isShown),
    empty: parts.filter((part) => !isShown(part)).map(({ title }) => title),
  };
}

function originOf({ decided_at, author, digest, previous }: Digest): string {
  const at = decided_at.replace('T', ' ').replace('Z', '');
  const before = previous ? `follows that of ${previous}` : 'the first one';
  return `Decided ${at} UTC by ${author} · digest ${digest}, ${before}`;
}

/** What each part says where it is empty but shown. */
export const NOTHING_TO_HANDLE = 'Nothing has to be handled.';
