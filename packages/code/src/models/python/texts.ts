import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { cleanAfterMatch } from '../javascript/character-sets.ts';
import { isMask, withoutSecrets } from '../masks.ts';
import { argument, constantText, each, madeOf, models, sinkOf } from './helpers.ts';

/** Whether what fits an anchored pattern is harmless everywhere: no part of it lets anything through. */
function letsNothingThrough(pattern: string): boolean {
  // `.`, `\S`, `\D`, `\W` and negated classes may be quotes, slashes, semicolons.
  const plain = pattern
    .replace(/\\[.\-_\\/]/g, '')
    .replace(/\[(?!\^)[^\]]*\]/g, (set) => (/[;'"`$|&<>\\(){}*]|\\[SDW]/.test(set.slice(1, -1)) ? '.' : ''));
  return !/\.|\\[SDW]|\[\^/.test(plain);
}

/** Patterns are looked at by patterns of our own: long ones would cost their square. */
function shortPattern(engine: Engine, pattern: AbstractValue): string | undefined {
  const text = constantText(engine, pattern);
  return text !== undefined && text.length < 1_000 ? text : undefined;
}

function anchors(pattern: string): { start: boolean; end: boolean } {
  return { start: /^(\(\?[a-z]+\))?(\^|\\A)/.test(pattern), end: /(?<!\\)(\$|\\Z|\\z)$/.test(pattern) };
}

/** A repetition of what repeats already: `(a+)+`. One text can make it run for years. */
const NESTED = /\((?:\?:)?(?:[^()\\]|\\.)*(?<!\\)[+*](?:[^()\\]|\\.)*\)(?:[+*]|\{\d+,\})/;

function judge(
  call: CallSite,
  engine: Engine,
  method: string,
  pattern: AbstractValue | undefined,
  text: AbstractValue | undefined,
): AbstractValue {
  const known = pattern && shortPattern(engine, pattern);
  if (pattern && constantText(engine, pattern) === undefined)
    engine.sink({ class: 'redos', name: `re.${method}`, value: engine.cleaned(pattern, []), place: call.place });
  if (known !== undefined && text && NESTED.test(known))
    engine.sink({
      class: 'redos',
      name: `re.${method}`,
      value: text,
      place: call.place,
      text: `is matched with ${known.slice(0, 60)}`,
    });
  if (!text) return engine.unknown('a match', call.place);
  const groups = madeOf(engine, call, 'is matched', text);
  if (known === undefined) {
    // A pattern that is worked out: a check of unknown strength.
    const { implies } = engine.checked(text, 'unsure');
    return implies === undefined ? groups : { ...groups, implies };
  }
  const { start, end } = anchors(known);
  const whole = method === 'fullmatch' || ((method === 'match' || start) && end);
  const plain = known.replace(/^(?:\^|\\A)/, '').replace(/(?<!\\)(?:\$|\\Z|\\z)$/, '');
  // A pattern that lets some characters through that do harm somewhere does none elsewhere.
  const some = whole && !/\|/.test(plain) ? cleanAfterMatch(plain) : undefined;
  const clean = whole && letsNothingThrough(known) ? 'all' : some?.includes('sqli') ? some : undefined;
  const checked = engine.checked(text, clean ?? 'unsure');
  // What a match gives is made of nothing else than what the whole may be made of.
  return {
    ...(clean === undefined ? groups : engine.cleaned(groups, clean)),
    ...(checked.implies ? { implies: checked.implies } : {}),
  };
}

const module =
  (method: string): Model =>
  (call, engine) =>
    judge(call, engine, method, argument(call, 0, 'pattern'), argument(call, 1, 'string'));

const compiled =
  (method: string): Model =>
  (call, engine) =>
    judge(call, engine, method, call.callee.state as AbstractValue | undefined, argument(call, 0, 'string'));

const compile: Model = (call, engine) => {
  const pattern = argument(call, 0, 'pattern');
  if (pattern && constantText(engine, pattern) === undefined)
    engine.sink({ class: 'redos', name: 're.compile', value: pattern, place: call.place });
  return engine.external('re', 'Pattern#', pattern);
};

/** `re.sub('[^a-z0-9]', '', text)` leaves nothing that could do harm. */
function substitute(
  call: CallSite,
  engine: Engine,
  pattern: AbstractValue | undefined,
  with_: AbstractValue | undefined,
  text: AbstractValue | undefined,
): AbstractValue | undefined {
  if (!text) return undefined;
  const known = pattern && shortPattern(engine, pattern);
  const keeps = known === undefined ? undefined : /^\[\^([^\]]+)\][+*]?$/.exec(known)?.[1];
  const isStrict = keeps !== undefined && !/[;'"`$|&<>\\(){}*/.](?![wd])|\\[SDW]/.test(keeps.replace(/\\[wds.-]/g, ''));
  const made = madeOf(engine, call, 'has parts replaced', text, with_);
  if (known !== undefined && isMask(known, with_ && engine.constantOf(with_))) return withoutSecrets(made);
  return isStrict ? engine.cleaned(made, 'all') : made;
}

const listed =
  (index: number): Model =>
  (call, engine) => {
    const text = call.arguments[index];
    return engine.list([], call.place, text && madeOf(engine, call, 'is searched', text));
  };

/** Every match is made of what the pattern is made of, wherever it stood. */
const matches =
  (patternOf: (call: CallSite) => AbstractValue | undefined, index: number): Model =>
  (call, engine) => {
    const text = argument(call, index, 'string');
    const pattern = patternOf(call);
    const known = pattern && shortPattern(engine, pattern);
    const clean = known === undefined ? undefined : cleanAfterMatch(known);
    const item = text && madeOf(engine, call, 'is searched', text);
    return engine.list([], call.place, item && clean ? engine.cleaned(item, clean) : item);
  };

const template = (name: string): Model =>
  sinkOf({ class: 'ssti', name }, 0, 'source', (engine) => engine.external('jinja2', 'Template#'));

const escaped =
  (classes: Parameters<Engine['cleaned']>[1]): Model =>
  (call, engine) => {
    const [value] = call.arguments;
    return value && engine.cleaned(value, classes);
  };

const rendered: Model = (call, engine) =>
  madeOf(engine, call, 'becomes part of a page', ...call.arguments, ...call.named.values());

export const textModels: readonly ModelSet[] = [
  ...['re', 'regex'].map((name) =>
    models(name, {
      ...Object.fromEntries(
        ['match', 'fullmatch', 'search'].flatMap((method) => [
          [method, module(method)],
          [`Pattern#.${method}`, compiled(method)],
        ]),
      ),
      compile,
      sub: (call, engine) =>
        substitute(call, engine, call.arguments[0], call.arguments[1], argument(call, 2, 'string')),
      'Pattern#.sub': (call, engine) =>
        substitute(call, engine, call.callee.state as AbstractValue | undefined, call.arguments[0], call.arguments[1]),
      ...each(
        ['findall', 'finditer'],
        matches((call) => argument(call, 0, 'pattern'), 1),
      ),
      ...each(
        ['Pattern#.findall', 'Pattern#.finditer'],
        matches((call) => call.callee.state as AbstractValue | undefined, 0),
      ),
      split: listed(1),
      'Pattern#.split': listed(0),
      escape: escaped(['redos']),
    }),
  ),
  models('jinja2', {
    Template: template('jinja2.Template'),
    'Environment#.from_string': template('jinja2.Environment.from_string'),
    'environment.Template': template('jinja2.Template'),
    ...each(['Template#.render', 'Environment#.get_template().render'], rendered),
  }),
  models('flask', {
    render_template_string: template('flask.render_template_string'),
    escape: escaped(['html-response', 'xss']),
  }),
  models('mako', { 'template.Template': sinkOf({ class: 'ssti', name: 'mako.template.Template' }, 0, 'text') }),
  models('tornado', { 'template.Template': template('tornado.template.Template') }),
  models('html', { escape: escaped(['html-response', 'xss']) }),
  models('cgi', { escape: escaped(['html-response', 'xss']) }),
  models('markupsafe', { escape: escaped(['html-response', 'xss']) }),
  models('nh3', { clean: escaped(['html-response', 'xss']) }),
  models('pathvalidate', { sanitize_filename: escaped(['traversal']) }),
  models('bleach', { clean: escaped(['html-response', 'xss']) }),
  models('xml', {
    'sax.saxutils.escape': escaped(['html-response', 'xss', 'xxe']),
    'sax.saxutils.quoteattr': escaped(['html-response', 'xss', 'xxe']),
  }),
  models('werkzeug', {
    ...each(['utils.secure_filename', 'secure_filename'], escaped(['traversal', 'cmdi', 'html-response', 'sqli'])),
  }),
  models('slugify', { slugify: escaped('all') }),
  models('string', {
    Template: (call, engine) => engine.external('string', 'Template#', call.arguments[0]),
    ...each(['Template#.substitute', 'Template#.safe_substitute'], (call, engine) =>
      engine.text([
        ...(call.callee.state ? [call.callee.state as AbstractValue] : []),
        ...call.arguments,
        ...call.named.values(),
      ]),
    ),
  }),
];
