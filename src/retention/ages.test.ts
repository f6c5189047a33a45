// Checks the age that applies to a report type, and the day from which a report is too old.
import { describe, expect, it } from 'vitest';
import { type AgeSettings, eventDays, keptFrom } from './ages.js';

const ages = (retention_types: Record<string, number>): AgeSettings => ({
  retention_events_days: 90,
  retention_types,
  retention_findings_days: 0,
  retention_archive_days: 0,
});

describe('eventDays', () => {
  it.each<[string, Record<string, number>, number]>([
    ['scan_ntp', {}, 90],
    ['scan_ntp', { 'event4_*': 1 }, 90],
    ['scan_ntp', { 'scan_*': 30 }, 30],
    ['scan_ntp', { 'scan_*': 0 }, 0],
    ['scan_ntp', { 'scan_*': 30, scan_ntp: 7 }, 7],
    ['scan_ntp', { scan_ntp: 7, 'scan_ntp*': 30 }, 7],
    ['scan_ntp', { 'scan_*': 30, 'scan_n*': 20, '*': 10 }, 20],
    ['scan_ntp', { 'Scan-NTP': 7 }, 7],
    ['scan_ntp', { ntp: 7, 'scan.ntp': 8, scan_nt: 9 }, 90],
    ['scan6_ntp', { '*_ntp': 5 }, 5],
  ])('of %s with %j is %i', (type, types, days) => {
    expect(eventDays(type, ages(types))).toBe(days);
  });
});

describe('keptFrom', () => {
  it.each([
    ['2026-02-03T00:00:00Z', 1, '2026-02-02'],
    ['2026-02-03T23:59:59Z', 1, '2026-02-02'],
    ['2026-02-03T04:05:06Z', 18, '2026-01-16'],
    ['2026-02-03T04:05:06Z', 36_500, '1970-01-01'],
  ])('at %s with %i days is %s', (now, days, date) => {
    expect(keptFrom(new Date(now), days)).toBe(date);
  });
});
