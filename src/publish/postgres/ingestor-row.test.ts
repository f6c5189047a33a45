// Checks the hash of the existing ingestor: its rules on texts that Python computed, and the recorded vectors.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sharedData } from '../../records/testing/corpus.js';
import { eventOf, eventsOfCsv } from '../testing/events.js';
import { ingestorRow } from './ingestor-row.js';

const jsonOf = (columns: readonly string[], fields: Readonly<Record<string, string>>) =>
  ingestorRow(eventOf(columns, fields)).json;

describe('the row of the existing ingestor', () => {
  it('is hashed as Python does it', () => {
    // python3 -c 'import json, hashlib; row = {"timestamp": "2026-01-15 00:00:00", "ip": "192.0.2.1", "hostname": ""};
    // print(hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest())'
    const columns = ['timestamp', 'ip', 'hostname'];
    const row = ingestorRow(eventOf(columns, { timestamp: '2026-01-15 00:00:00', ip: '192.0.2.1' }));
    expect(row.json).toBe('{"hostname": "", "ip": "192.0.2.1", "timestamp": "2026-01-15 00:00:00"}');
    expect(row.hash).toBe('23495a66462716f460b93c29d17ffb60297b2b5b8a60671da03005644a9c73a9');
  });

  it('escapes all but printable ASCII', () => {
    const text = 'Ł "q" \\ / \b\f\n\r\t\0\x1f\x7f\x80 \u{1f600}';
    expect(jsonOf(['a'], { a: text })).toBe(
      '{"a": "\\u0141 \\"q\\" \\\\ / \\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\\u0080 \\ud83d\\ude00"}',
    );
  });

  it('sorts names by code points, not by UTF-16', () => {
    expect(jsonOf(['\u{1f600}', '\uff5e', 'a'], {})).toBe('{"a": "", "\\uff5e": "", "\\ud83d\\ude00": ""}');
  });

  it('keeps the last of several cells with one name, and columns without a name', () => {
    expect(jsonOf(['tag', 'tag#2', 'x#2', 'column#4'], { tag: 'a', 'tag#2': 'b', 'x#2': 'c' })).toBe(
      '{"": "", "tag": "b", "x#2": "c"}',
    );
    expect(jsonOf(['tag', 'tag#2'], { tag: 'a' })).toBe('{"tag": ""}');
  });

  it('survives names of properties', () => {
    const fields = JSON.parse('{"__proto__": "p"}');
    expect(jsonOf(['__proto__', 'constructor'], fields)).toBe('{"__proto__": "p", "constructor": ""}');
  });
});

const golden = sharedData('golden/postgres/s1-rows.json');

describe.skipIf(golden === undefined)('the recorded rows of the existing ingestor', () => {
  const recorded: { reports: { report_type: string; input_csv: string; hashes: string[] }[] } = JSON.parse(
    golden === undefined ? '{"reports":[]}' : readFileSync(golden, 'utf8'),
  );

  it.each(recorded.reports)('of $report_type have the same hashes', ({ input_csv, hashes }) => {
    expect(eventsOfCsv(input_csv).map((event) => ingestorRow(event).hash)).toEqual(hashes);
  });
});
