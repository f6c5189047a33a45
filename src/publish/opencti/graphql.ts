// Asks the GraphQL API of OpenCTI. Its errors come in answers with status 200 (docs.opencti.io, "GraphQL API").
import type { z } from 'zod';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { Secret } from '../../domain/secret.js';
import { type HttpClient, shownWords, target } from '../../net/index.js';

/** A request to the API: its name for messages, and its text. */
export interface Operation {
  readonly name: string;
  readonly text: string;
}

export interface PlatformAddress {
  /** The address of the platform; it may have a path (`APP__BASE_PATH`). */
  readonly url: string;
  readonly token: Secret;
  /** The text for messages. */
  readonly what: string;
  /** Seconds to wait for an answer. */
  readonly seconds: number;
}

/** The names of errors about the user (opencti-graphql, config/errors.js). */
const ABOUT_USER = /^(AUTH_|FORBIDDEN_|AUTHENTICATION|UNAUTHENTICATED|FORBIDDEN$)/;
/** Names of errors that stay until the request or the configuration changes. */
const ABOUT_REQUEST = /^(FUNCTIONAL_|UNSUPPORTED_|VALIDATION_|GRAPHQL_|BAD_USER_INPUT|ALREADY_|ELEMENT_)/;

interface GraphQlError {
  readonly message?: unknown;
  readonly name?: unknown;
  readonly extensions?: { readonly code?: unknown };
}

export class GraphQl {
  private readonly address: ReturnType<typeof target>;

  constructor(
    private readonly http: HttpClient,
    private readonly platform: PlatformAddress,
  ) {
    this.address = target(new URL(`${platform.url.replace(/\/+$/, '')}/graphql`));
  }

  /** @param schema the form of the answer @throws SundialError `opencti-*`, `net-*` */
  async ask<Answer>(
    { name, text }: Operation,
    variables: Readonly<Record<string, unknown>>,
    schema: z.ZodType<Answer>,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { token, what, seconds } = this.platform;
    const ms = seconds * 1000;
    const response = await this.http.send({
      ...{ ...this.address, method: 'POST', signal, idleMs: ms, totalMs: ms },
      headers: {
        ...{ 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'sundial' },
        authorization: `Bearer ${token.reveal()}`,
      },
      body: Buffer.from(JSON.stringify({ query: text, variables })),
      ...{ about: { what, operation: name }, secrets: [token], maxBytes: LIMITS.openctiAnswerBytes },
      explain: ({ status, problem }) =>
        status === 401 || status === 403 ? new SundialError('opencti-auth', { what, problem }) : undefined,
    });
    const answer = (await response.json()) as { data?: unknown; errors?: readonly GraphQlError[] } | null;
    const [error] = answer?.errors ?? [];
    if (error) throw this.failure(name, error);
    const { data, success } = schema.safeParse(answer?.data);
    // The library's message quotes the answer, which may hold credentials.
    if (!success)
      throw new SundialError('net-malformed', { what, problem: `the answer to ${name} has another form` });
    return data;
  }

  private failure(operation: string, { message, name, extensions }: GraphQlError): SundialError {
    const { what, token } = this.platform;
    const code = String(extensions?.code ?? name ?? '');
    const said = shownWords([code, message].filter(Boolean).join(': '), [token]);
    if (ABOUT_USER.test(code)) return new SundialError('opencti-auth', { what, problem: said });
    const isFinal = ABOUT_REQUEST.test(code);
    return new SundialError(isFinal ? 'opencti-refused' : 'opencti-failed', {
      ...{ what, operation, problem: said },
    });
  }
}
