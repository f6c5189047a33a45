// A disk that loses power: as on the strictest file system, only synced data survives.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Disk, type NewFile, NODE_DISK } from '../disk.js';

/** The last synced content of a file; a file that was never synced is empty after a power cut. */
interface Node {
  content: Buffer;
}

/** The entries of a folder that survive a power cut: those at the time of the folder's last sync. */
type Entries = Map<string, Node | 'folder'>;

/**
 * Writes to this machine's disk, and records what a power cut would leave. A new or removed name is durable once its
 * folder was synced, a content once its file was synced.
 */
export class LossyDisk implements Disk {
  /** Paths of files and folders as they are now. */
  private readonly now = new Map<string, Node | 'folder'>();
  private readonly durable = new Map<string, Entries>();

  /** @param step called after each operation, when power may be lost */
  constructor(private readonly step: () => Promise<void> = async () => {}) {}

  async makeFolder(folder: string): Promise<string | undefined> {
    const first = await NODE_DISK.makeFolder(folder);
    for (let made = folder; !this.now.has(made) && made !== path.dirname(made); made = path.dirname(made))
      this.now.set(made, 'folder');
    await this.step();
    return first;
  }

  async create(file: string): Promise<NewFile> {
    return this.opened(await NODE_DISK.create(file), file, []);
  }

  async append(file: string): Promise<NewFile> {
    const before = existsSync(file) ? [readFileSync(file)] : [];
    return this.opened(await NODE_DISK.append(file), file, before);
  }

  private async opened(real: NewFile, file: string, written: Buffer[]): Promise<NewFile> {
    const known = this.now.get(file);
    const node: Node = known === undefined || known === 'folder' ? { content: Buffer.alloc(0) } : known;
    this.now.set(file, node);
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
    for (const each of [...this.now.keys()])
      if (each === file || each.startsWith(file + path.sep)) this.now.delete(each);
    await this.step();
  }

  async syncFolder(folder: string): Promise<void> {
    const entries = [...this.now].filter(([file]) => path.dirname(file) === folder);
    this.durable.set(folder, new Map(entries));
    await this.step();
  }

  /**
   * Writes to `target` what a power cut would leave of `folder`.
   *
   * @param names `synced`: only names whose folders were synced; `all`: all names, because a file system may keep a name
   *   that was not synced, without its content
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
