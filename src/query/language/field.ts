// What the compiler has to know of a field: its kind and the SQL of its value, over the stored rows as `e`.

/**
 * How a field's values are asked for. `number`: whole numbers from 0; `range`: a host or network; `text`: text of any
 * kind; `words`: several words, each matched on its own; `list`: a report's identifier, matched also by the names of the
 * subscriptions that it came by; `search`: not a value but a search through texts.
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
  /** Ranges whose hosts the table finds by their hash: 1 where the row is a network. */
  readonly isNetwork?: string;
  /**
   * Texts and words: compared without regard to (ASCII) case. `upper` where the store holds upper case only, `host`
   * where the root's dot at the end of a name makes no difference either.
   */
  readonly folded?: 'lower' | 'upper' | 'host';
  /** Texts and words: whether `*` and `?` stand for any characters. */
  readonly wildcards?: boolean;
  /**
   * The cell's own text where the typed value does not print like it, else empty: a port `0` or an address that could
   * not be read has no typed value and only this.
   */
  readonly kept?: string;
  /** Values bound by `sql` and `kept`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Why a field has the answers it has, for the reference. */
export interface FieldDocument {
  readonly name: string;
  /** Whether the Reports API's query help lists it. */
  readonly api: boolean;
  readonly kind: FieldKind;
  /** Which columns feed it, how it is derived, or that no report carries it. */
  readonly answer: string;
}
