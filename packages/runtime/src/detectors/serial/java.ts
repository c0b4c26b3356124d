import type { Marker } from './markers.ts';

/**
 * Classes of Java that only gadget chains name in data: their construction or a setter runs code or a JNDI lookup.
 * Simple names, so that any package or obfuscated JSON around them does not matter.
 */
export const JAVA_MARKERS: readonly Marker[] = [
  ['jdbcrowsetimpl', /\bJdbcRowSetImpl\b/i, 'high'],
  ['templatesimpl', /\bTemplatesImpl\b/i, 'high'],
  ['transformer', /\b(?:Invoker|Chained|Constant|Instantiate|Clone|Closure)Transformer\b/i, 'medium'],
  [
    'factory',
    /\b(?:Instantiate|PrototypeClone|PrototypeSerialization|JndiObject|JndiDataSource|JndiRefForwardingDataSource|JndiRealm|JndiConnection|MethodInvokeType)(?:Factory|Provider|DataSource)?\b/i,
    'medium',
  ],
  ['closure', /\b(?:For|While|Transformer|Converted|Method)Closure\b/, 'medium'],
  ['runtime.', /\bruntime\.(?:forclosure|whileclosure)\b/i, 'medium'],
  ['badattributevalueexpexception', /\bBadAttributeValueExpException\b/i, 'high'],
  ['annotationinvocationhandler', /\bAnnotationInvocationHandler\b/i, 'high'],
  ['basicdatasource', /\bdbcp2?\.(?:\w+\.)?BasicDataSource\b/i, 'medium'],
  ['c3p0', /\bc3p0\.(?:JndiRefForwardingDataSource|WrapperConnectionPoolDataSource|impl\.\w+)/i, 'high'],
  ['hikari', /\bhikari\.HikariConfig\b/i, 'medium'],
  ['connectionsource', /\b(?:JNDI|DriverManager|DataSource)ConnectionSource\b/i, 'medium'],
  ['xpathfactory', /\bDefaultListableBeanFactory\b|\bAbstractBeanFactoryPointcutAdvisor\b/, 'medium'],
  ['xmlapplicationcontext', /\b(?:ClassPath|FileSystem)XmlApplicationContext\b/i, 'high'],
  ['xmldecoder', /<java\b[^>]{0,120}XMLDecoder|java\.beans\.XMLDecoder/i, 'high'],
  ['eventhandler', /java\.beans\.EventHandler/i, 'high'],
  ['nashorn', /<jdk\.nashorn|jdk\.nashorn\.internal/i, 'high'],
  ['imageio', /<javax\.imageio\.spi|javax\.imageio\.ImageIO\$/i, 'high'],
  [
    'processbuilder',
    /<(?:void|object)\b[^>]{0,60}\bclass\s*=\s*["']java\.lang\.(?:ProcessBuilder|Runtime)|<java\.lang\.ProcessBuilder|java\.lang\.ProcessBuilder["']\s*\]?\s*,/i,
    'high',
  ],
  ['sun.reflect', /<?sun\.reflect\.annotation\.|sun\.rmi\.server|sun\.swing\.SwingLazyValue/i, 'high'],
  ['unicastremoteobject', /\bUnicastRemoteObject\b|\bUnicastRef\b/, 'medium'],
  ['invokerrserver', /JRMPClient|JRMPListener/, 'medium'],
  ['jrmp', /\bJRMP(?:Client|Listener)\b/, 'medium'],
  [
    '@type',
    /["']@type["']\s*:\s*["'](?:com\.sun\.|java\.(?:lang\.(?:Class|AutoCloseable|Exception|Runtime|ProcessBuilder|Thread)|net\.|io\.|rmi\.|beans\.|util\.ServiceLoader)|javax\.|org\.(?:apache|aspectj|codehaus|eclipse|hibernate|mozilla)\.|ch\.qos\.|oracle\.|org\.springframework|com\.(?:mchange|zaxxer|ibatis|alibaba|mysql|caucho)|br\.com|L[\w.;]|\[com\.sun)/i,
    'high',
  ],
  ['@type', /^L?com\.sun\.rowset\.\w+;?$/i, 'high'],
  ['lang.class', /^java\.lang\.(?:Class|AutoCloseable)$/, 'medium'],
  [
    'javax.',
    /^\s*javax\.(?:script\.\w+|naming\.[\w.]+|swing\.[\w.$]+|management\.[\w.]+|xml\.transform\.[\w.]+)\s*$/,
    'medium',
  ],
  ['jndiloginmodule', /\bJndiLoginModule\b[^\n]{0,200}\bldaps?:|\bJndiLoginModule\s{1,4}required\b/i, 'high'],
  ['java.net.inet', /^java\.net\.Inet(?:[46]|Socket)?Address$/, 'medium'],
  // Streams, drivers and compilers that chains are made of where a parser refuses the well-known ones: a name and nothing else.
  [
    '.',
    /^(?:java\.(?:io\.\w{1,30}(?:Stream|Reader|Writer)|util\.(?:zip|jar)\.\w{1,30}Stream)|(?:shaded\.)?org\.apache\.commons\.io\.(?:in|out)put\.\w{1,40}|org\.codehaus\.groovy\.(?:control|tools|runtime)\.[\w.]{1,80}|org\.aspectj\.(?:org\.eclipse\.jdt|tools|weaver)\.[\w.]{1,100}|com\.sleepycat\.bind\.\w[\w.]{1,60}|com\.esotericsoftware\.kryo\.io\.\w{1,40}|com\.mysql\.(?:cj\.)?jdbc\.[\w.]{1,80}Connection|org\.eclipse\.core\.internal\.[\w.]{1,80}|sun\.(?:rmi|print|misc)\.[\w.]{1,60}|jdk\.nashorn\.api\.[\w.]{1,60})$/,
    'medium',
  ],
  // A class file, in hexadecimal: version 45 to 79.
  ['cafebabe', /(?:^|[^0-9a-f])cafebabe0000(?:00[2-4][0-9a-f])/i, 'high'],
  ['ysoserial', /\bysoserial\b/, 'medium'],
  // What a driver reads from its address: objects of the server's, a class to build, a script to run.
  [
    'jdbc:',
    /\bjdbc:[\w:]{1,40}[^\s"'<>]{0,400}[?&;](?:autoDeserialize|queryInterceptors|statementInterceptors|detectCustomCollations|allowLoadLocalInfile|allowUrlInLocalInfile|socketFactoryArg|sslfactoryarg|clientRerouteServerListJNDIName|init)=/i,
    'high',
  ],
  ['resolveclass', /\bObjectInputStream\b[^\n]{0,80}\breadObject\b/, 'medium'],
];

/** Elements by which Java's and XStream's readers of XML build what they name. */
export const ELEMENT_MARKERS: readonly Marker[] = [
  ['<dynamic-proxy', /<dynamic-proxy\s{0,4}\/?>/i, 'high'],
  [
    '<void',
    /<void\s+(?:method|property|index|class)\s*=\s*["'](?:exec|start|forName|getRuntime|newInstance|invoke|java)/i,
    'high',
  ],
  // XStream names an element by its class; an alias is what it writes for common ones.
  [
    '<',
    /<(?:(?:javax?|com\.sun|sun|jdk|groovy|org\.(?:apache|codehaus|springframework|hibernate))\.(?:[a-z]\w{0,40}\.){0,8}[A-Z][\w$-]{1,80}|unserializable-parents)[\s/>]/,
    'medium',
  ],
  ['<object', /<object\s+(?:class|idref)\s*=\s*["'](?:java|javax|com\.sun|org\.)[\w.]*["']/i, 'medium'],
];
