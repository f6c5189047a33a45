// The output to files: replaces the files of a slice as a whole, and records each of them in the manifest.
import { constants } from 'node:fs';
import { access, mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import type { OutputEntry } from '../../domain/output-entry.js';
import type { EntryValues } from '../../domain/source-entry.js';
import { syncFolder } from '../../domain/sync-folder.js';
import type { EventMessage } from '../messages.js';
import type { Output, OutputView, Refusal, Slice, SliceContent, SliceCount } from '../output.js';
import type { OutputContext } from '../output-context.js';
import type { FILES_OPTIONS } from './declaration.js';
import { type FileLine, Manifest } from './manifest.js';
import { filePath, PLACES, templateProblem } from './template.js';
import { FileAside, writing } from './write-file.js';

type FilesEntry = OutputEntry<EntryValues<typeof FILES_OPTIONS>>;

/** The folder of unfinished files, on the same disk as finished files, so that a rename is enough. */
const ASIDE = '.unfinished';

/** @throws SundialError `output-setting` */
export async function openFiles({ name, values }: FilesEntry, { clock }: OutputContext): Promise<Output> {
  const problem = templateProblem(values.template);
  if (problem)
    throw new SundialError('output-setting', {
      ...{ output: name, key: 'template', problem },
      expected: `a relative path with ${PLACES.map((place) => `{${place}}`).join(', ')}, such as {type}/{date}`,
    });
  return new Files(name, values, clock);
}

class Files implements Output {
  private manifest: Manifest | undefined;
  private readonly extension: string;

  constructor(
    private readonly name: string,
    private readonly options: FilesEntry['values'],
    private readonly clock: Clock,
  ) {
    this.extension = options.compression === 'gzip' ? '.jsonl.gz' : '.jsonl';
  }

  async check(): Promise<OutputView> {
    const { path: folder } = this.options;
    const existing = await nearestFolder(folder);
    await writing(existing, () => access(existing, constants.W_OK | constants.X_OK));
    return {
      sentence: `files are written to ${folder}${existing === folder ? '' : ', which will be created'}`,
      facts: [
        ['folder', folder],
        [
          'files',
          filePath(
            this.options.template,
            { date: '2026-01-15', type: 'scan_ssl', list: 'example' },
            this.extension,
          ),
        ],
      ],
    };
  }

  async prepare(): Promise<void> {
    const { path: folder } = this.options;
    const aside = path.join(folder, ASIDE);
    await writing(folder, async () => {
      await mkdir(folder, { recursive: true, mode: 0o750 });
      await rm(aside, { recursive: true, force: true });
      await mkdir(aside, { mode: 0o700 });
    });
    this.manifest = await Manifest.read(folder, this.name);
  }

  async replace({ slice, batches }: SliceContent): Promise<Refusal[]> {
    const files = new Map<string, FileAside>();
    try {
      for await (const events of batches) await this.write(slice, events, files);
      await this.publish(slice, files);
    } finally {
      for (const file of files.values()) await file.discard();
    }
    return [];
  }

  async counts(): Promise<SliceCount[]> {
    const manifest = this.manifest ?? (await Manifest.read(this.options.path, this.name));
    return [...manifest.counts()].map(([slice, events]) => {
      const [date = '', type = ''] = slice.split(' ');
      return { date, type, events };
    });
  }

  async close(): Promise<void> {}

  private async write(
    slice: Slice,
    events: readonly EventMessage[],
    files: Map<string, FileAside>,
  ): Promise<void> {
    const texts = new Map<string, string[]>();
    for (const event of events) {
      const file = filePath(this.options.template, { ...slice, list: event.list }, this.extension);
      const text = texts.get(file) ?? [];
      text.push(lineOf(event));
      texts.set(file, text);
    }
    for (const [file, lines] of texts) {
      const aside = files.get(file) ?? this.aside(files.size);
      files.set(file, aside);
      await aside.write(lines.join(''), lines.length);
    }
  }

  private aside(number: number): FileAside {
    return new FileAside(path.join(this.options.path, ASIDE, String(number)), this.options.compression);
  }

  /**
   * Gives the files their names, removes files that the slice no longer has, and records both in the manifest. A file with
   * the same content as before stays unchanged.
   */
  private async publish(slice: Slice, files: ReadonlyMap<string, FileAside>): Promise<void> {
    const manifest = this.manifest!;
    const at = this.clock().toISOString();
    const before = manifest.ofSlice(slice).filter(({ state }) => state !== 'removed');
    const written: FileLine[] = [];
    for (const [file, aside] of files) {
      const known = manifest.of(file);
      const complete = await aside.end();
      if (known?.state === 'written' && known.sha256 === complete.sha256 && (await this.holds(known)))
        continue;
      written.push({
        path: file,
        state: 'written',
        ...slice,
        ...complete,
        version: (known?.version ?? 0) + 1,
        at,
      });
    }
    // After a kill, the next attempt finds new files in the manifest, and removes them if the slice no longer has them.
    const fresh = written.filter((line) => !before.some((old) => old.path === line.path));
    await manifest.append(
      fresh.map((line) => ({ ...line, ...NOTHING, state: 'writing', version: line.version - 1 })),
    );
    for (const line of written) await files.get(line.path)!.publish(path.join(this.options.path, line.path));
    await this.syncFoldersOf(written);
    const going = before.filter((old) => !files.has(old.path));
    for (const old of going) await rm(path.join(this.options.path, old.path), { force: true });
    const removed = going.map(
      (old): FileLine => ({ ...old, ...NOTHING, state: 'removed', version: old.version + 1, at }),
    );
    await manifest.append([...written, ...removed]);
  }

  /** Makes the names of files and of their folders durable before the manifest says that they are written. */
  private async syncFoldersOf(lines: readonly FileLine[]): Promise<void> {
    const root = path.resolve(this.options.path);
    const folders = new Set<string>();
    for (const line of lines)
      for (let at = path.dirname(path.join(root, line.path)); at !== root; at = path.dirname(at))
        folders.add(at);
    if (lines.length > 0) folders.add(root);
    for (const folder of folders) await writing(folder, () => syncFolder(folder));
  }

  /** Whether a file still exists with the size in its line. */
  private async holds({ path: file, bytes }: FileLine): Promise<boolean> {
    const found = await stat(path.join(this.options.path, file)).catch(() => undefined);
    return found?.size === bytes;
  }
}

const NOTHING = { events: 0, bytes: 0, sha256: '' } as const;

/** One line. The report's own columns are in a separate object, because they may have any name. */
function lineOf({ id, type, date, list, json }: EventMessage): string {
  const head = JSON.stringify({ id, type, date, list });
  return `${head.slice(0, -1)},"event":${json}}\n`;
}

/** The folder, or its nearest existing parent. */
async function nearestFolder(folder: string): Promise<string> {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found) return at;
    if (path.dirname(at) === at) return at;
  }
}
