// Lists the test files that take longest, which start first in their tier.

/**
 * Files that take longest, longest first in each tier: when campaigns run at full length, then in plain runs. A fresh
 * copy of the project knows no durations and would start large files first, although some of the longest runs have few
 * lines.
 */
export const LONGEST: readonly string[] = [
  'test/migration.crash.test.ts',
  'test/fetch.crash.test.ts',
  'test/mail.crash.test.ts',
  'test/retention.crash.test.ts',
  'test/ingest.crash.test.ts',
  'test/backup.crash.test.ts',
  'test/digest.crash.test.ts',

  'test/failures.process.test.ts',
  'test/damage.process.test.ts',
  'src/publish/amqp/amqp.process.test.ts',
  'src/publish/kafka/kafka.process.test.ts',
  'test/development.process.test.ts',
  'test/serve.process.test.ts',
  'test/examples/demo.process.test.ts',
  'src/publish/mqtt/mqtt.process.test.ts',
  'src/publish/opencti/page.process.test.ts',

  'src/store/readonly/readonly-names.store.test.ts',
  'src/query/language/property.store.test.ts',
  'test/triage-rules.store.test.ts',
  'test/identity.store.test.ts',
  'test/upgrade.store.test.ts',
  'test/identity-model.store.test.ts',
  'test/layout-upgrade.store.test.ts',
  'test/changes-model.store.test.ts',
  'test/retention-findings.store.test.ts',
  'src/publish/engine/output-run.store.test.ts',
  'src/server/reports-api/changes/changes.store.test.ts',
  'src/server/reports-api/leaks.store.test.ts',
  'test/triage.store.test.ts',
  'test/triage-model.store.test.ts',
  'src/publish/testing/memory-output.store.test.ts',
  'src/publish/files/files.store.test.ts',

  'src/collect/unpack/unpack.test.ts',
  'src/archive/archive.test.ts',
  'src/read/kernel/same-rows.test.ts',
];
