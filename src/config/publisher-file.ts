// Reads the file of the publisher's own tools, ~/.shadowserver.api, so that their users need not repeat it.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SundialError } from '../domain/errors.js';
import type { Candidate } from './candidate.js';
import { NO_SUCH_FILE, readText } from './file.js';
import type { OptionName } from './options.js';

const NAME = '.shadowserver.api';

/** The path of the publisher's file. */
export const publisherFilePath = (home: string): string => join(home, NAME);

const SHOWN = `~/${NAME}`;

/** Keys of its section `[api]` (publisher's api_utils, call-api.py), in any case. */
const KEYS: Readonly<Record<string, OptionName>> = { key: 'api_key', secret: 'api_secret', uri: 'api_url' };

export interface PublisherFile {
  readonly candidates: readonly Candidate[];
  readonly warnings: readonly string[];
}

export const NO_PUBLISHER_FILE: PublisherFile = { candidates: [], warnings: [] };

/**
 * The options in the file; none if it does not exist. @throws SundialError `config-unreadable` if the file is broken
 */
export async function readPublisherFile(home: string): Promise<PublisherFile> {
  const path = publisherFilePath(home);
  const content = await readText(path);
  if ('problem' in content) {
    // A service may lack access to home folders; it takes its options from elsewhere, or reports that they are
    // missing.
    const isMissing = content.problem === NO_SUCH_FILE;
    return { candidates: [], warnings: isMissing ? [] : [`${SHOWN} was skipped: ${content.problem}`] };
  }
  return { candidates: candidatesIn(content.text, home), warnings: await exposure(path) };
}

/** Lines as Python's configparser reads them: sections, `key = value` or `key: value`, comments of whole lines. */
function candidatesIn(text: string, home: string): Candidate[] {
  const candidates: Candidate[] = [];
  let section: string | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const place = `${SHOWN}:${index + 1}`;
    if (/^\s*([#;].*)?$/.test(line)) continue;
    const heading = /^\[([^\]]*)\]\s*$/.exec(line)?.[1];
    const [, key, raw] = /^(\w[^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (heading === undefined && (key === undefined || section === undefined))
      // The line itself is not shown, because it may be a part of a secret.
      throw new SundialError('config-unreadable', {
        file: place,
        problem: 'is neither "[api]" nor "key = value"',
      });
    section = heading ?? section;
    const name = section === 'api' && key ? KEYS[key.toLowerCase()] : undefined;
    if (heading !== undefined || name === undefined) continue;
    if (candidates.some((other) => other.name === name))
      throw new SundialError('config-unreadable', { file: place, problem: `sets ${key} a second time` });
    candidates.push({ name, place, raw: raw ?? '', base: home, inFile: false });
  }
  return candidates;
}

async function exposure(path: string): Promise<string[]> {
  const { mode } = await stat(path);
  const isExposed = process.platform !== 'win32' && (mode & 0o044) !== 0;
  return isExposed ? [`${SHOWN} holds a secret and can be read by others. Run: chmod 600 ${SHOWN}`] : [];
}
