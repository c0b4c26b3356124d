/**
 * The field of JSON payloads that holds what rides along; the one of the articles on correlation ids and of the libraries
 * that came of them.
 */
export const CONTEXT_FIELD = '__context';
