import { describe, expect, it } from 'vitest';
import { deser } from './deser.ts';
import { detectIn } from './testing/detect-in.ts';

describe('unsafe deserialisation', () => {
  it.each([
    // Java
    'rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA==',
    'aced00057372001164617461',
    '\u00ac\u00ed\u0000\u0005sr\u0000\u0011java.util.HashMap',
    '\\xac\\xed\\x00\\x05',
    '{"@type":"com.sun.rowset.JdbcRowSetImpl","dataSourceName":"ldap://x/y"',
    'com.sun.rowset.JdbcRowSetImpl',
    '["ch.qos.logback.core.db.DriverManagerConnectionSource",{"url":"x"}',
    'org.springframework.context.support.ClassPathXmlApplicationContext',
    'com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl',
    '<java version="1.8" class="java.beans.XMLDecoder"><object class="java.lang.ProcessBuilder">',
    '<dynamic-proxy><interface>java.lang.Comparable</interface>',
    '<sorted-set><handler class="java.beans.EventHandler"/></sorted-set>',
    '<void class="java.lang.ProcessBuilder"><void method="start"/></void>',
    'org.apache.commons.collections.functors.InvokerTransformer',
    '$$BCEL$$$l$8b$I$A$A',
    'runtime.invokertransformer',
    // PHP
    'O:8:"stdClass":1:{s:1:"a";i:1;}',
    'O:+8:"stdClass":0:{}',
    'O:32:"Monolog\\Handler\\SyslogUdpHandler":1:{s:9:"*socket";N;}',
    'a:1:{i:0;O:9:"SimplePie":0:{}}',
    'O:4:"Evil":1:{s:3:"cmd";s:6:"system";}',
    'C:11:"ArrayObject":37:{x:i:0;a:0:{};m:a:0:{}}',
    // Python
    "cos\nsystem\n(S'id'\ntR.",
    'c__builtin__\neval\n(V1\ntR.',
    'csubprocess\nPopen\n(',
    'gASVNAAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOU',
    '{"py/reduce":[{"py/function":"os.system"},{"py/tuple":["id"]}]',
    '!!python/object/apply:os.system ["id"]',
    '!!python/name:os.system',
    '!<tag:yaml.org,2002:python/object/apply:os.system>',
    // Ruby
    '--- !ruby/object:Gem::Installer\ni: x',
    '{"^o":"Gem::Requirement"',
    '\u0004\bo:\u0015Gem::Requirement',
    'BAhvOhVHZW06OlJlcXVpcmVtZW50',
    // YAML of Java, JavaScript and Perl
    '!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader []]',
    '!!com.sun.rowset.JdbcRowSetImpl {dataSourceName: "ldap://x"}',
    '!!js/function "function(){}"',
    '!!perl/hash:Evil {}',
    // .NET
    '{"$type":"System.Windows.Data.ObjectDataProvider, PresentationFramework"',
    'System.Windows.Data.ObjectDataProvider, PresentationFramework, Version=4.0.0.0',
    'AAEAAAD/////AQAAAAAAAAAMAgAAAA',
    'System.Configuration.Install.AssemblyInstaller, System.Configuration.Install, PublicKeyToken=b03f5f7f11d50a3a',
    // Node.js
    '_$$ND_FUNC$$_function(){}',
    '{"__js_function":"function(){}"',
  ])('finds %j', (value) => {
    expect(detectIn(deser, value)).toMatch(/medium|high/);
  });

  it.each([
    'a:2:{s:4:"name";s:3:"Bob";s:3:"age";i:42;}',
    'a:0:{}',
    's:5:"hello";',
    'i:42;',
    'b:1;',
    'O: 8 "quoted" things',
    'To:8:"me"',
    'gAAAAABh-token-of-fernet',
    'gA',
    'gAqJk2LmNo',
    'BAhamas',
    'BAh7CEkiD3Nlc3Npb25faWQ',
    'racecar',
    'rO0',
    'acedia',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
    '/wEPDwUKLTUxMTcwNzgxMGRk',
    'java',
    'I like Java: it has a garbage collector',
    'java.util.ArrayList',
    '{"@class":"java.util.HashMap","a":1',
    '{"@type":"Person","name":"x"',
    '{"$type":"MyApp.Models.Order, MyApp"',
    '{"type":"object","properties":{}}',
    'MyApp.Models.Order, MyApp, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null',
    '--- name: x\nvalue: !!str 1',
    '!!binary aGVsbG8=',
    '!!set {a, b}',
    'key: !Ref Bucket',
    '!Sub "${AWS::Region}"',
    '!GetAtt Function.Arn',
    'gem install rails: done',
    'Gem of a place: lovely!',
    'python 3: what is new?',
    'ruby: red, sapphire: blue',
    'The class InvokerTransformer was removed from the library: upgrade now.',
    'The pickle module is not secure: only unpickle data that you trust.',
    'cos(x) + sin(y): plot',
    'a cos\nb\nc',
    '<object data="movie.swf" type="application/x-shockwave-flash"></object>',
    '<void/>',
    'sun: hot; moon: cold',
    '{"sun":"hot","void":null,"js":true}',
    'public static void main(String[] args) {}',
    'perl: the language; yaml: the format',
    'apache/2.4: running "fine"',
  ])('lets %j pass', (value) => {
    expect(detectIn(deser, value) ?? 'low').toBe('low');
  });
});
