// Recognises host names and domains, and normalises them to the store's form of subjects.

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
/** The longest name that DNS can carry (RFC 1035, 2.3.4). */
const LONGEST = 253;

/**
 * The name in lower case without the final dot; undefined for anything else. The last label may not be a number, so that
 * a mistyped address such as 192.0.2.300 is not a name.
 */
export function hostName(text: string): string | undefined {
  const name = text.trim().toLowerCase().replace(/\.+$/, '');
  return name.length <= LONGEST && NAME.test(name) && !/(^|\.)\d+$/.test(name) ? name : undefined;
}
