import { type DeployedResource, isJoinedText, isUnknown, linkedId, type TemplateValue } from '@bulkhead/core';
import type { PostureModel } from '../../rule.ts';
import { physicalName } from '../physical-names.ts';
import { isLinked, resourceById } from '../resources.ts';
import { refsOf, textOf } from '../values.ts';
import type { Endpoint, Whereabouts } from './types.ts';

/** A thing, and where it says that it is. */
export interface Located {
  readonly endpoint: Endpoint;
  readonly at: Whereabouts;
}

/** The bus that every account has. */
export const DEFAULT_BUS: Located = { endpoint: 'events:default', at: {} };

/** What a resource is called where only its name is known; `undefined` where the deploy makes the name up. */
export function nameEndpoint(resource: DeployedResource): Endpoint | undefined {
  const found = physicalName(resource);
  const name = gappedText(found?.name);
  return found !== undefined && isName(name) ? `${found.service}:${name}` : undefined;
}

/** The resource that a value of the template names, by reference, name, ARN or URL. */
export function locateValue(
  model: PostureModel,
  value: TemplateValue | undefined,
  service: string,
): Located | undefined {
  for (const ref of refsOf(value)) {
    const resource = resourceById(model, ref);
    if (resource !== undefined) return locateOwn(model, resource.id);
  }
  return locateText(gappedText(value), service);
}

/** An id of the stack itself, or one of `linkedId` already. */
export function ownEndpoint(model: PostureModel, id: string): Endpoint {
  return isLinked(model, id) ? id : linkedId(model.app.file, id);
}

export function locateOwn(model: PostureModel, id: string): Located {
  return { endpoint: ownEndpoint(model, id), at: {} };
}

/** Text in which every gap stands as `${…}`, whatever it is: names with the same gaps are written alike. */
function gappedText(value: TemplateValue | undefined): string {
  if (isUnknown(value)) return `\${${value.expression.replace(/^\$\{(.*)\}$/, '$1')}}`;
  if (!isJoinedText(value)) return textOf(value);
  return value.joined.map((part) => gappedText(part)).join('');
}

const SERVICES = /^(?:s3|sqs|sns|kinesis|dynamodb|lambda|states|events)$/;

/** A name, an ARN, or the URL of a queue. */
export function locateText(text: string, service: string): Located | undefined {
  const url = /^https:\/\/(?:sqs\.([a-z0-9-]+)\.|([a-z0-9-]+)\.queue\.)?[^/]*\/([^/]+)\/([^/]+)$/.exec(text);
  if (url) {
    const [, region = url[2], , account = '', name = ''] = url;
    return located('sqs', name, region, account);
  }
  if (!text.startsWith('arn:')) return located(service, text);
  // A gap may have colons in it: `arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:orders`.
  const [, , named = '', region = '', account = '', ...rest] = text.replaceAll(/\$\{[^}]*\}/g, gapped).split(':');
  const name = nameIn(named, rest.join(':')).replaceAll('\0', ':');
  return SERVICES.test(named) ? located(named, name, region, account) : undefined;
}

const gapped = (gap: string) => gap.replaceAll(':', '\0');

/** Of an ARN's last part the name that belongs to the thing itself, not to its alias, stream or key. */
function nameIn(service: string, rest: string): string {
  switch (service) {
    case 'lambda':
      return /^function:([^:]+)/.exec(rest)?.[1] ?? rest;
    case 'dynamodb':
      return /^table\/([^/]+)/.exec(rest)?.[1] ?? rest;
    case 's3':
      return rest.replace(/\/.*$/, '');
    case 'states':
      return rest.replace(/^stateMachine:/, '');
    default:
      return rest.replace(/^.*\//, '');
  }
}

function located(service: string, name: string, region = '', account = ''): Located | undefined {
  if (!isName(name)) return undefined;
  return {
    endpoint: `${service}:${name}`,
    at: {
      ...(/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region) ? { region } : {}),
      ...(/^\d{12}$/.test(account) ? { account } : {}),
    },
  };
}

/** Whether enough of a name is known to tell it from others. */
function isName(name: string): boolean {
  return name.replaceAll(/\$\{[^}]*\}/g, '').length >= 3 && name.length <= 500;
}
