// The contract test of outputs: every kind runs it on its own target.
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { campaign } from '../../../test/setup/campaign.js';
import { World } from '../../../test/support/world.js';
import { Constituents } from '../../constituents/index.js';
import { ALWAYS } from '../../domain/days.js';
import { asSundialError, SundialError } from '../../domain/errors.js';
import type { OutputEntry } from '../../domain/output-entry.js';
import { shortFormValues } from '../../domain/short-form.js';
import { guaranteeOf, type OutputKind } from '../declaration.js';
import { openOutputs } from '../engine/open-output.js';
import { OutputRun } from '../engine/output-run.js';
import type { FieldValue } from '../messages.js';
import { DEFAULT_KEYS } from '../short-form.js';
import {
  BATCH_BYTES,
  FOLLOWED,
  FORGED,
  HOLDER,
  IS_HELD,
  LATER,
  PERMITTED,
  STORED,
  TYPES,
} from './contract-reports.js';
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
  /**
   * What other forms of the kind, which have all cases, already show: it sends in the same way, in the same format, or
   * takes back what newer versions of reports lack as they do, if at all. Plain runs leave out the cases on which only that
   * has a bearing.
   */
  readonly shares?: readonly Aspect[];
}

type Aspect = 'way' | 'format' | 'withdrawal';

const CLOCK = () => new Date('2026-02-01T07:00:00Z');
/** Whether all forms have all cases. */
const isWhole = campaign({ short: false, full: true });

/** A target, the output to it, and what the store has of the types that it sends. */
class Tested {
  private static made = 0;
  private readonly runs: OutputRun[] = [];
  private readonly name = `under-test-${++Tested.made}`;
  /** Events that the store has or had. */
  private readonly everStored = new Set<string>();

  private constructor(
    private readonly world: World,
    private readonly contract: OutputContract,
    readonly target: OutputUnderTest,
    private readonly keys: Partial<OutputEntry['keys']>,
  ) {}

  static async of(world: World, contract: OutputContract, keys: Partial<OutputEntry['keys']>) {
    return new Tested(world, contract, await contract.make(), keys);
  }

  /** A new process of the output. */
  async run(): Promise<OutputRun> {
    const { world, contract, target, keys } = this;
    const { kind } = contract;
    const entry: OutputEntry = {
      ...{ name: this.name, kind: kind.kind, label: 'x', isShortForm: false },
      ...{ shown: {}, unset: {}, variables: [] },
      values: this.values,
      keys: { ...DEFAULT_KEYS, ...keys },
    };
    const settings = { outputs: [entry], data_dir: world.folder };
    const { env = {} } = target;
    const { catalogue } = world;
    const [open] = await openOutputs({ settings, clock: CLOCK, env, catalogue, kinds: [kind] });
    const run = new OutputRun(open!, sendingFrom(world, CLOCK));
    this.runs.push(run);
    return run;
  }

  /** The ids of the stored events of the output's types that meet a condition in SQL. */
  async stored(condition = '1'): Promise<string[]> {
    const rows = await this.world.operator.tables.rows<{ id: string }>(
      `SELECT concat(report_type, '-', toString(report_date), '-', leftPad(lower(hex(event_key)), 32, '0')) AS id
       FROM events WHERE report_type IN {types:Array(String)} AND (${condition}) ORDER BY id`,
      { types: this.keys.types },
    );
    for (const { id } of rows) this.everStored.add(id);
    return rows.map(({ id }) => id);
  }

  async heldIds(): Promise<string[]> {
    return (await this.target.held()).map(({ id }) => id).toSorted();
  }

  /** Expects that the target holds these events, as far as its guarantee says. */
  async expectHeld(ids: readonly string[]): Promise<void> {
    const held = await this.heldIds();
    const guarantee = guaranteeOf(this.contract.kind, this.values);
    if (guarantee === 'nothing') expect([...this.everStored]).toEqual(expect.arrayContaining(held));
    else expect(held).toEqual(guarantee === 'append only' ? expect.arrayContaining([...ids]) : ids);
    if (ids.length > 0) expect(held).not.toEqual([]);
  }

  async close(): Promise<void> {
    for (const run of this.runs) await run.open.output.close();
    await this.target.close();
  }

  private get values(): OutputEntry['values'] {
    return { ...shortFormValues({}, this.contract.kind.entry), ...this.target.values };
  }
}

const round = (run: OutputRun, signal = new AbortController().signal) => run.round({ signal });

const isOf = (type: string) => (id: string) => id.startsWith(`${type}-`);

/**
 * Runs the contract test on the forms of a kind of output: its ways of sending and its formats. They share a store, because
 * loading reports takes longer than sending them.
 */
export function testOutputContract(forms: Readonly<Record<string, OutputContract>>): void {
  const all = Object.entries(forms);
  /** The forms on which a case is tested that depends on these aspects of a form. */
  const formsFor = (...aspects: readonly Aspect[]) =>
    all.filter(
      ([, { shares = [] }]) =>
        shares.length === 0 || isWhole || aspects.some((aspect) => !shares.includes(aspect)),
    );
  describe(`the output ${all.map(([name]) => name).join(', ')}`, () => {
    let world: World;
    beforeAll(async () => {
      world = await World.holding(STORED, BATCH_BYTES);
      const change = { since: ALWAYS.from, author: 'ada', reason: '', clock: CLOCK };
      await new Constituents(world.operator).save([HOLDER], change);
    });
    const kept: Promise<Tested>[] = [];
    afterAll(async () => {
      for (const tested of kept) await (await tested).close();
      await world.close();
    });

    /** A target that several cases of a form use, made by the first of them that runs. */
    const shared = (keysOf: (form: string) => Partial<OutputEntry['keys']>) => {
      const made = new Map<string, Promise<Tested>>();
      return (form: string) => {
        const tested = made.get(form) ?? Tested.of(world, forms[form]!, keysOf(form));
        if (!made.has(form)) kept.push(tested);
        made.set(form, tested);
        return tested;
      };
    };
    /** Whether a form is sent the large row, whose size matters only to the way of sending. */
    const takesLarge = (form: string) => formsFor('way').some(([name]) => name === form);
    const following = shared((form) => ({
      types: [...FOLLOWED, TYPES.marked, TYPES.hostile, ...(takesLarge(form) ? [TYPES.large] : [])],
      max_tlp: 'GREEN',
    }));
    const killed = shared(() => ({ types: [TYPES.killed] }));

    /** A case that depends only on the way in which a form sends. */
    const onTarget = (
      title: string,
      keys: Partial<OutputEntry['keys']>,
      work: (tested: Tested, contract: OutputContract, context: TestContext) => Promise<void>,
    ) =>
      it.for(formsFor('way'))(`%s ${title}`, async ([, contract], context) => {
        const tested = await Tested.of(world, contract, keys);
        await work(tested, contract, context).finally(() => tested.close());
      });

    onTarget(
      'changes nothing when it is checked, stops at the signal, and holds the events of its constituent, also when they are sent again',
      { types: [TYPES.kept], constituents: [HOLDER.id] },
      async (tested, { secrets = [] }) => {
        const run = await tested.run();
        const view = await run.check(new AbortController().signal);
        expect(view.sentence.length).toBeGreaterThan(5);
        expect(JSON.stringify(view)).not.toMatch(anyOf(secrets));
        await expect(round(run, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
        await round(run);
        await run.round({ signal: new AbortController().signal, beginning: 'replay' });
        await round(await tested.run());
        const own = await tested.stored(IS_HELD);
        expect(own).toHaveLength(2);
        await tested.expectHeld(own);
        const held = new Set(await tested.heldIds());
        expect((await tested.stored()).filter((id) => held.has(id) && !own.includes(id))).toEqual([]);
      },
    );

    it.for(formsFor('way', 'format'))(
      '%s holds everything stored with its values, except what is marked above its limit, and takes a row of 15 MiB or keeps a letter',
      async ([form, { heldText = (text: string) => text }]) => {
        const tested = await following(form);
        const run = await tested.run();
        const { refused } = await round(run);
        expect(await run.letters.count()).toBe(refused);
        expect((await run.state()).memo.withheld).toBe(2);
        const held = await tested.target.held();
        const large = held.filter(({ id }) => isOf(TYPES.large)(id));
        expect(large.length + refused).toBe(takesLarge(form) ? 2 : 0);
        const ids = await tested.stored(PERMITTED);
        await tested.expectHeld(
          refused === 0
            ? ids
            : ids.filter((id) => !isOf(TYPES.large)(id) || large.some((one) => one.id === id)),
        );
        const counts = FOLLOWED.map((type) => ids.filter(isOf(type)).length);
        expect(counts).toEqual([7, 5, 3, 3]);
        expectHostile(held, heldText);
      },
    );

    it.for(formsFor())('%s is killed between the target and the position', async ([form]) => {
      const run = await (await killed(form)).run();
      killAfter(run, 1);
      await expect(round(run)).rejects.toThrow('killed');
    });

    describe('after further reports', () => {
      beforeAll(async () => {
        for (const reports of LATER) await world.ingest(reports);
      });

      it.for(formsFor('withdrawal'))(
        '%s holds what was loaded, and neither what newer versions of reports lack nor what is marked above its limit',
        async ([form]) => {
          const tested = await following(form);
          const run = await tested.run();
          await round(run);
          const permitted = await tested.stored(PERMITTED);
          const letters = await run.letters.list(['dead'], 1);
          const refused = new Set(letters.map(({ id }) => id));
          const ids = permitted.filter((id) => !refused.has(id));
          await tested.expectHeld(ids);
          expect(FOLLOWED.map((type) => ids.filter(isOf(type)).length)).toEqual([10, 5, 3, 0]);
          const above = (await tested.stored()).filter((id) => !permitted.includes(id));
          expect(above).toHaveLength(4);
          expect((await tested.heldIds()).filter((id) => above.includes(id))).toEqual([]);
          expect(await run.hasWork()).toBe(false);
        },
      );

      it.for(formsFor())('%s continues after it was killed twice', async ([form]) => {
        const tested = await killed(form);
        const run = await tested.run();
        killAfter(run, 2);
        await round(run).catch(() => {});
        await round(await tested.run());
        await tested.expectHeld(await tested.stored());
      });
    });

    onTarget(
      'fails and says why when nothing listens, answers hang, connections break or the target fails, and sends everything when it is back, however slow',
      { types: [TYPES.kept] },
      async (tested, { secrets = [] }, context) => {
        const { target } = tested;
        if (!target.trouble) return context.skip('the target has no connections');
        const failures = ['refused', 'hangs', 'reset', 'error'] as const;
        for (const [before, trouble] of failures.entries()) {
          const run = await tested.run();
          await target.trouble[trouble]();
          const failure = await round(run).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          expect(failure, trouble).toBeInstanceOf(SundialError);
          expect(asSundialError(failure).code, trouble).not.toBe('internal');
          expect(asSundialError(failure).message).not.toMatch(anyOf(secrets));
          expect((await run.state()).memo.problem).toMatchObject({ failures: before + 1 });
          await target.mend?.();
        }
        await target.trouble.slow();
        const run = await tested.run();
        await round(run);
        await target.mend?.();
        await tested.expectHeld(await tested.stored());
        expect((await run.state()).memo.problem).toBeUndefined();
      },
    );
  });
}

/** Expects the values of the hostile report as far as the target holds its events. */
function expectHostile(held: readonly HeldEvent[], heldText: (text: string) => string): void {
  const events = held.filter(({ id }) => isOf(TYPES.hostile)(id)).map(({ fields }) => ({ ...fields }));
  const [first, second] = events.toSorted((a, b) => String(a.port).localeCompare(String(b.port)));
  const texts = {
    ...{ $where: '$gt', 'a.b': 'a.b.c', '=1+1': "=cmd|'/c calc'!A1" },
    ...{
      banner: 'a "quoted"\r\nline\t\u2028',
      http_agent: FORGED,
      forged: FORGED,
      nul: 'x\0y',
      bytes: 'caf\\xE9\\xFF',
    },
    surrogate: '\\xED\\xA0\\x80',
  };
  expect(first).toMatchObject(
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, heldText(text)])),
  );
  expect(Object.hasOwn(first!, '__proto__')).toBe(true);
  expect(second).toMatchObject({ '=1+1': '@x', banner: '+1' });
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
