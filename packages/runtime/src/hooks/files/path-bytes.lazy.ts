const { from } = Buffer;

/**
 * Where a path leads that is no UTF-8. As text it is another's name, so that a link by it would not be followed: links are
 * followed here, as far as the path exists.
 * @param latin its bytes, one character each
 * @param text the path with signs for what is no text in it
 * @param realpath as it was before user code ran
 */
export function placeOfBytes(latin: string, text: string, realpath: (path: Buffer) => string): string {
  for (let end = latin.length; end > 0; end = latin.lastIndexOf('/', end - 1)) {
    try {
      return realpath(from(latin.slice(0, end), 'latin1')) + latin.slice(end);
    } catch {
      // Not there yet: the folder that it is to lie in.
    }
  }
  return text;
}
