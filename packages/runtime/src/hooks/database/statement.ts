/**
 * What a statement is written in; strings, comments and escapes differ. `ansi`: PartiQL and Athena, where nothing but a doubled
 * quote escapes. `postgres or mysql`: which of the two is not known, and only what holds for both counts.
 */
export type Dialect = 'postgres' | 'mysql' | 'ansi' | 'javascript' | 'postgres or mysql';

/** A statement on its way to a database, as its client is about to send it. */
export type Statement =
  | {
      readonly is: 'sql';
      readonly dialect: Dialect;
      readonly text: string;
      readonly frame: SqlFrame | undefined;
      /** The API that it is handed to; without one it goes to the server itself. */
      readonly operation?: string;
    }
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
