// The disk operations with which durable files are written, so that tests can replace the disk by one that loses power.
import { chmod, type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from './sync-folder.js';

/** A new file, open for writing. */
export interface NewFile {
  write(chunk: Uint8Array): Promise<void>;
  /** Sets the time of the last change, in milliseconds since 1970. */
  setTime(milliseconds: number): Promise<void>;
  /** Makes the content survive a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The operations of writing. All errors are those of the file system. */
export interface Disk {
  /** Creates a folder with its parents, and returns the first folder that was created. */
  makeFolder(folder: string): Promise<string | undefined>;
  /** Creates a file that must not exist. */
  create(file: string): Promise<NewFile>;
  /** Opens a file whose content stays, to write at its end; creates a missing file. */
  append(file: string): Promise<NewFile>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with its content, if it exists. */
  remove(file: string): Promise<void>;
  /** Makes the entries of a folder survive a power cut. */
  syncFolder(folder: string): Promise<void>;
}

export interface Modes {
  readonly folder: number;
  readonly file: number;
}

/** The file system of this machine. @param modes the permissions of created folders and files, whatever the umask */
export function nodeDisk(modes: Modes): Disk {
  return {
    makeFolder: (folder) => makeFolderWith(folder, modes),
    create: async (file) => newFile(await openWith(file, 'wx', modes)),
    append: async (file) => newFile(await openWith(file, 'a', modes)),
    rename,
    remove: (file) => rm(file, { force: true, recursive: true }),
    syncFolder,
  };
}

/** The file system of this machine, on which created files and folders are accessible only to their owner. */
export const NODE_DISK: Disk = nodeDisk({ folder: 0o700, file: 0o600 });

/**
 * Creates a folder, and returns the folders that got new entries: once these are synced, the new folder is durable.
 */
export async function makeFolder(disk: Disk, folder: string): Promise<string[]> {
  const first = await disk.makeFolder(folder);
  const touched: string[] = [];
  for (let made = folder; first !== undefined && made.length >= first.length; made = path.dirname(made))
    touched.push(path.dirname(made));
  return touched;
}

/** Creates a folder with its parents, and returns the first folder that was created; those that exist stay as they are. */
export async function makeFolderWith(folder: string, modes: Modes): Promise<string | undefined> {
  const first = await mkdir(folder, { recursive: true, mode: modes.folder });
  for (let made = folder; first !== undefined && made.length >= first.length; made = path.dirname(made))
    await chmod(made, modes.folder);
  return first;
}

/** Opens a file; one that is created, and so has no content, gets the permissions. */
export async function openWith(file: string, flags: string, modes: Modes): Promise<FileHandle> {
  const handle = await open(file, flags, modes.file);
  try {
    const { mode, size } = await handle.stat();
    // The program's umask takes away what others may do, also where others are meant to read.
    if (size === 0 && (mode & 0o777) !== modes.file) await handle.chmod(modes.file);
    return handle;
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}

function newFile(handle: FileHandle): NewFile {
  return {
    write: async (chunk) => {
      for (let at = 0; at < chunk.byteLength; ) at += (await handle.write(chunk, at)).bytesWritten;
    },
    setTime: (milliseconds) => handle.utimes(new Date(milliseconds), new Date(milliseconds)),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}
