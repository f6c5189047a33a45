// A context for tests: reads nothing, records all output, and stops the clock.
import { Writable } from 'node:stream';
import { type CliContext, silentContext } from '../frame/context.js';

export interface TestContext extends CliContext {
  readonly out: string[];
  readonly notes: string[];
  code: number | undefined;
}

export function testContext(given: Partial<CliContext> = {}): TestContext {
  const out: string[] = [];
  const notes: string[] = [];
  const context: TestContext = {
    ...silentContext(),
    clock: () => new Date('2026-02-03T04:05:06Z'),
    stdout: new Writable({
      write: (chunk, _encoding, done) => {
        out.push(String(chunk));
        done();
      },
    }),
    print: (text) => void out.push(text),
    note: (text) => void notes.push(text),
    exit: (code) => {
      context.code = code;
    },
    out,
    notes,
    code: undefined,
    ...given,
  };
  return context;
}
