// The declaration of one source or output, and functions that collect declarations from a registry.
import type { ErrorRow } from './error-row.js';
import type { Option } from './option.js';
import type { DeclaredTables } from './table.js';

/**
 * The content of a `declaration.ts`: data only, so that the joining indexes can import it. A registry of the station
 * (`src/collect/registry.ts`, `src/publish/registry.ts`) lists the declarations, one per line, and everything else
 * follows from that list.
 */
export interface Declaration {
  /** Its name in the configuration and for people: `api`, `imap`. */
  readonly kind: string;
  readonly errors?: Readonly<Record<string, ErrorRow>>;
  readonly options?: readonly Option[];
  readonly tables?: DeclaredTables;
}

type CodeIn<D> = D extends { readonly errors: infer Rows } ? keyof Rows & string : never;
type OptionIn<D> = D extends { readonly options: readonly (infer O)[] } ? O : never;

/** The errors of a registry's declarations, under their exact codes. */
export function errorsOf<const All extends readonly Declaration[]>(
  declarations: All,
): Readonly<Record<CodeIn<All[number]>, ErrorRow>> {
  const rows = declarations.map(({ errors }) => errors ?? {});
  return Object.assign({}, ...rows);
}

/** The options of a registry's declarations, with their exact names and types. */
export function optionsOf<const All extends readonly Declaration[]>(
  declarations: All,
): readonly OptionIn<All[number]>[] {
  return declarations.flatMap(({ options }) => options ?? []) as OptionIn<All[number]>[];
}

/** The tables of a registry's declarations. */
export function tablesOf(declarations: readonly Declaration[]): readonly DeclaredTables[] {
  return declarations.flatMap(({ tables }) => tables ?? []);
}
