// Compares records with those of the publisher's logger, if its vectors lie beside the project: every difference has a reason.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { eventsOfCsv } from '../../publish/testing/events.js';
import { CORPUS_MISSING, sharedData } from '../../records/testing/corpus.js';
import { readCef } from '../testing/read-cef.js';
import { cefWriter } from './format.js';

const FILE = sharedData('golden/cef/cef.json');

const SENT = { state: 'appeared', others: true } as const;

interface Vector {
  readonly type: string;
  readonly input_csv: string;
  /** The publisher's records after a correction of their labels; absent if the publisher sends none of the type. */
  readonly with_label_equals?: readonly string[];
}

/** A pair in which two records differ; '' stands for a missing one. */
interface Difference {
  readonly key: string;
  readonly theirs: string;
  readonly ours: string;
}

/** Why records differ; the first reason that applies counts. */
const REASONS: readonly (readonly [reason: string, applies: (one: Difference) => boolean])[] = [
  ['class id = report type', ({ key, theirs }) => key === 'class id' && theirs === '100'],
  ['name = title of the type', ({ key }) => key === 'name'],
  ['severity of the type if the row has none', ({ key, theirs }) => key === 'severity' && theirs === '0'],
  [
    'time in milliseconds',
    ({ key, theirs, ours }) => key === 'start' && Date.parse(`${theirs}Z`) === Number(ours),
  ],
  [
    'IPv6 or network not in src or dst',
    ({ key, theirs, ours }) => /^(src|dst)$/.test(key) && /[:/]/.test(theirs) && ours === '',
  ],
  ['also sent by Sundial', ({ theirs }) => theirs === ''],
];

it.skipIf(!FILE)(
  `has the values of the publisher's records${FILE ? '' : ` (skipped: ${CORPUS_MISSING})`}`,
  () => {
    const vectors = JSON.parse(readFileSync(FILE!, 'utf8')) as Vector[];
    const write = cefWriter(loadCatalogue(), []);
    const counts = new Map<string, number>();
    const without: string[] = [];
    let [records, pairs, equal, extra] = [0, 0, 0, 0];
    for (const { type, input_csv, with_label_equals } of vectors) {
      const events = eventsOfCsv(input_csv, { type, date: '2026-01-15' });
      expect(events).toHaveLength(with_label_equals?.length ?? events.length);
      if (!with_label_equals) extra += events.map((event) => readCef(write(event, SENT).line)).length;
      with_label_equals?.forEach((line, at) => {
        records++;
        const [theirs, ours] = [line, write(events[at]!, SENT).line].map(factsOf);
        pairs += theirs!.size;
        for (const one of differences(theirs!, ours!)) {
          const reason = REASONS.find(([, applies]) => applies(one))?.[0];
          if (reason === undefined) without.push(`${type}, record ${at + 1}: ${JSON.stringify(one)}`);
          else counts.set(reason, (counts.get(reason) ?? 0) + 1);
        }
        equal += [...theirs!].filter(([key, text]) => ours!.get(key) === text).length;
      });
    }
    console.info(
      `CEF: ${equal} of ${pairs} values of ${records} records are equal, and ${extra} records are of types that the publisher leaves out; differences:`,
      Object.fromEntries(counts),
    );
    expect(without).toEqual([]);
  },
);

function factsOf(line: string): Map<string, string> {
  const { header, pairs } = readCef(line);
  const names = ['vendor', 'product', 'version', 'class id', 'name', 'severity'];
  return new Map([...names.map((name, at) => [name, header[at]!] as const), ...pairs]);
}

function differences(theirs: ReadonlyMap<string, string>, ours: ReadonlyMap<string, string>): Difference[] {
  const keys = new Set([...theirs.keys(), ...ours.keys()]);
  return [...keys]
    .map((key) => ({ key, theirs: theirs.get(key) ?? '', ours: ours.get(key) ?? '' }))
    .filter((one) => one.theirs !== one.ours);
}
