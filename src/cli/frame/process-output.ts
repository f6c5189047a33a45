// Writes to the process's own streams, whose reader may go away before the end, as `head` does.
import { Writable } from 'node:stream';
import { EXIT } from '../../domain/errors.js';

/** One of the process's streams, for texts and for bytes. */
export interface ProcessOutput {
  readonly write: (text: string) => void;
  readonly bytes: Writable;
}

/**
 * Writes to a stream until its reader goes away; later output is discarded, and the command ends normally. Any other
 * failure, such as a full disk, is reported on stderr and makes the process exit with 1.
 */
export function processOutput(stream: Writable): ProcessOutput {
  let isClosed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!isClosed && error.code !== 'EPIPE') failAtEnd(error);
    isClosed = true;
  });
  return {
    write: (text) => {
      if (!isClosed) stream.write(text);
    },
    bytes: new Writable({
      write: (chunk, encoding, done) => {
        if (isClosed) done();
        else stream.write(chunk, encoding, () => done());
      },
    }),
  };
}

function failAtEnd(error: Error): void {
  process.stderr.write(`error: results could not be written (${error.message})\n`);
  process.once('exit', () => {
    process.exitCode = EXIT.failed;
  });
}
