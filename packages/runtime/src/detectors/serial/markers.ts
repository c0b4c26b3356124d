import type { Confidence } from '@bulkhead/core';
import { ELEMENT_MARKERS, JAVA_MARKERS } from './java.ts';

/** A part in lower case that is cheap to look for, what must be there then, and how sure that makes us. */
export type Marker = readonly [part: string, pattern: RegExp, confidence: Confidence];

/** What other readers of objects take for the name of a class or of a call. */
const YAML_MARKERS: readonly Marker[] = [
  // PyYAML, SnakeYAML, Psych, js-yaml, Perl's YAML
  [
    '!!python',
    /!!python\/(?:(?:object(?:\/apply|\/new)?|module)\s*:|name\s*:\s*(?:os|nt|posix|sys|subprocess|builtins|__builtin__|importlib|pty|code|runpy|pickle|exec|eval|open)\b)/i,
    'high',
  ],
  // A name is looked up and nothing called: settings of sites made with MkDocs name their extensions so.
  ['!!python', /!!python\/name\s*:/i, 'medium'],
  ['tag:yaml.org', /!<?tag:yaml\.org,2002:(?:python|js|java|ruby|perl)/i, 'high'],
  ['!!javax', /!!javax\.\w/i, 'high'],
  ['!!java', /!!java\.(?:net|lang|io|util\.ServiceLoader)\b/i, 'high'],
  ['!!com', /!!com\.(?:sun|mchange|zaxxer|rometools|caucho)\./i, 'high'],
  ['!!org', /!!org\.(?:apache|springframework|hibernate|yaml|h2|codehaus)\b/i, 'high'],
  ['!!ch.', /!!ch\.qos\./i, 'high'],
  ['!!js/function', /!!js\/function\b/i, 'high'],
  ['!!perl', /!!perl\/\w/i, 'high'],
  ['!!system', /!!?System\.(?:Diagnostics|Windows|Configuration|Activities|Data)\b/i, 'high'],
  [
    '!ruby',
    /!(?:<tag:)?ruby\/(?:hash|struct|class|module|array|marshalable|object-with-ivars)\s*:|!(?:<tag:)?ruby\/(?:object|exception)\s*:\s*(?!(?:[A-Z]\w{0,60}::){0,6}(?:Net::HTTP[A-Z]\w{2,40}|[A-Z]\w{0,60}(?:Error|Exception|Response))\s)/i,
    'high',
  ],
  // What a program wrote down of an answer or of an error; a reader that builds any class builds these as well.
  ['!ruby', /!ruby\/(?:object|exception)\s*:/i, 'medium'],
  ['!ruby', /!ruby\/(?:sym|regexp|string|range|class|module)\b/i, 'medium'],
  ['!!js/', /!!js\/(?:regexp|undefined)\b/i, 'medium'],
  // A class of any package, as SnakeYAML reads it.
  ['!!', /(?:^|[\s[{(,:?])!!(?:[a-z]\w{0,40}\.){1,8}[A-Z]\w{1,60}/, 'medium'],
];

/** Classes of .NET whose setters or constructors start processes, load code or read another stream. */
const DANGEROUS_TYPE =
  /\b(?:System|Microsoft)\.[\w.]{1,80}\b(?:RolePrincipal|SessionSecurityToken|SessionViewStateHistoryItem|SettingsPropertyValue|WindowsIdentity|WindowsPrincipal|GenericPrincipal|WindowsClaimsIdentity|ClaimsIdentity|ClaimsPrincipal|DataViewManager|BindingSource|XmlDataProvider|ResourceDictionary|XamlReader|PSObject|FileInfo|DirectoryInfo|FileSystemInfo|FileStream|StreamWriter|TempFileCollection|ToolboxItemContainer|CompilerResults|UnsafeXmlSerializer|ObjectStateFormatter|LosFormatter|BinaryFormatter|SoapFormatter|NetDataContractSerializer|ActivitySurrogateSelector|WorkflowDesigner|AxHost|InfiniteProgressPage|ObjRef|PropertyGrid|DelegateSerializationHolder)\b(?:\+\w{1,40})?\s{0,4},/;

/** Classes, properties and calls by name. */
const MARKERS: readonly Marker[] = [
  // .NET: Json.NET, XAML, SoapFormatter
  ['objectdataprovider', /\bObjectDataProvider\b/i, 'high'],
  ['system.diagnostics', /System\.Diagnostics\.Process\b(?!\w)|clr-namespace:System\.Diagnostics/i, 'high'],
  ['expandedwrapper', /\bExpandedWrapper(?:Of\w{1,80})?\b/i, 'high'],
  [
    '"$type"',
    /["']\$type["']\s*:\s*["']System\.(?:Windows|Diagnostics|Configuration\.Install|IO|Activities|Management|Web|Data|Collections\.[\w.`[\]]+Process|Security|Workflow)/i,
    'high',
  ],
  [
    'system.',
    /^System\.(?:Windows\.(?:Data|ResourceDictionary|Markup|Forms)|Configuration\.Install|Management\.Automation|Activities\.Presentation|Security\.(?:Claims|Principal)|Workflow|Web\.UI|IdentityModel|Data\.(?:Services|DataSet)|CodeDom|Collections\.Generic\.SortedSet)[\w.`[\]+]*(?:\s*,|$)/i,
    'high',
  ],
  ['presentationframework', /,\s*PresentationFramework\b/i, 'high'],
  [
    'assemblyinstaller',
    /\bAssemblyInstaller\b|\bTypeConfuseDelegate\b|\bTextFormattingRunProperties\b|\bWindowsIdentity\b[^\n]{0,60}\bactor|\bActivitySurrogateSelector\b|\bPSObject\b[^\n]{0,60}CliXml|\bClaimsIdentity\b[^\n]{0,60}bootstrap/i,
    'high',
  ],
  ['textformattingrunproperties', /\bTextFormattingRunProperties\b/i, 'high'],
  ['soap/encoding/clr', /schemas\.microsoft\.com\/soap\/encoding\/clr\//i, 'medium'],
  ['"$type"', DANGEROUS_TYPE, 'high'],
  ['system.', DANGEROUS_TYPE, 'high'],
  ['clr/nsassem', /schemas\.microsoft\.com\/clr\/nsassem/i, 'medium'],
  ['aaeaaad', /(?:^|[^A-Za-z0-9+/])AAEAAAD\/{3,5}/, 'high'],
  // Node.js
  ['_$$nd_func$$_', /_\$\$ND_FUNC\$\$_/i, 'high'],
  ['__js_function', /\b__js_function\b/, 'high'],
  ['_cryo_', /\b_CRYO_(?:REF|FUNCTION|OBJECT|DATE|UNDEFINED)_/, 'high'],
  // Python: jsonpickle and pickle's text protocol
  ['py/', /\bpy\/(?:object\/(?:apply|new)|reduce|object|type|function|repr|newargs(?:ex)?|initargs)\b/, 'high'],
  ['__reduce', /__reduce(?:_ex)?__/, 'medium'],
  [
    '\n',
    /(?:^|[\n(.\d)}\]\u0080-\u00ff\u0000-\u0008])c_{0,2}(?:os|posix|nt|sys|subprocess|builtins?|builtin__|commands|pty|platform|importlib|webbrowser|timeit|runpy|socket|shutil|pickle|codecs|operator|functools|bdb|code|pydoc|base64|marshal|types)(?:__)?(?:\.\w{1,20})?\r?\n\w{1,30}\r?\n/,
    'high',
  ],
  [
    '\\n',
    /(?:^|[^\w.])c_{0,2}(?:os|posix|nt|sys|subprocess|builtins?|builtin__|commands|pty|platform)(?:__)?\\n\w{1,30}\\n[(pVS]/,
    'high',
  ],
  ['tr.', /\(S['"][^'"\n]{0,200}['"]\r?\n(?:p\d+\r?\n)?t(?:p?\d*\r?\n)?R/, 'high'],
  // Ruby: Oj, JSON.load, Marshal's gadgets
  ['"^o"', /["']\^[ocu]["']\s*:\s*["'[]\s*["']?[A-Z]/, 'high'],
  ['json_class', /["']json_class["']\s*:\s*["'](?:[A-Z]\w*::|[A-Z]\w*["'])/, 'medium'],
  [
    'gem::',
    /\bGem::(?:Requirement|Installer|SpecFetcher|DependencyList|Source::SpecificFile|StubSpecification|Package::TarReader|RequestSet|Resolver|Version|Security)\b/,
    'medium',
  ],
  ['deprecatedinstancevariableproxy', /\bDeprecatedInstanceVariableProxy\b/, 'high'],
  ['net::', /\bNet::(?:WriteAdapter|BufferedIO)\b/, 'high'],
  ['rubyvm', /\bActionDispatch::Routing::RouteSet::NamedRouteCollection\b/, 'high'],
  ['namedroutecollection', /\bNamedRouteCollection\b/, 'high'],
  // PHP: what a chain names first
  ['phar://', /\bphar:\/\/[\w./-]{1,200}/i, 'low'],
];

/** The surest tag of YAML that names a class or a function. */
export function findTag(text: string, lower: string): Confidence | undefined {
  return surestOf(YAML_MARKERS, text, lower, undefined);
}

/** The surest name of a class, a property or a call; asked only where the shared scan saw one of their words. */
export function findMarker(text: string, lower: string): Confidence | undefined {
  return surestOf(JAVA_MARKERS, text, lower, surestOf(MARKERS, text, lower, undefined));
}

/** The surest element that names a class. */
export function findElement(text: string, lower: string): Confidence | undefined {
  // Objects that write their own fields, as XStream keeps them, and what is inside of Java among them.
  if (lower.includes('serialization=') && CUSTOM.test(text) && INTERNAL.test(text)) return 'high';
  return surestOf(ELEMENT_MARKERS, text, lower, undefined);
}

const CUSTOM = /\sserialization\s{0,2}=\s{0,2}["']custom["']/;

/** Classes of Java's that hold no data of an application's; time zones and dates are written out by some. */
const INTERNAL =
  /[<"'](?:com\.sun\.(?!org\.apache\.xerces\.internal\.jaxp\.datatype)|sun\.(?!util\.)|jdk\.|javafx\.|javax\.(?:naming|swing|script|imageio|activation|management|crypto|xml\.ws)\.)(?:[a-z]\w{0,40}\.){0,10}[A-Z][\w$-]{1,80}[\s/>"']/;

function surestOf(
  markers: readonly Marker[],
  text: string,
  lower: string,
  known: Confidence | undefined,
): Confidence | undefined {
  let best = known;
  for (const [part, pattern, confidence] of markers) {
    if (best === 'high') return best;
    if (best === 'medium' && confidence !== 'high') continue;
    if (lower.includes(part) && pattern.test(text)) best = confidence;
  }
  return best;
}
