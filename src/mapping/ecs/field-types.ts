// The types of fields of ECS, for the mapping of an index and for the values of loaded maps.
import { FIELD_TABLE, fieldOf, type Rule } from './field-table.js';
import { type FieldType, FORMS } from './forms.js';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/**
 * The fields of ECS that are neither words nor objects, without those about processes, containers and executables,
 * which reports cannot have. A test compares them with Elastic's own list.
 */
const ECS_TYPES: Readonly<Partial<Record<FieldType, readonly string[]>>> = {
  date: words(`
    @timestamp email.delivery_timestamp email.origination_timestamp event.created event.end event.ingested
    event.start file.accessed file.created file.ctime file.mtime file.x509.not_after file.x509.not_before
    threat.indicator.file.accessed threat.indicator.file.created threat.indicator.file.ctime
    threat.indicator.file.mtime threat.indicator.file.x509.not_after threat.indicator.file.x509.not_before
    threat.indicator.first_seen threat.indicator.last_seen threat.indicator.modified_at
    threat.indicator.x509.not_after threat.indicator.x509.not_before tls.client.not_after
    tls.client.not_before tls.client.x509.not_after tls.client.x509.not_before tls.server.not_after
    tls.server.not_before tls.server.x509.not_after tls.server.x509.not_before
  `),
  long: words(`
    client.as.number client.bytes client.nat.port client.packets client.port destination.as.number
    destination.bytes destination.nat.port destination.packets destination.port dns.answers.ttl
    email.attachments.file.size event.duration event.sequence event.severity file.size
    file.x509.public_key_exponent file.x509.public_key_size host.disk.read.bytes host.disk.write.bytes
    host.network.egress.bytes host.network.egress.packets host.network.ingress.bytes
    host.network.ingress.packets host.uptime http.request.body.bytes http.request.bytes
    http.response.body.bytes http.response.bytes http.response.status_code log.origin.file.line
    log.syslog.facility.code log.syslog.priority log.syslog.severity.code network.bytes network.packets
    server.as.number server.bytes server.nat.port server.packets server.port source.as.number source.bytes
    source.nat.port source.packets source.port threat.indicator.as.number threat.indicator.file.size
    threat.indicator.file.x509.public_key_exponent threat.indicator.file.x509.public_key_size
    threat.indicator.port threat.indicator.scanner_stats threat.indicator.sightings
    threat.indicator.url.port threat.indicator.x509.public_key_exponent
    threat.indicator.x509.public_key_size tls.client.x509.public_key_exponent
    tls.client.x509.public_key_size tls.server.x509.public_key_exponent tls.server.x509.public_key_size
    url.port
  `),
  ip: words(`
    client.ip client.nat.ip destination.ip destination.nat.ip dns.resolved_ip host.ip network.forwarded_ip
    observer.ip related.ip server.ip server.nat.ip source.ip source.nat.ip threat.indicator.ip
  `),
  text: words(`
    error.message message
  `),
  float: words(`
    event.risk_score event.risk_score_norm host.cpu.usage host.risk.calculated_score
    host.risk.calculated_score_norm host.risk.static_score host.risk.static_score_norm
    user.risk.calculated_score user.risk.calculated_score_norm user.risk.static_score
    user.risk.static_score_norm vulnerability.score.base vulnerability.score.environmental
    vulnerability.score.temporal
  `),
};

/** The fields of every record, besides those of the table. */
const FACTS = words(`
  @timestamp ecs.version data_stream.type data_stream.dataset data_stream.namespace
  event.id event.kind event.category event.type event.module event.provider event.dataset event.code event.severity
  event.reference message rule.id rule.name rule.category rule.ruleset observer.vendor observer.product observer.type
  related.ip related.hosts related.hash related.user vulnerability.id vulnerability.enumeration
  shadowserver.report.type shadowserver.report.date shadowserver.report.list shadowserver.report.group
  shadowserver.other.column shadowserver.other.value
`);

const TYPES: ReadonlyMap<string, FieldType> = new Map([
  ...Object.entries(ECS_TYPES).flatMap(([type, fields]) =>
    fields.map((field) => [field, type as FieldType] as const),
  ),
  ...FIELD_TABLE.filter(({ field }) => field.startsWith('shadowserver.')).flatMap(typesOf),
  ['shadowserver.report.date', 'date'] as const,
]);

function fieldsOf(rule: Rule): string[] {
  return rule.columns.split(' ').map((column) => fieldOf(rule, column));
}

function typesOf(rule: Rule): (readonly [string, FieldType])[] {
  return fieldsOf(rule).map((field) => [field, FORMS[rule.form].type] as const);
}

/** The type of a field of this version of ECS or of our own; every field that is not listed holds words. */
export const ecsTypeOf = (field: string): FieldType => TYPES.get(field) ?? 'keyword';

/** All fields that records made by the table may have, besides the texts of columns without a rule. */
export function ecsFields(): string[] {
  return [...new Set([...FACTS, ...FIELD_TABLE.flatMap(fieldsOf)])].toSorted();
}
