// Converts originals to another form in such a way that a kill at any point leaves the original readable.
import { statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { SundialError } from '../domain/errors.js';
import { CHUNK_BYTES, type Codec, type Form, formOf, type Strength } from './codecs.js';
import { asWriteError } from './durable.js';
import { originalBytes, verified } from './read.js';
import type { ArchiveContext } from './staging.js';

/** How an original is compressed. */
export interface Compressing {
  readonly codec: Codec;
  readonly strength: Strength;
  /** Stops the conversion and leaves the original unchanged. */
  readonly signal?: AbortSignal;
}

/**
 * Replaces an original's forms with the codec's form; does nothing if that is the only form.
 *
 * @throws SundialError `original-missing`, `original-damaged`, `original-codec` (the original then stays unchanged),
 *   `disk-full`; the reason of an aborted signal
 */
export async function compressOriginal(
  context: ArchiveContext,
  sha256: string,
  how: Compressing,
): Promise<void> {
  const { layout, disk } = context;
  const target = formOf(how.codec);
  const forms = layout.forms(sha256);
  if (forms.length === 0) throw new SundialError('original-missing', { sha256 });
  try {
    // Both forms exist after a kill between naming the new form and removing the old one.
    if (!forms.includes(target)) await writeForm(context, sha256, forms[0]!, how);
    for (const form of forms) if (form !== target) await disk.remove(layout.file(sha256, form));
  } catch (error) {
    throw asWriteError(error, layout.file(sha256, target), layout.folder);
  }
}

async function writeForm(
  context: ArchiveContext,
  sha256: string,
  source: Form,
  how: Compressing,
): Promise<void> {
  const { layout, incoming } = context;
  const file = await incoming.start();
  try {
    // The old form is removed afterwards, so this is the last chance to detect damage on the disk.
    const bytes = verified(originalBytes({ layout, staged: new Map() }, sha256), sha256);
    const content = Readable.from(bytes, { objectMode: false });
    const output = how.codec.compressor(how.strength, CHUNK_BYTES);
    content.on('error', (error) => output.destroy(error));
    for await (const chunk of content.pipe(output)) {
      how.signal?.throwIfAborted();
      await file.write(chunk as Buffer);
    }
    // Retention uses the file's time as the time of arrival of originals without a report.
    await file.setTime(statSync(layout.file(sha256, source)).mtimeMs);
    await file.finish(layout.file(sha256, formOf(how.codec)));
  } finally {
    await file.discard();
  }
}
