/** Whether a value could change a statement at all: it leaves a string, or it brings more than one word. */
export function mayChangeSql(value: string): boolean {
  if (value.length < 2) return false;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code <= 32) return true;
    const role = code < 128 ? ROLES[code]! : 0;
    if (role === 0) continue;
    if (role === ALONE) return true;
    const next = value.charCodeAt(at + 1);
    if (role === TWICE ? next === code : changesWith(value, at, code, next)) return true;
  }
  return false;
}

/** Of the rest: where a comment begins or ends (not `https://`), and where text between dollars may. */
function changesWith(value: string, at: number, code: number, next: number): boolean {
  if (code === DOLLAR) return value.includes('$', at + 1);
  if (code === STAR) return next === SLASH;
  return next === STAR || (next === SLASH && value.charCodeAt(at - 1) !== COLON);
}

const DOLLAR = 36;
const STAR = 42;
const SLASH = 47;
const COLON = 58;

/** Signs that change a statement by themselves, as a pair, or beside another. */
const ALONE = 1;
const TWICE = 2;
const ROLES = new Uint8Array(128);
for (const [signs, role] of [
  ['\'"`\\();#', ALONE],
  ['-@&|', TWICE],
  ['/*$', 3],
] as const) {
  for (const sign of signs) ROLES[sign.charCodeAt(0)] = role;
}
