// Proves by types that rows cannot be read without a scope: `npm run types` fails if a forbidden line compiles.
import type { Catalogue } from '../../src/catalogue/index.js';
import { everything } from '../../src/domain/everything.js';
import { RestrictedScope, type Scope } from '../../src/domain/scope.js';
import { EventQueries, exportFindings } from '../../src/query/index.js';
import type { OperatorStore, ScopedFileWriter, ScopedStore, Store } from '../../src/store/index.js';
import { digestOf } from '../../src/triage/index.js';

interface Given {
  readonly store: Store;
  readonly scope: Scope;
  readonly restricted: RestrictedScope;
  readonly catalogue: Catalogue;
  readonly writer: ScopedFileWriter;
}

const clock = () => new Date(0);

const request = { filter: {}, format: 'csv', output: 'x' } as const;
const digest = (catalogue: Catalogue) => ({ catalogue, notifyCommand: '' });

/** Compiles, which shows that the lines below fail only for the stated reasons. Never called. */
export async function compiles({ store, scope, restricted, catalogue, writer }: Given): Promise<void> {
  const scoped: ScopedStore = store.as(scope);
  const operator: OperatorStore = store.as(everything);
  new EventQueries({ store: scoped, catalogue, clock });
  await store.as(restricted).findings.list({}, 10);
  scoped.historyOf({ name: 'example.org' });
  await exportFindings(scoped, writer, request);
  await operator.quarantine.list(0, 10, 10);
  await operator.ledger.find({});
  await operator.deliveries.failed(10);
  await operator.messages.find({ limit: 10 });
  await operator.tables.rows('SELECT 1');
  await operator.readOnlySql('SELECT 1', { rows: 1, seconds: 1 });
  await digestOf(operator, '2026-03-01', digest(catalogue));
}

/** Each line lacks a scope, or a scope that is wide enough. Never called. */
export async function doesNotCompile({ store, scope, restricted, catalogue, writer }: Given): Promise<void> {
  // @ts-expect-error rows need a scope
  store.as();
  // @ts-expect-error an object with the shape of the operator's scope is not one
  store.as({ restricts: 'nothing' });
  // @ts-expect-error an object with the shape of a restricted scope is not one
  store.as({ grants: [] });
  // @ts-expect-error only `RestrictedScope.of` makes one, because it checks the grants
  new RestrictedScope([]);
  // @ts-expect-error the store itself has no reader of findings
  await store.findings.list({}, 10);
  // @ts-expect-error the store itself has no pages of subjects
  store.historyOf({ name: 'example.org' });
  // @ts-expect-error the store itself has no rows that were set aside
  await store.quarantine.list(0, 10, 10);
  // @ts-expect-error the store itself has no ledger for people
  await store.ledger.find({});
  // @ts-expect-error the store itself has no failed deliveries
  await store.deliveries.failed(10);
  // @ts-expect-error the store itself has no messages
  await store.messages.find({ limit: 10 });
  // @ts-expect-error the store itself does not run SQL
  await store.tables.rows('SELECT 1');
  // @ts-expect-error queries need the store under a scope, not the store itself
  new EventQueries({ store, catalogue, clock });
  // @ts-expect-error queries cannot be made without the store under a scope
  new EventQueries({ catalogue, clock });
  // @ts-expect-error exports need the store under a scope, not the store itself
  await exportFindings(store, writer, request);
  // @ts-expect-error rows that were set aside belong to the operator
  await store.as(restricted).quarantine.list(0, 10, 10);
  // @ts-expect-error the ledger, which leads to originals, belongs to the operator
  await store.as(restricted).ledger.find({});
  // @ts-expect-error SQL over the tables belongs to the operator
  await store.as(restricted).tables.rows('SELECT 1');
  // @ts-expect-error only the stations that declare tables change them
  await store.as(everything).tables.run('TRUNCATE TABLE ledger');
  // @ts-expect-error a person's SQL belongs to the operator
  await store.as(restricted).readOnlySql('SELECT 1', { rows: 1, seconds: 1 });
  // @ts-expect-error the operator's part has to be requested with `everything`, whatever the value of the scope
  await store.as(scope).quarantine.list(0, 10, 10);
  // @ts-expect-error digests belong to the operator
  await digestOf(store.as(restricted), '2026-03-01', digest(catalogue));
}
