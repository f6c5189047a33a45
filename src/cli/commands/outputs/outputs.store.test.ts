// Checks `sundial publish` and `sundial outputs` from a user's point of view.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { manifestOf, readLake } from '../../../publish/files/testing/lake.js';
import { Session } from '../../testing/session.js';
import { declareConstituents } from '../constituents/constituents.js';
import { declareFinding } from '../finding/finding.js';
import { declareFindings } from '../findings/findings.js';
import { declarePublish } from '../publish/publish.js';
import { declareOutputs } from './outputs.js';

const session = new Session((program, context) => {
  declareConstituents(program, context);
  declareFinding(program, context);
  declareFindings(program, context);
  declareOutputs(program, context);
  declarePublish(program, context);
});
const csv = (...hosts: number[]) =>
  [
    'timestamp,severity,ip,port',
    ...hosts.map((host) => `2026-01-15 00:00:01,high,192.0.2.${host},123`),
    '',
  ].join('\n');

const LAKES =
  'outputs:\n  - {name: lake, kind: files, path: lake}\n  - {name: blocked, kind: files, path: sundial.yaml/lake}\n';

beforeAll(async () => {
  await session.ingest({ '2026-01-15-scan_ntp-example.csv': csv(1, 2) });
});
afterAll(() => session.remove());

it('explains how to configure an output if there is none', async () => {
  const { code, notes } = await session.run(['outputs']);
  expect([code, notes]).toEqual([EXIT.usage, expect.stringContaining('docs/how-to/outputs.md')]);
});

it('counts, sends, and shows the state of outputs', async () => {
  session.write('sundial.yaml', LAKES);
  const dry = await session.run(['publish', 'lake', '--dry-run']);
  expect(dry.out).toMatch(/lake +would send +2 /);
  expect((await session.run(['publish', 'lake'])).code).toBe(EXIT.done);
  const file = path.join(session.cwd, 'lake', '2026-01-15', 'scan_ntp.jsonl');
  expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(2);
  const all = await session.run(['publish']);
  expect([all.code, all.notes]).toEqual([EXIT.failed, expect.stringContaining('blocked: ')]);
  const { outputs } = JSON.parse((await session.run(['outputs', '--json'])).out);
  expect(outputs).toMatchObject([
    { name: 'lake', state: 'current', sent: { appeared: 2 }, waiting: 0 },
    { name: 'blocked', state: 'failing', problem: { code: 'files-unwritable', failures: 1 } },
  ]);
});

it('withholds events above a limit of marking, that of a constituent or of MISP too, and says how many', async () => {
  await session.run([
    ...['constituents', 'add', 'farm', '--networks', '192.0.2.1', '--since', 'always'],
    ...['--tlp', 'green'],
  ]);
  session.write(
    'sundial.yaml',
    [
      'unmarked_tlp: AMBER',
      'outputs:',
      '  - {name: partner, kind: files, path: partner, max_tlp: green}',
      '  - {name: farm, kind: files, path: farm, constituents: [farm]}',
      '  - {name: misp, kind: misp, path: misp, tlp: green, org_name: Example, org_uuid: 5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b}',
    ].join('\n'),
  );
  expect((await session.run(['publish'])).code).toBe(EXIT.done);
  expect((await session.run(['outputs'])).notes).toContain('partner: 2 events withheld, because');
  const { outputs } = JSON.parse((await session.run(['outputs', '--json'])).out);
  expect(outputs).toMatchObject([
    { name: 'partner', state: 'current', withheld: 2, sent: { appeared: 0 } },
    { name: 'farm', state: 'current', withheld: 1, sent: { appeared: 0 } },
    { name: 'misp', state: 'current', withheld: 2, sent: { appeared: 0 } },
  ]);
  // Later tests have other constituents.
  await session.run(['constituents', 'edit', 'farm', '--networks', '203.0.113.0/24', '--since', 'always']);
  session.write('sundial.yaml', LAKES);
  for (const name of ['partner', 'farm', 'misp']) await session.run(['outputs', 'forget', name]);
});

it('compares the target with the store, and sends days again', async () => {
  expect((await session.run(['outputs', 'check', 'lake', '--counts'])).code).toBe(EXIT.done);
  const again = JSON.parse(
    (await session.run(['publish', 'lake', '--since', '2026-01-15', '--until', '2026-01-15', '--json'])).out,
  );
  expect(again.outputs).toMatchObject([{ output: 'lake', result: 'sent', appeared: 2 }]);
});

it('checks all outputs, and says what each of them would do', async () => {
  session.write(
    'sundial.yaml',
    [
      LAKES.trimEnd(),
      '  - {name: cef, kind: syslog, transport: file, path: cef}',
      '  - {name: feed, kind: misp, path: feed, org_name: Example, org_uuid: 5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b}',
    ].join('\n'),
  );
  const { code, out, notes } = await session.run(['outputs', 'check']);
  expect(out).toMatch(
    /^lake: files are written to .*\ncef: records are appended to files in .*\nfeed: the feed of Example is written to/,
  );
  expect([code, notes]).toEqual([EXIT.failed, expect.stringMatching(/^blocked: /)]);
  const { outputs } = JSON.parse((await session.run(['outputs', 'check', '--counts', '--json'])).out);
  expect(outputs).toMatchObject([
    { output: 'lake', differences: [] },
    { output: 'blocked', code: 'files-unwritable' },
    { output: 'cef', differences: null },
    { output: 'feed', differences: null },
  ]);
  session.write('sundial.yaml', LAKES);
});

it('says why an output has nothing to send that begins after all stored events', async () => {
  session.write('sundial.yaml', 'outputs:\n  - {name: late, kind: files, path: late, start: 2}\n');
  const why =
    /^late: no event since 20\d\d-\d\d-\d\d, .*start.*; 2 events of earlier report dates are not sent\. "sundial publish late --since 2026-01-15" sends them/m;
  for (const command of [['publish', '--dry-run'], ['outputs'], ['publish'], ['outputs'], ['publish']])
    expect((await session.run(command)).notes, command.join(' ')).toMatch(why);
  expect((await session.run(['publish', 'late', '--since', '2026-01-15'])).out).toMatch(/late +sent +2/);
  expect((await session.run(['outputs'])).notes).not.toContain('late: no event');
  session.write('sundial.yaml', LAKES);
  await session.run(['outputs', 'forget', 'late']);
});

it('forgets outputs that were removed from the configuration, and only those', async () => {
  const kept = await session.run(['outputs', 'forget', 'blocked']);
  expect([kept.code, kept.notes]).toEqual([EXIT.usage, expect.stringContaining('is still configured')]);
  session.write('sundial.yaml', 'outputs:\n  - {name: lake, kind: files, path: lake}\n');
  expect((await session.run(['outputs'])).notes).toMatch(/blocked is not configured .* forget blocked/);
  expect((await session.run(['outputs', 'forget', 'blocks'])).notes).toContain('did you mean "blocked"');
  expect((await session.run(['outputs', 'forget', 'blocked'])).out).toContain(
    'Forgot the position of blocked',
  );
  const { outputs, removed } = JSON.parse((await session.run(['outputs', '--json'])).out);
  expect([outputs.length, removed]).toEqual([1, []]);
});

it.each([
  [['publish', 'lakes'], 'there is no output "lakes" (did you mean "lake"?)'],
  [['publish', 'lake', '--until', '2026-01-15'], '--until needs --since'],
  [['publish', 'lake', '--replay', '--skip'], 'use only one of'],
  [['publish', 'lake', '--since', 'soon'], '--since: "soon" is not a date'],
])('%j is refused', async (args, message) => {
  const { code, notes } = await session.run(args);
  expect([code, notes]).toEqual([EXIT.usage, expect.stringContaining(message)]);
});

it('a check refuses an output that is limited to a constituent that does not exist', async () => {
  session.write('sundial.yaml', 'outputs:\n  - {name: lake, kind: files, path: lake, constituents: [zoo]}\n');
  const { code, notes } = await session.run(['outputs', 'check', 'lake']);
  expect([code, notes]).toEqual([EXIT.usage, expect.stringContaining('there is no constituent zoo')]);
});

describe('the page on files', () => {
  const pageOf = (name: string) => readFileSync(path.resolve('docs/how-to', name), 'utf8');
  const configurationsOf = (name: string) =>
    [...pageOf(name).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, yaml]) => yaml!);
  const page = pageOf('output-files.md');
  const configurations = configurationsOf('output-files.md');
  const lake = (name: string) => path.join(session.cwd, 'srv', name);
  const filesOf = (name: string) => manifestOf(lake(name)).map(({ path: file, events }) => [file, events]);

  /** Configures the output as the page does, in a folder of this test. */
  const follow = (number: number) =>
    session.write('sundial.yaml', configurations[number]!.replace('path: /srv/', 'path: srv/'));

  beforeAll(async () => {
    session.write('sundial.yaml', 'outputs: []\n');
    await session.run(['outputs', 'forget', 'lake']);
    await session.ingest({
      '2026-01-16-scan_ssl-example-asn.csv': [
        'timestamp,severity,ip,port,asn,geo,tag',
        '2026-01-16 00:00:01,high,192.0.2.1,443,64496,AT,iot',
        '2026-01-16 00:00:02,high,192.0.2.2,443,64497,at,',
        '2026-01-16 00:00:03,low,192.0.2.3,443,,,"iot;vpn"\n',
      ].join('\n'),
    });
  });

  it('has five configurations', () => {
    expect(configurations).toHaveLength(5);
  });

  it('writes compressed JSON lines, and every command on the page works', async () => {
    follow(0);
    expect((await session.run(['publish'])).code).toBe(EXIT.done);
    expect(filesOf('lake')).toEqual([
      ['2026-01-15/scan_ntp.jsonl.gz', 2],
      ['2026-01-16/scan_ssl.jsonl.gz', 3],
    ]);
    const commands = [...page.matchAll(/`sundial ((?:outputs|publish)\s[^`]*lake[^`]*)`/g)];
    expect(commands.length).toBeGreaterThan(4);
    for (const [, command] of commands) {
      const { code, notes } = await session.run(command!.split(/\s+/));
      expect([command, code, notes]).toEqual([command, EXIT.done, '']);
    }
    rmSync(lake('lake'), { recursive: true });
    await session.run(['publish', 'lake', '--replay']);
    expect(await readLake(lake('lake'))).toHaveLength(5);
  });

  it('writes Parquet by country, in Hive style', async () => {
    follow(1);
    expect((await session.run(['publish'])).code).toBe(EXIT.done);
    expect(filesOf('warehouse')).toEqual([
      ['type=scan_ntp/date=2026-01-15/country=none/events.parquet', 2],
      ['type=scan_ssl/date=2026-01-16/country=AT/events.parquet', 2],
      ['type=scan_ssl/date=2026-01-16/country=none/events.parquet', 1],
    ]);
    const rows = (await readLake(lake('warehouse'))).map(({ fields }) => ({ ...fields }));
    expect(rows.find(({ timestamp }) => timestamp === '2026-01-16 00:00:01')).toEqual({
      ...{ timestamp: '2026-01-16 00:00:01', ip: '192.0.2.1', port: 443n, asn: 64496n, geo: 'AT' },
      ...{ severity: 'high', tag: ['iot'] },
    });
  });

  it('writes changes of findings', async () => {
    follow(4);
    const { findings } = JSON.parse((await session.run(['findings', '--type', 'scan_ssl', '--json'])).out);
    const { id } = findings.find(({ severity }: { severity: string }) => severity === 'high');
    expect((await session.run(['finding', 'mark', id, 'acknowledged'])).code).toBe(EXIT.done);
    expect(await session.run(['publish'])).toMatchObject({ code: EXIT.done });
    const [file] = manifestOf(lake('changes'));
    const lines = readFileSync(path.join(lake('changes'), file!.path), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ type: 'scan_ssl', severity: 'high', state: 'acknowledged' }),
    );
    const counts = await session.run(['outputs', 'check', 'changes', '--counts']);
    expect([counts.code, counts.out]).toEqual([EXIT.done, expect.stringContaining('sends no events')]);
  });

  it('writes a folder for each constituent, and one of a single constituent as the page on outputs shows', async () => {
    const add = (id: string, networks: string) =>
      session.run(['constituents', 'add', id, '--networks', networks, '--since', 'always']);
    await add('zoo', '192.0.2.1');
    await add('harbour', '192.0.2.0/31;192.0.2.2/32');
    follow(3);
    expect(await session.run(['publish'])).toMatchObject({ code: EXIT.done });
    expect(filesOf('members')).toEqual([
      ['harbour/2026-01-15/scan_ntp.jsonl', 2],
      ['harbour/2026-01-16/scan_ssl.jsonl', 2],
      ['none/2026-01-16/scan_ssl.jsonl', 1],
      ['zoo/2026-01-15/scan_ntp.jsonl', 1],
      ['zoo/2026-01-16/scan_ssl.jsonl', 1],
    ]);
    const yaml = configurationsOf('outputs.md').find((block) => block.includes('constituents'))!;
    session.write('sundial.yaml', yaml.replace('path: /srv/', 'path: srv/'));
    expect(await session.run(['publish', 'zoo'])).toMatchObject({ code: EXIT.done });
    expect((await readLake(lake('zoo'))).map(({ fields }) => fields.ip)).toEqual(['192.0.2.1', '192.0.2.1']);
    await session.run(['constituents', 'edit', 'zoo', '--networks', '192.0.2.2', '--since', 'always']);
    await session.run(['publish', 'zoo', '--replay']);
    expect((await readLake(lake('zoo'))).map(({ fields }) => fields.ip)).toEqual(['192.0.2.2', '192.0.2.2']);
  });

  it('writes CSV by autonomous system and list', async () => {
    follow(2);
    expect((await session.run(['publish'])).code).toBe(EXIT.done);
    expect(filesOf('tables')).toEqual([['ASnone/example/2026-01-15-scan_ntp.csv', 2]]);
  });
});
