// The contract test of outputs: every kind runs it on its own target.
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { report, reportFile } from '../../../test/support/reports.js';
import { type Given, World } from '../../../test/support/world.js';
import { asSundialError, SundialError } from '../../domain/errors.js';
import type { OutputEntry } from '../../domain/output-entry.js';
import { shortFormValues } from '../../domain/short-form.js';
import type { OutputKind } from '../declaration.js';
import { type OpenOutput, openOutputs } from '../engine/open-output.js';
import { OutputRun } from '../engine/output-run.js';
import type { FieldValue } from '../messages.js';
import { DEFAULT_KEYS } from '../short-form.js';
import { sendingFrom } from './sending.js';

/** An event as the target holds it. */
export interface HeldEvent {
  readonly id: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/** A target for the contract test. */
export interface OutputUnderTest {
  /** The options of the output's entry. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<NodeJS.ProcessEnv>;
  /** The events that the target holds, read past the output. Omitted for targets that nothing is taken back from. */
  held(): Promise<readonly HeldEvent[]>;
  /**
   * Brings about a failure until `mend` is called; omitted for targets without connections. `refused`: nothing listens;
   * `hangs`: no answer comes; `reset`: the connection breaks in the middle of a batch; `error`: the target answers with
   * an error of its own; `slow`: it takes a second for each batch.
   */
  readonly trouble?: Readonly<Record<Trouble, () => Promise<void>>>;
  mend?(): Promise<void>;
  close(): Promise<void>;
}

export type Trouble = 'refused' | 'hangs' | 'reset' | 'error' | 'slow';

export interface OutputContract {
  readonly kind: OutputKind;
  /** Makes an empty target. */
  make(): Promise<OutputUnderTest>;
  /** Texts that must not appear in any error. */
  readonly secrets?: readonly string[];
  /** What the target holds of a text that it cannot hold as it is; omitted = every text stays the same. */
  readonly heldText?: (text: string) => string;
}

const CLOCK = () => new Date('2026-02-01T07:00:00Z');
const DAY = '2026-01-15';

/** What a field would end with in CEF, syslog, tables of markdown and lines of JSON, and what would follow it there. */
const FORGED = '|x\\|=y src=198.51.100.66\n<13>1 - forged\n{"forged":1}\n| [x](javascript:x) <b> \\';

/** Names and values that break formats: formulas, keys of databases, control characters, bytes that are not UTF-8. */
const HOSTILE = Buffer.concat([
  Buffer.from('timestamp,ip,port,$where,a.b,__proto__,=1+1,banner,forged,nul,bytes,surrogate\n'),
  Buffer.from(
    '2026-01-15 00:00:01,192.0.2.1,1,$gt,a.b.c,{},"=cmd|\'/c calc\'!A1","a ""quoted""\r\nline\t\u2028",',
  ),
  Buffer.from(`"${FORGED.replaceAll('"', '""')}",`),
  Buffer.from([0x78, 0x00, 0x79]),
  Buffer.from(',caf'),
  Buffer.from([0xe9, 0xff]),
  Buffer.from(','),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from('\n2026-01-15 00:00:02,192.0.2.2,2,,,,@x,+1,,,,\n'),
]);

/** Rows of hosts with these markings. */
function markedWith(markings: readonly string[]): string {
  const rows = markings.map((marking, at) => `2026-01-15 00:00:01,192.0.2.${at + 1},1,${marking}`);
  return ['timestamp,ip,port,tlp', ...rows, ''].join('\n');
}

/** A row as large as the largest that a document database takes. */
const LARGE = `timestamp,ip,port,banner\n2026-01-15 00:00:01,192.0.2.3,3,${'a'.repeat(15 * 1024 * 1024)}\n`;

const given = (
  type: string,
  list: string,
  content: string | Buffer | readonly number[],
  date = DAY,
): Given => ({
  name: reportFile(list, date, type),
  content: typeof content === 'string' || Buffer.isBuffer(content) ? content : report(content),
});

/**
 * The reports with which the cases begin, loaded together because each batch has fixed costs. Cases that load more
 * reports have a type of their own.
 */
const TYPES = {
  kept: 'scan_kept',
  added: 'scan_added',
  hostile: 'scan_hostile',
  large: 'scan_large',
  withdrawn: 'scan_withdrawn',
  replaced: 'scan_replaced',
  emptied: 'scan_emptied',
  killed: 'scan_killed',
  marked: 'scan_marked',
} as const;
const STORED: readonly Given[] = [
  given(TYPES.kept, 'alpha', [1, 2, 3, 4, 5]),
  given(TYPES.added, 'alpha', [1, 2, 3, 4, 5, 6, 7]),
  given(TYPES.hostile, 'alpha', HOSTILE),
  given(TYPES.large, 'alpha', LARGE),
  given(TYPES.large, 'beta', [1]),
  given(TYPES.withdrawn, 'alpha', [1, 2, 3, 4]),
  given(TYPES.withdrawn, 'beta', [4, 5]),
  given(TYPES.replaced, 'alpha', [1, 2, 3]),
  given(TYPES.emptied, 'alpha', [1, 2]),
  given(TYPES.emptied, 'beta', [2, 3]),
  given(TYPES.killed, 'alpha', [1, 2, 3, 4, 5, 6, 7, 8]),
  given(TYPES.marked, 'alpha', markedWith(['TLP:GREEN', 'tlp:white', '', 'TLP:AMBER', 'secret'])),
];
/** All of them fit one batch. */
const BATCH_BYTES = 64 * 1024 * 1024;

/** Runs the contract test on a kind of output. */
export function testOutputContract(
  name: string,
  { kind, make, secrets = [], heldText = (text) => text }: OutputContract,
): void {
  describe(`the output ${name}`, () => {
    let world: World;
    let target: OutputUnderTest;
    beforeAll(async () => {
      world = await World.holding(STORED, BATCH_BYTES);
    });
    afterAll(() => world.close());

    let outputs = 0;
    let runs: OutputRun[] = [];
    const entryOf = (keys: Partial<OutputEntry['keys']>): OutputEntry => ({
      ...{ name: `under-test-${outputs}`, kind: kind.kind, label: 'x', isShortForm: false },
      ...{ shown: {}, unset: {}, variables: [] },
      values: { ...shortFormValues({}, kind.entry), ...target.values },
      keys: { ...DEFAULT_KEYS, ...keys },
    });
    const opened = async (keys: Partial<OutputEntry['keys']> = {}): Promise<OpenOutput> => {
      const settings = { outputs: [entryOf(keys)], data_dir: world.folder };
      const { catalogue } = world;
      const { env = {} } = target;
      const [open] = await openOutputs({ settings, clock: CLOCK, env, catalogue, kinds: [kind] });
      return open!;
    };
    const runOf = async (keys: Partial<OutputEntry['keys']> = {}): Promise<OutputRun> => {
      const run = new OutputRun(await opened(keys), sendingFrom(world, CLOCK));
      runs.push(run);
      return run;
    };
    const round = (run: OutputRun, signal = new AbortController().signal) => run.round({ signal });
    const storedWhere = async (condition: string, types: readonly string[]): Promise<string[]> => {
      const rows = await world.operator.tables.rows<{ id: string }>(
        `SELECT concat(report_type, '-', toString(report_date), '-', leftPad(lower(hex(event_key)), 32, '0')) AS id
         FROM events WHERE report_type IN {types:Array(String)} AND (${condition}) ORDER BY id`,
        { types },
      );
      return rows.map(({ id }) => id);
    };
    const stored = (...types: readonly string[]) => storedWhere('1', types);
    const heldIds = async () => (await target.held()).map(({ id }) => id).toSorted();
    /** A target from which nothing is taken back may hold more than the store. */
    const expectHeld = async (ids: string[]) =>
      expect(await heldIds()).toEqual(kind.guarantee === 'append only' ? expect.arrayContaining(ids) : ids);
    const load = (...reports: readonly Given[]) => world.ingest(reports);

    /** A fresh target and output for each case. */
    const onTarget = (title: string, work: (context: TestContext) => Promise<void>) =>
      it(title, async (context) => {
        target = await make();
        outputs++;
        try {
          await work(context);
        } finally {
          for (const run of runs) await run.open.output.close();
          runs = [];
          await target.close();
        }
      });

    onTarget('connects and changes nothing when it is opened and checked', async () => {
      const { output } = await runOf().then(({ open }) => open);
      const view = await output.check(new AbortController().signal);
      expect(view.sentence.length).toBeGreaterThan(5);
      expect(JSON.stringify(view)).not.toMatch(anyOf(secrets));
    });

    onTarget(
      'holds everything stored, then what is loaded, and not what newer versions of reports lack',
      async () => {
        const { added, withdrawn, replaced, emptied } = TYPES;
        const run = await runOf({ types: [added, withdrawn, replaced, emptied] });
        /** Sends what waits; returns how many events of each type the target holds then: all that are stored. */
        const followed = async () => {
          await round(run);
          const ids = await stored(added, withdrawn, replaced, emptied);
          await expectHeld(ids);
          const heldOf = (type: string) => ids.filter((id) => id.startsWith(`${type}-`)).length;
          return {
            ...{ added: heldOf(added), withdrawn: heldOf(withdrawn) },
            ...{ replaced: heldOf(replaced), emptied: heldOf(emptied) },
          };
        };
        expect(await followed()).toEqual({ added: 7, withdrawn: 5, replaced: 3, emptied: 3 });
        await load(
          given(added, 'beta', [7, 8]),
          given(added, 'alpha', [1, 2], '2026-01-16'),
          given(withdrawn, 'alpha', [2, 3, 9]),
          given(replaced, 'beta', [3, 4, 5]),
          given(emptied, 'alpha', []),
          given(emptied, 'beta', []),
        );
        // Replaced once more before the output has seen the reports.
        await load(given(replaced, 'beta', [4, 6]), given(replaced, 'alpha', [1, 6]));
        expect(await followed()).toEqual({ added: 10, withdrawn: 5, replaced: 3, emptied: 0 });
        expect(await run.hasWork()).toBe(false);
      },
    );

    onTarget('holds the values of events as they are in the report', async () => {
      await round(await runOf({ types: [TYPES.hostile] }));
      const held = (await target.held()).map(({ fields }) => ({ ...fields }));
      const [first, second] = held.toSorted((a, b) => String(a.port).localeCompare(String(b.port)));
      const texts = {
        ...{ $where: '$gt', 'a.b': 'a.b.c', '=1+1': "=cmd|'/c calc'!A1" },
        ...{ banner: 'a "quoted"\r\nline\t\u2028', forged: FORGED, nul: 'x\0y', bytes: 'caf\\xE9\\xFF' },
        surrogate: '\\xED\\xA0\\x80',
      };
      expect(first).toMatchObject(
        Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, heldText(text)])),
      );
      expect(Object.hasOwn(first!, '__proto__')).toBe(true);
      expect(second).toMatchObject({ '=1+1': '@x', banner: '+1' });
    });

    onTarget('never holds events that are marked above its limit', async () => {
      const run = await runOf({ types: [TYPES.marked], max_tlp: 'GREEN' });
      await round(run);
      expect((await run.state()).memo.withheld).toBe(2);
      await load(given(TYPES.marked, 'beta', markedWith(['red', '', 'CLEAR', 'red'])));
      await round(run);
      const permitted = await storedWhere(`lower(rest['tlp']) IN ('', 'clear', 'tlp:white', 'tlp:green')`, [
        TYPES.marked,
      ]);
      await expectHeld(permitted);
      const above = (await stored(TYPES.marked)).filter((id) => !permitted.includes(id));
      expect(above).toHaveLength(4);
      expect((await heldIds()).filter((id) => above.includes(id))).toEqual([]);
    });

    onTarget('takes a row of 15 MiB, or refuses it and keeps a letter', async () => {
      const run = await runOf({ types: [TYPES.large] });
      const { refused } = await round(run);
      expect((await heldIds()).length + refused).toBe(2);
      expect(await run.letters.count()).toBe(refused);
    });

    onTarget('holds the same after everything is sent again', async () => {
      const run = await runOf({ types: [TYPES.kept] });
      await round(run);
      await run.round({ signal: new AbortController().signal, beginning: 'replay' });
      await round(await runOf({ types: [TYPES.kept] }));
      await expectHeld(await stored(TYPES.kept));
    });

    onTarget('continues after a kill between the target and the position', async () => {
      const type = TYPES.killed;
      const killed = async (batches: number) => {
        const run = await runOf({ types: [type] });
        killAfter(run, batches);
        await round(run).catch(() => {});
      };
      await killed(1);
      await load(given(type, 'beta', [1, 11]));
      await killed(2);
      await round(await runOf({ types: [type] }));
      await expectHeld(await stored(type));
    });

    onTarget('stops at the signal', async () => {
      const run = await runOf({ types: [TYPES.kept] });
      await expect(round(run, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
      await round(run);
      await expectHeld(await stored(TYPES.kept));
    });

    describe('when the target fails', () => {
      const failures: readonly Exclude<Trouble, 'slow'>[] = ['refused', 'hangs', 'reset', 'error'];
      for (const trouble of failures)
        onTarget(`(${trouble}) fails, says why, and sends everything when it is back`, async (context) => {
          if (!target.trouble) return context.skip('nothing of the target is reached over a network');
          const run = await runOf({ types: [TYPES.kept] });
          await target.trouble[trouble]();
          const failure = await round(run).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          expect(failure).toBeInstanceOf(SundialError);
          expect(asSundialError(failure).code).not.toBe('internal');
          expect(asSundialError(failure).message).not.toMatch(anyOf(secrets));
          expect((await run.state()).memo.problem).toMatchObject({ failures: 1 });
          await target.mend?.();
          await round(run);
          await expectHeld(await stored(TYPES.kept));
          expect((await run.state()).memo.problem).toBeUndefined();
        });

      onTarget('(slow) waits for it', async (context) => {
        if (!target.trouble) return context.skip('nothing of the target is reached over a network');
        await target.trouble.slow();
        await round(await runOf({ types: [TYPES.kept] }));
        await target.mend?.();
        await expectHeld(await stored(TYPES.kept));
      });
    });
  });
}

/** Ends a round after a number of accepted batches, before the position is remembered. */
function killAfter({ open: { output } }: OutputRun, batches: number): void {
  let left = batches;
  const ending =
    <Arguments extends unknown[], Result>(call: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments) => {
      const result = await call(...given);
      if (--left === 0) throw new Error('killed');
      return result;
    };
  if (output.deliver) output.deliver = ending(output.deliver.bind(output));
  if (output.replace) output.replace = ending(output.replace.bind(output));
}

function anyOf(texts: readonly string[]): RegExp {
  return new RegExp(texts.map((text) => text.replaceAll(/\W/g, '\\$&')).join('|') || '(?!)');
}
