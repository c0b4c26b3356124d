/** What a value holds, one bit each: kinds of characters first. Nothing else is in this file, so that a build inlines them. */
export const QUOTE = 1;
/** Blank, tab, line feed and other control characters but NUL. */
export const SPACE = 1 << 1;
export const LINE_END = 1 << 2;
/** `=`, `<` or `>`. */
export const COMPARISON = 1 << 3;
/** `<` or its full-width form. */
export const LESS = 1 << 4;
export const PAREN = 1 << 5;
export const SLASH = 1 << 6;
export const BACKSLASH = 1 << 7;
export const DOT = 1 << 8;
export const SEMICOLON = 1 << 9;
/** `|` or `&`. */
export const PIPE = 1 << 10;
export const DOLLAR = 1 << 11;
export const COLON = 1 << 12;
export const PERCENT = 1 << 13;
export const DASH = 1 << 14;
export const HASH = 1 << 15;
export const STAR = 1 << 16;
export const BACKTICK = 1 << 17;
/** `{` or `[`. */
export const BRACE = 1 << 18;
export const NUL = 1 << 19;
/** Anything beyond ASCII. */
export const WIDE = 1 << 20;

/** Pairs. */
export const DOUBLE_DOT = 1 << 21;
export const DOUBLE_DASH = 1 << 22;
/** `://` */
export const SCHEME = 1 << 23;
export const AMPERSAND = 1 << 24;
/** What begins an expression in some template language: `{{ {% ${ #{ *{ @{ ~{ <% [[`. */
export const TEMPLATE = 1 << 25;
/** `\\x`, `\\u` or `\\` and a digit. */
export const ESCAPE = 1 << 26;
/** `@`, `!`, `^`, `+` or `~`: what few detectors look for, in one bit. */
export const RARE = 1 << 27;
/** `0x`: a hexadecimal number, or what is left of one. */
export const HEX = 1 << 28;
/** `//`, other than behind a scheme. */
export const DOUBLE_SLASH = 1 << 29;
