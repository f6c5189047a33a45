// The keys of CEF that Sundial uses, with the values that the dictionary of CEF (version 26) permits.

/** A value's type in the dictionary; `text` has a greatest length in characters. */
export type KeyType = 'ipv4' | 'ipv6' | 'port' | 'long' | 'float' | { readonly text: number };

/** The keys of CEF for columns. Each of those in `LABELLED` is sent with its label. */
export const KEYS = {
  src: 'ipv4',
  c6a2: 'ipv6',
  spt: 'port',
  shost: { text: 1023 },
  dst: 'ipv4',
  c6a3: 'ipv6',
  dpt: 'port',
  dhost: { text: 1023 },
  duser: { text: 1023 },
  proto: { text: 31 },
  app: { text: 31 },
  request: { text: 1023 },
  requestClientApplication: { text: 1023 },
  fileHash: { text: 255 },
  reason: { text: 1023 },
  cn1: 'long',
  cn2: 'long',
  cn3: 'long',
  cfp1: 'float',
  cs1: { text: 4000 },
  cs2: { text: 4000 },
  cs3: { text: 4000 },
  cs4: { text: 4000 },
  cs5: { text: 4000 },
  cs6: { text: 4000 },
  flexString1: { text: 1023 },
  flexString2: { text: 1023 },
} as const satisfies Record<string, KeyType>;

export type Key = keyof typeof KEYS;

/** Keys whose meaning a label states: the name of the report's column, or the dictionary's own words for IPv6. */
export const LABELLED = /^(c6a|cfp|cn|cs|flexString)\d$/;
export const OWN_LABELS: Readonly<Partial<Record<Key, string>>> = {
  c6a2: 'Source IPv6 Address',
  c6a3: 'Destination IPv6 Address',
};

/** Where an address goes that is not a single IPv4 address. */
export const ADDRESSES: Readonly<Partial<Record<Key, { readonly ipv6: Key; readonly network: Key }>>> = {
  src: { ipv6: 'c6a2', network: 'flexString1' },
  dst: { ipv6: 'c6a3', network: 'flexString2' },
};

/** CEF's severities from 0 to 10; the numbers are those of the publisher's own logger. */
export const SEVERITIES: Readonly<Record<string, number>> = {
  info: 0,
  low: 1,
  medium: 5,
  high: 8,
  critical: 10,
};

/**
 * Keys outside of the dictionary, named as it asks: vendor, product, meaning. `columns` holds the other columns of the
 * report as one JSON object, and `change` the id of a finding's change.
 */
export const OWN_KEYS = {
  date: 'ShadowserverReportsDate',
  list: 'ShadowserverReportsList',
  columns: 'ShadowserverReportsColumns',
  change: 'ShadowserverReportsChange',
} as const;

/** Keys of facts about the event or finding itself. */
const FACTS: ReadonlySet<string> = new Set([
  'start',
  'end',
  'rt',
  'externalId',
  'act',
  'outcome',
  'reason',
  'cat',
  ...Object.values(OWN_KEYS),
]);

/** Whether records have a key by this mapping, also as a label. */
export const isUsed = (name: string): boolean =>
  FACTS.has(name) || Object.hasOwn(KEYS, name) || Object.hasOwn(KEYS, name.replace(/Label$/, ''));
