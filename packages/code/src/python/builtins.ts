/** Names that Python declares in every module (`dir(builtins)` of 3.13 without the exceptions, which end in a known word). */
const NAMES = new Set(
  `abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright
  credits delattr dict dir divmod enumerate eval exec exit filter float format frozenset getattr globals hasattr hash help
  hex id input int isinstance issubclass iter len license list locals map max memoryview min next object oct open ord pow
  print property quit range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip
  True False None NotImplemented Ellipsis __name__ __file__ __doc__ __package__ __import__ __builtins__ __debug__
  BaseException BaseExceptionGroup Exception ExceptionGroup GeneratorExit KeyboardInterrupt StopAsyncIteration
  StopIteration SystemExit unicode raw_input xrange basestring long reduce`.split(/\s+/),
);

export function isBuiltinName(name: string): boolean {
  return NAMES.has(name) || /^[A-Z]\w*(Error|Warning)$/.test(name);
}
