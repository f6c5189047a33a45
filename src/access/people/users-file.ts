// The file of users: `access/users.json` in the data folder, which "sundial users" and the service change.
import path from 'node:path';
import { z } from 'zod';
import { ROLES } from '../../domain/role.js';
import { instant, parseRecords } from '../parse-records.js';
import { type FileContent, SharedFile } from '../shared-file.js';
import type { User } from './user.js';

const FORMAT = 1;

const record = z.strictObject({
  name: z.string().min(1),
  role: z.enum(ROLES),
  created: instant,
  password: z.string().startsWith('$argon2id$').optional(),
  invitation: z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/), expires: instant }).optional(),
  identity: z.strictObject({ issuer: z.string(), subject: z.string() }).optional(),
  disabled: instant.optional(),
  generation: z.string().min(1),
});
const records = z.strictObject({ format: z.literal(FORMAT), users: z.array(record) });

const USERS: FileContent<readonly User[]> = {
  empty: () => [],
  parse: (text) =>
    parseRecords(records, text).users.map(({ password, invitation, identity, disabled, ...rest }) => ({
      ...rest,
      password,
      invitation,
      identity,
      disabled,
    })),
  format: (users) => `${JSON.stringify({ format: FORMAT, users }, null, 2)}\n`,
  errors: { invalid: 'users-file-invalid', busy: 'users-file-busy', unwritable: 'users-file-unwritable' },
};

/** Errors: `users-file-invalid`, `users-file-busy`, `users-file-unwritable`. */
export type UsersFile = SharedFile<readonly User[]>;

/** The folder of users, sessions and the audit log. */
export function accessFolder({ data_dir }: { readonly data_dir: string }): string {
  return path.join(data_dir, 'access');
}

/** The file of users of the settings. */
export function usersFileOf(settings: { readonly data_dir: string }): UsersFile {
  return new SharedFile(path.join(accessFolder(settings), 'users.json'), USERS);
}
