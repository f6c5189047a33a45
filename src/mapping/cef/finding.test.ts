// Checks records of CEF about changes of findings: subjects of each kind, times, and values that try to break out.
import { expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { findingOf } from '../../publish/testing/findings.js';
import { readCef } from '../testing/read-cef.js';
import { cefFindingWriter } from './format.js';

const write = cefFindingWriter(loadCatalogue(), ['deviceFacility={list} {date}']);
const read = (facts: Parameters<typeof findingOf>[0]) => {
  const record = write(findingOf(facts));
  return { ...record, ...readCef(record.line) };
};

it('says what happened to which host, with the id of the finding and of the change', () => {
  const { header, pairs, severity, time } = read({
    ...{ state: 'resolved', previousState: 'open', changes: ['severity_fell', 'resolved'], tags: ['a', 'b'] },
    ...{ cves: ['CVE-2026-0001'], reason: 'three days unseen', author: 'ada', hostname: 'www.example.com' },
    device: 'laptop-7',
  });
  expect(header.slice(3)).toEqual(['finding:scan_ntp', 'NTP servers answering version queries', '8']);
  expect([severity, time]).toEqual([8, Date.parse('2026-01-16T06:00:00Z')]);
  expect(Object.fromEntries(pairs)).toEqual({
    ...{ start: '1768435200000', end: '1768435200000', rt: '1768543200000', externalId: 'f1' },
    ...{ act: 'severity_fell,resolved', outcome: 'resolved', cat: 'vulnerable/vulnerable-system' },
    ...{ src: '192.0.2.1', shost: 'www.example.com', spt: '123', proto: 'udp', reason: 'three days unseen' },
    ...{ cs1: 'a;b', cs1Label: 'tag', cs3: 'CVE-2026-0001', cs3Label: 'cve' },
    ...{
      cs4: 'open',
      cs4Label: 'previous state',
      cs5: 'ada',
      cs5Label: 'author',
      cs6: 'AT',
      cs6Label: 'geo',
    },
    ...{ cn1: '64496', cn1Label: 'asn', deviceFacility: 'example 2026-01-15' },
    ...{ ShadowserverReportsChange: 'f1-1', ShadowserverReportsDate: '2026-01-15' },
    ...{ flexString2: 'laptop-7', flexString2Label: 'device', ShadowserverReportsList: 'example' },
  });
});

it.each([
  ['ip', '2001:db8::1', { c6a2: '2001:db8::1', c6a2Label: 'Source IPv6 Address' }],
  ['network', '198.51.100.0/24', { flexString1: '198.51.100.0/24', flexString1Label: 'ip' }],
  ['hostname', 'mail.example.com', { shost: 'mail.example.com' }],
  ['account', 'ada@example.com', { duser: 'ada@example.com', shost: 'www.example.com' }],
  ['url', 'http://example.com/a=b', { request: 'http://example.com/a=b', shost: 'www.example.com' }],
  ['text', 'Example Inc.', { flexString1: 'Example Inc.', flexString1Label: 'subject' }],
] as const)(
  'has a subject of the kind %s, such as %s, under the key for it',
  (subjectKind, subject, expected) => {
    const hostname = subjectKind === 'hostname' ? '' : 'www.example.com';
    const { pairs } = read({ subject, subjectKind, hostname });
    expect(Object.fromEntries(pairs)).toMatchObject(expected);
    expect(pairs.has('src')).toBe(false);
  },
);

it('keeps what a key does not permit in the object of other columns', () => {
  const url = `http://example.com/${'a'.repeat(2_000)}`;
  const facts = {
    subject: url,
    subjectKind: 'url',
    reason: 'b'.repeat(1_024),
    tags: ['c'.repeat(4_001)],
  } as const;
  const { pairs } = read({ ...facts, author: 'a\u0007b' });
  expect(['request', 'reason', 'cs1'].filter((key) => pairs.has(key))).toEqual([]);
  expect(JSON.parse(pairs.get('ShadowserverReportsColumns')!)).toEqual({
    ...{ url, reason: facts.reason, tag: facts.tags[0], author: 'a\u0007b' },
  });
});

it('has no times of a finding that no report has any more', () => {
  const { pairs } = read({ firstSeen: '', lastSeen: '' });
  expect([pairs.has('start'), pairs.has('end'), pairs.has('rt')]).toEqual([false, false, true]);
});

it.each([
  'a=b src=203.0.113.1',
  'a|b\\|c',
  'one\nCEF:0|x|y|1|1|x|1|\r\nsrc=203.0.113.1',
  '] "x" [a@1 b="c"]',
])('%j stays in its place', (text) => {
  const { pairs } = read({ reason: text, author: text, infection: text, hostname: text, tags: [text] });
  for (const key of ['reason', 'cs5', 'cs2', 'shost', 'cs1']) expect(pairs.get(key)).toBe(text);
  expect(pairs.get('src')).toBe('192.0.2.1');
  expect(read({ type: text }).header).toHaveLength(6);
});
