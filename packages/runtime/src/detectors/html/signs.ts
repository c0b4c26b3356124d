/** https://html.spec.whatwg.org/multipage/named-characters.html, the signs of ASCII: each sign before its names. */
const NAMES =
  '! excl " quot # num $ dollar % percnt & amp \' apos ( lpar ) rpar * ast * midast + plus , comma . period / sol : colon ' +
  '; semi < lt = equals > gt ? quest @ commat [ lsqb [ lbrack \\ bsol ] rsqb ] rbrack ^ hat _ lowbar _ underbar ` grave ' +
  '{ lcub { lbrace | vert | verbar | verticalline } rcub } rbrace';

/** Length of the longest name. */
export const LONGEST_NAME = 12;

let signs: Map<string, number> | undefined;

/**
 * The code of the ASCII sign that a named character reference stands for, 0 for other names.
 * @param name in any case, without `&` and `;`
 */
export function signOf(name: string): number {
  signs ??= makeSigns();
  return signs.get(name.toLowerCase()) ?? 0;
}

function makeSigns(): Map<string, number> {
  const map = new Map([
    ['tab', 9],
    ['newline', 10],
    ['nbsp', 32],
  ]);
  const parts = NAMES.split(' ');
  for (let i = 0; i < parts.length; i += 2) map.set(parts[i + 1]!, parts[i]!.charCodeAt(0));
  return map;
}
