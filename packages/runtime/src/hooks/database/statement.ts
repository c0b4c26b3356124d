/** What a statement is written in; strings, comments and escapes differ. */
export type Dialect = 'postgres' | 'mysql' | 'javascript';

/** A statement on its way to a database, as its client is about to send it. */
export type Statement =
  | { readonly is: 'sql'; readonly dialect: Dialect; readonly text: string; readonly frame: SqlFrame | undefined }
  | { readonly is: 'bson'; readonly document: Uint8Array };

/** Where a statement stands in the bytes that completed it, when it stands there whole and can be exchanged. */
export interface SqlFrame {
  readonly from: number;
  readonly to: number;
  /** A frame of the same kind, which the server answers with a syntax error that holds this text. */
  instead(text: string): Uint8Array;
}

/** Reads what one connection sends. Never throws on any bytes; what it cannot follow it stops reading. */
export interface StatementReader {
  /**
   * @param bytes the next bytes of the connection, in order
   * @returns statements that these bytes complete, mostly none or one
   */
  read(bytes: Uint8Array): readonly Statement[];
}

export const NO_STATEMENTS: readonly Statement[] = [];
