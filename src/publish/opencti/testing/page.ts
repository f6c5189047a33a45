// What the tests of docs/how-to/opencti.md share: the page's connector and platform, and a report that they send.
import { sliceOf } from './output.js';

export const CONNECTOR = '5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b';
export const HOST = 'https://opencti.example.com';
const CSV = 'timestamp,ip,port,asn,tag\n2026-01-15 00:00:01,192.0.2.1,123,64496,ntp;cve-2021-44228\n';
export const SLICE = sliceOf({ alpha: CSV });

/** The types of objects that the report becomes. */
export const REPORT_TYPES = [
  'marking-definition',
  'identity',
  'vulnerability',
  'ipv4-addr',
  'report',
  'note',
];

export const typesIn = (objects: Iterable<{ readonly type: string }>) => [...objects].map(({ type }) => type);
