// The path of a file from the template of an output: names come from reports, so no value may leave its place in the path.
import path from 'node:path';
import { valueName } from '../../query/index.js';

/** The properties of events that a template may name. */
export const PLACES = ['date', 'type', 'list'] as const;
export type Values = Readonly<Record<(typeof PLACES)[number], string>>;

/** The problem with a template; undefined = none. */
export function templateProblem(template: string): string | undefined {
  const unknown = /\{([^}]*)\}/g;
  for (const [whole, name] of template.matchAll(unknown))
    if (!PLACES.some((place) => place === name)) return `names ${whole}`;
  for (const needed of ['{date}', '{type}'] as const)
    if (!template.includes(needed)) return `lacks ${needed}`;
  const parts = template.split('/');
  if (path.isAbsolute(template) || parts.some((part) => part === '' || part.startsWith('.')))
    return 'has an empty part, or one that begins with a dot or a slash';
  return undefined;
}

/** The path of the file for events with these values, relative to the folder of the output. */
export function filePath(template: string, values: Values, extension: string): string {
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: keyof Values) =>
    valueName(Buffer.from(values[name])),
  );
  return `${filled}${extension}`;
}
