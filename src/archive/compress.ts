// Brings originals into another form, so that a kill at any point leaves the original readable.
import { statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { SundialError } from '../domain/errors.js';
import { type Codec, type Form, formOf, type Strength } from './codecs.js';
import { asWriteError } from './durable.js';
import { CHUNK_BYTES, originalBytes, verified } from './read.js';
import type { Shelf } from './staging.js';

/** How an original is compressed. */
export interface Compressing {
  readonly codec: Codec;
  readonly strength: Strength;
  /** Gives up, and leaves the original as it is. */
  readonly signal?: AbortSignal;
}

/**
 * Replaces an original's forms with the codec's; does nothing if the codec's is the only one.
 *
 * @throws SundialError `original-missing`, `original-damaged`, `original-codec` (the original stays as it is then),
 *   `disk-full`; the reason of an aborted signal
 */
export async function compressOriginal(shelf: Shelf, sha256: string, how: Compressing): Promise<void> {
  const { layout, disk } = shelf;
  const target = formOf(how.codec);
  const forms = layout.forms(sha256);
  if (forms.length === 0) throw new SundialError('original-missing', { sha256 });
  try {
    // Both forms exist after a kill between naming the new form and removing the old one.
    if (!forms.includes(target)) await writeForm(shelf, sha256, forms[0]!, how);
    for (const form of forms) if (form !== target) await disk.remove(layout.file(sha256, form));
  } catch (error) {
    throw asWriteError(error, layout.file(sha256, target), layout.folder);
  }
}

async function writeForm(shelf: Shelf, sha256: string, source: Form, how: Compressing): Promise<void> {
  const { layout, incoming } = shelf;
  const file = await incoming.start();
  try {
    // The old form is removed after this, so this is the last chance to notice damage on the disk.
    const bytes = verified(originalBytes({ layout, staged: new Map() }, sha256), sha256);
    const packed = Readable.from(bytes, { objectMode: false });
    const output = how.codec.compressor(how.strength, CHUNK_BYTES);
    packed.on('error', (error) => output.destroy(error));
    for await (const chunk of packed.pipe(output)) {
      how.signal?.throwIfAborted();
      await file.write(chunk as Buffer);
    }
    // Originals without a report are kept by the time at which they came.
    await file.setTime(statSync(layout.file(sha256, source)).mtimeMs);
    await file.finish(layout.file(sha256, formOf(how.codec)));
  } finally {
    await file.discard();
  }
}
