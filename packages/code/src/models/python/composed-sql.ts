import type { AbstractValue, Engine, Model, ModelSet } from '../../engine/types.ts';
import { each, models } from './helpers.ts';

/*
 * SQL that psycopg puts together: names and values are quoted by the driver, only the text itself is taken as it is.
 * https://www.psycopg.org/docs/sql.html
 */

const quoted: Model = (call, engine) => {
  const values = [...call.arguments, ...(call.others === undefined ? [] : [call.others])];
  return engine.cleaned(engine.unknown('a quoted part of a statement', call.place, ...values), ['sqli']);
};

/** `SQL(text)` is the text: its `format` and `join` are those of texts. */
const plain: Model = (call, engine) => call.arguments[0] ?? engine.constant('');

const composed: Model = (call, engine): AbstractValue => partsOf(engine, call.arguments[0]) ?? engine.constant('');

function partsOf(engine: Engine, list: AbstractValue | undefined): AbstractValue | undefined {
  if (list === undefined) return undefined;
  const items = engine.knownItems(list);
  return items === undefined ? engine.item(list) : engine.text(items);
}

export const composedSqlModels: readonly ModelSet[] = ['psycopg2', 'psycopg'].map((module) =>
  models(module, {
    'sql.SQL': plain,
    'sql.Composed': composed,
    ...each(['sql.Identifier', 'sql.Literal', 'sql.Placeholder'], quoted),
    ...each(['extensions.quote_ident', 'extensions.adapt'], quoted),
  }),
);
