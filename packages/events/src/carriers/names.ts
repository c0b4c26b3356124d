/** Texts that ride along with a message, by name; names are in lower case. */
export type CarriedFields = Readonly<Record<string, string>>;

/**
 * The field of JSON payloads that holds what rides along; the one of the articles on correlation ids and of the libraries
 * that came of them.
 */
export const CONTEXT_FIELD = '__context';

/** The same as DAZN's powertools call it; read, never written. */
export const OTHER_CONTEXT_FIELD = '__context__';

/** Message attribute that holds all fields as JSON, where there is no room for one attribute each. */
export const PACKED_ATTRIBUTE = 'x-correlation-context';
