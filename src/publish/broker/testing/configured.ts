// Opens the outputs of a configuration, as a page of the documentation shows it, and delivers messages to them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadCatalogue } from '../../../catalogue/index.js';
import { loadSettings } from '../../../config/index.js';
import { folderWith } from '../../../config/testing/folder.js';
import type { FindingMessage, ReportMessage } from '../../messages.js';
import type { Batch, Output } from '../../output.js';
import { OUTPUT_KINDS } from '../../registry.js';
import { outputEntries } from '../../short-form.js';
import { eventOf, NEVER, SLICE } from '../../testing/events.js';

export const PASSWORD = 'correct-horse-battery-staple';

/** The blocks of code of a page in docs/how-to. */
export function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(path.resolve(import.meta.dirname, `../../../../docs/how-to/${page}`), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, code]) => code!,
  );
}

/** The single output of a configuration. `/run/secrets/NAME` in it is a file with the password. */
export async function outputOf(yaml: string): Promise<Output> {
  const cwd = await folderWith({ password: PASSWORD });
  const text = yaml.replaceAll(/\/run\/secrets\/\w+/g, path.join(cwd, 'password'));
  const folder = await folderWith({ 'sundial.yaml': text });
  const { settings } = await loadSettings({ flags: {}, env: {}, cwd: folder, home: folder });
  const [entry, ...others] = outputEntries(settings);
  if (!entry || others.length > 0) throw new Error(`not one output: ${yaml}`);
  const kind = OUTPUT_KINDS.find((each) => each.kind === entry.kind)!;
  const context = { env: {}, folder, clock: () => new Date(0), catalogue: loadCatalogue() };
  return kind.open(entry as never, context);
}

type Values = Readonly<Record<string, unknown>>;

/** The output `desk` of a kind with some values. */
export function desk(kind: string, values: Values): Promise<Output> {
  return outputOf(JSON.stringify({ outputs: [{ name: 'desk', kind, ...values }] }));
}

/** Outputs `desk` of a kind. @param usual values that all of them have; those of a test take precedence */
export function desksOf(kind: string, usual: () => Values) {
  const output = (values: Values) => desk(kind, { ...usual(), ...values });
  const using = async <Result>(values: Values, work: (one: Output) => Promise<Result>): Promise<Result> => {
    const one = await output(values);
    return work(one).finally(() => one.close());
  };
  return {
    output,
    /** The failure of a check. */
    checked: (values: Values) => using(values, (one) => failureOf(one.check(NEVER))),
    delivered: (values: Values, batch: Batch) => using(values, (one) => one.deliver!(batch, NEVER)),
  };
}

/** Events of one type and date that appeared or were withdrawn, with ports from `from` on. */
export function eventBatch(number: number, from = 0, side: 'appeared' | 'withdrawn' = 'appeared'): Batch {
  const events = Array.from({ length: number }, (_, at) => {
    const cells = { ip: '192.0.2.1', port: String(from + at), asn: '64496', geo: 'AT' };
    return eventOf(Object.keys(cells), cells, SLICE);
  });
  return { carries: 'events', occasion: '1', slice: SLICE, appeared: [], withdrawn: [], [side]: events };
}

export const REPORT: ReportMessage = {
  ...{ id: 'scan_ntp-2026-01-15-example-asn-ab', ...SLICE, list: 'example-asn', sha256: 'ab', bytes: 10 },
  ...{ rows: 4, events: 2, quarantined: 1, publishedAt: '', loadedAt: '2026-01-16T02:10:00.000Z' },
  replaces: false,
};

export const FINDING: FindingMessage = {
  ...{ id: 'f-1', finding: 'f', type: 'scan_ntp', subject: '192.0.2.1', subjectKind: 'ip', port: 123 },
  ...{ transport: 'udp', infection: '', state: 'resolved', previousState: 'open', changes: ['resolved'] },
  ...{ day: '2026-01-20', at: '2026-01-21T00:00:00.000Z', reason: '', author: '', severity: 'medium' },
  ...{ cves: [], firstSeen: '2026-01-15', lastSeen: '2026-01-16', hostname: '', asn: 0, geo: 'AT' },
  ...{ tags: ['ntp'], list: 'example-asn', device: '' },
};

/** The code and the message of a failure, which contains no password. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  const thrown = (await work.then(
    () => ({ code: 'none', message: '' }),
    (error: unknown) => error,
  )) as { readonly code: string; readonly message: string };
  const text = `${thrown.code}: ${thrown.message}`;
  if (text.includes(PASSWORD) || text.includes('wrong-horse')) throw new Error('shows a password');
  return text;
}
