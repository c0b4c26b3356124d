import type { LambdaFunction, SourcePlace } from '@bulkhead/core';
import { asSecret } from './environment.ts';
import type { Machine } from './machine.ts';
import { addFlow } from './report.ts';
import { allTaint, reportSink } from './sinks.ts';
import type { AbstractValue, HeapObject } from './types.ts';
import { ABSENT, constantOf, objectsOf } from './values.ts';

/** Source of the taint of what `readdir` and its like give. */
export const DIRECTORY_LISTING = 'directory listing';

/** What the handler answers: whether it tells more than it should. */
export function judgeAnswer(m: Machine, lambda: LambdaFunction, answer: AbstractValue, place: SourcePlace): void {
  const objects = objectsOf(answer);
  const isHttp =
    lambda.triggers.some(({ type }) => ['apigateway-v1', 'apigateway-v2', 'function-url', 'alb'].includes(type)) ||
    objects.some((object) => has(object, 'statusCode'));
  for (const object of objects) {
    if (has(object, 'batchItemFailures')) m.engine.fact('reports-batch-failures', object.place, 'batchItemFailures');
    judgePolicy(m, object);
    if (isHttp) judgeHtml(m, object);
    judgeLocation(m, object);
  }
  if (!isHttp) return;
  for (const taint of allTaint(answer, 0)) {
    const where = taint.steps.at(-1)?.place ?? place;
    if (taint.source === DIRECTORY_LISTING) m.engine.fact('directory-listing', where, 'answer');
    else if (taint.carries === 'error') {
      m.engine.fact('error-in-response', where, taint.source === 'error.stack' ? 'stack' : 'message');
      if (taint.source === 'error.stack') {
        const steps = [...taint.steps, { place: objects[0]?.place ?? place, text: 'goes to the caller' }];
        addFlow(m.report, {
          class: 'response',
          carries: 'error',
          source: taint.source,
          steps,
          sink: 'response',
          confidence: taint.confidence,
        });
      }
    }
  }
  reportSink(m, {
    class: 'response',
    name: 'response',
    value: asSecret(answer, place),
    place: objects[0]?.place ?? place,
    carries: ['secret'],
    text: 'goes to the caller',
  });
}

function has(object: HeapObject, name: string): boolean {
  const value = object.fields.get(name)?.value;
  return value !== undefined && value !== ABSENT;
}

/** A page with event data in it that nobody has escaped. */
function judgeHtml(m: Machine, object: HeapObject): void {
  const body = object.fields.get('body')?.value;
  const headers = object.fields.get('headers')?.value;
  if (body === undefined || headers === undefined) return;
  const isHtml = objectsOf(headers).some((one) =>
    [...one.fields].some(([name, { value }]) => {
      const type = constantOf(value);
      return (
        name.toLowerCase() === 'content-type' &&
        typeof type === 'string' &&
        /^\s*(text\/html|image\/svg\+xml)/i.test(type)
      );
    }),
  );
  if (isHtml)
    reportSink(m, {
      class: 'html-response',
      name: 'HTML response',
      value: body,
      place: object.place,
      text: 'becomes part of the page',
    });
}

/** An answer that sends the visitor elsewhere, in the form of API Gateway's or of CloudFront's. */
function judgeLocation(m: Machine, object: HeapObject): void {
  const status = (object.fields.get('statusCode') ?? object.fields.get('status'))?.value;
  const known = status === undefined ? undefined : constantOf(status);
  // 201 tells where something has been made.
  if (status === undefined || (known !== undefined && !/^3\d\d$/.test(String(known)))) return;
  for (const name of ['headers', 'multiValueHeaders']) {
    const headers = object.fields.get(name)?.value;
    for (const one of headers === undefined || headers === ABSENT ? [] : objectsOf(headers))
      for (const [header, { value }] of one.fields) {
        if (header.toLowerCase() !== 'location' || value === ABSENT) continue;
        const items = m.engine.knownItems(value) ?? [value];
        for (const item of items) judgeRedirect(m, m.engine.ownField(item, 'value') ?? item, object.place);
      }
  }
}

function judgeRedirect(m: Machine, value: AbstractValue, place: SourcePlace): void {
  m.engine.sink({
    class: 'redirect',
    name: 'Location',
    value,
    place,
    position: 'address',
    text: 'is where the visitor is sent',
  });
}

/** An authorizer's answer that allows every method of the API, or everything. */
function judgePolicy(m: Machine, object: HeapObject): void {
  const document = object.fields.get('policyDocument')?.value;
  if (document === undefined) return;
  const statements = m.engine.ownField(document, 'Statement');
  if (statements === undefined) return;
  for (const statement of objectsOf(m.engine.item(statements, object.place))) {
    const effect = statement.fields.get('Effect')?.value;
    const resource = statement.fields.get('Resource')?.value;
    if (resource === undefined || (effect !== undefined && constantOf(effect) === 'Deny')) continue;
    for (const shape of resource.shapes) {
      const pattern =
        shape.kind === 'constant'
          ? String(shape.value)
          : shape.kind === 'text'
            ? shape.parts.map((part) => (typeof part === 'string' ? part : '…')).join('')
            : '';
      if (pattern.includes('*')) m.engine.fact('wildcard-authorization', statement.place, pattern.slice(0, 200));
    }
  }
}
