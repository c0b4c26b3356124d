import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { readToken } from '../tokens.ts';
import { callBackWith, cleaning, each, methodOf, models, sinkOf } from './helpers.ts';

/*
 * Templates, markup, formats: texts that are read as a language; and what makes texts harmless.
 */

const noent: Model = (call, engine) => {
  const [text, options] = call.arguments;
  const isOn = ['noent', 'replaceEntities', 'dtdload', 'resolveExternals'].some((name) => {
    const value = options && engine.ownField(options, name);
    return value !== undefined && engine.constantOf(value) !== false;
  });
  if (text !== undefined && isOn)
    engine.sink({ class: 'xxe', name: `libxmljs.${methodOf(call)}`, value: text, place: call.place });
  return engine.unknown('a document', call.place);
};

/** Merges that follow the names of the source wherever they lead. */
const merge: Model = (call, engine) => {
  for (const source of call.arguments.slice(1)) {
    engine.sink({
      class: 'proto',
      name: `${call.callee.module}.${methodOf(call)}`,
      value: source,
      place: call.place,
      onlyStructured: true,
      confidence: 'medium',
    });
  }
  return engine.join(call.arguments.length === 0 ? [engine.constant(undefined)] : call.arguments);
};

const setPath: Model = (call, engine) => {
  const path = call.arguments[1];
  if (path !== undefined)
    engine.sink({
      class: 'proto',
      name: `${call.callee.module}.set`,
      value: path,
      place: call.place,
      confidence: 'medium',
      position: 'whole',
    });
  return call.arguments[0];
};

const getPath: Model = (call, engine) => {
  const [object, path, otherwise] = call.arguments;
  if (object === undefined || path === undefined) return undefined;
  const known = engine.constantOf(path);
  if (typeof known !== 'string') return engine.item(object, call.place);
  const found = known
    .replace(/\[(\w+)\]/g, '.$1')
    .split('.')
    .slice(0, 12)
    .reduce((value, name) => engine.field(value, name, call.place), object);
  return otherwise === undefined ? found : engine.join([found, otherwise]);
};

/** lodash's own versions of what lists do. */
const overItems: Model = (call, engine) => {
  const [list, callback] = call.arguments;
  if (list === undefined || callback === undefined || !engine.isFunction(callback)) return undefined;
  const item = engine.item(list, call.place);
  const result = engine.call(callback, [item, engine.unknown('a key', call.place), list], call.place, {
    times: 'items',
  });
  const isFilter = /filter|reject|sortBy|orderBy|uniqBy|find/.test(methodOf(call));
  return methodOf(call) === 'find' ? item : engine.list([], call.place, isFilter ? item : result);
};

const HTML = ['html-response', 'xss'] as const;

/** What a template gives holds its data; the template's text is a language. */
const render =
  (name: string): Model =>
  (call, engine) => {
    const [template, data] = call.arguments;
    if (template !== undefined) engine.sink({ class: 'ssti', name, value: template, place: call.place });
    return callBackWith(
      call,
      engine,
      data === undefined
        ? engine.unknown('a text', call.place)
        : engine.cleaned(engine.carrying(engine.unknown('a text', call.place), data), HTML),
    );
  };

/** What a template without helpers makes of its data: escaped, unless three braces or `&` say otherwise. */
function escaped(
  engine: Engine,
  template: AbstractValue | undefined,
  data: AbstractValue,
  call: CallSite,
): AbstractValue {
  const text = template && engine.constantOf(template);
  const made = engine.carrying(engine.unknown('a text', call.place), data, ...templateOf(template));
  return typeof text === 'string' && /\{\{[{&]/.test(text) ? made : engine.cleaned(made, HTML);
}

const templateOf = (template: AbstractValue | undefined): readonly AbstractValue[] =>
  template === undefined || template.taint.length === 0 ? [] : [template];

const filled: Model = (call, engine) => {
  const [template, data] = call.arguments;
  return data && escaped(engine, template, data, call);
};

/** A function that fills a template. */
const compiled =
  (name: string): Model =>
  (call, engine) => {
    const [template, options] = call.arguments;
    if (template !== undefined) engine.sink({ class: 'ssti', name, value: template, place: call.place });
    const plain = options && engine.ownField(options, 'noEscape');
    if (plain !== undefined && engine.constantOf(plain) !== false) return undefined;
    return engine.native('template', (inner) => {
      const [data] = inner.arguments;
      return data === undefined ? engine.unknown('a text', inner.place) : escaped(engine, template, data, inner);
    });
  };

/** Methods write to the log; a level of debugging that is written down is on in production, too. */
const logs =
  (name: string): Model =>
  (call, engine) => {
    if (/^(log|info|warn|error|debug|trace|fatal|critical|silly|verbose|http|notice|audit)$/.test(methodOf(call))) {
      engine.logged(call.arguments, call.place, `${name}.${methodOf(call)}`);
      return engine.constant(undefined);
    }
    for (const field of ['logLevel', 'level']) {
      const level = call.arguments[0] && engine.ownField(call.arguments[0], field);
      const known = level && engine.constantOf(level);
      if (typeof known === 'string' && /^(debug|trace|silly)$/i.test(known))
        engine.fact('debug-on', call.place, `${name} ${field}`);
    }
    return undefined;
  };

/** `new MarkdownIt({ html: true }).render(text)` */
const markdown: Model = (call, engine) => {
  const [first] = call.arguments;
  if (/render(Inline)?$/.test(call.callee.path)) {
    const made = first && engine.carrying(engine.unknown('a page', call.place), first);
    return made && call.callee.state !== 'html' ? engine.cleaned(made, HTML) : made;
  }
  const html = first && engine.ownField(first, 'html');
  const isOn = html !== undefined && engine.constantOf(html) !== false;
  return engine.external('markdown-it', 'made()', isOn || call.callee.state === 'html' ? 'html' : undefined);
};

const harmless = (value: AbstractValue | undefined, engine: Engine): AbstractValue | undefined =>
  value && engine.checked(value, 'all');

/** `jwt.decode(token)`, `jwtDecode(token)`, `decodeJwt(token)`: nobody has looked at the signature. */
const isUnverified = (path: string): boolean => /(?:^|\.)(?:decode|jwtDecode|jwt_decode|decodeJwt|)$/.test(path);

export const textModels: readonly ModelSet[] = [
  models(['ejs'], {
    calls: {
      render: render('ejs.render'),
      compile: sinkOf('ssti', 'ejs.compile'),
      renderFile: sinkOf('traversal', 'ejs.renderFile'),
    },
  }),
  models(['handlebars', 'handlebars/*'], {
    calls: { ...each(['compile', 'precompile', 'template', 'create().compile'], compiled('handlebars.compile')) },
  }),
  // Its templates have neither code nor helpers: whoever writes one writes a text with gaps.
  models(['mustache'], { calls: { ...each(['render', 'to_html'], filled) } }),
  models(['pug', 'jade'], { calls: { ...each(['compile', 'render'], render('pug.render')) } }),
  models(['nunjucks'], {
    calls: {
      ...each(
        ['renderString', 'compile', 'configure().renderString', 'Environment#.renderString'],
        render('nunjucks.renderString'),
      ),
    },
  }),
  models(
    [
      'dot',
      'doT',
      'eta',
      'swig',
      'velocityjs',
      'hogan.js',
      'marko',
      'squirrelly',
      'liquidjs',
      'twig',
      'art-template',
      'template7',
    ],
    {
      calls: {
        ...each(['template', 'compile', 'render', 'renderString', 'parse', 'twig'], render('a template engine')),
      },
    },
  ),
  models(['dustjs-linkedin', 'dustjs-helpers', 'dust'], {
    calls: {
      ...each(['compile', 'renderSource', 'loadSource'], sinkOf('ssti', 'dust.compile')),
      // Its helpers evaluate conditions, and a list in place of a text passes their escaping (CVE-2021-4264).
      render: (call, engine) => {
        const data = call.arguments[1];
        if (data !== undefined)
          engine.sink({
            class: 'ssti',
            name: 'dust.render',
            value: data,
            place: call.place,
            onlyStructured: true,
            confidence: 'medium',
          });
        const page = engine.carrying(engine.unknown('a page', call.place));
        return callBackWith(call, engine, page);
      },
    },
  }),
  models(['lodash', 'underscore', 'lodash-es', 'lodash/fp'], {
    calls: {
      template: sinkOf('ssti', 'lodash.template'),
      ...each(['merge', 'mergeWith', 'defaultsDeep'], merge),
      ...each(['set', 'setWith', 'zipObjectDeep'], setPath),
      get: getPath,
      ...each(
        [
          'map',
          'forEach',
          'each',
          'filter',
          'find',
          'sortBy',
          'groupBy',
          'flatMap',
          'mapValues',
          'reject',
          'keyBy',
          'uniqBy',
          'orderBy',
        ],
        overItems,
      ),
      ...each(['escape'], cleaning(HTML)),
      ...each(
        ['cloneDeep', 'clone', 'trim', 'toLower', 'toUpper', 'pick', 'omit', 'compact', 'uniq', 'flatten'],
        (call) => call.arguments[0],
      ),
      ...each(['isString', 'isEmpty', 'isNil', 'isObject', 'isArray', 'isUndefined', 'isEqual'], (call, engine) =>
        engine.unknown('a truth value', call.place),
      ),
      ...each(['isNumber', 'isInteger', 'isBoolean'], (call, engine) => harmless(call.arguments[0], engine)),
      ...each(['toNumber', 'toInteger'], cleaning('all')),
      includes: (call, engine) =>
        (call.arguments[0]?.taint.length ?? 0) > 0 ? undefined : harmless(call.arguments[1], engine),
    },
  }),
  models(
    [
      'lodash.merge',
      'lodash.mergewith',
      'lodash.defaultsdeep',
      'lodash/merge',
      'lodash/mergeWith',
      'lodash/defaultsDeep',
      'deep-extend',
      'merge',
      'merge-deep',
      'defaults-deep',
      'merge-options',
      'just-extend',
      'node.extend',
      'assign-deep',
      'mixin-deep',
      'hoek',
      '@hapi/hoek',
    ],
    {
      calls: { ...each(['', 'merge', 'recursive', 'applyToDefaults'], merge) },
    },
  ),
  models(
    ['lodash.set', 'lodash/set', 'object-path', 'set-value', 'dot-prop', 'dset', 'dotty', 'keypather', 'unset-value'],
    {
      calls: { ...each(['', 'set', 'setProperty', 'dset'], setPath) },
    },
  ),
  models(['lodash.get', 'lodash/get'], { calls: { '': getPath } }),
  models(['lodash.template', 'lodash/template'], { calls: { '': sinkOf('ssti', 'lodash.template') } }),
  models(['libxmljs', 'libxmljs2', 'libxml-xsd'], {
    calls: {
      ...each(['parseXml', 'parseXmlString', 'parseXmlAsync', 'parse', 'parseHtml', 'SaxParser#.parseString'], noent),
    },
  }),
  models(['node-serialize', 'serialize-to-js', 'funcster', 'cryo', 'serialijse', 'un-eval'], {
    otherCalls: (call, engine) => {
      const [value] = call.arguments;
      if (value !== undefined && /(unserialize|deserialize|deepDeserialize|parse)$/i.test(call.callee.path)) {
        engine.sink({ class: 'deser', name: `${call.callee.module}.${methodOf(call)}`, value, place: call.place });
      }
      // What is read goes on under its own names, as JSON would.
      return value === undefined
        ? engine.unknown('an object', call.place)
        : engine.call(engine.external('global', 'JSON.parse'), [value], call.place);
    },
  }),
  models(['js-yaml'], {
    calls: {
      ...each(['load', 'loadAll', 'safeLoad'], (call, engine) => {
        const [text, options] = call.arguments;
        const schema = options && engine.ownField(options, 'schema');
        const isUnsafe =
          schema !== undefined && engine.externalsOf(schema).some(({ path }) => /FULL|UNSAFE/.test(path));
        if (text !== undefined && isUnsafe)
          engine.sink({ class: 'deser', name: 'yaml.load', value: text, place: call.place });
        return (
          text && {
            shapes: text.shapes.map((shape) => (shape.kind === 'event' ? { ...shape, structured: true } : shape)),
            taint: text.taint,
          }
        );
      }),
    },
  }),
  models(['shell-quote', 'shell-escape', 'shescape', 'any-shell-escape', 'puka'], {
    otherCalls: (call, engine) => {
      const [value] = call.arguments;
      if (call.isNew) return engine.external(call.callee.module, '#');
      if (value === undefined || !value.shapes.some(({ kind }) => kind === 'list'))
        return cleaning(['cmdi'])(call, engine);
      const items = engine.knownItems(value) ?? [engine.item(value, call.place)];
      return engine.cleaned(engine.text(items.flatMap((item, i) => (i === 0 ? [item] : [' ', item]))), ['cmdi']);
    },
  }),
  // What a secret has signed nobody but its holder has written.
  models(['stripe', 'svix', 'standardwebhooks', '@octokit/webhooks-methods'], {
    otherCalls: (call, engine) =>
      /(constructEvent(Async)?|Webhook#\.verify)$/.test(call.callee.path)
        ? engine.unknown('what a secret has signed', call.place)
        : undefined,
  }),
  models(
    [
      'he',
      'escape-html',
      'html-escaper',
      'html-entities',
      'xss',
      'sanitize-html',
      'dompurify',
      'isomorphic-dompurify',
      'xss-filters',
      'entities',
      'escape-goat',
      'lodash.escape',
      'lodash/escape',
    ],
    {
      otherCalls: (call, engine) => {
        const [value] = call.arguments;
        // `createDOMPurify(window)`
        if (call.callee.path === '' && /dompurify/.test(call.callee.module))
          return engine.external(call.callee.module, 'made()');
        return value === undefined || /decode|unescape/i.test(call.callee.path)
          ? undefined
          : engine.cleaned(value, HTML);
      },
    },
  ),
  // HTML of the sender's stays out, unless it is let in.
  models(['markdown-it'], { otherCalls: markdown }),
  models(['sanitize-filename', 'sanitize-s3-objectkey', 'filenamify'], {
    otherCalls: cleaning(['traversal', 'cmdi', 'html-response']),
  }),
  models(['slugify', '@sindresorhus/slugify', 'slug', 'uslug'], { otherCalls: cleaning('all') }),
  models(['escape-string-regexp', 'lodash.escaperegexp'], { otherCalls: cleaning(['redos']) }),
  models(['uuid', 'nanoid', 'ulid', 'shortid', 'cuid', 'short-uuid', 'ksuid'], {
    calls: { ...each(['validate', 'isUuid'], (call, engine) => harmless(call.arguments[0], engine)) },
    otherCalls: (call, engine) => engine.unknown('an id', call.place),
  }),
  models(['moment', 'dayjs', 'date-fns', 'luxon', 'moment-timezone', 'ms', 'bytes'], {
    otherCalls: (call, engine) => engine.unknown('a date', call.place),
  }),
  models(['jsonwebtoken', 'jose', 'jws', 'aws-jwt-verify', 'jwt-decode', 'njwt', 'jwt-simple'], {
    otherCalls: (call, engine) => {
      const isVerify = /(verify|jwtVerify|decode|sign)$/.test(call.callee.path);
      if (isVerify && /verify$/i.test(call.callee.path) && call.callee.module !== 'aws-jwt-verify')
        engine.fact('own-authentication', call.place, call.callee.module);
      if (isUnverified(call.callee.path)) return readToken(engine, call.arguments[0], call.place);
      return callBackWith(call, engine, engine.unknown('claims', call.place));
    },
  }),
  models(['bcrypt', 'bcryptjs', 'argon2', 'scrypt-kdf', 'password-hash', 'pbkdf2'], {
    otherCalls: (call, engine) => {
      engine.fact('own-authentication', call.place, call.callee.module);
      return callBackWith(call, engine, engine.unknown('a hash', call.place));
    },
  }),
  ...[
    'winston',
    'pino',
    'bunyan',
    'log4js',
    'loglevel',
    'lambda-log',
    '@aws-lambda-powertools/logger',
    '@dazn/lambda-powertools-logger',
    'signale',
    'consola',
    'debug',
    'tslog',
    'roarr',
    'log',
  ].map((name) => models([name], { otherCalls: logs(name) })),
];
