// The checks that every kind of source has to pass; README.md beside the contract describes them in words.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { errorClass, SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { Source } from '../source.js';
import { MemoryInMemory } from './memory-in-memory.js';
import { takeInForTest } from './take-in.js';
import { RETRY_AFTER_SECONDS, RUNGS, type Rung, type Trouble } from './trouble.js';

/** One source under test, with its service. */
export interface SourceUnderTest {
  /** Opens the source like the next process. */
  open(): Promise<Source>;
  /** Puts a report where the source finds it; each number means a different report. */
  add(number: number): Promise<void> | void;
  /** Makes the service fail; only for sources on a network. */
  readonly trouble?: Trouble;
  /** Milliseconds of each pause, if the source pauses between attempts. */
  readonly pauses?: readonly number[];
  close(): Promise<void>;
}

export interface SourceProvider {
  make(): Promise<SourceUnderTest>;
  /** Texts that must not appear in any output. */
  readonly secrets?: readonly string[];
  /** The error for each rung, for sources on a network. */
  readonly ladder?: Readonly<Record<Rung, string>>;
  /** Lower limits during failures, so that tests need not wait for a minute or send gigabytes. */
  readonly limits?: Partial<Readonly<Record<keyof typeof LIMITS, number>>>;
  /** A source whose place does not exist, with the expected error; for sources in files. */
  readonly gone?: { make(): Promise<SourceUnderTest>; readonly code: string };
}

const REPORTS = [1, 2, 3];
const FAILED = { outcome: 'failed', error: new SundialError('file-empty', { file: 'x' }) } as const;
const AGAIN = { again: 'unhandled' } as const;

/** Declares the suite for one kind of source. */
export function testSourceContract(kind: string, provider: SourceProvider): void {
  describe(`${kind}: the contract of sources`, () => {
    const opened: { close(): Promise<void> }[] = [];
    afterEach(async () => {
      vi.restoreAllMocks();
      for (const each of opened.splice(0).reverse()) await each.close();
    });
    const make = async (maker = provider.make) => {
      const under = await maker();
      opened.push(under);
      const open = async () => {
        const source = await under.open();
        opened.push(source);
        return source;
      };
      return { ...under, open, add: under.add.bind(under), memory: new MemoryInMemory() };
    };
    const withReports = async () => {
      const under = await make();
      for (const number of REPORTS) await under.add(number);
      return under;
    };

    test('hands over every report once and completely, under the label of its entry', async () => {
      const { open, memory } = await withReports();
      const { items, contents, failure, summary } = await takeInForTest(await open(), memory);
      expect(failure).toBeUndefined();
      expect(contents.size).toBe(REPORTS.length);
      for (const text of contents.values()) expect(text).toMatch(/^"timestamp".*\n/);
      expect(new Set(items.map(({ path }) => path)).size).toBe(items.length);
      expect(new Set(items.map(({ source }) => source))).toEqual(new Set(['under-test']));
      expect(summary!.lines.length).toBeGreaterThan(0);
      expect(JSON.parse(JSON.stringify(summary!.json))).toEqual(summary!.json);
    });

    test('sends no request before the first item is requested, and a reading may be left unread', async () => {
      const { open, memory } = await withReports();
      const source = await open();
      const none = { lists: [], types: [], excluded: [] };
      const { signal } = new AbortController();
      await source.read({ memory, signal, selection: none, resolveType: (type) => type }).close();
      expect((await takeInForTest(source, memory)).contents.size).toBe(REPORTS.length);
    });

    test('remembers results, even after reopening', async () => {
      const { open, memory, add } = await withReports();
      const source = await open();
      await takeInForTest(source, memory);
      expect((await takeInForTest(source, memory)).items).toEqual([]);
      await add(4);
      expect((await takeInForTest(await open(), memory)).contents.size).toBe(1);
      expect((await takeInForTest(await open(), memory)).items).toEqual([]);
    });

    test('repeats the items that a killed reading handed over', async () => {
      const { open, memory } = await withReports();
      await takeInForTest(await open(), memory, { killAfter: 2 });
      expect((await takeInForTest(await open(), memory)).contents.size).toBe(REPORTS.length);
    });

    test.each([FAILED, { outcome: 'unselected' as const }])(
      'repeats items that were not accepted: $outcome',
      async (result) => {
        const { open, memory } = await withReports();
        await takeInForTest(await open(), memory, result);
        expect((await takeInForTest(await open(), memory, AGAIN)).contents.size).toBe(REPORTS.length);
        expect((await takeInForTest(await open(), memory, AGAIN)).items).toEqual([]);
      },
    );

    test('ends early at the signal, and forgets nothing', async () => {
      const { open, memory } = await withReports();
      const early = await takeInForTest(await open(), memory, { signal: AbortSignal.abort() });
      expect(early.contents.size).toBe(0);
      expect((await takeInForTest(await open(), memory, AGAIN)).contents.size).toBe(REPORTS.length);
    });

    test('a source without reports is read without a failure', async () => {
      const { open, memory } = await make();
      const { items, failure, hasFailed } = await takeInForTest(await open(), memory);
      expect([items, failure, hasFailed]).toEqual([[], undefined, false]);
    });

    test('a check describes the source and changes nothing', async () => {
      const { open, memory } = await withReports();
      const source = await open();
      const view = await source.check();
      expect(view.sentence).toMatch(/\S/);
      expect(view.facts.flat().every((text) => typeof text === 'string')).toBe(true);
      expect(JSON.parse(JSON.stringify(view.json))).toEqual(view.json);
      expectNoSecrets(view, provider);
      expect((await takeInForTest(source, memory)).contents.size).toBe(REPORTS.length);
    });

    test('a mailbox lists what waits without reading it', async () => {
      const { open, memory } = await withReports();
      const source = await open();
      if (!source.waiting) return;
      const waiting = async () => {
        let count = 0;
        for await (const _name of source.waiting!({ memory })) count++;
        return count;
      };
      expect(await waiting()).toBe(REPORTS.length);
      expect((await takeInForTest(source, memory)).contents.size).toBe(REPORTS.length);
      expect(await waiting()).toBe(0);
    });

    test('has the name and kind of its entry, and can be closed twice', async () => {
      const source = await (await make()).open();
      expect([source.name, source.kind]).toEqual(['under-test', kind]);
      await source.close();
      await source.close();
    });

    if (provider.gone) {
      const { gone } = provider;
      test(`a missing place does not look empty: ${gone.code}`, async () => {
        const { open, memory } = await make(gone.make);
        const source = await open();
        await expect(source.check()).rejects.toMatchObject({ code: gone.code });
        expect((await takeInForTest(source, memory)).failure).toMatchObject({ code: gone.code });
      });
    }

    const rungs = provider.ladder ? RUNGS.map((rung) => [rung, provider.ladder![rung]] as const) : [];
    test.each(rungs)(
      'a service that is %s: %s, and everything is read once it has recovered',
      async (rung, code) => {
        const { open, memory, trouble, pauses } = await withReports();
        const source = await open();
        for (const [name, value] of Object.entries(provider.limits ?? {}))
          vi.spyOn(LIMITS, name as 'mailIdleMs', 'get').mockReturnValue(value as never);
        await trouble!.make(rung);
        const checked = await source.check().catch((thrown: unknown) => thrown);
        const read = await takeInForTest(source, memory);
        for (const failure of [checked, read.failure]) {
          expect(failure).toBeInstanceOf(SundialError);
          expect(failure).toMatchObject({ code });
          expect((failure as SundialError).message).not.toMatch(/undefined|\[object|NaN/);
          expectNoSecrets((failure as SundialError).message, provider);
        }
        expect(read.contents.size).toBe(0);
        expect(read.hasFailed).toBe(true);
        if (rung === 'busy' && pauses) expect(pauses).toContain(RETRY_AFTER_SECONDS * 1000);
        expect(errorClass(read.failure!.code)).toBeDefined();
        vi.restoreAllMocks();
        await trouble!.heal();
        expect((await takeInForTest(await open(), memory, AGAIN)).contents.size).toBe(REPORTS.length);
      },
    );
  });
}

function expectNoSecrets(shown: unknown, { secrets = [] }: SourceProvider): void {
  for (const secret of secrets) expect(JSON.stringify(shown)).not.toContain(secret);
}
