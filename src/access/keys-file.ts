// The keys file, which "sundial keys" changes and the API reads.
import path from 'node:path';
import { formatKeys, parseKeys } from './key-records.js';
import { KeySet } from './key-set.js';
import { type FileContent, SharedFile } from './shared-file.js';

const KEYS: FileContent<KeySet> = {
  empty: () => KeySet.empty(),
  parse: parseKeys,
  format: formatKeys,
  errors: { invalid: 'keys-file-invalid', busy: 'keys-file-busy', unwritable: 'keys-file-unwritable' },
};

/** Errors: `keys-file-invalid`, `keys-file-busy`, `keys-file-unwritable`. */
export class KeysFile extends SharedFile<KeySet> {
  /** @param patienceMs how long a change waits for another one */
  constructor(file: string, patienceMs?: number) {
    super(file, KEYS, patienceMs);
  }
}

/** The keys file of the settings. */
export function keysFileOf({ keys_file, data_dir }: { keys_file: string; data_dir: string }): KeysFile {
  return new KeysFile(keys_file === '' ? path.join(data_dir, 'keys.json') : keys_file);
}
