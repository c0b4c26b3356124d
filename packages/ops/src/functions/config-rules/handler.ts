import { BulkheadError, type PostureFinding, SEVERITY_IDS, type Severity } from '@bulkhead/core';
import { arnOf } from '@bulkhead/iac';
import { CONFIG_TYPES, type ConfigurationItem, configItemResources } from './config-item.ts';
import { judge } from './judge.ts';
import { LOCAL_RULES } from './local-rules.ts';

/** What AWS Config invokes a custom rule with: docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_example-events.html */
export interface ConfigEvent {
  readonly invokingEvent: string;
  readonly ruleParameters?: string;
  readonly resultToken: string;
  readonly eventLeftScope?: boolean;
  readonly accountId: string;
}

export interface Evaluation {
  readonly ComplianceResourceType: string;
  readonly ComplianceResourceId: string;
  readonly ComplianceType: 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE';
  readonly Annotation?: string;
  readonly OrderingTimestamp: Date;
}

/** The calls of AWS Config that the rule makes, as the SDK's client answers them. */
export interface ConfigApi {
  putEvaluations(input: {
    Evaluations: Evaluation[];
    ResultToken: string;
  }): Promise<{ FailedEvaluations?: unknown[] | undefined }>;
  listDiscoveredResources(input: { resourceType: string; nextToken?: string }): Promise<{
    resourceIdentifiers?: { resourceId?: string | undefined }[] | undefined;
    nextToken?: string | undefined;
  }>;
  batchGetResourceConfig(input: { resourceKeys: { resourceType: string; resourceId: string }[] }): Promise<{
    baseConfigurationItems?: ConfigurationItem[] | undefined;
    unprocessedResourceKeys?: { resourceType?: string | undefined; resourceId?: string | undefined }[] | undefined;
  }>;
  getResourceConfigHistory(input: {
    resourceType: string;
    resourceId: string;
    laterTime: Date;
    limit: number;
  }): Promise<{
    configurationItems?: ConfigurationItem[] | undefined;
  }>;
}

/** `PutEvaluations` takes 100 at a time, and 256 characters of annotation: AWS Config API reference. */
const BATCH = 100;
const ANNOTATION = 256;
/** `BatchGetResourceConfig` takes 100 keys. */
const KEYS = 100;
/** Requests for one batch; the SDK's own attempts come besides. */
const MAX_ATTEMPTS = 5;
/** Pages of one type; a list that never ends is stopped here, at 100 a page. */
const MAX_PAGES = 1_000;
const GONE = /^(?:ResourceDeleted|ResourceDeletedNotRecorded|ResourceNotRecorded)$/;

interface Parameters {
  readonly only?: readonly string[];
  readonly severity: Severity;
}

/**
 * Makes the handler of a custom Config rule, for changes, oversized changes and periodic runs.
 * @param now milliseconds since the epoch
 * @throws from the handler: BulkheadError BULKHEAD_USAGE for parameters that name no rule or severity, and whatever AWS Config
 * answers with, so that Lambda tries again
 */
export function createConfigHandler(api: ConfigApi, now: () => number = Date.now) {
  return async (event: ConfigEvent): Promise<{ readonly evaluated: number; readonly nonCompliant: number }> => {
    const parameters = readParameters(event.ruleParameters);
    const message = parseObject(event.invokingEvent, 'invokingEvent');
    const evaluations: Evaluation[] = [];
    if (message['messageType'] === 'ScheduledNotification') {
      const at = dateOf(message['notificationCreationTime'], now());
      for (const type of CONFIG_TYPES) {
        for await (const items of recorded(api, type))
          evaluations.push(
            ...judgeItems(items, event, parameters, now()).map((one) => ({ ...one, OrderingTimestamp: at })),
          );
      }
    } else {
      const item = await itemOf(message, api);
      evaluations.push(...judgeItems([item], event, parameters, now()));
    }
    for (let from = 0; from < evaluations.length; from += BATCH) {
      const Evaluations = evaluations.slice(from, from + BATCH);
      const { FailedEvaluations = [] } = await api.putEvaluations({ Evaluations, ResultToken: event.resultToken });
      if (FailedEvaluations.length > 0)
        throw new BulkheadError('BULKHEAD_AWS_FAILED', `AWS Config refused ${FailedEvaluations.length} evaluations`);
    }
    return {
      evaluated: evaluations.length,
      nonCompliant: evaluations.filter(({ ComplianceType }) => ComplianceType === 'NON_COMPLIANT').length,
    };
  };
}

function judgeItems(
  items: readonly ConfigurationItem[],
  { accountId, eventLeftScope }: ConfigEvent,
  { only, severity }: Parameters,
  now: number,
): Evaluation[] {
  return items.flatMap((item): Evaluation[] => {
    if (item.resourceType === undefined || item.resourceId === undefined) return [];
    const base = {
      ComplianceResourceType: item.resourceType,
      ComplianceResourceId: item.resourceId,
      OrderingTimestamp: dateOf(item.configurationItemCaptureTime, now),
    };
    const isGone = eventLeftScope === true || GONE.test(item.configurationItemStatus ?? '');
    const resources = isGone ? [] : configItemResources(item);
    const [own] = resources;
    if (!own) return [{ ...base, ComplianceType: 'NOT_APPLICABLE' }];
    const region = item.awsRegion ?? 'us-east-1';
    const findings =
      judge(resources, { accountId, region, now, severity, ...(only ? { only } : {}) }).get(arnOf(own)) ?? [];
    if (findings.length === 0) return [{ ...base, ComplianceType: 'COMPLIANT' }];
    return [{ ...base, ComplianceType: 'NON_COMPLIANT', Annotation: annotationOf(findings) }];
  });
}

/** The gravest first, and how many did not fit. */
function annotationOf(findings: readonly PostureFinding[]): string {
  const sorted = [...findings].sort((a, b) => SEVERITY_IDS[b.severity] - SEVERITY_IDS[a.severity]);
  const whole = sorted.map(({ rule, message }) => `${rule}: ${message}`).join('; ');
  if (whole.length <= ANNOTATION) return whole;
  const names = [...new Set(sorted.map(({ rule }) => rule))].join(', ');
  const text = sorted.length === 1 ? whole : names;
  return text.length <= ANNOTATION ? text : `${text.slice(0, ANNOTATION - 1)}…`;
}

/** Pages of items of one type, as they were last recorded. */
async function* recorded(api: ConfigApi, resourceType: string): AsyncGenerator<readonly ConfigurationItem[]> {
  let nextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { resourceIdentifiers = [], nextToken: next } = await api.listDiscoveredResources({
      resourceType,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    const ids = resourceIdentifiers.flatMap(({ resourceId }) => resourceId ?? []);
    for (let from = 0; from < ids.length; from += KEYS) {
      const resourceKeys = ids.slice(from, from + KEYS).map((resourceId) => ({ resourceType, resourceId }));
      yield await itemsOf(api, resourceKeys);
    }
    if (!next) return;
    nextToken = next;
  }
}

/**
 * The items of up to 100 resources; what AWS Config leaves unprocessed is asked for again.
 * @throws BulkheadError BULKHEAD_AWS_FAILED where it leaves them for good: unsaid, they would look judged
 */
async function itemsOf(
  api: ConfigApi,
  keys: readonly { readonly resourceType: string; readonly resourceId: string }[],
): Promise<readonly ConfigurationItem[]> {
  const items: ConfigurationItem[] = [];
  let left = keys;
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt === MAX_ATTEMPTS)
      throw new BulkheadError('BULKHEAD_AWS_FAILED', `AWS Config left ${left.length} resources unread`);
    const answer = await api.batchGetResourceConfig({ resourceKeys: [...left] });
    items.push(...(answer.baseConfigurationItems ?? []));
    left = (answer.unprocessedResourceKeys ?? []).flatMap(({ resourceType, resourceId }) =>
      resourceType === undefined || resourceId === undefined ? [] : [{ resourceType, resourceId }],
    );
  }
  return items;
}

/** The item of a change; one that is too large for an event is asked for. */
async function itemOf(message: Readonly<Record<string, unknown>>, api: ConfigApi): Promise<ConfigurationItem> {
  const item = message['configurationItem'];
  if (typeof item === 'object' && item !== null) return item as ConfigurationItem;
  const summary = message['configurationItemSummary'] as ConfigurationItem | null | undefined;
  const { resourceType, resourceId } = summary ?? {};
  if (resourceType === undefined || resourceId === undefined) {
    throw new BulkheadError('BULKHEAD_USAGE', 'the event holds no configuration item');
  }
  if (GONE.test(summary!.configurationItemStatus ?? '')) return summary!;
  const laterTime = dateOf(summary!.configurationItemCaptureTime, 0);
  const { configurationItems = [] } = await api.getResourceConfigHistory({
    resourceType,
    resourceId,
    laterTime,
    limit: 1,
  });
  const [found] = configurationItems;
  if (!found) throw new BulkheadError('BULKHEAD_AWS_FAILED', `AWS Config has no item of ${resourceType} ${resourceId}`);
  return found;
}

function readParameters(text: string | undefined): Parameters {
  const given = text === undefined || text === '' ? {} : parseObject(text, 'ruleParameters');
  const severity = String(given['severity'] ?? 'medium');
  if (!Object.hasOwn(SEVERITY_IDS, severity)) {
    throw new BulkheadError('BULKHEAD_USAGE', `severity is one of ${Object.keys(SEVERITY_IDS).join(', ')}`);
  }
  const only =
    given['rules'] === undefined
      ? undefined
      : String(given['rules'])
          .split(',')
          .map((id) => id.trim());
  for (const id of only ?? []) {
    if (!LOCAL_RULES.includes(id))
      throw new BulkheadError('BULKHEAD_USAGE', `there is no Config rule called ${id.slice(0, 80)}`);
  }
  return { severity: severity as Severity, ...(only ? { only } : {}) };
}

function parseObject(text: string, what: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Told below.
  }
  throw new BulkheadError('BULKHEAD_USAGE', `${what} is no JSON object`);
}

function dateOf(value: unknown, otherwise: number): Date {
  const date = new Date(value instanceof Date ? value : String(value ?? ''));
  return Number.isNaN(date.getTime()) ? new Date(otherwise) : date;
}
