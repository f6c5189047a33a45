// The output to PostgreSQL: keeps the tables of the existing ingestor equal to the store.
import { SundialError } from '../../domain/errors.js';
import type { EventMessage } from '../messages.js';
import type { Batch, Output, OutputView, Refusal, Round, SliceCount } from '../output.js';
import type { OutputContext } from '../output-context.js';
import { type SliceEvents, writeBatch } from './batch.js';
import { Connection } from './connection.js';
import { countEvents, logRun, setEventCounts } from './counting.js';
import { describeTarget } from './describe.js';
import { asPostgresError, isAboutRow } from './failure.js';
import { RunTally } from './run-tally.js';
import { createTables } from './schema.js';
import { type PostgresEntry, readTarget } from './target.js';

/** Opens the output without connecting. @throws SundialError `output-setting`, `config-invalid` */
export async function openPostgres(entry: PostgresEntry, { env }: OutputContext): Promise<Output> {
  // The hash of a row covers all of its columns.
  if (entry.keys.fields.length > 0)
    throw new SundialError('output-setting', {
      ...{ output: entry.name, key: 'fields' },
      problem: 'cannot be set, because the tables hold the whole row of each event',
      expected: 'no fields; types, lists and filter choose the events',
    });
  return new PostgresOutput(entry, new Connection(readTarget(entry, env)));
}

class PostgresOutput implements Output {
  /** What the batches of the current round have written. */
  private tally = new RunTally();

  constructor(
    private readonly entry: PostgresEntry,
    private readonly connection: Connection,
  ) {}

  check(signal: AbortSignal): Promise<OutputView> {
    const { connection } = this;
    const { reader_role } = this.entry.values;
    return connection.run(signal, (client) => describeTarget(client, connection.target, reader_role));
  }

  async prepare(signal: AbortSignal): Promise<void> {
    const { reader_role, index_raw_data } = this.entry.values;
    const options = { readerRole: reader_role, indexRawData: index_raw_data };
    await this.told(signal, () =>
      this.connection.transaction(signal, (client) => createTables(client, this.connection.target, options)),
    );
  }

  async deliver(batch: Batch, signal: AbortSignal): Promise<Refusal[]> {
    return batch.carries === 'events' ? this.told(signal, () => this.write(batch, signal)) : [];
  }

  /** Halves a batch until the row that the server does not accept is found; all other rows of the batch are written. */
  private async write(events: SliceEvents, signal: AbortSignal): Promise<Refusal[]> {
    const { slice, appeared, withdrawn } = events;
    try {
      const written = await this.connection.transaction(signal, (client) => writeBatch(client, events));
      this.tally.add(events, written);
      return [];
    } catch (thrown) {
      if (!isAboutRow(thrown) || appeared.length === 0) throw thrown;
      if (appeared.length === 1) {
        if (withdrawn.length > 0) await this.write({ slice, appeared: [], withdrawn }, signal);
        return [this.refusal(appeared[0]!, thrown)];
      }
      const half = Math.ceil(appeared.length / 2);
      const first = await this.write({ slice, appeared: appeared.slice(0, half), withdrawn }, signal);
      const second = await this.write({ slice, appeared: appeared.slice(half), withdrawn: [] }, signal);
      return [...first, ...second];
    }
  }

  private refusal({ id }: EventMessage, thrown: unknown): Refusal {
    const { what } = this.connection.target;
    const problem = (thrown as Error).message;
    return {
      id,
      error: new SundialError('postgres-event-refused', { what, event: id, problem }, { cause: thrown }),
    };
  }

  /** Rounds in which nothing happened are not logged. */
  async ended(round: Round, signal: AbortSignal): Promise<void> {
    const { tally } = this;
    await this.told(signal, async () => {
      await setEventCounts(this.connection, signal);
      if (round.status === 'failed' || round.appeared + round.withdrawn + round.refused > 0)
        await this.connection.attempt(signal, (client) => logRun(client, round, tally));
    });
    this.tally = new RunTally();
  }

  counts(signal: AbortSignal): Promise<readonly SliceCount[]> {
    return this.connection.run(signal, countEvents);
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async told<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      signal.throwIfAborted();
      throw asPostgresError(thrown, this.connection.target);
    }
  }
}
