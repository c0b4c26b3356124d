import { expect, it } from 'vitest';
import { crlf } from './crlf.ts';
import { proto } from './proto.ts';
import { DETECTORS as ALL } from './registry.ts';
import { scan } from './scan.ts';
import { ssrf } from './ssrf.ts';
import { traversal } from './traversal.ts';
import type { Detector } from './types.ts';
import { xxe } from './xxe.ts';

const DETECTORS: readonly Detector[] = [traversal, ssrf, xxe, crlf, proto];

/** What the readers of paths, URLs, XML and lines look for, whole, in part and wrongly put together. */
const PIECES = (
  `.. . / \\ ../ ..\\ ..; .? ... %2e %2f %252e %c0%ae %e0%80 %u00 %% %00 0x2e 0x etc/ passwd c: :/ file: php: data: ?x= & = ; ' " ~ ` +
  `http:// https: // @ # [ ] [:: ::1 127.0.0.1 0x7f.1 ①②⑦ 。 localhost .nip.io : :80 %40 %09 user:pw@ evil.com 2130706433 ` +
  `<!DOCTYPE <!ENTITY % SYSTEM PUBLIC &x; "> [< ]> <xi:include href= <xsl: document(' <?xml encoding= +ADw- <svg url( &#37; ` +
  `%0d%0a \\r\\n Set-Cookie: Location: HTTP/1.1 Bcc: [INFO] 嘊嘍 __proto__ constructor prototype {" ":{ [0] \ud800 \udfff \0 é ．／`
).split(' ');

/** Repeatable: a linear congruential generator (Numerical Recipes). */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

it('answers for any text', () => {
  const random = createRandom(7);
  for (let round = 0; round < 10_000; round++) {
    let text = '';
    for (let i = random(24); i >= 0; i--) {
      const piece = PIECES[random(PIECES.length)]!;
      text += random(8) === 0 ? piece.slice(random(piece.length)) : piece;
      if (random(6) === 0) text += [' ', '\n', '\r\n', '\t'][random(4)];
    }
    const candidate = scan(text, random(5) === 0);
    if (candidate === undefined) continue;
    for (const detector of DETECTORS) {
      const verdict = detector.detect(candidate);
      if (![undefined, 'low', 'medium', 'high'].includes(verdict))
        expect.fail(`${detector.id} says ${verdict} of ${text}`);
    }
  }
});

it('finds nothing without a sign that a detector begins with', () => {
  const random = createRandom(11);
  const pieces = [
    ...PIECES,
    ...'\' " ` ; | & ( ) {{ }} ${ <b on =1 or select union x=1 -- #{ @( ! ^ + a.b cat id'.split(' '),
  ];
  for (let round = 0; round < 20_000; round++) {
    let text = '';
    for (let i = random(6); i >= 0; i--) text += pieces[random(pieces.length)]! + (random(3) === 0 ? ' ' : '');
    const candidate = scan(text, random(5) === 0);
    if (candidate === undefined) continue;
    for (const { id, begins, detect } of ALL) {
      if (begins === undefined || ((candidate.chars & begins.chars) | (candidate.words & begins.words)) !== 0) continue;
      expect([id, text, detect(candidate)]).toEqual([id, text, undefined]);
    }
  }
});
