// Names data streams: logs-<dataset>-<namespace>, with a dataset for each type or group of reports.

export interface DataStream {
  /** A template with {type} or {group}. */
  readonly dataset: string;
  readonly namespace: string;
}

/** The data stream of all defaults: one for each report type. */
export const DEFAULT_STREAM: DataStream = { dataset: 'shadowserver.{type}', namespace: 'default' };

/** Elastic's data stream naming scheme allows so many characters in a dataset, and so many in a namespace. */
const NAME_LIMIT = 100;

/** The dataset of a type; types outside of the catalogue may have any name. */
export function datasetOf(
  { dataset }: DataStream,
  { id, group }: { readonly id: string; readonly group: string },
): string {
  const name = dataset.replaceAll('{type}', id).replaceAll('{group}', group);
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.]/g, '_')
    .slice(0, NAME_LIMIT);
}

export const streamName = (dataset: string, namespace: string): string => `logs-${dataset}-${namespace}`;

/** The pattern of the names of all data streams. */
export function dataStreamPattern({ dataset, namespace }: DataStream): string {
  return `logs-${dataset.replaceAll(/\{(?:type|group)\}/g, '*')}-${namespace}`;
}

/** Why a dataset's template cannot be used; undefined if it can. */
export function datasetProblem(template: string): string | undefined {
  const fixed = template.replaceAll(/\{(?:type|group)\}/g, '');
  if (/^[a-z0-9_.]*$/.test(fixed) && template !== '' && !template.startsWith('.')) return undefined;
  return 'has characters that data streams do not allow, or unknown names in braces';
}

export const namespaceProblem = (name: string): string | undefined =>
  /^[a-z0-9_.]{1,100}$/.test(name) ? undefined : 'has characters that data streams do not allow';
