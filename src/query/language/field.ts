// The compiler's description of a field: its kind and the SQL of its value, over the stored rows with the alias `e`.

/**
 * How a field's values are matched. `number`: whole numbers from 0; `range`: a host or network; `text`: any text;
 * `words`: several words, each matched separately; `list`: a report's identifier, also matched by the names of its
 * subscriptions; `search`: a search through texts instead of a value.
 */
export type FieldKind =
  | 'number'
  | 'time'
  | 'date'
  | 'severity'
  | 'range'
  | 'text'
  | 'words'
  | 'type'
  | 'subject'
  | 'list'
  | 'search';

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** The typed value; for a range its first address. May hold `{parameter:Type}` of `parameters`. */
  readonly sql: string;
  /** The last address of a range. */
  readonly last?: string;
  /** For ranges whose hosts the table looks up by hash: SQL that is 1 if the row is a network. */
  readonly isNetwork?: string;
  /**
   * Texts and words: compared without regard to ASCII case. `upper`: the store holds upper case only; `host`: the final
   * dot of a name is ignored as well.
   */
  readonly folded?: 'lower' | 'upper' | 'host';
  /** Texts: the only values that can be asked for; others are mistakes. */
  readonly only?: readonly string[];
  /** Texts and words: whether `*` and `?` are wildcards. */
  readonly wildcards?: boolean;
  /**
   * The cell's own text if the typed value would print differently, otherwise empty. A port `0`, or an address that could
   * not be parsed, has only this text and no typed value.
   */
  readonly kept?: string;
  /** Values bound by `sql` and `kept`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** The documentation of a field, for the reference. */
export interface FieldDocument {
  readonly name: string;
  /** Whether the Reports API's query help lists it. */
  readonly api: boolean;
  readonly kind: FieldKind;
  /** The columns that feed the field, how the field is derived, or that no report carries the field. */
  readonly answer: string;
}
