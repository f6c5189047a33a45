// The output to Elasticsearch and OpenSearch: keeps a document for each event of the store, and for each
// change of a finding, in data streams.
import { type EcsMapping, openEcsMapping, streamName } from '../../mapping/index.js';
import type { Batch, FindingBatch, Output, OutputView, Refusal, SliceCount } from '../output.js';
import type { OutputContext } from '../output-context.js';
import { createAll, type Document } from './bulk.js';
import { Client } from './client.js';
import { countEvents } from './counting.js';
import { describeCluster } from './describe.js';
import { deleteAll, ensureStream, idsIn } from './streams.js';
import { type ElasticsearchEntry, readTarget } from './target.js';
import { ensureTemplates } from './templates.js';

/** Opens the output without connecting. @throws SundialError `output-setting`, `record-map`, `record-field` */
export async function openElasticsearch(entry: ElasticsearchEntry, context: OutputContext): Promise<Output> {
  const target = readTarget(entry);
  const { format_map: map, format_fields: fields } = entry.values;
  const request = { catalogue: context.catalogue, map, fields };
  const opened = await openEcsMapping(request, target.stream);
  return new Elasticsearch(new Client(target, context), opened.mapping, opened.fields);
}

/** One document for each change: together they are the history of a finding. */
function findingDocuments({ findings }: FindingBatch, mapping: EcsMapping): Document[] {
  return findings.map((finding) => ({ id: finding.id, json: JSON.stringify(mapping.findingOf(finding)) }));
}

class Elasticsearch implements Output {
  constructor(
    private readonly client: Client,
    private readonly mapping: EcsMapping,
    private readonly fields: readonly string[],
  ) {}

  check(signal: AbortSignal): Promise<OutputView> {
    return describeCluster(this.client, signal);
  }

  prepare(signal: AbortSignal): Promise<void> {
    return ensureTemplates(this.client, this.fields, signal);
  }

  async deliver(batch: Batch, signal: AbortSignal): Promise<Refusal[]> {
    if (batch.carries === 'reports') throw new Error('data streams hold no reports');
    const { client, mapping } = this;
    if (batch.carries === 'findings')
      return this.create(mapping.findingDataset, findingDocuments(batch, mapping), signal);
    const dataset = mapping.datasetOf(batch.slice.type);
    const stream = this.streamOf(dataset);
    const withdrawn = batch.withdrawn.map(({ id }) => id);
    if (withdrawn.length > 0) await deleteAll(client, stream, withdrawn, signal);
    if (batch.appeared.length === 0) return [];
    const documents = batch.appeared.map((event): Document => {
      return { id: event.id, json: JSON.stringify(mapping.recordOf(event)) };
    });
    return this.create(dataset, documents, signal);
  }

  counts(signal: AbortSignal): Promise<readonly SliceCount[]> {
    return countEvents(this.client, signal);
  }

  close(): Promise<void> {
    return this.client.close();
  }

  private streamOf(dataset: string): string {
    return streamName(dataset, this.client.target.stream.namespace);
  }

  /** @returns the documents that the cluster refuses for good */
  private async create(
    dataset: string,
    documents: readonly Document[],
    signal: AbortSignal,
  ): Promise<Refusal[]> {
    const stream = this.streamOf(dataset);
    const indices = await ensureStream(this.client, stream, signal);
    const missing = await this.missing(stream, documents, indices, signal);
    return createAll(this.client, stream, missing, signal);
  }

  /** The documents to create: the newest index answers for itself, older ones have to be asked. */
  private async missing(
    stream: string,
    documents: readonly Document[],
    indices: number,
    signal: AbortSignal,
  ): Promise<readonly Document[]> {
    if (indices < 2) return documents;
    const ids = documents.map(({ id }) => id);
    const present = await idsIn(this.client, stream, ids, signal);
    return documents.filter(({ id }) => !present.has(id));
  }
}
