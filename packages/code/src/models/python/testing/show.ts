import type { StaticValue } from '@bulkhead/core';

/** A static value on one line: `${TABLE}`, `{event.id}`, `"x"`. */
export function show(value: StaticValue): string {
  switch (value.kind) {
    case 'literal':
      return JSON.stringify(value.value);
    case 'environment':
      return `$${value.name}`;
    case 'event':
      return `event.${value.path}`;
    case 'context':
      return `context.${value.property}`;
    case 'concat':
      return `(${value.parts.map(show).join('+')})`;
    case 'either':
      return value.options.map(show).join('|');
    case 'object': {
      const computed = (value.computed ?? []).map((field) => `[${show(field.key)}]:${show(field.value)}`);
      const fields = Object.entries(value.fields).map(([name, field]) => `${name}:${show(field)}`);
      return `{${[...fields, ...computed].join(',')}}`;
    }
    case 'list':
      return `[${value.items.map(show).join(',')}${value.open ? '…' : ''}]`;
    case 'answer':
      return `${value.call}.${value.path}`;
    case 'unknown':
      return '?';
  }
}
