// Makes the names in a folder durable.
import { open } from 'node:fs/promises';

/** Makes the entries of a folder, such as the new name of a file, survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
