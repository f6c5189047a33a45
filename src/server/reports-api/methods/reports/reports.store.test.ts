// Tests reports/list, reports/types and reports/download in the forms of the publisher's documentation and clients.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiWorld } from '../../testing/api-world.js';

interface Listed {
  readonly id: string;
  readonly file: string;
}

let api: ApiWorld;
beforeAll(async () => {
  api = await ApiWorld.open({ maxRows: 2_000 });
});
afterAll(() => api.close());

async function files(body: object, key = 'zoo'): Promise<string[]> {
  const { json } = await api.ask('reports/list', { ...body }, key);
  return (json as Listed[]).map(({ file }) => file);
}

describe('reports/list', () => {
  it('has the members of upstream in its order', async () => {
    const { text, json } = await api.ask('reports/list', { date: '2026-03-01', reports: ['zoo'] });
    const [{ id }] = json as [Listed];
    const url = `https://reports.example.com/dl/${id}`;
    expect(id).toMatch(/^[A-Za-z0-9_-]{43,}$/);
    expect(text).toBe(
      `[{"id":"${id}","type":"scan_ntp","report":"zoo","file":"2026-03-01-scan_ntp-zoo.csv","timestamp":"2026-03-01","url":"${url}"}]`,
    );
  });

  const ALL = ['2026-03-02-scan_ntp-zoo.csv', '2026-03-02-scan_ssh-zoo.csv', '2026-03-01-scan_ntp-zoo.csv'];
  it.each([
    [{}, ALL],
    [{ limit: 2 }, ALL.slice(0, 2)],
    [{ limit: '1' }, ALL.slice(0, 1)],
    [{ date: '2026-03-02' }, ALL.slice(0, 2)],
    [{ date: '2026-03-01:2026-03-02' }, ALL],
    [{ date: '-2:now' }, ALL],
    [{ date: 'now' }, []],
    [{ type: 'scan_ssh' }, [ALL[1]]],
    [{ type: 'scan-ssh' }, [ALL[1]]],
    [{ type: ['scan_ssh', 'scan_dns'] }, [ALL[1]]],
    [{ types: ['scan_ntp', 'scan_dns'], date: '2026-03-02' }, [ALL[0]]],
    [{ type: 'scan6_ssh' }, []],
    [{ reports: ['zoo'], report: 'zoo' }, ALL],
    [{ reports: [], types: [] }, ALL],
  ])('answers %j', async (body, expected) => {
    expect(await files(body)).toEqual(expected);
  });

  it('lists the reports of all constituents of the key', async () => {
    const both = ['2026-03-01-scan_ntp-farm.csv', '2026-03-01-scan_ntp-zoo.csv'];
    expect(await files({ date: '2026-03-01' }, 'both')).toEqual(both);
    expect(await files({ date: '2026-03-01', reports: ['farm'] }, 'both')).toEqual([both[0]]);
  });

  it.each([
    [{ reports: ['lake'] }, 404, '"lake" is not one of your reports: zoo'],
    [{ date: '2026-13-01' }, 400, 'date: '],
    [{ limit: 2_001 }, 400, 'limit: is more than 2000, the limit'],
    [{ limit: 0 }, 400, 'limit: '],
    [{ types: 7 }, 400, 'types: expected a name, or a list of names'],
  ])('refuses %j', async (body, status, error) => {
    const answer = await api.ask('reports/list', body);
    expect(answer.status).toBe(status);
    expect((answer.json as { error: string }).error).toContain(error);
  });
});

describe('reports/types', () => {
  it('lists the types of the key', async () => {
    expect((await api.ask('reports/types')).json).toEqual(['scan_ntp', 'scan_ssh']);
    expect((await api.ask('reports/types', {}, 'lake')).json).toEqual(['scan6_ssh', 'scan_ntp']);
    expect((await api.ask('reports/types', { date: '2026-03-01' })).json).toEqual(['scan_ntp']);
  });

  it.each([true, 'true'])('describes them with detail %j', async (detail) => {
    const { json } = await api.ask('reports/types', { date: '-365:now', detail }, 'lake');
    expect(json).toEqual([
      expect.objectContaining({ type: 'scan6_ssh' }),
      {
        type: 'scan_ntp',
        name: 'NTP-Version',
        severity: expect.any(String),
        url: expect.stringContaining('https://'),
      },
    ]);
  });
});

describe('reports/download', () => {
  const ROW = {
    timestamp: '2026-03-02 02:00:00',
    severity: 'info',
    ip: '192.0.2.3',
    protocol: 'tcp',
    port: '22',
    hostname: '',
    tag: 'ssh',
    asn: '64496',
    geo: 'DE',
    banner: 'SSH-2.0-OpenSSH_9.6, "zoo"',
  };
  const idOf = async (body: object, key = 'zoo') =>
    ((await api.ask('reports/list', { ...body }, key)).json as Listed[])[0]!.id;

  it('shows the rows of a report', async () => {
    const id = await idOf({ type: 'scan_ssh' });
    const { json, text } = await api.ask('reports/download', { id });
    expect(json).toEqual([ROW]);
    expect(text).toBe(JSON.stringify([ROW]));
    const named = { report: 'zoo', date: '2026-03-02', type: 'scan-ssh' };
    expect((await api.ask('reports/download', named)).text).toBe(text);
  });

  it('shows as many rows as are asked for', async () => {
    const id = await idOf({ date: '2026-03-01' });
    expect((await api.ask('reports/download', { id })).json).toHaveLength(3);
    expect((await api.ask('reports/download', { id, limit: 2 })).json).toHaveLength(2);
    expect((await api.ask('reports/download', { id, limit: 9 })).json).toHaveLength(3);
  });

  it('opens only reports of the key', async () => {
    const id = await idOf({ date: '2026-03-01' }, 'farm');
    const gone = { status: 404, json: { error: 'no report has this id' } };
    expect(await api.ask('reports/download', { id })).toMatchObject(gone);
    expect(await api.ask('reports/download', { id }, 'both')).toMatchObject({ status: 200 });
    const none = { report: 'zoo', date: '2026-03-01', type: 'scan_ssh' };
    expect(await api.ask('reports/download', none)).toMatchObject(gone);
  });

  it.each([
    [{}, 'id: expected an id, or report, type and date'],
    [{ report: 'zoo', date: '2026-03-01:2026-03-02', type: 'scan_ntp' }, 'date: expected one day'],
  ])('refuses %j', async (body, error) => {
    expect(await api.ask('reports/download', body)).toMatchObject({ status: 400, json: { error } });
  });
});
