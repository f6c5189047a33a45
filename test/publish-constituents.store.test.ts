// Checks that an output for constituents never gets another's event, and that events say exactly to whom they belong: over
// reports at the borders of scopes and random histories of descriptions, against a plain model.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OutputEntry } from '../src/domain/output-entry.js';
import { openOutputs } from '../src/publish/engine/open-output.js';
import { OutputRun } from '../src/publish/engine/output-run.js';
import type { EventMessage } from '../src/publish/messages.js';
import { DEFAULT_KEYS } from '../src/publish/short-form.js';
import { MEMORY_KIND, MemoryTarget, targets } from '../src/publish/testing/memory-output.js';
import { sendingFrom } from '../src/publish/testing/sending.js';
import { describeConstituents, gets, IDS } from './support/constituents-model.js';
import { clock, type EventFacts, ScopedWorld } from './support/scoped-world.js';

let scoped: ScopedWorld;
beforeAll(async () => {
  scoped = await ScopedWorld.open();
  await describeConstituents(scoped);
});
afterAll(() => scoped.close());

async function outputFor(keys: Partial<OutputEntry['keys']>, usesConstituents = false) {
  const target = new MemoryTarget();
  target.usesConstituents = usesConstituents;
  const name = `output-${targets.size}`;
  targets.set(name, target);
  const entry: OutputEntry = {
    ...{ name, kind: 'memory', label: name, isShortForm: false, shown: {}, unset: {}, variables: [] },
    ...{ values: { target: name }, keys: { ...DEFAULT_KEYS, ...keys } },
  };
  const { catalogue, folder } = scoped.world;
  const settings = { outputs: [entry], data_dir: folder };
  const kinds = [{ ...MEMORY_KIND, batchRows: 1_000 }];
  const [open] = await openOutputs({ settings, clock, env: {}, catalogue, kinds });
  const run = new OutputRun(open!, sendingFrom(scoped.world, clock));
  return { target, send: () => run.round({ signal: new AbortController().signal }) };
}

const markOf = ({ fields }: EventMessage) => Number(fields.mark);
const marks = (events: Iterable<EventMessage>) => [...events].map(markOf).toSorted((a, b) => a - b);
const marksOf = (events: readonly EventFacts[]) => events.map(({ mark }) => mark).toSorted((a, b) => a - b);
/** Every event that a target was ever sent, also withdrawn ones. */
const sentTo = ({ batches }: MemoryTarget) =>
  batches.flatMap((batch) => (batch.carries === 'events' ? [...batch.appeared, ...batch.withdrawn] : []));

/** Constituents that get some events, but not all. */
const partial = () =>
  IDS.filter((id) => {
    const own = scoped.events.filter((row) => gets(row, id)).length;
    return own > 5 && own < scoped.events.length / 2;
  });

it('says of each event to which constituents it belongs', async () => {
  const { target, send } = await outputFor({}, true);
  await send();
  const expected = scoped.events.map((row) => [row.mark, IDS.filter((id) => gets(row, id)).toSorted()]);
  const said = [...target.events.values()].map((event) => [markOf(event), event.constituents]);
  const byMark = (a: unknown[], b: unknown[]) => Number(a[0]) - Number(b[0]);
  expect(said.toSorted(byMark)).toEqual(expected.toSorted(byMark));
  expect(new Set(said.map(([, ids]) => ids!.toString())).size).toBeGreaterThan(20);
});

/** Some types, so that fewer slices are read. */
const SOME = ['scan_ntp', 'malware_url'];
const isOfSome = ({ type }: EventFacts) => SOME.includes(type);

it('names only constituents for which the output is', async () => {
  const [one, other] = partial();
  const { target, send } = await outputFor({ constituents: [one!, other!], types: SOME }, true);
  await send();
  const meant = scoped.events.filter((row) => isOfSome(row) && (gets(row, one!) || gets(row, other!)));
  expect(marks(target.events.values())).toEqual(marksOf(meant));
  expect(new Set([...target.events.values()].flatMap(({ constituents }) => constituents))).toEqual(
    new Set([one, other]),
  );
});

it('sends and withdraws only events of its constituent', async () => {
  const [id] = partial().toReversed();
  const own = (row: EventFacts) => isOfSome(row) && gets(row, id!);
  const { target, send } = await outputFor({ constituents: [id!], types: SOME });
  await send();
  expect(marks(target.events.values())).toEqual(marksOf(scoped.events.filter(own)));
  const dropped = scoped.events.filter(({ mark }) => mark % 2 === 0);
  await scoped.reissueWithout(dropped);
  await send();
  const left = scoped.events.filter((row) => own(row) && !dropped.includes(row));
  expect(marks(target.events.values())).toEqual(marksOf(left));
  const others = new Set(marksOf(scoped.events.filter((row) => !own(row))));
  const sent = sentTo(target).map(markOf);
  expect(sent.filter((mark) => others.has(mark))).toEqual([]);
  expect(sent.length).toBeGreaterThan(target.events.size);
});

it('understands types and columns of which its constituent has no event', async () => {
  const id = IDS[0]!;
  const { target, send } = await outputFor({
    constituents: [id],
    ...{ types: ['sandbox_dns'], filter: ['port=123', 'banner=SSH*'] },
  });
  await send();
  expect(target.events.size).toBe(0);
});

it.each([
  [{ constituents: ['nobody'] }, 'there is no constituent nobody'],
  [{ constituents: ['c0'], carries: ['findings'] }, 'names findings, which an output for constituents'],
  [{ constituents: ['c0'], carries: ['events', 'reports'] }, 'names reports, which an output for'],
])('refuses %j', async (keys, problem) => {
  const { send } = await outputFor(keys);
  await expect(send()).rejects.toThrow(problem);
});
