// Keeps what a user granted with `sundial mail authorize`: the newest refresh token of a mailbox, in a file of its own.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { SundialError } from '../../../domain/errors.js';
import { namesIn } from '../../../domain/folder-names.js';
import { writePrivateFile } from '../../../domain/private-file.js';
import { Secret } from '../../../domain/secret.js';
import type { SourceEntry } from '../../../domain/source-entry.js';
import { readingFailure } from '../../unpack/failure.js';

/** Permission that a user granted to a registered application. */
export interface Granted {
  readonly clientId: string;
  readonly refreshToken: Secret;
  /** When the permission ends without being used, if the server says so. */
  readonly expires?: Date | undefined;
}

const RECORD = z.object({
  client_id: z.string().min(1),
  refresh_token: z.string().min(1),
  expires: z.iso.datetime().optional(),
});

/** The file with the permission for one mailbox. Only its owner can read it, and only backups with secrets have it. */
export class GrantedFile {
  constructor(readonly file: string) {}

  /** @throws SundialError `file-unreadable` if the file is damaged or belongs to another user */
  async read(): Promise<Granted | undefined> {
    const text = await readFile(this.file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'ENOENT') return undefined;
      throw readingFailure(thrown, this.file);
    });
    return text === undefined ? undefined : this.parsed(text);
  }

  /** @throws SundialError `mail-grant-unwritable` */
  async write({ clientId, refreshToken, expires }: Granted): Promise<void> {
    const record = {
      client_id: clientId,
      refresh_token: refreshToken.reveal(),
      ...(expires && { expires: expires.toISOString() }),
    };
    try {
      await writePrivateFile(this.file, `${JSON.stringify(record, undefined, 2)}\n`);
    } catch (thrown) {
      const problem = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
      throw new SundialError('mail-grant-unwritable', { file: this.file, problem }, { cause: thrown });
    }
  }

  private parsed(text: string): Granted {
    try {
      const { client_id, refresh_token, expires } = RECORD.parse(JSON.parse(text));
      return {
        clientId: client_id,
        refreshToken: new Secret(refresh_token),
        ...(expires !== undefined && { expires: new Date(expires) }),
      };
    } catch {
      // The parser's message may quote the token.
      const problem = 'it holds no permission; "sundial mail authorize" writes it again';
      throw new SundialError('file-unreadable', { file: this.file, problem });
    }
  }
}

/** Below the data folder. */
const FOLDER = 'authorized';

/** The names and content of all files of permissions, named relative to the data folder. */
export async function grantedFiles(folder: string): Promise<{ name: string; content: Buffer }[]> {
  const names = await namesIn(path.join(folder, FOLDER));
  return Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map(async (name) => ({
        name: path.posix.join(FOLDER, name),
        content: await readFile(path.join(folder, FOLDER, name)),
      })),
  );
}

/**
 * The file of a mailbox.
 *
 * @param folder Sundial's data folder
 */
export function grantedFile(folder: string, { label }: Pick<SourceEntry, 'label'>): GrantedFile {
  return new GrantedFile(path.join(folder, FOLDER, `${label}.json`));
}
