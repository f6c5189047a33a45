// Compares the mappings with the publisher's loggers and OpenCTI's connector, over the same report in one run. Their code is
// not part of the project: options name the folders that have it.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { childrenSeconds, measure, SUNDIAL } from './child.js';
import { makeReport, sundialIngest } from './ingest.js';
import { figure, machine, machineNote, mib, type Sheet } from './sheet.js';

export interface LoggersBench {
  readonly rows: number;
  /** A copy of the publisher's api_utils; undefined = its loggers are not measured. */
  readonly loggers: string | undefined;
  /** The folder external-import/shadowserver of OpenCTI's connectors; undefined = the connector is not measured. */
  readonly connector: string | undefined;
  /** A Python with the packages of both. */
  readonly python: string;
  /** An empty folder for all created files. */
  readonly folder: string;
}

const DRIVER = fileURLToPath(new URL('loggers.py', import.meta.url));
/** The connector looks through all objects for each new one, so that its time grows with the square of the rows. */
const CONNECTOR_SHARE = 50;

interface Work {
  readonly rows: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

interface Pair {
  readonly name: string;
  readonly theirs: Work;
  /** Loading the report and sending it: what the others do in one step. */
  readonly ours: Work;
}

export async function benchLoggers(options: LoggersBench): Promise<Sheet> {
  const { folder, rows, loggers, connector, python } = options;
  const pairs: Pair[] = [];
  for (const format of loggers === undefined ? [] : (['ecs', 'cef'] as const)) {
    const place = below(folder, format);
    const { file } = await makeReport(place, { rows, generator: 'own' });
    const theirs = await mapped({ kind: format, code: loggers!, file, python }, rows);
    pairs.push({
      name: `${format.toUpperCase()}, the publisher's logger`,
      theirs,
      ours: await sent(place, file, format, rows),
    });
  }
  if (connector !== undefined) {
    const place = below(folder, 'stix');
    const few = Math.ceil(rows / CONNECTOR_SHARE);
    const { file } = await makeReport(place, { rows: few, generator: 'own' });
    const theirs = await mapped({ kind: 'connector', code: connector, file, python }, few);
    pairs.push({ name: "STIX, OpenCTI's connector", theirs, ours: await exported(place, file, few) });
  }
  return sheetOf(pairs, options);
}

interface Mapping {
  readonly kind: string;
  readonly code: string;
  readonly file: string;
  readonly python: string;
}

/** Maps the report with the other project's code. */
function mapped({ kind, code, file, python }: Mapping, rows: number): Promise<Work> {
  return working(rows, () => measure([DRIVER, kind, code, file, `${file}.${kind}`], { program: python }));
}

/** Loads the report and sends it to a folder of files. */
async function sent(folder: string, file: string, format: string, rows: number): Promise<Work> {
  const data = path.join(folder, 'data');
  const config = path.join(folder, 'sundial.yaml');
  const output = { name: 'files', kind: 'files', path: path.join(folder, 'files'), format };
  writeFileSync(config, JSON.stringify({ outputs: [output] }));
  return working(rows, async () => {
    await sundialIngest(data, [file]);
    return measure([SUNDIAL, 'publish', '--data-dir', data, '--config', config]);
  });
}

/** Loads the report and exports it as STIX, with a note for each row as the connector makes them. */
async function exported(folder: string, file: string, rows: number): Promise<Work> {
  const data = path.join(folder, 'data');
  return working(rows, async () => {
    await sundialIngest(data, [file]);
    const output = path.join(folder, 'report.json');
    return measure([SUNDIAL, 'export', '--stix', output, '--note-per-row', '--data-dir', data]);
  });
}

/** Processor time, which other work on the machine changes little, and the peak of the last process. */
async function working(rows: number, work: () => Promise<{ readonly peakBytes: number }>): Promise<Work> {
  const before = childrenSeconds();
  const { peakBytes } = await work();
  return { rows, cpuSeconds: childrenSeconds() - before, peakBytes };
}

function below(folder: string, name: string): string {
  const place = path.join(folder, name);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place);
  return place;
}

function sheetOf(pairs: readonly Pair[], { loggers, connector }: LoggersBench): Sheet {
  const line = (name: string, { rows, cpuSeconds, peakBytes }: Work, ratio = '') => [
    ...[name, figure(rows), figure(cpuSeconds, 1), figure(rows / cpuSeconds), mib(peakBytes), ratio],
  ];
  return {
    title: "loggers: the publisher's loggers and OpenCTI's connector over the same report",
    columns: ['', 'rows', 's of CPU', 'rows/s of CPU', 'peak RSS', 'ratio'],
    rows: pairs.flatMap(({ name, theirs, ours }) => [
      line(name, theirs),
      line('    sundial, load and send', ours, figure(theirs.cpuSeconds / ours.cpuSeconds, 2)),
    ]),
    notes: [
      'ratio: their processor time by ours; ours includes starting two processes, the archive, the store and its findings',
      'theirs is only the mapping of a report that lies there: no download, no server, and the log is a file',
      ...(loggers === undefined ? ['not measured: give --loggers DIR'] : []),
      ...(connector === undefined ? ['not measured: give --connector DIR'] : []),
      machineNote(),
    ],
    figures: { pairs, ...machine() },
  };
}
