import type { Confidence } from '@bulkhead/core';
import type { Place } from './place.ts';
import type { Named } from './shape.ts';
import { harmsAt, type Work } from './work.ts';

/**
 * From how sure the command is and how far out of its place: harm counts anywhere, a certain command where data ends,
 * a lone name only where nothing else could be meant.
 */
export function weigh(
  text: string,
  from: number,
  named: Named,
  sure: 0 | 1 | 2,
  place: Place,
  work: Work,
): Confidence | undefined {
  if (sure === 0) return undefined;
  if (place === 'tight' && sure === 2) return 'high';
  const harmful = named.disguised || harmsAt(text, from, work);
  switch (place) {
    case 'tight':
      return harmful ? 'high' : 'medium';
    case 'loose':
      return harmful ? 'high' : sure === 2 ? 'medium' : undefined;
    case 'prose':
      return harmful || sure === 2 ? 'medium' : undefined;
    case 'command':
      if (harmful) return isDocument(text) ? 'low' : 'medium';
      return sure === 2 ? 'low' : undefined;
  }
}

/** Documentation and scripts quote what attackers do as well: `curl … | sh`. */
function isDocument(text: string): boolean {
  if (text.length < 300) return false;
  const first = text.indexOf('\n');
  const second = first === -1 ? -1 : text.indexOf('\n', first + 1);
  return second !== -1 && text.indexOf('\n', second + 1) !== -1;
}
