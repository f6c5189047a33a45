// Tests that queries of a question stop in the engine when the question is aborted.
import { expect, it } from 'vitest';
import { askWith } from './asking.js';
import { stoppable } from './cancel.js';

/** An engine whose queries run until they are stopped by the mark in their comment. */
function endless() {
  const running = new Map<string, (stopped: Error) => void>();
  const run = (sql: string) =>
    new Promise<never>((_resolve, reject) => running.set(/\/\* (\S+) \*\//.exec(sql)![1]!, reject));
  return {
    running,
    engine: {
      rows: run,
      bytes: run,
      stop: async (mark: string) => running.get(mark)?.(new Error('stopped')),
    },
  };
}

it.each<[string, (of: ReturnType<typeof stoppable>) => Promise<unknown>]>([
  ['rows', (of) => of.rows('SELECT 1')],
  ['bytes', (of) => of.bytes('SELECT 1', 'CSV')],
])('an aborted question stops its %s in the engine', async (_name, ask) => {
  const { engine, running } = endless();
  const leaving = new AbortController();
  const asked = askWith({ signal: leaving.signal }, () => ask(stoppable(engine)));
  expect(running.size).toBe(1);
  leaving.abort();
  await expect(asked).rejects.toMatchObject({ code: 'query-cancelled' });
});

it('a question that was aborted before does not reach the engine', async () => {
  const { engine, running } = endless();
  const asked = askWith({ signal: AbortSignal.abort() }, () => stoppable(engine).rows('SELECT 1'));
  await expect(asked).rejects.toMatchObject({ code: 'query-cancelled' });
  expect(running.size).toBe(0);
});

it('what nobody can abort is passed on as it is', async () => {
  const engine = {
    rows: async (sql: string) => [sql],
    bytes: async () => Buffer.alloc(0),
    stop: async () => {},
  };
  expect(await stoppable(engine as never).rows('SELECT 1')).toEqual(['SELECT 1']);
});
