import type { AbstractValue, CallSite, Engine } from '../../engine/types.ts';

/** `pattern.format(…)` and `pattern % values`, where the pattern came through a name: the parts as far as they can be told. */
export function formatted(engine: Engine, pattern: string, call: CallSite): AbstractValue | undefined {
  const parts: (string | AbstractValue)[] = [];
  let next = 0;
  for (const piece of pattern.split(/(\{\{|\}\}|\{[^{}]*\})/)) {
    if (piece === '{{' || piece === '}}') parts.push(piece.slice(1));
    else if (!/^\{.*\}$/s.test(piece)) parts.push(piece);
    else {
      const key = /^\{([^.[\]!:]*)/.exec(piece)?.[1] ?? '';
      const value =
        key === '' ? call.arguments[next++] : /^\d+$/.test(key) ? call.arguments[Number(key)] : call.named.get(key);
      const there = value ?? call.others;
      if (!there) return undefined;
      parts.push(/:.*[bcdeEfFgGnoxX%]\}$/s.test(piece) ? engine.cleaned(there, 'all') : there);
    }
  }
  return engine.text(parts);
}
