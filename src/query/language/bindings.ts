// Collects the values of one statement: each becomes a parameter, and only its placeholder enters the SQL.

export class Bindings {
  readonly values: Record<string, unknown> = {};

  /** Binds a value and returns its placeholder. `type` is one of the engine's types, written by this program. */
  bind(type: string, value: unknown): string {
    const name = `p${Object.keys(this.values).length}`;
    this.values[name] = value;
    return `{${name}:${type}}`;
  }
}
