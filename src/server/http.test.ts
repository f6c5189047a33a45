// Tests that the log tells what clients are not told.
import { expect, it } from 'vitest';
import { SundialError } from '../domain/errors.js';
import { SILENT_LOG } from '../domain/log.js';
import { makeHttp } from './http.js';
import { upstreamForm } from './reports-api/refusal.js';

it('the log says which error was answered as a failure of the server', async () => {
  const logged: unknown[] = [];
  const log = { ...SILENT_LOG, error: (_message: string, details?: object) => void logged.push(details) };
  const app = makeHttp({ log, refusal: upstreamForm });
  app.get('/engine', () => {
    throw new SundialError('query-failed', { problem: 'unknown column x' });
  });
  app.get('/client', () => {
    throw new SundialError('query-invalid', { place: 'ip', problem: 'is not an address' });
  });
  const { statusCode, payload } = await app.inject({ url: '/engine' });
  expect({ statusCode, payload }).toEqual({
    statusCode: 500,
    payload: '{"error":"something went wrong inside the server"}',
  });
  expect((await app.inject({ url: '/client' })).statusCode).toBe(400);
  expect(logged).toEqual([
    { code: 'query-failed', problem: 'the engine refused the query: unknown column x' },
  ]);
});
