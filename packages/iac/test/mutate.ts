const SPLICES = [
  '!Ref ',
  '${',
  '}',
  '${self:',
  '${file(',
  '&x ',
  '*x',
  '<<: ',
  '[',
  ']',
  '{',
  '}',
  ': ',
  '- ',
  '"',
  "'",
  '\n',
  '\t',
  '|',
  '>',
  '#',
  '? ',
  '---\n',
  '%',
  '\u0000',
  '\u{1F600}',
  '~',
  'null',
  '!!',
  '__proto__: ',
  '${self:custom}',
  '!GetAtt ',
  'Fn::Sub: ',
  '  ',
  '-1',
  '1e999',
  '../',
  '\r',
];

/** mulberry32: the same mutations in every run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Half of the mutations change bytes, which mostly breaks the YAML; half change words, which reaches what is behind it. */
export function mutate(text: string, next: () => number): string {
  if (next() < 0.5) return mutateWords(text, next);
  let result = text;
  const times = 1 + Math.floor(next() * 3);
  for (let i = 0; i < times; i++) {
    const at = Math.floor(next() * result.length);
    const other = Math.floor(next() * result.length);
    const length = Math.floor(next() ** 3 * 120);
    const splice = SPLICES[Math.floor(next() * SPLICES.length)]!;
    switch (Math.floor(next() * 6)) {
      case 0:
        result = result.slice(0, at) + result.slice(at + length);
        break;
      case 1:
        result = result.slice(0, at) + splice + result.slice(at);
        break;
      case 2:
        result = result.slice(0, at) + result.slice(other, other + length) + result.slice(at);
        break;
      case 3:
        result = result.slice(0, at) + splice.repeat(1 + Math.floor(next() * 200)) + result.slice(at);
        break;
      case 4:
        result = moveLine(result, next);
        break;
      default:
        result = result.slice(0, at) + splice + result.slice(at + 1);
    }
  }
  return result;
}

function mutateWords(text: string, next: () => number): string {
  const parts = text.split(/([A-Za-z][\w.:]*|\d+|\[[^\][{}]*\]|\{[^\][{}]*\})/);
  const words = parts.filter((_, index) => index % 2 === 1);
  const times = 1 + Math.floor(next() * 4);
  for (let i = 0; i < times; i++) {
    const at = 2 * Math.floor((next() * parts.length) / 2) + 1;
    if (at < parts.length) parts[at] = next() < 0.2 ? '' : words[Math.floor(next() * words.length)]!;
  }
  return parts.join('');
}

function moveLine(text: string, next: () => number): string {
  const lines = text.split('\n');
  const [line] = lines.splice(Math.floor(next() * lines.length), 1);
  lines.splice(Math.floor(next() * lines.length), 0, next() < 0.5 ? `  ${line}` : (line ?? '').slice(2));
  return lines.join('\n');
}
