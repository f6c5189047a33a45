// The shapes of the answers of the help: report types of the catalogue, and fields of queries.
import { z } from 'zod';
import { count, day } from './contract-parts.js';

const type = z.strictObject({
  id: z.string(),
  title: z.string(),
  severity: z.string().describe('of rows without one of their own'),
  classification: z.string().describe('RSIT: taxonomy/type'),
  group: z.string(),
  addresses: z.string().describe('such as "IPv4 and IPv6"'),
  issued: z.string().describe('how often; "no longer" for retired types'),
});

export const typesAnswer = z.strictObject({ types: z.array(type) });

export const typeAnswer = z.strictObject({
  ...type.shape,
  is_known: z.boolean().describe('whether the catalogue has it'),
  name: z.string().describe("the publisher's"),
  link: z.string().nullable().describe("the publisher's description"),
  subject: z.array(z.string()).describe('columns with the subject, the first one that is not empty'),
  cve_columns: z.array(z.string()),
  legacy_names: z.array(z.string()),
  columns: z.array(z.string()),
  loaded: z
    .strictObject({ reports: count, rows: count, first_day: day, last_day: day, lists: z.array(z.string()) })
    .nullable()
    .describe('what is loaded of it'),
});

export const fieldsAnswer = z.strictObject({
  events: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.string(),
      is_api: z.boolean().describe("whether the Reports API's query help has it"),
      answer: z.string().describe('what feeds it'),
    }),
  ),
  findings: z.array(z.string()),
});
