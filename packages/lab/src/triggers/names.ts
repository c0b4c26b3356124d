import { type App, isUnknown, type Resolved, type Unknown } from '@bulkhead/core';
import { localResourceName, localValue } from '@bulkhead/iac';

/** What a template's references are called at the local AWS server. */
export interface LocalNames {
  /** Name of a queue, topic, stream, table, bus or bucket; `undefined`: nothing local can stand for it. */
  nameOf(reference: Resolved<string>): string | undefined;
  /** ARN of a resource of this template, or the ARN that the template has. */
  arnOf(reference: Resolved<string>): string | undefined;
  /** Plain data of the template with its unknown values replaced; `undefined` when one cannot be. */
  plain(value: unknown): unknown;
}

export function createLocalNames(app: App): LocalNames {
  const isOwn = (reference: string) => app.resources.some(({ id }) => id === reference);

  function nameOf(reference: Resolved<string>): string | undefined {
    if (typeof reference === 'string' && isOwn(reference)) return localResourceName(app, reference);
    const text = isUnknown(reference) ? localValue(app, reference) : reference;
    return text === undefined ? undefined : nameInArn(text);
  }

  function arnOf(reference: Resolved<string>): string | undefined {
    if (isUnknown(reference)) return localValue(app, reference);
    if (!isOwn(reference)) return reference;
    const unknown: Unknown = { unknown: 'local ARN', expression: `!GetAtt ${reference}.Arn` };
    return localValue(app, unknown);
  }

  function plain(value: unknown): unknown {
    if (isUnknown(value)) return localValue(app, value);
    if (Array.isArray(value)) {
      const items = value.map(plain);
      return items.includes(undefined) ? undefined : items;
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, entry]) => [key, plain(entry)] as const);
    return entries.some(([, entry]) => entry === undefined) ? undefined : Object.fromEntries(entries);
  }

  return { nameOf, arnOf, plain };
}

/** `votes` of `arn:…:votes`, `arn:…:stream/votes`, `arn:…:table/votes/stream/2026…` and `https://…/votes`. */
export function nameInArn(text: string): string {
  const resource = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.*)$/.exec(text)?.[1];
  if (resource === undefined) return text.split('/').at(-1)!;
  const typed = /^(?:table|stream|event-bus)\/([^/]+)/.exec(resource);
  return typed?.[1] ?? resource;
}
