// Reads and sets the cookies of the web application, which neither scripts nor other sites can use.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Hosts } from './hosts.js';

export class Cookies {
  /** @param suffix of the name, which tells cookies for several purposes apart */
  constructor(
    private readonly hosts: Hosts,
    private readonly suffix = '',
  ) {}

  /** The value; those of Sundial have no character that would be encoded. */
  valueOf(request: FastifyRequest): string | undefined {
    const start = `${this.nameFor(request)}=`;
    const cookies = (request.headers.cookie ?? '').split(';').map((each) => each.trim());
    return cookies.find((each) => each.startsWith(start))?.slice(start.length);
  }

  /** @param seconds how long the browser keeps it; 0 takes it away */
  set(request: FastifyRequest, reply: FastifyReply, value: string, seconds: number): void {
    const secure = this.hosts.isSecure(request) ? '; Secure' : '';
    const rules = `Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Strict${secure}`;
    reply.header('set-cookie', `${this.nameFor(request)}=${value}; ${rules}`);
  }

  private nameFor(request: FastifyRequest): string {
    return `${this.hosts.cookieName(request)}${this.suffix}`;
  }
}
