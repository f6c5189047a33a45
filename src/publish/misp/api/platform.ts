// The questions that Sundial asks a MISP: who it is there, which events there are, and to take new versions of them.
import type { z } from 'zod';
import type { MispOptions, PushedAttribute, PushedHead, PushedObject } from '../../../mapping/index.js';
import { type HeldEvent, INDEX, ORGANISATION, SHARING_GROUP, USER, VERSION, VIEW } from './answers.js';
import type { Client, Failure, Question } from './client.js';

/** Since then, requests may name events by their UUIDs and ask for answers without objects (`metadata:1`). */
const LEAST_VERSION = '2.4.150';

/** What a key may do and who it is. */
export interface Account {
  readonly version: string;
  readonly user: string;
  readonly role: string;
  readonly organisation: MispOptions['organisation'];
  /** The number of the sharing group in this MISP. */
  readonly sharingGroup: { readonly id: string; readonly name: string } | undefined;
}

export interface PushedEvent extends Omit<PushedHead, 'Tag'> {
  /** MISP keeps tags that an edit lacks. */
  readonly Tag: readonly { readonly name: string; readonly deleted?: true }[];
  readonly Object?: readonly PushedObject[];
  readonly Attribute?: readonly PushedAttribute[];
}

export class Platform {
  constructor(private readonly client: Client) {}

  /**
   * Signs in, and checks the version of MISP and the rights of the key.
   *
   * @param group the UUID of the sharing group; '' = none
   * @param publishes whether the key has to be able to publish
   * @throws SundialError `misp-auth`, `misp-rights`, `misp-version`, other errors of the client
   */
  async account(group: string, publishes: boolean, signal: AbortSignal): Promise<Account> {
    const { version } = await this.get('servers/getVersion', VERSION, signal);
    if (!isAtLeast(version, LEAST_VERSION))
      throw this.client.error('misp-version', '', { version, least: LEAST_VERSION });
    const { User, Role } = await this.get('users/view/me', USER, signal);
    const needed = [
      'perm_add',
      'perm_modify',
      'perm_tagger',
      ...(publishes ? ['perm_publish'] : []),
    ] as const;
    const missing = needed.filter((right) => !Role[right as keyof typeof Role]);
    if (missing.length > 0)
      throw this.client.error('misp-rights', `the role ${Role.name} is without ${missing.join(', ')}`);
    const { Organisation } = await this.get(`organisations/view/${User.org_id}`, ORGANISATION, signal);
    return {
      ...{ version, user: User.email, role: Role.name },
      organisation: { name: Organisation.name, uuid: Organisation.uuid.toLowerCase() },
      sharingGroup: group === '' ? undefined : await this.sharingGroup(group, signal),
    };
  }

  /** The events of a day whose `info` begins with a title. */
  async titled(title: string, date: string, signal: AbortSignal): Promise<z.infer<typeof INDEX>> {
    const body = { eventinfo: title.trim(), datefrom: date, dateuntil: date };
    const found = await this.read(INDEX, { method: 'POST', path: 'events/index', body, signal });
    return found.filter(({ info }) => info.startsWith(title));
  }

  /** An event with its objects and attributes, without deleted ones. */
  async view(uuid: string, signal: AbortSignal): Promise<HeldEvent> {
    return (await this.get(`events/view/${uuid}`, VIEW, signal)).Event;
  }

  /**
   * Adds an event. Returns false if MISP has one with this UUID, and leaves that as it is.
   *
   * @throws SundialError `misp-event-refused` if MISP does not accept the event, whatever happens to others
   */
  async add(event: PushedEvent, signal: AbortSignal): Promise<boolean> {
    let isKnown = false;
    const explain = (failure: Failure) => {
      isKnown = failure.status === 404 && failure.words.startsWith('Event already exists');
      return this.refusalOf(event.uuid, failure);
    };
    const body = { Event: event };
    return this.client.ask({ method: 'POST', path: 'events/add/metadata:1', body, signal, explain }).then(
      () => true,
      (thrown: unknown) => {
        if (isKnown) return false;
        throw thrown;
      },
    );
  }

  /** Adds to an event and changes what it has; what the request lacks stays. @throws SundialError like {@link add} */
  async edit(event: PushedEvent, signal: AbortSignal): Promise<void> {
    const path = `events/edit/${event.uuid}/metadata:1`;
    const explain = (failure: Failure) => this.refusalOf(event.uuid, failure);
    await this.client.ask({ method: 'POST', path, body: { Event: event }, signal, explain });
  }

  /** Publishes an event without e-mails to the users of MISP. */
  async publish(uuid: string, signal: AbortSignal): Promise<void> {
    await this.client.ask({ method: 'POST', path: `events/publish/${uuid}`, body: {}, signal });
  }

  private async sharingGroup(uuid: string, signal: AbortSignal) {
    const explain = ({ status, problem }: Failure) =>
      [403, 404, 405].includes(status)
        ? this.client.error('misp-rights', `no sharing group ${uuid} for its organisation, ${problem}`)
        : undefined;
    const path = `sharing_groups/view/${uuid}`;
    return (await this.read(SHARING_GROUP, { method: 'GET', path, signal, explain })).SharingGroup;
  }

  /** MISP refuses an event's content with the status of missing rights, and lists its errors. */
  private refusalOf(event: string, { status, hasErrors, problem }: Failure) {
    return status === 403 && hasErrors
      ? this.client.error('misp-event-refused', problem, { event })
      : undefined;
  }

  private get<Schema extends z.ZodType>(path: string, schema: Schema, signal: AbortSignal) {
    return this.read(schema, { method: 'GET', path, signal });
  }

  private async read<Schema extends z.ZodType>(schema: Schema, question: Question): Promise<z.infer<Schema>> {
    const read = schema.safeParse(await this.client.ask(question));
    if (read.success) return read.data;
    const [{ path, message } = { path: [], message: '' }] = read.error.issues;
    throw this.client.error('misp-answer', `${question.path}: ${path.join('.')}: ${message}`);
  }
}

function isAtLeast(version: string, least: string): boolean {
  return version.localeCompare(least, 'en', { numeric: true }) >= 0;
}
