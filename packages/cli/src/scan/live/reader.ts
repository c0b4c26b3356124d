import type { LiveResource } from '@bulkhead/iac';
import type { Answer, Asker } from './ask.ts';

/** What a reader of one service works with. */
export interface ReadContext {
  readonly ask: Asker;
  readonly region: string;
  readonly accountId: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** Whether a thing is to be read: all are, unless single functions were named. Takes its ARN, name or id. */
  readonly wanted: (...names: readonly (string | undefined)[]) => boolean;
}

/** Reads one service of one region. Lists always, details of what is wanted. */
export type Reader = (context: ReadContext) => Promise<readonly LiveResource[]>;

/** Pages of one list; a service that keeps answering with a further page is stopped here. */
const MAX_PAGES = 2_000;

/**
 * All items of a list that comes in pages.
 * @param read the items of a page, and the token of the next
 */
export async function allPages<O, T>(
  page: (token: string | undefined) => Promise<Answer<O>>,
  read: (value: O) => { readonly items: readonly T[] | undefined; readonly next: string | undefined },
): Promise<{ readonly items: readonly T[]; readonly refused?: { readonly why: string } }> {
  const items: T[] = [];
  let token: string | undefined;
  for (let count = 0; count < MAX_PAGES; count++) {
    const answer = await page(token);
    if (answer.kind === 'refused') return { items, refused: answer };
    if (answer.kind === 'absent') break;
    const { items: more, next } = read(answer.value);
    items.push(...(more ?? []));
    if (next === undefined || next === '' || next === token) break;
    token = next;
  }
  return { items };
}

/** One after the other begins, all are awaited; how many run at once is the asker's. */
export async function each<T, R>(items: readonly T[], read: (item: T) => Promise<readonly R[]>): Promise<R[]> {
  return (await Promise.all(items.map(read))).flat();
}
