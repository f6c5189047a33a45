// Reads the version of Sundial from package.json.
import { readFileSync } from 'node:fs';

/** The version, such as `0.1.0`. */
export function sundialVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
