// Answers requests about the audit log: its newest lines, and a file of them for a spreadsheet.
import { type AuditLine, auditFileOf, readAudit } from '../../access/index.js';
import { WEB_LIMITS } from '../../domain/limits-web.js';
import { csv } from '../../text/index.js';
import type { QueryOf } from './contract.js';
import type { Handlers } from './endpoints.js';
import type { HandlerParts } from './handler-parts.js';
import { legible } from './legible.js';

const COLUMNS = [
  ...['time', 'event', 'by', 'through', 'address', 'about', 'role', 'mark', 'findings', 'left', 'step'],
  ...['entry', 'error'],
] as const satisfies readonly (keyof AuditLine)[];

export function auditHandlers({ settings, audit }: HandlerParts): Pick<Handlers, 'audit' | 'exportAudit'> {
  const read = ({ text, ...filter }: QueryOf<'audit'>, most: number) =>
    readAudit(
      auditFileOf(settings),
      { kept: settings.log_files, most, mostBytes: WEB_LIMITS.auditBytes },
      { ...filter, text: text?.toLowerCase() },
    );
  return {
    audit: async ({ query }) => {
      const { lines, areAll } = await read(query, WEB_LIMITS.newest);
      return legible({ rows: [...lines], are_all: areAll });
    },
    exportAudit: async ({ body, who, request }) => {
      const { lines, areAll } = await read(body, WEB_LIMITS.auditLines);
      audit.record({ event: 'audit-exported', by: who!.name, through: 'web', address: request.ip });
      const rows = lines.map((line) => COLUMNS.map((name) => line[name] ?? ''));
      return { content: `${csv(COLUMNS, rows)}\n`, are_all: areAll };
    },
  };
}
