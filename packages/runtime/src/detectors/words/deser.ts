import { words } from './words.ts';

/** Words of tags and properties that name a class to build, and of the classes that chains are built of. */
export const DESER_WORDS = words(`
  objectdataprovider diagnostics expandedwrapper presentationframework mscorlib publickeytoken assemblyinstaller
  textformattingrunproperties typeconfusedelegate nsassem aaeaaad nd_func __js_function _cryo_ref_ _cryo_function_ py
  __reduce__ __reduce_ex__ cos cposix cnt csubprocess c__builtin__ cbuiltins csys cpty ccommands json_class gem bufferedio
  writeadapter deprecatedinstancevariableproxy namedroutecollection jdbcrowsetimpl templatesimpl invokertransformer
  chainedtransformer constanttransformer instantiatetransformer clonetransformer closuretransformer instantiatefactory
  prototypeclonefactory prototypeserializationfactory jndiobjectfactory jndidatasourcefactory jndirealm
  jndirefforwardingdatasource wrapperconnectionpooldatasource methodinvoketypeprovider forclosure whileclosure transformerclosure convertedclosure
  methodclosure badattributevalueexpexception annotationinvocationhandler basicdatasource hikari zaxxer
  jndiconnectionsource drivermanagerconnectionsource datasourceconnectionsource defaultlistablebeanfactory
  classpathxmlapplicationcontext filesystemxmlapplicationcontext xmldecoder jndiloginmodule fastjson inetsocketaddress cafebabe eventhandler nashorn imageio
  processbuilder unicastremoteobject unicastref jrmpclient jrmplistener ysoserial objectinputstream rowset xsltc trax
  swinglazyvalue autocloseable deserialize phar
`);
