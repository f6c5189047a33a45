// A MISP for tests, over HTTP: it refuses requests that a real one refuses. Paths and answers: MISP Automation API
// (https://www.misp-project.org/openapi/); each route names its operation there, and the source of what that leaves open.
import {
  type Answer,
  type Asked,
  type DoubleOptions,
  json,
  startDouble,
} from '../../../net/testing/http-double.js';
import type { HeldEvent } from '../../testing/output-contract.js';
import { Events, REQUEST, type Sent } from './events.js';
import { heldObjects, type MispEvent } from './held.js';

export const KEY = 'vPq3ZpL1nRb7sXk2TfY8wHc5JdM0aGe9uQi4oBxN';
export const ORGANISATION = { id: '3', name: 'Example CSIRT', uuid: '5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b' };
export const GROUP = { id: '7', name: 'Example sector', uuid: '2f1d8a3e-6a3b-4c0e-8a59-5d8f1f6a7b9c' };

const AUTHENTICATION =
  'Authentication failed. Please make sure you pass the API key of an API enabled user along in the Authorization header.';

export class MispServer {
  readonly events = new Events();
  key = KEY;
  version = '2.5.16';
  /** Rights that the role of the key lacks. */
  lacks: readonly string[] = [];
  /** Decides on a request after its sign-in; undefined = as MISP answers. */
  answer: (asked: Asked) => Answer | undefined = () => undefined;
  /** Why MISP refuses an event; undefined if it does not. */
  refusal: (event: Sent) => object | undefined = () => undefined;

  private constructor(private readonly http: Awaited<ReturnType<typeof startDouble>>) {}

  static async start(options: DoubleOptions = {}): Promise<MispServer> {
    const http = await startDouble((asked) => server.handle(asked), options);
    const server = new MispServer(http);
    return server;
  }

  get url(): string {
    return this.http.url;
  }

  get asked(): readonly Asked[] {
    return this.http.asked;
  }

  /** Paths of requests that change something. */
  get changes(): string[] {
    const changing = /^\/events\/(add|edit|publish)/;
    return this.asked.map(({ url }) => url.pathname).filter((path) => changing.test(path));
  }

  /** All events, with deleted objects and attributes. */
  shown(): MispEvent[] {
    return [...this.events.byUuid.values()].map(({ info, objects, attributes }) => ({
      ...{ info, Object: [...objects.values()], Attribute: [...attributes.values()] },
    }));
  }

  /** The rows of objects that are not deleted. */
  held(): HeldEvent[] {
    return heldObjects(this.shown());
  }

  stop(): Promise<void> {
    return this.http.stop();
  }

  private handle(asked: Asked): Answer {
    const { headers, method, url } = asked;
    // AppController::__loginByAuthKey: the key is the whole header. Without a request for JSON, MISP shows its login page.
    if (headers.accept !== 'application/json')
      return { status: 302, headers: { location: `${this.url}/users/login` } };
    if (headers.authorization !== this.key) return failure(asked, 403, AUTHENTICATION);
    if (method === 'POST' && headers['content-type'] !== 'application/json')
      return failure(asked, 405, 'No valid event data received.');
    const own = this.answer(asked);
    if (own) return own;
    const [controller, action, first = ''] = url.pathname.slice(1).split('/');
    switch (`${method} ${controller}/${action}`) {
      case 'GET servers/getVersion':
        // getServerVersion
        return json({ version: this.version, perm_sync: false, request_encoding: ['gzip'] });
      case 'GET users/view':
        // The introduction of the API; getUsers, which is GET /admin/users, describes the answer.
        return first === 'me' ? json(this.user()) : failure(asked, 404, 'Invalid user');
      case 'GET organisations/view':
        // getOrganisationById
        return first === ORGANISATION.id
          ? json({ Organisation: { ...ORGANISATION, local: true } })
          : failure(asked, 404, 'Invalid organisation');
      case 'GET sharing_groups/view':
        // getSharingGroupById
        return first === GROUP.uuid
          ? json({ SharingGroup: { ...GROUP, active: true } })
          : failure(asked, 404, 'Invalid sharing group or not authorised.');
      case 'POST events/index':
        return this.index(asked);
      case 'GET events/view':
        return this.view(asked, first);
      case 'POST events/add':
        return this.add(asked);
      case 'POST events/edit':
        return this.edit(asked, first);
      case 'POST events/publish':
        return this.publish(asked, first);
      default:
        return failure(asked, 404, `Action ${action}() could not be found.`);
    }
  }

  /** A user as getUsers has it, with the rights of its role. */
  private user(): object {
    const rights = ['perm_add', 'perm_modify', 'perm_publish', 'perm_tagger'];
    const has = Object.fromEntries(rights.map((right) => [right, !this.lacks.includes(right)]));
    return {
      User: { id: '5', email: 'sundial@example.com', org_id: ORGANISATION.id },
      Role: { id: '3', name: 'Publisher', ...has },
      UserSetting: {},
    };
  }

  /** searchEvents: `eventinfo` is a part of the title; dates are inclusive. */
  private index({ body }: Asked): Answer {
    const { eventinfo = '', datefrom = '', dateuntil = '9' } = JSON.parse(body) as Record<string, string>;
    const found = [...this.events.byUuid.values()].filter(
      ({ info, date }) =>
        info.toLowerCase().includes(eventinfo.toLowerCase()) && date >= datefrom && date <= dateuntil,
    );
    const shown = found.map(({ uuid, info, date, published }) => ({ id: '1', uuid, info, date, published }));
    return json(shown, 200, { 'x-result-count': String(found.length) });
  }

  /** getEventById */
  private view(asked: Asked, uuid: string): Answer {
    const event = this.events.byUuid.get(uuid);
    return event ? json({ Event: this.events.shown(event) }) : failure(asked, 404, 'Invalid event');
  }

  /** addEvent; EventsController::add */
  private add(asked: Asked): Answer {
    if (this.lacks.includes('perm_add'))
      return failure(asked, 405, 'You do not have permissions to create events.');
    const event = eventIn(asked);
    if (!event) return failure(asked, 405, 'No valid event data received.');
    if (event.distribution === '4' && event.sharing_group_id !== GROUP.id)
      return failure(asked, 405, 'Invalid Sharing Group or not authorised.');
    if (this.events.byUuid.has(event.uuid)) {
      const already =
        'Event already exists, if you would like to edit it, use the url in the location header.';
      return failure(asked, 404, already, { location: `${this.url}/events/1` });
    }
    const errors = this.refusal(event);
    if (errors) return notSaved('add', errors);
    this.events.add(event);
    return json({ Event: { uuid: event.uuid } });
  }

  /** editEvent, which is PUT in the reference; EventsController::edit takes POST too, as PyMISP (update_event) sends it. */
  private edit(asked: Asked, uuid: string): Answer {
    if (!this.events.byUuid.has(uuid)) return failure(asked, 404, 'Invalid event');
    if (this.lacks.includes('perm_modify')) return failure(asked, 403, 'You are not authorised to do that.');
    const event = eventIn(asked);
    if (event?.uuid !== uuid) return notSaved('edit', { error: 'Could not find the local event.' });
    if (event.distribution === '4' && event.sharing_group_id !== GROUP.id)
      return notSaved('edit', {
        error: "Invalid sharing group or you don't have access to that sharing group.",
      });
    const errors = this.refusal(event);
    if (errors) return notSaved('edit', errors);
    this.events.edit(event);
    return json({ Event: { uuid } });
  }

  /** publishEvent */
  private publish(asked: Asked, uuid: string): Answer {
    const event = this.events.byUuid.get(uuid);
    if (!event) return failure(asked, 404, 'Invalid event');
    if (this.lacks.includes('perm_publish'))
      return failure(asked, 403, 'You do not have the permission to do that.');
    event.published = true;
    return json({ saved: true, success: true, name: 'Job queued', message: 'Job queued' });
  }
}

/** RestResponseComponent::throwException */
function failure({ url }: Asked, status: number, message: string, headers = {}): Answer {
  return json({ name: message, message, url: url.pathname }, status, headers);
}

/** RestResponseComponent::saveFailResponse */
function notSaved(action: string, errors: object): Answer {
  const name = `Could not ${action} Event`;
  return json({ saved: false, name, message: name, url: `/events/${action}`, errors }, 403);
}

/** The event in a request; undefined if it is not one that MISP would understand. */
function eventIn({ body }: Asked): Sent | undefined {
  try {
    return REQUEST.parse(JSON.parse(body)).Event;
  } catch {
    return undefined;
  }
}
