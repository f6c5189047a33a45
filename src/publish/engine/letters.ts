// Dead letters: keeps the messages that a target refused, so that people can see them and send them again.
import type { Carried } from '../../domain/output-entry.js';
import type { OwnTables } from '../../store/index.js';
import type { Refusal } from '../output.js';

/** A refused message. */
export interface Letter {
  readonly id: string;
  readonly state: 'dead' | 'again';
  readonly carries: Carried;
  /** 1 = the message says that an event was withdrawn. */
  readonly withdrawn: number;
  readonly report_type: string;
  readonly report_date: string;
  /** The message as JSON; '' if it is too large to be kept. */
  readonly message: string;
  readonly error_code: string;
  readonly error: string;
  readonly tries: number;
  /** Unix seconds. */
  readonly at: number;
}

/** The facts about a message that its letter keeps. */
export type LetterFacts = Pick<
  Letter,
  'id' | 'carries' | 'withdrawn' | 'report_type' | 'report_date' | 'message'
>;

export class Letters {
  constructor(
    private readonly tables: OwnTables,
    private readonly output: string,
    private readonly seconds: () => number,
  ) {}

  /** Number of letters that are not settled. */
  async count(): Promise<number> {
    const [row] = await this.tables.rows<{ letters: number }>(
      'SELECT count() AS letters FROM output_letters WHERE output = {output:String}',
      { output: this.output },
    );
    return row!.letters;
  }

  /** The oldest letters after an id, in the order of ids. */
  async list(states: readonly Letter['state'][], limit: number, after = ''): Promise<Letter[]> {
    return this.tables.rows<Letter>(
      `${LETTERS} AND has({states:Array(String)}, toString(state)) AND id > {after:String}
       ORDER BY id LIMIT {limit:UInt32}`,
      { output: this.output, states, limit, after },
    );
  }

  /** Keeps refused messages. */
  async add(refusals: readonly Refusal[], factsOf: (id: string) => LetterFacts | undefined): Promise<void> {
    const earlier = new Map((await this.of(refusals.map(({ id }) => id))).map((one) => [one.id, one.tries]));
    const rows = refusals.flatMap(({ id, error }) => {
      const facts = factsOf(id);
      const failed = { error_code: error.code, error: error.message, tries: (earlier.get(id) ?? 0) + 1 };
      return facts ? [{ ...facts, ...failed, state: 'dead' }] : [];
    });
    await this.write(rows);
  }

  /** Settles letters whose messages were accepted, or that no longer have to be sent. */
  async settle(ids: readonly string[]): Promise<number> {
    const known = await this.of(ids);
    await this.write(known.map((letter) => ({ ...letter, state: 'settled' })));
    return known.length;
  }

  /** Marks all dead letters to be sent again, and returns how many. */
  async again(): Promise<number> {
    let marked = 0;
    for (;;) {
      const dead = await this.list(['dead'], PAGE);
      if (dead.length === 0) return marked;
      await this.write(dead.map((letter) => ({ ...letter, state: 'again' })));
      marked += dead.length;
    }
  }

  /** Removes all letters of the output, whatever their state. */
  async forget(): Promise<void> {
    await this.tables.run(
      `DELETE FROM output_letter_versions WHERE output = {output:String}
       SETTINGS lightweight_delete_mode = 'lightweight_update_force'`,
      { output: this.output },
    );
  }

  private async of(ids: readonly string[]): Promise<Letter[]> {
    if (ids.length === 0) return [];
    return this.tables.rows<Letter>(`${LETTERS} AND has({ids:Array(String)}, id)`, {
      output: this.output,
      ids,
    });
  }

  private async write(rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return;
    const [next] = await this.tables.rows<{ version: number }>(
      'SELECT max(version) + 1 AS version FROM output_letter_versions',
    );
    const common = { output: this.output, version: next!.version, at: this.seconds() };
    await this.tables.insert(
      'output_letter_versions',
      rows.map((row) => ({ ...row, ...common })),
    );
  }
}

/** The number of letters of each output that has some. */
export async function lettersByOutput(tables: OwnTables): Promise<ReadonlyMap<string, number>> {
  const rows = await tables.rows<{ output: string; letters: number }>(
    'SELECT toString(output) AS output, count() AS letters FROM output_letters GROUP BY output ORDER BY output',
  );
  return new Map(rows.map(({ output, letters }) => [output, letters]));
}

const PAGE = 1_000;

const LETTERS = `SELECT id, toString(state) AS state, toString(carries) AS carries, withdrawn,
    toString(report_type) AS report_type, toString(output_letters.report_date) AS report_date, message,
    toString(error_code) AS error_code, error, tries, toUnixTimestamp(output_letters.at) AS at
  FROM output_letters WHERE output = {output:String}`;
