// Tests which words of errors reach clients of the Reports API.
import { expect, it } from 'vitest';
import { SundialError } from '../../domain/errors.js';
import { upstreamForm } from './refusal.js';

const INSIDE = 'SELECT banner FROM event_rows of lake in /var/lib/sundial';

const told = (error: SundialError) => upstreamForm(error, error.row.http);

it.each([
  [new SundialError('call-refused'), 401, 'the API key or the signature is not valid'],
  [new SundialError('call-invalid', { field: 'date', problem: 'is no date' }), 400, 'date: is no date'],
  [new SundialError('query-invalid', { place: 'query', problem: 'is wrong' }), 400, 'query: is wrong'],
])('%s is shown', (error, status, words) => {
  expect(told(error)).toEqual({ status, body: { error: words } });
});

it.each([
  [new SundialError('internal', { problem: INSIDE }), 500, 'something went wrong inside the server'],
  [new SundialError('query-failed', { problem: INSIDE }), 500, 'something went wrong inside the server'],
  [new SundialError('constituent-unknown', { id: INSIDE }), 500, 'something went wrong inside the server'],
  [new SundialError('store-damaged', { problem: INSIDE }), 503, 'the server cannot answer at the moment'],
  [new SundialError('keys-file-invalid', { problem: INSIDE }), 503, 'the server cannot answer at the moment'],
  [new SundialError('questions-busy', { waiting: INSIDE }), 503, 'the server cannot answer at the moment'],
  [new SundialError('query-timeout', { seconds: INSIDE }), 503, 'took longer than permitted'],
  [new SundialError('query-memory', { limit: INSIDE }), 413, 'more memory than permitted'],
])('%s is told in other words', (error, status, words) => {
  expect(told(error)).toMatchObject({ status, body: { error: expect.stringContaining(words) } });
  expect(JSON.stringify(told(error))).not.toContain('SELECT');
});

it.each([
  [new SundialError('call-too-often', { seconds: 8 }), '8'],
  [new SundialError('questions-busy', { waiting: 9 }), '5'],
])('%s says when to ask again', (error, seconds) => {
  expect(told(error).headers).toEqual({ 'retry-after': seconds });
});
