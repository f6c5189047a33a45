// A record of ECS while it is made: nested objects, filled by the dotted names of their fields.
import { ip, type Value } from './forms.js';

/** A document of ECS, ready for `JSON.stringify`. */
export interface EcsRecord {
  readonly [name: string]: unknown;
}

/** A field with its value. */
export type Fact = readonly [field: string, value: Value];

interface Branch {
  [name: string]: Value | Pair[] | Branch;
}

/** A cell under the name of its column. */
export interface Pair {
  readonly column: string;
  readonly value: string;
}

/** Fields that are listed in `related`, by which analysts find everything about an address, a host, a file or a user. */
const RELATED: readonly (readonly [list: string, fields: RegExp])[] = [
  ['related.ip', /^(?:(?:source|destination)\.(?:nat\.)?ip|host\.ip|network\.forwarded_ip)$/],
  ['related.ip', /^shadowserver\.(?:http_referer_ip|attack_src_ip)$/],
  ['related.hosts', /^(?:(?:source|destination|url)\.domain|host\.name|tls\.client\.server_name)$/],
  ['related.hosts', /^dns\.question\.name$/],
  ['related.hash', /^(?:file|tls\.server)\.hash\.[a-z0-9]+$/],
  ['related.user', /^user\.(?:name|email)$/],
];

export class RecordBuilder {
  private readonly root: Branch = {};
  private readonly other: Pair[] = [];

  /**
   * Sets a field that has no value yet; values of lists are added.
   *
   * @returns false if the field has another value already, or is the parent or the child of a field with a value
   */
  set(field: string, value: Value): boolean {
    const path = field.split('.');
    const name = path.pop()!;
    let branch = this.root;
    for (const part of path) {
      branch[part] ??= {};
      const next = branch[part];
      if (typeof next !== 'object' || Array.isArray(next)) return false;
      branch = next as Branch;
    }
    const present = branch[name];
    if (present === undefined) branch[name] = value;
    else if (Array.isArray(present) && Array.isArray(value))
      branch[name] = [...new Set([...present, ...value])];
    else if (present !== value) return false;
    this.relate(field, value);
    return true;
  }

  /** Keeps a cell as text beside its column's name, whatever both are. */
  keep(column: string, value: string): void {
    this.other.push({ column, value });
  }

  /** The finished record. */
  finish(): EcsRecord {
    if (this.other.length > 0) {
      this.root.shadowserver ??= {};
      (this.root.shadowserver as Branch).other = this.other;
    }
    return this.root;
  }

  private relate(field: string, value: Value): void {
    // A URL writes an IPv6 address in brackets.
    const address = field === 'url.domain' ? String(value).replace(/^\[(.*)\]$/, '$1') : '';
    if (ip(address) !== undefined) return void this.set('related.ip', [address]);
    for (const [list, fields] of RELATED)
      if (fields.test(field)) this.set(list, typeof value === 'object' ? value : [String(value)]);
  }
}
