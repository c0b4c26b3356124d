import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { callBackWith, methodOf, models } from './helpers.ts';
import { request } from './requests.ts';

/*
 * Pages that a browser without a window, or a program like one, makes into documents: their tags fetch what they name, files of
 * the function and addresses of its network among it.
 */

/** What is escaped makes no tags. */
export function judgePage(call: CallSite, engine: Engine, html: AbstractValue | undefined, name: string): void {
  const taint = html?.taint.filter(({ cleanFor }) => cleanFor !== 'all' && !cleanFor.has('html-response')) ?? [];
  if (html === undefined || taint.length === 0) return;
  const value = { shapes: engine.unknown('a page', call.place).shapes, taint };
  engine.sink({ class: 'ssrf', name, value, place: call.place, text: 'is rendered with what its tags name' });
}

/** Which argument, or field of it, is a page; which an address. */
interface Renders {
  readonly calls: RegExp;
  readonly pages?: readonly string[];
  readonly addresses?: readonly string[];
  /** A text is one or the other. */
  readonly either?: number;
}

const RENDERERS: Readonly<Record<string, Renders>> = {
  'html-pdf': { calls: /^create$/, pages: ['0'] },
  'html-pdf-node': { calls: /^generatePdfs?$/, pages: ['0.content'], addresses: ['0.url'] },
  'node-html-to-image': { calls: /^$/, pages: ['0.html'] },
  'puppeteer-html-pdf': { calls: /^create$/, either: 0 },
  'dynamic-html-pdf': { calls: /^create$/, pages: ['0.template'] },
  'pdf-creator-node': { calls: /^create$/, pages: ['0.html'] },
  'phantom-html-to-pdf': { calls: /^$/, pages: ['0.html'], addresses: ['0.url'] },
  'md-to-pdf': { calls: /^mdToPdf$/, pages: ['0.content'] },
  'markdown-pdf': { calls: /^from(\.string)?$/, pages: ['0'] },
  wkhtmltopdf: { calls: /^$/, either: 0 },
  '@sugo/wkhtmltopdf': { calls: /^$/, either: 0 },
  'node-wkhtmltopdf': { calls: /^$/, either: 0 },
};

function valueAt(call: CallSite, engine: Engine, place: string): AbstractValue | undefined {
  const [index, field] = place.split('.');
  const value = call.arguments[Number(index)];
  if (field === undefined || value === undefined) return value;
  return value.shapes.some(({ kind }) => kind === 'event')
    ? engine.field(value, field, call.place)
    : engine.ownField(value, field);
}

const renders =
  ({ calls, pages = [], addresses = [], either }: Renders): Model =>
  (call, engine) => {
    const method = call.callee.path === '' ? '' : methodOf(call);
    const name = `${call.callee.module}${method === '' ? '' : `.${method}`}`;
    if (calls.test(method)) {
      for (const place of pages) judgePage(call, engine, valueAt(call, engine, place), name);
      for (const place of addresses) {
        const address = valueAt(call, engine, place);
        if (address !== undefined) request(call, engine, address, name);
      }
      const given = either === undefined ? undefined : call.arguments[either];
      if (given !== undefined && given.taint.length > 0) {
        // What begins as the code says is a page, or an address of its host.
        const isMade = given.shapes.some(({ kind, ...shape }) => kind === 'text' && startsAsPage(shape));
        if (isMade) judgePage(call, engine, given, name);
        else request(call, engine, given, name);
      }
    }
    return callBackWith(call, engine, engine.external(call.callee.module, call.isNew ? '#' : 'made()'));
  };

function startsAsPage(shape: object): boolean {
  const [first] = (shape as { readonly parts?: readonly unknown[] }).parts ?? [];
  return typeof first === 'string' && /^\s*</.test(first);
}

/** Methods of a browser's page, whichever library it is of; `undefined`: none that takes something dangerous. */
export function judgeBrowser(call: CallSite, engine: Engine): void {
  const method = methodOf(call);
  const [first] = call.arguments;
  if (first === undefined) return;
  if (method === 'setContent') judgePage(call, engine, first, 'page.setContent');
  if (/^(addScriptTag|addStyleTag)$/.test(method)) {
    const url = engine.ownField(first, 'url');
    if (url !== undefined) request(call, engine, url, `page.${method}`);
    const content = method === 'addScriptTag' ? engine.ownField(first, 'content') : undefined;
    if (content !== undefined)
      engine.sink({ class: 'codei', name: 'page.addScriptTag', value: content, place: call.place });
  }
  if (/^(evaluate|evaluateOnNewDocument|addInitScript|waitForFunction)$/.test(method) && !engine.isFunction(first))
    engine.sink({ class: 'codei', name: `page.${method}`, value: first, place: call.place });
  // `data:text/html,<page>`
  if (method === 'goto') judgeData(call, engine, first);
  // Of a context that only asks: `(await request.newContext()).get(address)`.
  if (/\brequest\b.*\.(get|post|put|patch|delete|head|fetch)$/.test(call.callee.path))
    request(call, engine, first, `request.${method}`);
}

function judgeData(call: CallSite, engine: Engine, address: AbstractValue): void {
  for (const shape of address.shapes) {
    const [first] = shape.kind === 'text' ? shape.parts : [];
    if (typeof first === 'string' && /^data:text\/html/i.test(first)) judgePage(call, engine, address, 'page.goto');
  }
}

export const pageModels: readonly ModelSet[] = Object.entries(RENDERERS).map(([name, one]) =>
  models([name], { otherCalls: renders(one) }),
);
