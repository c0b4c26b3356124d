const { defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;

/**
 * Takes away what code has added to the prototype of all objects, and the elements that it has given that of all lists: a
 * record without an `allow` of its own would have one, and an accessor would be handed what is put into a list.
 * @param keys what the prototype of all objects has of its own
 * @param held is told of what cannot be taken away
 * @returns what puts it back
 */
export function putAside(keys: readonly (string | symbol)[], held: (name: string) => void): () => void {
  const own = { __proto__: null } as unknown as Record<string | symbol, true>;
  for (let i = 0; i < keys.length; i++) own[keys[i]!] = true;
  const base = takeAway(Object.prototype, (key) => own[key] !== true, held);
  const list = takeAway(Array.prototype, (key) => typeof key === 'string' && `${+key}` === key, held);
  Array.prototype.length = 0;
  return () => {
    base();
    list();
  };
}

interface Taken {
  readonly key: string | symbol;
  readonly property: PropertyDescriptor;
  readonly next: Taken | undefined;
}

/** A chain, since putting into a list is what may be heard. */
function takeAway(
  holder: object,
  isAdded: (key: string | symbol) => boolean,
  held: (name: string) => void,
): () => void {
  let taken: Taken | undefined;
  const all = ownKeys(holder);
  for (let i = 0; i < all.length; i++) {
    const key = all[i]!;
    if (!isAdded(key)) continue;
    const property = getOwnPropertyDescriptor(holder, key)!;
    if (deleteProperty(holder, key))
      taken = { key, property: { __proto__: null, ...property } as PropertyDescriptor, next: taken };
    else held(`a property of ${holder === Array.prototype ? 'Array' : 'Object'}.prototype`);
  }
  return () => {
    for (let at = taken; at; at = at.next) defineProperty(holder, at.key, at.property);
  };
}
