// The requests of the web benchmark: what the pages ask when somebody opens them.
import { dayOf } from './month.js';
import type { WebClient } from './web-client.js';

/** What requests are made from; values differ from one repetition to the next. */
export interface Seen {
  readonly turn: number;
  /** The number of stored days, of which the last has a digest. */
  readonly days: number;
  /** Findings of the day. */
  readonly findings: readonly { readonly id: string; readonly subject: string }[];
}

export interface View {
  readonly name: string;
  readonly path: (seen: Seen) => string;
  /** The required p95 over 5 million events, in milliseconds, and for an answer that the page has already. */
  readonly target?: number;
  readonly unchanged?: number;
  /** The same for the first part of the answer. */
  readonly first?: number;
}

const findingAt = ({ turn, findings }: Seen) => findings[turn % findings.length]!;
const today = ({ days }: Seen) => dayOf(days - 1);
const TYPES = ['scan_ssl', 'scan_http', 'scan_ssh', 'scan_ntp'];
const typeAt = ({ turn }: Seen) => TYPES[turn % TYPES.length]!;

const monthOf = ({ days }: Pick<Seen, 'days'>) => `date=${dayOf(0)}:${dayOf(days - 1)}`;
const FACETS = ['type', 'severity', 'asn', 'geo', 'tag', 'port'].map((field) => `&facet=${field}`).join('');
/** The network of /16 around an address. */
const networkOf = (address: string) =>
  encodeURIComponent(`${address.split('.').slice(0, 2).join('.')}.0.0/16`);

/** The request that looks through all events for a text. */
export const searchFor = (text: string) => `/explore?where=${encodeURIComponent(`text=${text}`)}`;

/** For an answer that has not changed since the page got it. */
const UNCHANGED = 50;
/** For what concerns one host. */
const POINT = 1_000;

export const VIEWS: readonly View[] = [
  { name: 'Today', path: (seen) => `/days/${today(seen)}`, target: 500, unchanged: UNCHANGED },
  { name: 'Findings', path: () => '/findings' },
  { name: 'Findings of a type', path: (seen) => `/findings?where=type=${typeAt(seen)}&page=2` },
  { name: 'Findings in groups', path: () => '/findings?group=asn' },
  { name: 'Finding', path: (seen) => `/findings/${findingAt(seen).id}`, target: POINT, unchanged: UNCHANGED },
  { name: 'Why', path: (seen) => `/findings/${findingAt(seen).id}/explain`, target: POINT },
  {
    ...{ name: 'Subject', target: POINT, unchanged: UNCHANGED },
    path: (seen) => `/subject?of=${encodeURIComponent(findingAt(seen).subject)}`,
  },
  {
    ...{ name: 'Explore a month', target: 2_000, first: 500, unchanged: UNCHANGED },
    path: (seen) => `/explore?${monthOf(seen)}&where=type=${typeAt(seen)}${FACETS}`,
  },
  {
    ...{ name: 'Explore a network', target: 2_000, first: 500 },
    path: (seen) => `/explore?${monthOf(seen)}&where=ip=${networkOf(findingAt(seen).subject)}${FACETS}`,
  },
  { name: 'Reports', path: () => '/calendar' },
  { name: 'Whitelist', path: () => '/whitelist' },
];

/** The day's findings and its newest step, by which marks are made. */
export async function dayFor(client: WebClient, days: number) {
  const { text } = await client.ask('GET', `/days/${dayOf(days - 1)}`);
  return JSON.parse(text) as {
    readonly step: number;
    readonly counts: { readonly all: number };
    readonly handle: {
      readonly total: number;
      readonly rows: readonly { readonly id: string; readonly subject: string; readonly step: number }[];
    };
  };
}
