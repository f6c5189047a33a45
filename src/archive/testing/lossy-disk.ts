// A disk that loses power: what was not synced is gone, at any step, as the strictest file system would have it.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Disk, NODE_DISK } from '../disk.js';

/** The content of a file that was synced last; a file that never was is empty after a power cut. */
interface Node {
  content: Buffer;
}

/** What survives a power cut: the entries of folders as they were when the folder was synced. */
type Entries = Map<string, Node | 'folder'>;

/**
 * Writes to this machine's disk, and keeps beside it what a power cut would leave. A name survives once its folder was
 * synced after the name was given or taken away, a content once its file was synced.
 */
export class LossyDisk implements Disk {
  /** Paths of files and folders as they are now. */
  private readonly now = new Map<string, Node | 'folder'>();
  private readonly durable = new Map<string, Entries>();

  /** @param step called after each operation, when the power may go */
  constructor(private readonly step: () => Promise<void> = async () => {}) {}

  async makeFolder(folder: string): Promise<string | undefined> {
    const first = await NODE_DISK.makeFolder(folder);
    for (let made = folder; !this.now.has(made) && made !== path.dirname(made); made = path.dirname(made))
      this.now.set(made, 'folder');
    await this.step();
    return first;
  }

  async create(file: string): ReturnType<Disk['create']> {
    const real = await NODE_DISK.create(file);
    const node: Node = { content: Buffer.alloc(0) };
    this.now.set(file, node);
    const written: Buffer[] = [];
    await this.step();
    return {
      write: async (chunk) => {
        await real.write(chunk);
        written.push(Buffer.from(chunk));
        await this.step();
      },
      setTime: (milliseconds) => real.setTime(milliseconds),
      sync: async () => {
        await real.sync();
        node.content = Buffer.concat(written);
        await this.step();
      },
      close: () => real.close(),
    };
  }

  async rename(from: string, to: string): Promise<void> {
    await NODE_DISK.rename(from, to);
    this.now.set(to, this.now.get(from)!);
    this.now.delete(from);
    await this.step();
  }

  async remove(file: string): Promise<void> {
    await NODE_DISK.remove(file);
    this.now.delete(file);
    await this.step();
  }

  async syncFolder(folder: string): Promise<void> {
    const entries = [...this.now].filter(([file]) => path.dirname(file) === folder);
    this.durable.set(folder, new Map(entries));
    await this.step();
  }

  /**
   * Lays out in `target` what a power cut leaves of `folder`.
   *
   * @param names `synced`: only names whose folders were synced; `all`: also those that were not, which a file system may
   *   keep without the contents that they had
   */
  leave(folder: string, target: string, names: 'synced' | 'all'): void {
    const entries = names === 'synced' ? this.reached(folder) : [...this.now];
    for (const [file, node] of entries) {
      if (!file.startsWith(folder)) continue;
      const left = path.join(target, path.relative(folder, file));
      mkdirSync(node === 'folder' ? left : path.dirname(left), { recursive: true });
      if (node !== 'folder') writeFileSync(left, node.content);
    }
  }

  /** The durable entries below a folder whose own folders are durable as well. */
  private reached(folder: string): [string, Node | 'folder'][] {
    const entries = [...(this.durable.get(folder) ?? [])];
    return entries.flatMap(([file, node]) =>
      node === 'folder' ? [[file, node] as [string, 'folder'], ...this.reached(file)] : [[file, node]],
    );
  }
}
