import { signOf } from './signs.ts';

/**
 * Undoes character references as a browser does inside of an attribute, numeric ones without their semicolon and with any
 * number of leading zeros too.
 * @example decodeReferences('&#106avascript&colon;') // 'javascript:'
 */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x0{0,32}([0-9a-f]{1,6})|#0{0,32}([0-9]{1,7})|([a-z]{2,12})(?=;)|(lt|gt|quot|amp)(?![a-z0-9=]));?/gi,
    (match, hex?: string, decimal?: string, name?: string, bare?: string) => {
      const named = name ?? bare;
      if (named !== undefined) {
        const sign = signOf(named);
        return sign === 0 ? match : String.fromCharCode(sign);
      }
      const code = hex === undefined ? Number.parseInt(decimal!, 10) : Number.parseInt(hex, 16);
      return code > 0xffff ? match : String.fromCharCode(code);
    },
  );
}
