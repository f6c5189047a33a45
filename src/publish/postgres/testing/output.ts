// An output to a test's PostgreSQL server, and the tables that the existing ingestor would have created.
import type { Catalogue } from '../../../catalogue/index.js';
import { Secret } from '../../../domain/secret.js';
import { shortFormValues } from '../../../domain/short-form.js';
import { PASSWORD, USER } from '../../../enrich/testing/postgres.js';
import type { EventMessage } from '../../messages.js';
import type { Output, Refusal, Round } from '../../output.js';
import { DEFAULT_KEYS } from '../../short-form.js';
import { NEVER, SLICE } from '../../testing/events.js';
import { POSTGRES_OPTIONS } from '../declaration.js';
import { openPostgres } from '../open.js';
import type { PostgresEntry } from '../target.js';

/** The output of an entry with these values; the others are the defaults. */
export function outputTo(
  port: number,
  database: string,
  values: Partial<Record<string, unknown>> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<Output> {
  const entry = {
    ...{ name: 'postgres', kind: 'postgres', label: 'postgres', isShortForm: true },
    ...{ shown: {}, unset: {}, variables: [], keys: DEFAULT_KEYS },
    values: {
      ...shortFormValues({}, POSTGRES_OPTIONS),
      ...{ host: '127.0.0.1', port, database, user: USER, password: new Secret(PASSWORD) },
      ...values,
    },
  } as PostgresEntry;
  const context = { env, folder: '/nonexistent', clock: () => new Date('2026-01-16T00:00:00Z') };
  // The output uses no facts about report types.
  return openPostgres(entry, { ...context, catalogue: {} as Catalogue });
}

export function deliver(
  output: Output,
  appeared: readonly EventMessage[],
  withdrawn: readonly EventMessage[] = [],
  slice: { readonly type: string; readonly date: string } = SLICE,
  signal = NEVER,
): Promise<readonly Refusal[]> {
  return output.deliver!({ carries: 'events', slice, occasion: 'test', appeared, withdrawn }, signal);
}

export const ROUND: Round = {
  startedAt: new Date('2026-01-16T06:00:00Z'),
  endedAt: new Date('2026-01-16T06:00:05Z'),
  ...{ status: 'done', reports: 2, appeared: 3, withdrawn: 0, findings: 0, refused: 0, error: '' },
};

/** The tables of the existing ingestor: AS numbers are INTEGER, and raw_data has an index. */
export const INGESTOR_SCHEMA = `
  CREATE TABLE ss_events (id BIGSERIAL PRIMARY KEY, report_type TEXT NOT NULL, report_date DATE NOT NULL, ip INET,
    port INTEGER, asn INTEGER, geo TEXT, hostname TEXT, tag TEXT, severity TEXT, raw_data JSONB NOT NULL,
    event_hash TEXT NOT NULL, ingested_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    UNIQUE (report_type, report_date, event_hash));
  CREATE INDEX idx_raw ON ss_events USING GIN (raw_data);
  CREATE TABLE ss_reports (report_id BIGSERIAL PRIMARY KEY, report_type TEXT NOT NULL, report_date DATE NOT NULL,
    event_count INTEGER DEFAULT 0, ingested_at TIMESTAMPTZ NOT NULL DEFAULT NOW(), UNIQUE (report_type, report_date));
  CREATE TABLE ss_ingestion_log (id BIGSERIAL PRIMARY KEY, run_started TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    run_finished TIMESTAMPTZ, status TEXT NOT NULL DEFAULT 'running', reports_found INTEGER, events_ingested INTEGER,
    events_skipped INTEGER, error_message TEXT);`;
