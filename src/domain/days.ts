// Report dates as text: conversion, arithmetic, and the length of a day.

/** A day of a clock without leap seconds or summer time, as in UTC. */
export const DAY_SECONDS = 86_400;
export const DAY_MS = DAY_SECONDS * 1000;

/** The engine's first and last day, which mean that something is valid without a limit. */
export const ALWAYS = { from: '1970-01-01', until: '2149-06-05' } as const;

const DATE_LENGTH = 'YYYY-MM-DD'.length;

/** The report date of an instant, in UTC. */
export function dateOf(instant: Date): string {
  return datePart(instant.toISOString());
}

/** The date at the beginning of a time: `2026-01-15T08:00:00Z`, or `2026-01-15 08:00:00` as the engine writes it. */
export function datePart(time: string): string {
  return time.slice(0, DATE_LENGTH);
}

/** Days since 1970-01-01 of a report date. */
export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** The date a number of days after another one. */
export function addDays(date: string, days: number): string {
  return dateOf(new Date((dayOf(date) + days) * DAY_MS));
}

/** The number of days from the first date to the second. */
export function daysBetween(first: string, second: string): number {
  return dayOf(second) - dayOf(first);
}

/** All dates from the first to the last, oldest first. */
export function datesBetween(first: string, last: string): string[] {
  const length = Math.max(0, daysBetween(first, last) + 1);
  return Array.from({ length }, (_, number) => addDays(first, number));
}
