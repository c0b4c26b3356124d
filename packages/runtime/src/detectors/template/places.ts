/**
 * Whether a template that another one includes is none: at an absolute path, above the folder, at an address, or a program,
 * a setting or a key by the end of its name.
 */
export function isForeign(path: string): boolean {
  if (
    /^(?:\/|[a-z]:\\|\\\\|[a-z][a-z+.-]{1,20}:)|\.\.|[\0%]|(?:\.(?:php\d?|py|rb|pl|env|ini|conf|cfg|log|key|pem|sql|bak)|passwd|shadow)$/i.test(
      path,
    )
  )
    return true;
  return !/^(?:\.\/)?[\w@:][\w @:./-]*$/.test(path);
}
