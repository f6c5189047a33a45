// The output to files: replaces the files of a slice as a whole, and records each of them in the manifest.
import path from 'node:path';
import type { Clock } from '../../domain/clock.js';
import { type Disk, makeFolder, nodeDisk } from '../../domain/disk.js';
import { SundialError } from '../../domain/errors.js';
import type { OutputEntry } from '../../domain/output-entry.js';
import type { EntryValues } from '../../domain/source-entry.js';
import { listed } from '../../domain/template.js';
import type { FeedField } from '../../query/index.js';
import { recordWriter } from '../body/form.js';
import type { EventMessage } from '../messages.js';
import type { Batch, Output, OutputView, Refusal, Slice, SliceContent, SliceCount } from '../output.js';
import type { OutputContext } from '../output-context.js';
import { compressionProblem } from './compression.js';
import type { FILES_OPTIONS } from './declaration.js';
import { Division, type Part } from './division.js';
import { findingsPath, linesByDay, linesOfFile, merged } from './findings.js';
import { writableFolder } from './folder.js';
import { type Format, formatOf } from './formats.js';
import { type Lake, Manifest } from './manifest.js';
import { type FileAside, publish } from './publication.js';
import { type Lines, lineOf } from './row.js';
import { divides, filePath, isByConstituent, PLACES, templateProblem, type Values } from './template.js';
import { writeAside } from './write-file.js';
import { writing } from './writing.js';

type FilesEntry = OutputEntry<EntryValues<typeof FILES_OPTIONS>>;

/** The folder of unfinished files, on the same disk as finished files, so that a rename is enough. */
const ASIDE = '.unfinished';

/** Other programs of the group read the files. */
const SHARED_DISK = nodeDisk({ folder: 0o750, file: 0o640 });

/** @throws SundialError `output-setting`, `record-map`, `record-field` */
export async function openFiles(
  entry: FilesEntry,
  context: Pick<OutputContext, 'clock' | 'catalogue'>,
  disk: Disk = SHARED_DISK,
): Promise<Output> {
  const { name, values } = entry;
  const refuse = (key: string, problem: string | undefined, expected: string) => {
    if (problem) throw new SundialError('output-setting', { output: name, key, problem, expected });
  };
  refuse(
    'template',
    templateProblem(values.template),
    `a relative path with {date}, {type} and possibly ${listed(PLACES.slice(2))}, such as {type}/{date}`,
  );
  refuse('compression', compressionProblem(values.compression), 'gzip, or Node 22.15 and later');
  const write = (await recordWriter(entry, context)) ?? lineOf;
  return new Files({ folder: values.path, disk, output: name }, values, context.clock, write);
}

class Files implements Output {
  private manifest: Manifest | undefined;
  private readonly format: Format;
  private asides = 0;

  constructor(
    private readonly lake: Lake,
    private readonly options: FilesEntry['values'],
    private readonly clock: Clock,
    private readonly write: (event: EventMessage) => string,
  ) {
    this.format = formatOf(options.format, options.compression);
  }

  get usesConstituents(): boolean {
    return isByConstituent(this.options.template);
  }

  async check(): Promise<OutputView> {
    const { folder } = this.lake;
    return {
      sentence: `files are written to ${await writableFolder(folder)}`,
      facts: [
        ['folder', folder],
        ['files', this.pathOf(EXAMPLE)],
      ],
    };
  }

  async prepare(): Promise<void> {
    const { folder, disk } = this.lake;
    const aside = path.join(folder, ASIDE);
    await writing(folder, async () => {
      const touched = await makeFolder(disk, folder);
      await disk.remove(aside);
      await disk.makeFolder(aside);
      for (const each of touched) await disk.syncFolder(each);
    });
    this.manifest = await Manifest.read(this.lake);
    await this.manifest.mend(path.join(aside, 'manifest'));
  }

  async replace({ slice, fields, batches }: SliceContent, signal: AbortSignal): Promise<Refusal[]> {
    // A person who starts over removes the folder, maybe while the service is running.
    if (!this.manifest?.isCurrent) await this.prepare();
    const { output, folder, disk } = this.lake;
    await writing(folder, () => disk.makeFolder(path.join(folder, ASIDE)));
    const division = new Division({
      ...{ scratch: path.join(folder, ASIDE, `${++this.asides}-`), output },
      slice: `${slice.type} of ${slice.date}`,
    });
    const files: FileAside[] = [];
    try {
      for await (const part of this.parts(slice, batches, division))
        files.push(await this.writePart(part, { format: this.format, fields, signal }));
      const filled = files.filter(({ events }) => events > 0);
      await publish(this.lake, this.manifest!, slice, { files: filled, at: this.clock().toISOString() });
    } finally {
      for (const { aside } of files) await disk.remove(aside);
      await division.discard();
    }
    return [];
  }

  /** Adds changes of findings to the files of their days. */
  async deliver(batch: Batch, signal: AbortSignal): Promise<Refusal[]> {
    if (batch.carries !== 'findings') throw new Error(`files hold no ${batch.carries} in batches`);
    if (!this.manifest?.isCurrent) await this.prepare();
    for (const [day, lines] of linesByDay(batch.findings)) await this.writeFindings(day, lines, signal);
    return [];
  }

  /** Counts the events of files that are whole, so that a damaged or missing file shows as missing events. */
  async counts(signal: AbortSignal): Promise<SliceCount[] | undefined> {
    if (this.usesConstituents) return undefined;
    const manifest = await Manifest.read(this.lake);
    const counts = new Map<string, SliceCount>();
    for (const line of manifest.all()) {
      signal.throwIfAborted();
      if (line.state !== 'written' || line.type === FINDINGS) continue;
      const { type, date } = line;
      const before = counts.get(`${date} ${type}`)?.events ?? 0;
      const events = before + ((await manifest.isWhole(line)) ? line.events : 0);
      counts.set(`${date} ${type}`, { type, date, events });
    }
    return [...counts.values()];
  }

  async close(): Promise<void> {}

  private async *parts(
    slice: Slice,
    batches: SliceContent['batches'],
    division: Division,
  ): AsyncGenerator<Part> {
    if (!divides(this.options.template)) {
      yield { path: this.pathOf({ ...EXAMPLE, ...slice }), lines: () => this.linesOf(batches) };
      return;
    }
    for await (const events of batches) {
      for (const event of events)
        for (const values of valuesOf(event)) division.add(this.pathOf(values), this.write(event));
      await division.settle();
    }
    yield* division.files();
  }

  private async writeFindings(
    day: string,
    lines: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ): Promise<void> {
    const { folder, disk } = this.lake;
    const format = formatOf('jsonl', this.options.compression);
    const file = `${findingsPath(day)}${format.extension}`;
    const before = () => linesOfFile(path.join(folder, file), format.back());
    await writing(folder, () => disk.makeFolder(path.join(folder, ASIDE)));
    const part = { path: file, lines: () => merged(before(), lines) };
    const written = await this.writePart(part, { format, fields: [], signal });
    try {
      const slice = { type: FINDINGS, date: day };
      const at = this.clock().toISOString();
      await publish(this.lake, this.manifest!, slice, { files: [written], at });
    } finally {
      await disk.remove(written.aside);
    }
  }

  private async writePart(part: Part, { format, fields, signal }: Writing): Promise<FileAside> {
    const aside = path.join(this.lake.folder, ASIDE, String(++this.asides));
    let events = 0;
    const counted = async function* (lines: Lines) {
      for await (const page of lines) {
        signal.throwIfAborted();
        events += page.length;
        yield page;
      }
    };
    const { disk } = this.lake;
    const bytes = format.bytes(counted(part.lines()), fields);
    try {
      const written = await writeAside(disk, aside, bytes, format.around());
      return { ...written, path: part.path, aside, events };
    } catch (thrown) {
      await disk.remove(aside);
      throw thrown;
    }
  }

  private async *linesOf(batches: SliceContent['batches']): AsyncGenerator<string[]> {
    for await (const events of batches) yield events.map(this.write);
  }

  private pathOf(values: Values): string {
    return filePath(this.options.template, values, this.format.extension);
  }
}

interface Writing {
  readonly format: Format;
  readonly fields: readonly FeedField[];
  readonly signal: AbortSignal;
}

/** The type in the manifest's lines of findings, which no report type has. */
const FINDINGS = '';

const EXAMPLE: Values = {
  ...{ date: '2026-01-15', type: 'scan_ssl', list: 'example', country: 'AT', asn: '64496' },
  constituent: 'zoo',
};

/** The values of an event for paths: one set for each of its constituents. */
function valuesOf({ date, type, list, country, asn, constituents }: EventMessage): Values[] {
  const own = { date, type, list, country, asn: asn === 0 ? '' : String(asn) };
  const held = constituents.length > 0 ? constituents : [''];
  return held.map((constituent) => ({ ...own, constituent }));
}
