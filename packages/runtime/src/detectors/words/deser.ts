import { words } from './words.ts';

/** Words of tags and properties that name a class to build, and of the classes that chains are built of. */
export const DESER_WORDS = words(`
  python javax java ruby perl js yaml objectdataprovider diagnostics expandedwrapper presentationframework mscorlib
  publickeytoken assemblyinstaller textformattingrunproperties typeconfusedelegate nsassem aaeaaad nd_func __js_function
  _cryo_ref_ _cryo_function_ py __reduce__ __reduce_ex__ cos cposix cnt csubprocess c__builtin__ cbuiltins csys cpty
  ccommands json_class gem bufferedio writeadapter deprecatedinstancevariableproxy namedroutecollection
  jdbcrowsetimpl templatesimpl invokertransformer chainedtransformer constanttransformer instantiatetransformer
  clonetransformer closuretransformer instantiatefactory prototypeclonefactory prototypeserializationfactory
  jndiobjectfactory jndidatasourcefactory jndireffowardingdatasource jndireforwardingdatasource jndirealm forclosure
  whileclosure transformerclosure convertedclosure methodclosure badattributevalueexpexception annotationinvocationhandler
  basicdatasource c3p0 hikariconfig jndiconnectionsource drivermanagerconnectionsource datasourceconnectionsource
  defaultlistablebeanfactory classpathxmlapplicationcontext filesystemxmlapplicationcontext xmldecoder eventhandler dynamic
  nashorn imageio processbuilder void sun unicastremoteobject unicastref jrmpclient jrmplistener type bcel ysoserial
  objectinputstream opensymphony corba apache groovy springframework
`);
