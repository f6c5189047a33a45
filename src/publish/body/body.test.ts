// Checks the JSON of messages: their fields, values that try to break out, and the notices of the publisher's manager.
import { describe, expect, it } from 'vitest';
import { eventMessage } from '../engine/message-of.js';
import type { FindingMessage, ReportMessage } from '../messages.js';
import type { Batch } from '../output.js';
import { checkAddress } from './address.js';
import { bodiesOf } from './body.js';
import { BODY_OPTIONS } from './options.js';

const SLICE = { type: 'scan_ntp', date: '2026-01-15' };
const KEY = '0123456789abcdef0123456789abcdef';
const URI = BODY_OPTIONS.uri.default;

/** @param place the country and the autonomous system, as the store knows them */
const event = (fields: Readonly<Record<string, unknown>>, place: { country?: string; asn?: number } = {}) =>
  eventMessage(
    {
      ...{ key: KEY, list: 'example-asn', columns: Object.keys(fields), json: JSON.stringify(fields) },
      ...{ country: '', asn: 0, ...place },
    },
    SLICE,
  );
const events = (batch: Partial<Extract<Batch, { carries: 'events' }>>): Batch => ({
  ...{ carries: 'events', occasion: '1', slice: SLICE, appeared: [], withdrawn: [], ...batch },
});
const only = (batch: Batch, uri: string = URI) => {
  const [body, ...others] = bodiesOf(batch, { uri });
  expect(others).toEqual([]);
  return { ...body!, facts: body!.facts, parsed: JSON.parse(body!.json) as Record<string, unknown> };
};

const REPORT: ReportMessage = {
  ...{ id: 'scan_stun-2022-08-31-example_com-asn-ab', type: 'scan_stun', date: '2022-08-31' },
  ...{ list: 'example_com-asn', sha256: 'ab', bytes: 10, rows: 4, events: 2, quarantined: 1 },
  ...{ publishedAt: '', loadedAt: '2022-09-01T11:32:45.000Z', replaces: false },
};

describe('an event', () => {
  it('has its id, state and place beside its own columns', () => {
    const { id, parsed, facts } = only(
      events({ appeared: [event({ ip: '192.0.2.1', geo: 'at' }, { country: 'AT', asn: 64_496 })] }),
    );
    expect(id).toBe(`scan_ntp-2026-01-15-${KEY}`);
    expect(parsed).toEqual({
      ...{ kind: 'event', id, state: 'appeared', ...SLICE, list: 'example-asn' },
      event: { ip: '192.0.2.1', geo: 'at' },
    });
    expect(facts).toEqual({
      ...{ kind: 'event', state: 'appeared', ...SLICE, list: 'example-asn', country: 'AT', asn: '64496' },
    });
  });

  it('is routed by a country only if its cell holds one', () => {
    const { facts } = only(events({ appeared: [event({}, { country: '../AT' })] }));
    expect(facts).toMatchObject({ country: 'none', asn: 'none' });
  });

  it('is announced with the same id when it is withdrawn', () => {
    const { id, parsed, facts } = only(events({ withdrawn: [event({}, { country: 'DE', asn: 64_497 })] }));
    expect(id).toBe(`scan_ntp-2026-01-15-${KEY}`);
    expect(parsed.state).toBe('withdrawn');
    expect(facts).toMatchObject({ state: 'withdrawn', country: 'DE', asn: '64497' });
  });

  it('cannot replace the fields of its message, and stays on one line', () => {
    const own = JSON.parse('{"id":"x","state":"x","__proto__":{"geo":"XX"},"a":"\\u0000\\n\\u2028"}');
    const { id, json, parsed, facts } = only(events({ appeared: [event(own)] }));
    expect(parsed).toMatchObject({ id, state: 'appeared', event: { a: '\0\n\u2028' } });
    expect(json).not.toContain('\n');
    expect(facts).toMatchObject({ country: 'none', asn: 'none' });
  });
});

describe('a change of a finding', () => {
  it('has its state, its previous state, and when it was seen', () => {
    const finding: FindingMessage = {
      ...{ id: 'f-1', finding: 'f', type: 'scan_ntp', subject: '192.0.2.1', subjectKind: 'ip', port: 123 },
      ...{ transport: 'udp', infection: '', state: 'resolved', previousState: 'open', changes: ['resolved'] },
      ...{ day: '2026-01-20', at: '2026-01-21T00:00:00.000Z', reason: '', author: '', severity: 'medium' },
      ...{ cves: [], firstSeen: '2026-01-15', lastSeen: '2026-01-16', hostname: '', asn: 0, geo: 'AT' },
      ...{ tags: ['ntp'], list: 'example-asn', device: 'laptop-7' },
    };
    const { parsed, facts } = only({ carries: 'findings', findings: [finding] });
    expect(parsed).toMatchObject({
      ...{ kind: 'finding', id: 'f-1', finding: 'f', state: 'resolved', previous_state: 'open' },
      ...{ changes: ['resolved'], first_seen: '2026-01-15', last_seen: '2026-01-16', subject: '192.0.2.1' },
    });
    // Nothing of the message is missing.
    expect(Object.keys(parsed)).toHaveLength(Object.keys(finding).length + 1);
    expect(only({ carries: 'findings', findings: [finding] }).key).toBe('f');
    expect(facts).toMatchObject({ kind: 'finding', state: 'resolved', date: '2026-01-20', asn: 'none' });
  });
});

describe('a notice of a report', () => {
  it("has the fields of the publisher's report manager first, in its forms", () => {
    const { parsed } = only({ carries: 'reports', reports: [REPORT] }, `http://myserver/reports/${URI}`);
    // The example in the manager's own documentation.
    expect(Object.entries(parsed).slice(0, 4)).toEqual([
      ['timestamp', '2022-09-01 11:32:45'],
      ['report_date', '2022-08-31'],
      ['report_type', 'scan_stun'],
      ['uri', 'http://myserver/reports/2022/08/31/2022-08-31-scan_stun-example_com-asn.csv'],
    ]);
    expect(parsed).toMatchObject({
      ...{ kind: 'report', id: REPORT.id, sha256: 'ab', rows: 4, events: 2, replaces: false },
    });
  });

  it('escapes names in the address', () => {
    const report = { ...REPORT, list: '../a b/%?#' };
    const { parsed } = only({ carries: 'reports', reports: [report] }, 'https://example.com/{list}');
    expect(parsed.uri).toBe('https://example.com/..%2Fa%20b%2F%25%3F%23');
  });

  it.each([
    ['{port}', 'names {port}'],
    ['{type', 'has a { alone'],
    ['a}', 'has a } alone'],
  ])('refuses the template %s', (uri, problem) => {
    expect(() => checkAddress('hook', uri)).toThrow(`outputs.hook.uri ${problem}`);
    expect(() => checkAddress('hook', URI)).not.toThrow();
  });
});
