// Lists the test files that take longest, which start first.

/**
 * Files that take longest when campaigns run at full length, longest first. A fresh copy of the project knows no
 * durations and would start large files first, although some of the longest runs have few lines.
 */
export const LONGEST: readonly string[] = [
  'src/store/readonly/readonly-names.store.test.ts',
  'test/migration.crash.test.ts',
  'src/query/language/property.store.test.ts',
  'test/triage-rules.store.test.ts',
  'test/identity.store.test.ts',
  'test/failures.process.test.ts',
  'test/upgrade.store.test.ts',
  'test/identity-model.store.test.ts',
  'test/layout-upgrade.store.test.ts',
  'test/changes-model.store.test.ts',
  'test/fetch.crash.test.ts',
  'test/mail.crash.test.ts',
  'test/damage.process.test.ts',
  'test/retention.crash.test.ts',
  'test/retention-findings.store.test.ts',
  'src/publish/testing/memory-output.store.test.ts',
  'src/publish/files/files.store.test.ts',
];
