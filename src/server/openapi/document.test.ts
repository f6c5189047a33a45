// Tests that the OpenAPI document is complete and sound: its form, its references, and the schemas of requests.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { METHODS } from '../reports-api/methods.js';
import { ENDPOINTS } from '../taxii/endpoints.js';
import { openApiDocument } from './document.js';

type Json = Readonly<Record<string, unknown>>;
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<'schemas' | 'securitySchemes', Json>>;
}

const document = JSON.parse(JSON.stringify(openApiDocument())) as Document;
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => method !== 'servers')
    .map(([method, operation]) => ({ path, method, operation })),
);

/** All values of a member, wherever it is. */
function membersNamed(name: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => [
    ...(key === name ? [each] : []),
    ...membersNamed(name, each),
  ]);
}

describe('the document', () => {
  it('is OpenAPI 3.1 and describes every method of the API', () => {
    expect([document.openapi, document.info.title]).toEqual(['3.1.0', 'Sundial']);
    expect(Object.keys(document.paths)).toEqual([
      ...METHODS.map(({ name }) => `/api2/${name}`),
      ...['/dl/{id}', '/{id}', '/v1/events'],
      ...ENDPOINTS.map(({ url }) => url.replaceAll(/:(\w+)/g, '{$1}')),
      ...['/v1/openapi.json', '/health', '/ready', '/metrics'],
    ]);
  });

  it('gives each operation a name of its own, known tags, and answers with descriptions', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z]\w+$/i.test(name))).toEqual([]);
    const tags = document.tags.map(({ name }) => name);
    for (const { path, operation } of operations) {
      expect(tags, path).toEqual(expect.arrayContaining([...operation.tags]));
      const described = Object.entries(operation.responses);
      expect(described.length, path).toBeGreaterThan(0);
      for (const [status, { description }] of described)
        expect([status, description.length > 0], path).toEqual([expect.stringMatching(/^[1-5]\d\d$/), true]);
    }
  });

  it('declares the parameters of paths', () => {
    for (const { path, operation } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((one) => one.in === 'path');
      expect(declared.map(({ name, required }) => [name, required])).toEqual(
        named.map((name) => [name, true]),
      );
    }
  });

  it('refers only to what it defines', () => {
    const references = membersNamed('$ref', document) as string[];
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(references.filter((one) => !known.includes(one))).toEqual([]);
    expect(references.length).toBeGreaterThan(10);
    const schemes = operations.flatMap(({ operation }) => operation.security.flatMap(Object.keys));
    expect(new Set(schemes)).toEqual(new Set(Object.keys(document.components.securitySchemes)));
  });
});

/** Requests of known clients, and wrong ones. */
const REQUESTS: readonly [method: string, body: Json, isRight: boolean][] = [
  ['test/ping', {}, true],
  ['reports/list', { reports: ['zoo'], date: '2026-03-01', limit: 1000 }, true],
  ['reports/list', { type: ['scan_ntp'], limit: '5' }, true],
  ['reports/list', { limit: {} }, false],
  ['reports/query', { query: { ip: '192.0.2.0/24', port: [80, '|443'] }, page: 2 }, true],
  ['reports/query', { query: { ip: {} } }, false],
  ['reports/query', { query: { geo: [] } }, false],
];

describe('the schemas of requests', () => {
  it.each(REQUESTS)('of %s judge %j like the service: %s', (name, body, isRight) => {
    const { requestBody } = document.paths[`/api2/${name}`]!.post!;
    const described = z.fromJSONSchema(requestBody!.content['application/json']!.schema as never);
    const { body: checked } = METHODS.find((method) => method.name === name)!;
    const judged = [described.safeParse({ ...body, apikey: 'x' }).success, checked.safeParse(body).success];
    expect(judged).toEqual([isRight, isRight]);
  });
});
