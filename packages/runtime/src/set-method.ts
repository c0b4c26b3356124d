/**
 * Sets a property to a function that is made in each invocation. Written right into an assignment (`a.b = () => …`), V8 takes a
 * function for a method that is there to stay and makes it among the old objects, where it keeps all that it refers to, the
 * event with it, through every collection of new objects.
 * @example setMethod(stream, 'end', () => undefined);
 */
export function setMethod<T, K extends keyof T>(holder: T, name: K, method: T[K]): void {
  holder[name] = method;
}
