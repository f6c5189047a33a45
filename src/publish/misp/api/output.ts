// The output to the REST API of a MISP: keeps its events equal to the reports of the store.
import { mispTitle, mispUuid } from '../../../mapping/index.js';
import type { Output, OutputView, Refusal, Slice, SliceContent, SliceReport } from '../../output.js';
import type { OutputContext } from '../../output-context.js';
import { inParts, type KnownParts, knownParts } from '../parts.js';
import { type MispEntry, mispOptions } from '../settings.js';
import { Client } from './client.js';
import { type Account, Platform } from './platform.js';
import { EventPush, type PushOptions } from './push.js';
import { readTarget } from './target.js';

/** @throws SundialError `output-setting` */
export function openApiOutput(entry: MispEntry, context: OutputContext): Output {
  return new MispApi(entry, new Client(readTarget(entry), context), context);
}

class MispApi implements Output {
  private readonly platform: Platform;
  private readonly options: ReturnType<typeof mispOptions>;
  private pushing: { readonly push: EventPush; readonly mapping: PushOptions['mapping'] } | undefined;

  constructor(
    private readonly entry: MispEntry,
    private readonly client: Client,
    private readonly context: Pick<OutputContext, 'catalogue'>,
  ) {
    this.platform = new Platform(client);
    this.options = mispOptions(entry);
  }

  async check(signal: AbortSignal): Promise<OutputView> {
    const { version, organisation, user, role, sharingGroup } = await this.account(signal);
    const { url } = this.client.target;
    const { name, uuid } = organisation;
    return {
      sentence: `events of ${name} are sent to MISP ${version} at ${url.host}`,
      facts: [
        ['version', version],
        ['user', `${user} (${role})`],
        ['organisation', `${name} (${uuid})`],
        ['sharing group', sharingGroup ? sharingGroup.name : 'none'],
        ['published', this.entry.values.publish ? 'yes' : 'no, a person does that in MISP'],
        ['encryption', url.protocol === 'https:' ? 'TLS' : 'none'],
      ],
    };
  }

  async prepare(signal: AbortSignal): Promise<void> {
    const { organisation, sharingGroup } = await this.account(signal);
    const { rows, publish } = this.entry.values;
    const mapping = { ...this.options, organisation };
    const options = { mapping, sharingGroup: sharingGroup?.id, rows, publish };
    this.pushing = { push: new EventPush(this.client, this.platform, options), mapping };
  }

  async replace({ slice, reports }: SliceContent, signal: AbortSignal): Promise<Refusal[]> {
    const known = await this.knownOf(slice, signal);
    const live = await reports();
    const refusals: Refusal[] = [];
    for (const report of live) refusals.push(...(await this.replaceReport(slice, report, known, signal)));
    const lists = new Set(live.map(({ notice }) => notice.list));
    for (const list of known.parts.keys())
      if (!lists.has(list)) refusals.push(...(await this.empty(slice, list, { after: 0, known }, signal)));
    return refusals;
  }

  close(): Promise<void> {
    return this.client.close();
  }

  private account(signal: AbortSignal): Promise<Account> {
    return this.platform.account(this.options.sharingGroup.uuid, this.entry.values.publish, signal);
  }

  private async replaceReport(
    slice: Slice,
    report: SliceReport,
    known: KnownParts,
    signal: AbortSignal,
  ): Promise<Refusal[]> {
    const { list } = report.notice;
    const facts = this.context.catalogue.describe(slice.type);
    const { push, mapping } = this.pushing!;
    const refusals: Refusal[] = [];
    const parts = await inParts(report.read(), this.entry.values.event_rows, async (number, events) => {
      const part = { ...slice, list, part: number };
      const isThere = known.uuids.has(mispUuid(part, mapping));
      refusals.push(...(await push.send({ part, facts, isThere }, events, signal)));
    });
    return [...refusals, ...(await this.empty(slice, list, { after: parts, known }, signal))];
  }

  /** Takes everything of Sundial out of the events of a report after some parts. */
  private async empty(
    slice: Slice,
    list: string,
    { after, known }: { readonly after: number; readonly known: KnownParts },
    signal: AbortSignal,
  ): Promise<Refusal[]> {
    const facts = this.context.catalogue.describe(slice.type);
    const refusals: Refusal[] = [];
    for (let number = after + 1; number <= (known.parts.get(list) ?? 0); number++) {
      const part = { part: { ...slice, list, part: number }, facts, isThere: true };
      refusals.push(...(await this.pushing!.push.send(part, none(), signal)));
    }
    return refusals;
  }

  private async knownOf(slice: Slice, signal: AbortSignal): Promise<KnownParts> {
    const titled = await this.platform.titled(mispTitle(slice), slice.date, signal);
    return knownParts(titled, slice, this.pushing!.mapping);
  }
}

async function* none(): AsyncGenerator<never> {}
