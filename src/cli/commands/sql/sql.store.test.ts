// Checks `sundial sql` from a user's point of view: the queries that must work, and each output format.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareSql } from './sql.js';

const session = new Session(declareSql);
const HEADER = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,banner,sysdesc';

beforeAll(async () => {
  const loaded = await session.ingest({
    '2026-01-15-scan_ntp-example.csv': [
      HEADER,
      '2026-01-15 00:00:01,medium,192.0.2.1,udp,123,a.example,"ntp;iot",64496,ZZ,=1+1,"say ""hi"", x"',
      '2026-01-15 00:00:02,high,2001:db8::1,udp,123,b.example,ntp,64497,ZZ,\u001b[31mred,-2',
      '2026-01-15 00:00:03,low,198.51.100.7,udp,124,c.example,ntp,64496,ZZ,plain,@x',
    ].join('\n'),
    '2026-01-16-scan_ssl-example.csv': [
      HEADER,
      '2026-01-16 00:00:01,low,192.0.2.1,tcp,443,,ssl,64496,ZZ,,',
    ].join('\n'),
  });
  expect(loaded.code).toBe(EXIT.done);
});
afterAll(() => session.remove());

async function rowsOf(sql: string): Promise<unknown[]> {
  const { out, notes, code } = await session.run(['sql', sql, '--json']);
  expect([code, notes], out).toEqual([EXIT.done, '']);
  return JSON.parse(out).rows;
}

describe('supported queries', () => {
  it.each([
    ['SELECT count() AS n FROM events', [{ n: 4 }]],
    ['select count(*) n from events where port = 123', [{ n: 2 }]],
    ['SELECT COUNT(DISTINCT ip) AS n FROM events -- hosts', [{ n: 3 }]],
    ["SELECT /* all */ sum(rows) AS n FROM reports WHERE state = 'live';", [{ n: 4 }]],
    [
      'SELECT tag, count() AS n FROM events ARRAY JOIN tags AS tag GROUP BY tag ORDER BY n DESC, tag LIMIT 1',
      [{ tag: 'ntp', n: 3 }],
    ],
    ["SELECT arrayJoin(tags) AS t FROM events WHERE has(tags, 'iot')", [{ t: 'ntp' }, { t: 'iot' }]],
    ["SELECT rest['sysdesc'] AS s FROM events WHERE rest['sysdesc'] LIKE '@%'", [{ s: '@x' }]],
    [
      'WITH hosts AS (SELECT ip, count() AS n FROM events GROUP BY ip) SELECT max(n) AS most FROM hosts',
      [{ most: 2 }],
    ],
    ['WITH 64496 AS mine SELECT count() AS n FROM events WHERE asn = mine', [{ n: 3 }]],
    ['WITH events AS (SELECT * FROM events WHERE port = 443) SELECT count() AS n FROM events', [{ n: 1 }]],
    ['SELECT ip FROM events WHERE asn IN (64497, 1) ', [{ ip: '2001:db8::1' }]],
    ['SELECT count() AS n FROM events WHERE ip IN (SELECT ip FROM events WHERE port = 443)', [{ n: 2 }]],
    [
      "SELECT count() AS n FROM events WHERE isIPAddressInRange(toString(ip), '::ffff:192.0.2.0/120')",
      [{ n: 2 }],
    ],
    ['SELECT * FROM (SELECT 1 AS n UNION ALL SELECT 2) ORDER BY n', [{ n: 1 }, { n: 2 }]],
    [
      'SELECT port FROM (SELECT port FROM events EXCEPT SELECT 443) ORDER BY port',
      [{ port: 123 }, { port: 123 }, { port: 124 }],
    ],
    [
      'SELECT e.port AS p, r.list AS l FROM events AS e JOIN reports AS r ON e.load = r.load WHERE e.port = 443',
      [{ p: 443, l: 'example' }],
    ],
    [
      'SELECT a.port AS p FROM events a LEFT JOIN (SELECT ip, port FROM events) b USING (ip) WHERE a.port = 124',
      [{ p: 124 }],
    ],
    [
      'SELECT port, count() OVER (PARTITION BY asn ORDER BY port ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS n FROM events WHERE asn = 64497',
      [{ port: 123, n: 1 }],
    ],
    ['SELECT row_number() OVER w AS n FROM events WINDOW w AS (ORDER BY ip) QUALIFY n = 1', [{ n: 1 }]],
    ['SELECT uniqExactIf(ip, port = 123) AS n, quantile(0.5)(port) AS q FROM events', [{ n: 2, q: 123.5 }]],
    ["SELECT CASE WHEN port < 1000 THEN 'low' ELSE 'high' END AS c FROM events LIMIT 1", [{ c: 'low' }]],
    [
      'SELECT toStartOfMonth(report_date) AS m, count() AS n FROM events GROUP BY m HAVING n > 1',
      [{ m: '2026-01-01', n: 4 }],
    ],
    ["SELECT dateDiff('day', min(report_date), max(report_date)) AS d FROM events", [{ d: 1 }]],
    ['SELECT timestamp + INTERVAL 1 DAY AS t FROM events WHERE port = 443', [{ t: '2026-01-17 00:00:01' }]],
    [
      "SELECT count() AS n FROM events WHERE timestamp >= '2026-01-15 00:00:02' AND timestamp < toDate('2026-01-16')",
      [{ n: 2 }],
    ],
    [
      "SELECT arrayMap(x -> upper(x), arrayFilter(x -> x != 'ntp', tags)) AS t FROM events WHERE has(tags, 'iot')",
      [{ t: ['IOT'] }],
    ],
    [
      "SELECT domain('http://www.example.org/x') AS d, lower('ABC') AS l, substring('abc', 2, 1) AS s",
      [{ d: 'www.example.org', l: 'abc', s: 'b' }],
    ],
    ['SELECT EXISTS(SELECT 1 FROM quarantine) AS e, (SELECT count() FROM runs) AS r', [{ e: 0, r: 1 }]],
    ["SELECT count() AS n FROM deliveries WHERE outcome = 'loaded'", [{ n: 2 }]],
    ['SELECT count() AS n FROM event_rows WHERE load NOT IN (SELECT load FROM hidden_loads)', [{ n: 4 }]],
    ['SELECT * EXCEPT (rest) FROM events LIMIT 0', []],
    ["SELECT COLUMNS('^dst_port$') FROM events LIMIT 1", [{ dst_port: 0 }]],
    ['SELECT DISTINCT asn FROM events ORDER BY asn LIMIT 1 OFFSET 1', [{ asn: 64497 }]],
    [
      'SELECT port, count() AS n FROM events GROUP BY port WITH ROLLUP ORDER BY n DESC, port LIMIT 1',
      [{ port: 0, n: 4 }],
    ],
    ['SELECT number FROM numbers(2)', [{ number: 0 }, { number: 1 }]],
    [
      "SELECT 'a; DROP TABLE x -- FORMAT CSV' AS t, port::String AS p, CAST(port AS UInt32) AS q FROM events WHERE port = 443",
      [{ t: 'a; DROP TABLE x -- FORMAT CSV', p: '443', q: 443 }],
    ],
    ['SELECT count() AS "hosts, 100 %" FROM events'.replace(',', ''), [{ 'hosts 100 %': 4 }]],
    ['FROM events SELECT count() AS n', [{ n: 4 }]],
    ['SELECT port FROM events ORDER BY port DESC LIMIT 1 BY asn LIMIT 1', [{ port: 443 }]],
    [
      'WITH RECURSIVE q AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM q WHERE n < 3) SELECT max(n) AS n FROM q',
      [{ n: 3 }],
    ],
  ])('%s', async (sql, rows) => {
    expect(await rowsOf(sql)).toEqual(rows);
  });

  it('keeps large integers exact', async () => {
    const [row] = (await rowsOf(
      "SELECT toUInt64('18446744073709551615') AS a, toUInt128('340282366920938463463374607431768211455') AS b, toInt64(-5) AS c, 1 / 0 AS d",
    )) as [object];
    expect(row).toEqual({
      a: '18446744073709551615',
      b: '340282366920938463463374607431768211455',
      c: -5,
      d: 'inf',
    });
  });
});

describe('output', () => {
  it('is a table for people, whatever the values contain', async () => {
    const { out } = await session.run([
      'sql',
      'SELECT ip, asn, banner, tags FROM events ORDER BY timestamp LIMIT 2',
    ]);
    expect(out).toMatch(/^ip +asn {2}banner +tags\n/);
    expect(out).toContain('64496');
    expect(out).toContain('\\u001b[31mred');
    expect(out).toContain('["ntp","iot"]');
    expect(out).toMatch(/2 rows$/);
    expect(out).not.toContain('\u001b');
  });

  it('is CSV that spreadsheets do not evaluate', async () => {
    const { out } = await session.run([
      'sql',
      "SELECT banner, rest['sysdesc'] AS d, -1 AS n, '\\tx' AS t FROM events WHERE report_type = 'scan_ntp' ORDER BY timestamp",
      '--csv',
    ]);
    expect(out.split('\n')).toEqual([
      'banner,d,n,t',
      `'=1+1,"say ""hi"", x",-1,'\tx`,
      "\\u001b[31mred,'-2,-1,'\tx",
      "plain,'@x,-1,'\tx",
    ]);
  });

  it('is JSON, as one document or by line, with unchanged values', async () => {
    const sql = 'SELECT banner AS b FROM events WHERE port = 123 ORDER BY timestamp';
    const lines = (await session.run(['sql', sql, '--jsonl'])).out
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([{ b: '=1+1' }, { b: '\u001b[31mred' }]);
    expect(JSON.parse((await session.run(['sql', sql, '--json'])).out)).toEqual({
      columns: [{ name: 'b', type: 'String' }],
      rows: lines,
      cut: false,
    });
  });

  it('says that rows were left out', async () => {
    const { out, notes } = await session.run(['sql', 'SELECT number FROM numbers(50)', '--limit', '10']);
    expect(out).toMatch(/10 rows$/);
    expect(notes).toBe('Only the first 10 rows are shown; there are more. --limit shows more.');
    const whole = await session.run(['sql', 'SELECT number FROM numbers(10)', '--limit', '10']);
    expect(whole.notes).toBe('');
  });
});

describe('refusals', () => {
  it.each([
    ['SELECT * FROM event', /there is no table "event" to read \(did you mean "events"\?\)/],
    ["SELECT file('/etc/passwd')", /the function "file" is not among/],
    ['SELEC 1', /refused: Syntax error/],
    ['DROP TABLE event_rows', /one SELECT over Sundial's own tables/],
    ['SELECT 1 FORMAT CSV', /--csv/],
  ])('%s', async (sql, message) => {
    const { notes, code } = await session.run(['sql', sql]);
    expect(notes).toMatch(message);
    expect(code).toBe(EXIT.usage);
  });

  it("shows the engine's error", async () => {
    const { out, code } = await session.run(['sql', 'SELECT nothing_like_it FROM events', '--json']);
    expect(JSON.parse(out).error).toMatchObject({ code: 'query-failed' });
    expect(code).toBe(EXIT.failed);
  });

  it.each([[['--csv', '--jsonl']], [['--limit', '0']], [['--limit', 'x']]])('%j', async (args) => {
    expect((await session.run(['sql', 'SELECT 1', ...args])).code).toBe(EXIT.usage);
  });
});
