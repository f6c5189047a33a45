// Tests calls of the Reports API: signatures, the first methods, and the form of errors.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiWorld } from './testing/api-world.js';

let api: ApiWorld;
beforeAll(async () => {
  api = await ApiWorld.open();
});
afterAll(() => api.close());

describe('the first methods', () => {
  it('test/ping answers with the time', async () => {
    expect(await api.ask('test/ping')).toMatchObject({ status: 200, json: { pong: '2026-03-03 12:00:00' } });
  });

  it('key/info describes the key', async () => {
    expect((await api.ask('key/info')).json).toMatchObject([
      {
        user: 'The zoo',
        status: 'active',
        access: ['reports'],
        apikey: 'apikey-of-zoo',
        query_limit: 10_000,
      },
    ]);
  });

  it('reports/subscribed lists the constituents of the key', async () => {
    expect((await api.ask('reports/subscribed', {}, 'both')).json).toEqual(['farm', 'zoo']);
  });
});
