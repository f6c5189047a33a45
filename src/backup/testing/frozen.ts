// A data folder whose store consists of plain files, so that its backups do not need the engine.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openArchive } from '../../archive/index.js';
import type { Store } from '../../store/index.js';
import { type BackupRequest, type Made, makeBackup } from '../index.js';

/** A part's folder and the files in it; a real part has a file of checksums. */
export type Parts = Readonly<Record<string, Readonly<Record<string, string>>>>;

export class FrozenWorld {
  readonly root = mkdtempSync(path.join(tmpdir(), 'sundial-backup-'));
  readonly data = path.join(this.root, 'data');
  readonly shelf = path.join(this.root, 'backups');
  /** Parts that were linked because the previous backup did not contain them. */
  linked: string[] = [];
  /** Called while the data folder is frozen. */
  frozen: () => void = () => {};
  parts: Parts = { all_1_1_0: { 'checksums.txt': 'sums 1', 'data.bin': 'rows 1' } };

  async backup(more: Partial<BackupRequest> = {}): Promise<Made> {
    return makeBackup({
      folder: this.shelf,
      dataFolder: this.data,
      store: { freeze: (isKnown) => this.freeze(isKnown) },
      archive: openArchive(path.join(this.data, 'archive')),
      clock: () => new Date('2026-02-01T07:00:00Z'),
      configuration: [],
      withSecrets: false,
      inTurn: (work) => work(),
      ...more,
    });
  }

  /** Writes a file below the root. */
  write(name: string, content: string): string {
    const file = path.join(this.root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  read(name: string): string {
    return readFileSync(path.join(this.root, name), 'utf8');
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private freeze: Store['freeze'] = async (isKnown) => {
    const folder = path.join(this.data, 'frozen');
    mkdirSync(path.join(folder, 'engine', 'data'), { recursive: true });
    symlinkSync('../store/aa', path.join(folder, 'engine', 'data', 'table'));
    this.linked = [];
    const known: string[] = [];
    for (const [name, files] of Object.entries(this.parts)) {
      const part = path.join('engine', 'store', 'aa', name);
      if (isKnown(part, Buffer.from(files['checksums.txt'] ?? ''))) known.push(part);
      else {
        this.linked.push(name);
        for (const [file, content] of Object.entries(files))
          this.write(path.join('data', 'frozen', part, file), content);
      }
    }
    this.frozen();
    return { folder, known, drop: () => rmSync(folder, { recursive: true }) };
  };
}
