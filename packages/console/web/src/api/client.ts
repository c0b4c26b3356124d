import type { errorReplySchema } from '@bulkhead/console-contract';

type ErrorReply = ReturnType<typeof errorReplySchema.parse>;

/** What went wrong, for a person: one sentence, and what to do. */
export interface Trouble {
  readonly message: string;
  readonly next: string;
}

/** Rejection of {@link getJson}. */
export class ApiError extends Error implements Trouble {
  override readonly name = 'ApiError';
  readonly next: string;
  readonly status: number;

  constructor(status: number, trouble: Trouble, cause?: unknown) {
    super(trouble.message, { cause });
    this.status = status;
    this.next = trouble.next;
  }
}

const UNREACHABLE: Trouble = {
  message: 'The console does not answer.',
  next: 'Check that bulkhead up still runs; this page tries again by itself.',
};
const UNREADABLE: Trouble = {
  message: 'The console gave an answer that this page cannot read.',
  next: 'Reload the page: the console may have been updated.',
};

/**
 * GET of one of the contract's routes.
 * @param keys properties that the reply must have. The schemas themselves stay on the server, where they cost no download.
 * @throws ApiError status 0 when nothing answered
 */
export async function getJson<T extends object>(
  path: string,
  params: URLSearchParams,
  keys: readonly (keyof T & string)[],
  signal: AbortSignal,
): Promise<T> {
  const search = params.toString();
  let response: Response;
  try {
    response = await fetch(search === '' ? path : `${path}?${search}`, { signal });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new ApiError(0, UNREACHABLE, cause);
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (signal.aborted) signal.throwIfAborted();
  if (!response.ok) throw new ApiError(response.status, troubleOf(body) ?? UNREADABLE);
  if (!isObject(body) || keys.some((key) => body[key] === undefined)) throw new ApiError(response.status, UNREADABLE);
  return body as T;
}

function troubleOf(body: unknown): Trouble | undefined {
  const error = isObject(body) ? (body as Partial<ErrorReply>).error : undefined;
  if (!isObject(error) || typeof error.message !== 'string' || typeof error.next !== 'string') return undefined;
  return { message: error.message, next: error.next };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
