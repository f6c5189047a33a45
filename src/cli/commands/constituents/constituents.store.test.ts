// Checks `sundial constituents`: changes with their history, imports and exports, and that bad input changes nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareFindings } from '../findings/findings.js';
import { declareQuery } from '../query/query.js';
import { declareConstituents } from './constituents.js';

const session = new Session((program, context) => {
  declareConstituents(program, context);
  declareQuery(program, context);
  declareFindings(program, context);
});
afterAll(() => session.remove());

const constituents = (...args: string[]) => session.run(['constituents', ...args], { env: { USER: 'ada' } });
const listed = async () => {
  const { out } = await constituents('list', '--json');
  return (JSON.parse(out) as { constituents: Record<string, unknown>[] }).constituents;
};

describe('sundial constituents', () => {
  it('reports that there are none yet', async () => {
    expect((await constituents('list')).out).toContain('No constituents yet');
    expect(await constituents('show', 'zoo')).toMatchObject({
      notes: expect.stringContaining('there is no constituent zoo'),
      code: EXIT.usage,
    });
  });

  it('adds a constituent that counts from today on', async () => {
    const { out, notes, code } = await constituents(
      ...[
        'add',
        'zoo',
        '--name',
        'The Zoo',
        '--networks',
        '192.0.2.9/24; 2001:db8::/32',
        '--asns',
        'AS64496',
      ],
      ...['--contacts', 'abuse: Ada <ada@example.org>', '--reason', 'contract'],
    );
    expect([notes, code]).toEqual(['', EXIT.done]);
    expect(out).toContain(
      'New: zoo\n  name: +The Zoo\n  asns: +64496\n  networks: +192.0.2.0/24, +2001:db8::/32',
    );
    expect(out).toMatch(/Stored; the changes count for reports from \d{4}-\d\d-\d\d on\./);
    expect(await listed()).toMatchObject([
      {
        id: 'zoo',
        version: 1,
        networks: ['192.0.2.0/24', '2001:db8::/32'],
        contacts: [{ role: 'abuse', name: 'Ada', email: 'ada@example.org' }],
        author: 'ada',
        reason: 'contract',
        valid_until: '2149-06-05',
      },
    ]);
    expect((await constituents('add', 'zoo')).notes).toContain('there is already a constituent zoo');
  });

  it('changes fields, and adds and removes values', async () => {
    const { out, notes } = await constituents(
      ...[
        'edit',
        'zoo',
        '--sector',
        'animals',
        '--add',
        'networks=198.51.100.7',
        '--remove',
        'networks=192.0.2.0/24',
      ],
      ...['--since', 'always', '--author', 'bob'],
    );
    expect(notes).toBe('');
    expect(out).toContain('  sector: +animals\n  networks: -192.0.2.0/24, +198.51.100.7');
    expect(out).toContain('count for reports of all days');
    const shown = (await constituents('show', 'zoo')).out;
    expect(shown).toMatch(/Version 2 of .* by bob, for reports of all days\n {2}sector: \+animals/);
    expect(shown).toMatch(/Version 1 of .* by ada, for reports from .* on: contract/);
  });

  it.each([
    [['edit', 'zo', '--name', 'x'], 'there is no constituent zo (did you mean "zoo"?)'],
    [['edit', 'zoo', '--remove', 'asns=64500'], 'asns: "64500" is not among the values'],
    [['edit', 'zoo', '--add', 'name=x'], 'name: is not a list of values'],
    [['edit', 'zoo', '--networks', '192.0.2.300'], 'command line: networks: "192.0.2.300" is not an address'],
    [['edit', 'zoo', '--since', 'soon'], '--since: "soon" is not a date'],
    [['add', 'The Zoo'], 'id: "The Zoo" is not an id'],
    [['import', 'missing.csv'], 'no such file'],
  ])('refuses %j and changes nothing', async (args, words) => {
    const { notes, code } = await constituents(...args);
    expect(notes).toContain(words);
    expect(code).not.toBe(EXIT.done);
    expect(await listed()).toMatchObject([{ version: 2, networks: ['2001:db8::/32', '198.51.100.7'] }]);
  });

  it('shows what an import would change, and changes it with --yes', async () => {
    session.write(
      'register.csv',
      'id,name,networks,parent\nzoo,The Zoo,192.0.2.0/24,\nlab,Lab,192.0.2.0/28,zoo\n',
    );
    const shown = await constituents('import', 'register.csv');
    expect(shown.out).toContain('Changed: zoo\n  networks: -2001:db8::/32, -198.51.100.7, +192.0.2.0/24');
    expect(shown.out).toContain('1 added, 1 changed, 0 unchanged.\nNothing was changed yet.');
    expect(await listed()).toHaveLength(1);
    const { out } = await constituents('import', 'register.csv', '--yes');
    expect(out).toContain('Stored');
    expect(await listed()).toMatchObject([
      { id: 'lab', parent: 'zoo', version: 4 },
      { id: 'zoo', networks: ['192.0.2.0/24'], sector: 'animals', version: 3 },
    ]);
    expect((await constituents('import', 'register.csv', '--yes')).out).toBe(
      '0 added, 0 changed, 2 unchanged.',
    );
  });

  it.each(['csv', 'json'])('exports a file in the form %s whose import changes nothing', async (format) => {
    const { out } = await constituents('export', '--format', format);
    session.write(`export.${format}`, out);
    expect((await constituents('import', `export.${format}`, '--yes')).out).toBe(
      '0 added, 0 changed, 2 unchanged.',
    );
  });

  it('changes nothing if any row is faulty', async () => {
    session.write('bad.csv', 'id,networks\nzoo,192.0.2.0/25\nlab,x\n');
    const { notes, code } = await constituents('import', 'bad.csv', '--yes');
    expect(notes).toContain(
      'bad.csv: line 3, networks: "x" is not an address or network. Nothing was changed',
    );
    expect(code).toBe(EXIT.usage);
    expect((await listed())[1]).toMatchObject({ networks: ['192.0.2.0/24'] });
  });
});

describe('sundial constituents who', () => {
  const REPORT =
    'timestamp,severity,ip,port,hostname,asn,geo\n2026-01-15 00:00:01,high,192.0.2.1,123,ntp.example.org,64496,de\n2026-01-15 00:00:02,low,203.0.113.5,123,,64511,FR\n';

  beforeAll(async () => {
    await session.ingest({ '2026-01-15-scan_ntp-example.csv': REPORT });
    const register = [
      'id,name,networks,domains,asns,countries,contacts,severities',
      'isp,ISP,,,64496,,abuse: noc@example.com,',
      'land,Land,,,,DE,Duty,',
      'club,Club,10.0.0.0/8,example.org,,,,critical',
      'fort,Fort,192.0.2.0/30; 2001:db8::/32,,,,a: b@example.org,high',
    ];
    session.write('more.csv', register.join('\n'));
    // These two have ended, for reports before today as well.
    await constituents('edit', 'zoo', '--valid-until', '2025-01-01');
    await constituents('edit', 'lab', '--valid-until', '2025-01-01');
    const { notes } = await constituents('import', 'more.csv', '--yes', '--since', '2026-01-01');
    expect(notes).toBe('');
    await constituents('edit', 'fort', '--remove', 'networks=192.0.2.0/30', '--since', '2026-02-01');
  });

  const because = async (...args: string[]) => {
    const { out } = await constituents('who', ...args, '--json');
    const { belongs } = JSON.parse(out) as { belongs: { id: string; kind: string; holding: string }[] };
    return belongs.map(({ id, kind, holding }) => `${id} ${kind} ${holding}`);
  };

  it.each([
    [
      ['192.0.2.1', '--date', '2026-01-15'],
      ['club domain example.org', 'fort network 192.0.2.0/30', 'isp asn 64496', 'land country DE'],
    ],
    [
      ['192.0.2.1', '--date', '2026-02-01'],
      ['club domain example.org', 'isp asn 64496', 'land country DE'],
    ],
    [['192.0.2.1', '--date', '2026-01-14'], ['fort network 192.0.2.0/30']],
    [['192.0.2.0/30', '--date', '2026-01-15'], ['fort network 192.0.2.0/30']],
    [['192.0.2.0/29', '--date', '2026-01-15'], []],
    [['2001:DB8::7', '--date', '2026-03-01'], ['fort network 2001:db8::/32']],
    [['WWW.Example.org', '--date', '2026-01-15'], ['club domain example.org']],
    [['badexample.org', '--date', '2026-01-15'], []],
    [['as64496', '--date', '2026-01-15'], ['isp asn 64496']],
    [['de', '--date', '2026-01-15'], ['land country DE']],
    [['de', '--date', '2025-12-31'], []],
  ])('%j', async (args, expected) => {
    expect(await because(...args)).toEqual(expected);
  });

  it('shows names, limits and contacts, and what reports say', async () => {
    const { out } = await constituents('who', '192.0.2.1', '--date', '2026-01-20');
    expect(out).toMatch(/^fort +Fort +network 192\.0\.2\.0\/30 +high +a b@example\.org$/m);
    expect(out).toContain('Reports of 2026-01-15 say: AS64496, de, ntp.example.org.');
    expect((await constituents('who', '203.0.113.9')).out).toMatch(
      /203\.0\.113\.9 belongs to no constituent\.$/,
    );
  });

  it.each(["'; DROP TABLE constituents; --", '192.0.2.300', 'AS0', '{date:Date}', ''])(
    'refuses %j',
    async (subject) => {
      const { notes, code } = await constituents('who', subject);
      expect(code).toBe(EXIT.usage);
      expect(notes).toContain('is not an address, network, host name, country code');
    },
  );

  it.each([
    ['isp', '1'],
    ['land', '1'],
    ['fort', '1'],
    ['club', '0'],
    ['zoo', '0'],
  ])('%s sees %s of the 2 events in queries, and as many findings', async (id, events) => {
    const { out } = await session.run(['query', '--count', '--constituent', id]);
    expect(out).toBe(events);
    const found = await session.run(['findings', '--constituent', id, '--json']);
    expect(JSON.parse(found.out)).toMatchObject({ total: Number(events) });
  });

  it('refuses queries for an unknown constituent', async () => {
    const { out, notes } = await session.run(['query', '--constituent', 'lan']);
    expect([out, notes]).toEqual(['', expect.stringContaining('there is no constituent lan (did you mean')]);
  });

  it('checks overlaps, spaces, contacts, and events that no constituent gets', async () => {
    const { out } = await session.run(
      ['constituents', 'check', '--date', '2026-01-20', '--days', '10', '--json'],
      { env: { SUNDIAL_OWN_NETWORKS: '192.0.2.0/24' } },
    );
    const { findings, overlaps, gaps } = JSON.parse(out) as Record<string, unknown>;
    expect(findings).toEqual([
      { id: 'club', problem: 'private network', about: '10.0.0.0/8' },
      { id: 'club', problem: 'no contact', about: '' },
      { id: 'fort', problem: 'foreign network', about: '2001:db8::/32' },
      { id: 'land', problem: 'contact without address', about: 'general: Duty' },
    ]);
    expect(overlaps).toEqual([]);
    expect(gaps).toMatchObject({
      from: '2026-01-11',
      events: 2,
      unheld: 1,
      asns: [{ value: '64511', events: 1 }],
      countries: [{ value: 'FR', events: 1 }],
      limited: 0,
    });
    await constituents('edit', 'isp', '--severities', 'low', '--since', '2026-01-21');
    await constituents(
      'edit',
      'land',
      '--types',
      'scan_ssl',
      '--add',
      'domains=www.example.org',
      '--since',
      '2026-01-21',
    );
    await constituents('edit', 'fort', '--severities', 'low', '--since', '2026-01-21');
    const later = (await constituents('check', '--date', '2026-01-21', '--days', '10')).out;
    expect(later).toContain(
      'Of 2 events in reports from 2026-01-12 to 2026-01-21, 1 belong to no constituent.',
    );
    expect(later).toContain('1 more belong to constituents that do not get their types or severities.');
    expect(later).toMatch(/^www\.example\.org +land +example\.org +club$/m);
  });
});
